"""Answers to invitations as calendars and people write them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copctl.mail import reading, replies
from tests.mail import arriving

UID = "8e7f0c9a-1111-4222-8333-944444444444@copctl"


def reply_in(content: bytes) -> replies.CalendarReply:
    found = replies.calendar_reply(reading.read(content))
    assert found is not None
    return found


def test_google_outlook_and_apple_are_understood() -> None:
    google = reply_in(arriving.gmail(arriving.calendar(UID)))
    assert (google.uid, google.method, google.attendee, google.answer) == (
        UID,
        "REPLY",
        "bo@example.org",
        "yes",
    )
    assert google.stamp == datetime(2026, 11, 23, 3, tzinfo=UTC)

    outlook = reply_in(arriving.outlook(UID, sequence=2))
    assert (outlook.attendee, outlook.answer, outlook.sequence) == ("Bo@Example.org", "no", 2)
    assert outlook.comment == ""

    apple = reply_in(arriving.apple(UID))
    assert (apple.attendee, apple.answer) == ("bo@example.org", "maybe")
    assert apple.comment == "If the road is dry, yes\nBo"


@pytest.mark.parametrize("encoding", ["7bit", "8bit", "base64", "quoted-printable"])
def test_a_mail_that_is_a_calendar_and_nothing_else_is_a_reply_in_any_encoding(encoding: str) -> None:
    import base64
    import quopri

    ics = arriving.calendar(UID, comment="ទៅ")
    coded = {
        "7bit": ics, "8bit": ics, "base64": base64.encodebytes(ics.encode()).decode(),
        "quoted-printable": quopri.encodestring(ics.encode()).decode(),
    }[encoding]  # fmt: skip
    content = arriving.mail(
        "Accepted", coded, kind="text/calendar; charset=utf-8; method=REPLY",
        headers=f"Content-Transfer-Encoding: {encoding}\r\n",
    )  # fmt: skip

    assert reply_in(content).answer == "yes"
    assert reply_in(content).comment == "ទៅ"


def test_the_method_may_stand_in_the_content_type_alone() -> None:
    ics = arriving.calendar(UID).replace("METHOD:REPLY\r\n", "")

    assert reply_in(arriving.mail("x", ics, kind="text/calendar; method=REPLY")).method == "REPLY"


def test_an_invitation_is_no_reply_and_one_inside_of_a_returned_mail_is_none_either() -> None:
    request = arriving.mail(
        "x", arriving.calendar(UID, method="REQUEST"), kind="text/calendar; method=REQUEST"
    )
    inside = arriving.mail("x", "--i\r\nContent-Type: message/rfc822\r\n\r\n"
                           + arriving.mail("y", arriving.calendar(UID), kind="text/calendar").decode()
                           + "\r\n--i--\r\n", kind="multipart/mixed; boundary=i")  # fmt: skip

    assert replies.calendar_reply(reading.read(request)) is None
    assert replies.calendar_reply(reading.read(inside)) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("PARTSTAT=ACCEPTED", "PARTSTAT=DELEGATED"), {"status": "DELEGATED", "answer": ""}),
        ((";PARTSTAT=ACCEPTED", ""), {"status": "NEEDS-ACTION", "answer": ""}),
        (("SEQUENCE:0", "SEQUENCE:" + "9" * 11), {"sequence": 2**31 - 1}),
        (("SEQUENCE:0", "SEQUENCE:-4"), {"sequence": 0}),
        (("DTSTAMP:20261123T030000Z", "DTSTAMP:20269999T030000Z"), {"stamp": None}),
        (
            ("DTSTAMP:20261123T030000Z", "DTSTAMP;TZID=Asia/Phnom_Penh:20261123T030000"),
            {"stamp": datetime(2026, 11, 22, 20, tzinfo=UTC)},
        ),
        (("DTSTAMP:20261123T030000Z", "DTSTAMP;TZID=../../etc/passwd:20261123T030000"), {"stamp": None}),
        (("UID:", "UID :"), {"uid": UID}),
        (("SEQUENCE:0", "SEQUENCE:0\r\nATTENDEE:mailto:x@example.org"), {"many": True}),
        (("mailto:bo@example.org", "invalid:nomail"), {"attendee": ""}),
    ],
)  # fmt: skip
def test_odd_calendars_are_read_as_far_as_they_go(
    change: tuple[str, str], expected: dict[str, object]
) -> None:
    ics = arriving.calendar(UID)
    assert change[0] in ics
    found = reply_in(arriving.mail("x", ics.replace(*change), kind="text/calendar"))

    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("subject", "session", "answer", "again"),
    [
        ("[2026-12] yes", "2026-12", "yes", False),
        ("[2026-12-2]  No.", "2026-12-2", "no", False),
        ("Re: [2026-12] maybe", "2026-12", "maybe", True),
        ("AW: WG: [2026-12] YES!", "2026-12", "yes", True),
        ("Re[2]: [2026-12] yes", "2026-12", "yes", True),
        ("=?utf-8?b?" + "VHLhuqMgbOG7nWk6IFsyMDI2LTEyXSB5ZXM=" + "?=", "2026-12", "yes", True),
        ("回复：[2026-12] yes", "2026-12", "yes", True),
        ("ឆ្លើយ\u200bតប: [2026-12] no", "2026-12", "no", True),
        ("ตอบกลับ: [2026-12] no", "2026-12", "no", True),
    ],
)
def test_a_subject_says_yes_no_or_maybe(subject: str, session: str, answer: str, again: bool) -> None:
    found = replies.plain_answer(reading.read(arriving.mail(subject)))

    assert found == replies.PlainAnswer(session, answer, again)


@pytest.mark.parametrize(
    "subject",
    ["yes", "[2026-12]", "[2026-12] yes, but later", "[2026-12] yes no", "not: [2026-12] yes", "2026-12 yes",
     "[2026-12] yes?", "Say [2026-12] yes", "[12] yes", "[2026-12] oui"],
)  # fmt: skip
def test_nothing_is_guessed_from_a_subject_that_says_more_or_less(subject: str) -> None:
    assert replies.plain_answer(reading.read(arriving.mail(subject))) is None
