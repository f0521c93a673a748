"""Mails that nobody wrote in good faith: whatever comes in, nothing breaks and nothing hangs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.mail import reading, sorting
from tests.mail import arriving

UID = "8e7f0c9a-1111-4222-8333-944444444444@copctl"
GENUINE = [
    arriving.gmail(arriving.calendar(UID)),
    arriving.outlook(UID),
    arriving.apple(UID),
    arriving.bounce("bo@example.org", "m1@example.org"),
    arriving.complaint("m1@example.org"),
    arriving.qmail_bounce("bo@example.org", "m1@example.org"),
    arriving.mail("Re: [2026-12] yes"),
]


def hostile() -> dict[str, bytes]:
    """Twenty mails that programs have stumbled over."""
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(900)
    )
    inside = b"".join(b"Content-Type: message/rfc822\r\n\r\n" for _ in range(400))
    one = arriving.mail
    calendar = "text/calendar; method=REPLY"
    mails = {
        "empty-lines": b"\r\n\r\n\r\n",
        "bytes": bytes(range(256)) * 40,
        "nested": b"From: a@b.example\r\nSubject: deep\r\n" + nested,
        "mails-in-mails": b"From: a@b.example\r\n" + inside,
        "many-parts": one("x", "--b\r\nContent-Type: text/plain\r\n\r\n" * 20_000, kind="multipart/mixed; boundary=b"),
        "charset": one("=?no-such-charset?b?AAAA?= =?utf-8?q?=ZZ?=", "\u1780", kind="text/plain; charset=klingon"),
        "charset-injected": one("x", kind='text/calendar; charset="utf-8\r\n ; rm"'),
        "charset-of-bytes": one("x", "BEGIN:VEVENT", kind="text/calendar; charset=hex"),
        "charset-encoding": one("x", "=ff=ff", kind="text/calendar; charset=idna"),
        "charset-slow": one("x", "a" * 300_000 + "-" + "b" * 300_000, kind="text/calendar; charset=punycode"),
        "surrogates": one("=?utf-7?q?+2AA-?= x", "BEGIN:VEVENT\r\nUID:+2AA-\r\nATTENDEE:mailto:+2AA-@x.example",
                          kind="text/calendar; charset=utf-7; method=REPLY",
                          headers="In-Reply-To: <=?utf-7?q?+2AA-?=\x00>\r\n"),
        "base64": one("x", "!!!!===", kind=calendar, headers="Content-Transfer-Encoding: base64\r\n"),
        "uuencode": one("x", "begin 644 a\r\n\xff", kind=calendar, headers="Content-Transfer-Encoding: x-uuencode\r\n"),
        "addresses": one("x", sender='"a" <<<@@>>, (((( ;:, <a@b>@c'),
        "long-header": one("x" * 200_000),
        "date": one("x", date="Mon, 99 Foo 99999999 99:99:99 +9999"),
        "date-too-far": one("x", date="Fri, 31 Dec 9999 23:59:59 -1200"),
        "calendar-only-begin": one("x", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" * 30_000, kind=calendar),
        "calendar-quotes": one("x", 'BEGIN:VEVENT\r\nATTENDEE;CN="' + ";" * 100_000, kind=calendar),
        "report-empty": one("x", "--b\r\nContent-Type: message/delivery-status\r\n\r\n\r\n--b--", kind="multipart/report; boundary=b"),
        "report-odd": one("x", "--b\r\nContent-Type: message/delivery-status\r\n\r\nStatus\r\n: :\r\n\r\nAction: failed\r\n\r\n--b--", kind="multipart/report; boundary=b"),
        "feedback-odd": one("x", "--b\r\nContent-Type: message/feedback-report\r\n\r\n\r\n--b--", kind="multipart/report; boundary=b"),
        "no-boundary": one("x", kind="multipart/report; report-type=delivery-status"),
        "huge": one("x", "A" * 30_000_000),
        "injected": one("[red]=1+1\x1b[31m\x00 <b>", sender="=cmd()@example.org"),
    }  # fmt: skip
    return {
        name: mail.replace(b"<one@mail.example>", f"<{name}@mail.example>".encode())
        for name, mail in mails.items()
    }


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_mail_is_sorted_like_any_other(name: str) -> None:
    found = sorting.arrived(hostile()[name])

    assert found.key
    assert len(found.subject) <= 200
    assert "\n" not in found.subject + found.sender + found.key


def test_what_is_nested_beyond_reason_waits_for_a_person() -> None:
    found = sorting.arrived(hostile()["nested"])

    assert found.meaning == sorting.Unclear("it has too many parts, one inside the other")
    assert (found.sender, found.subject) == ("a@b.example", "deep")


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2_000))
def test_any_bytes_are_sorted(content: bytes) -> None:
    assert sorting.arrived(content).key


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(GENUINE), st.integers(0, 5_000), st.integers(0, 60), st.binary(max_size=40), st.booleans()
)
def test_a_damaged_mail_is_sorted(genuine: bytes, at: int, gone: int, put: bytes, encoded: bool) -> None:
    at %= len(genuine)
    damaged = genuine[:at] + put + genuine[at + gone :]
    if encoded:
        damaged = damaged.replace(
            b"Content-Type: text/calendar",
            b"Content-Transfer-Encoding: base64\r\nContent-Type: text/calendar",
        )

    assert sorting.arrived(damaged) == sorting.arrived(damaged)


def test_the_key_is_the_message_id_or_else_the_content() -> None:
    assert sorting.arrived(arriving.mail("x", key="abc")).key == "abc@mail.example"
    without = arriving.mail("x").replace(b"Message-ID:", b"X-Nothing:")

    assert sorting.arrived(without).key.startswith("sha256:")
    assert sorting.arrived(without).key == sorting.arrived(bytes(without)).key
    assert sorting.arrived(without + b"!").key != sorting.arrived(without).key


def test_headers_are_read_in_any_charset() -> None:
    content = arriving.mail(
        "=?iso-8859-1?q?R=E9union?= =?utf-8?b?4Z6R4Z+F?=", sender="=?utf-8?b?4Z6R4Z+F?= <bo@example.org>"
    )
    letter = reading.read(content)

    assert (letter.subject, letter.sender) == ("Réunionទៅ", "bo@example.org")
    assert letter.written_at == datetime(2026, 11, 23, 3, tzinfo=UTC)
