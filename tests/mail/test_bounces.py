"""What mail servers and readers' providers report."""

from __future__ import annotations

import base64

import pytest

from copctl.mail import bounces, reading
from copctl.mail.sorting import Nothing, Unclear, Unsubscription, meaning
from tests.mail import arriving


def report_in(content: bytes) -> bounces.Report:
    found = bounces.report(reading.read(content))
    assert found is not None
    return found


def test_a_report_says_who_failed_why_and_which_mail_it_is_about() -> None:
    found = report_in(arriving.bounce("bo@example.org", "m1@example.org"))

    failure = found.failures[0]
    assert found.message_id == "m1@example.org"
    assert (failure.address, failure.action, failure.status, failure.code) == (
        "bo@example.org",
        "failed",
        "5.1.1",
        550,
    )
    assert failure.said == "550 5.1.1 The account does not exist"
    assert failure.is_dead


@pytest.mark.parametrize(
    ("status", "words", "dead"),
    [
        ("5.1.1", "550 no such user", True),
        ("5.1.2", "no such domain", True),
        ("5.1.10", "null MX", True),
        ("5.2.1", "mailbox disabled", True),
        ("5.0.0", "550 5.1.1 unknown user", True),
        ("5.0.0", "550 rejected", False),
        ("5.2.2", "552 mailbox full", False),
        ("5.7.1", "550 blocked by policy", False),
        ("5.1.8", "sender rejected", False),
        ("5.4.4", "550 5.1.1 looks like it", False),
        ("4.4.7", "delivery time expired", False),
        ("", "", False),
    ],
)
def test_only_an_address_that_is_dead_is_held_back(status: str, words: str, dead: bool) -> None:
    """RFC 3463: a full mailbox (5.2.2) and a policy (5.7.x) may end, a mailbox that is not there does not."""
    failure = report_in(arriving.bounce("bo@example.org", status=status, words=words)).failures[0]

    assert failure.is_dead is dead


def test_a_delay_is_no_failure() -> None:
    failure = report_in(arriving.bounce("bo@example.org", action="delayed", status="5.1.1")).failures[0]

    assert (failure.action, failure.is_dead) == ("delayed", False)


def test_a_report_is_read_that_a_server_encoded_though_it_may_not() -> None:
    fields = "Reporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; bo@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    for kind in ("message/delivery-status", "message/global-delivery-status"):
        body = (
            f"--B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            f"{base64.encodebytes(fields.encode()).decode()}\r\n--B--\r\n"
        )
        found = report_in(arriving.mail("x", body, kind="multipart/report; boundary=B"))
        assert [(f.address, f.status) for f in found.failures] == [("bo@example.org", "5.1.1")]


def test_a_whole_returned_mail_names_itself_too() -> None:
    content = arriving.bounce("bo@example.org", "m1@example.org").replace(
        b"text/rfc822-headers", b"message/rfc822"
    )

    assert report_in(content).message_id == "m1@example.org"


def test_a_complaint_names_the_mail_even_where_the_reader_is_left_out() -> None:
    found = meaning(reading.read(arriving.complaint("m1@example.org")))

    assert found == bounces.Complaint("abuse", "", "m1@example.org")


def test_a_bounce_without_a_standard_is_read_by_the_extra() -> None:
    pytest.importorskip("flufl.bounce")
    found = meaning(reading.read(arriving.qmail_bounce("bo@example.org", "m1@example.org")))

    assert isinstance(found, bounces.Report)
    assert found.guessed
    assert [(f.address, f.action, f.is_dead) for f in found.failures] == [("bo@example.org", "failed", False)]


def test_without_the_extra_the_mail_waits_and_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "flufl.bounce", None)
    found = meaning(reading.read(arriving.qmail_bounce("bo@example.org", "m1@example.org")))

    assert found == Unclear(
        "a bounce that follows no standard: pip install 'copctl[bounces]' reads it", kind="bounce"
    )


@pytest.mark.parametrize(
    ("subject", "headers", "expected"),
    [
        ("Out of office", "Auto-Submitted: auto-replied\r\n", Nothing.AWAY),
        ("[2026-12] yes", "Auto-Submitted: auto-replied (vacation)\r\n", Nothing.AWAY),
        ("Away", "X-Autoreply: yes\r\n", Nothing.AWAY),
        ("News", "List-Id: <news.example>\r\n", Nothing.BULK),
        ("unsubscribe 12-abc", "", Unsubscription("12-abc")),
        ("unsubscribe 12-abc", "Auto-Submitted: auto-generated\r\n", Unsubscription("12-abc")),
        ("Re: Unsubscribe", "Auto-Submitted: no\r\n", Unsubscription("")),
        ("please unsubscribe my colleague", "", Unclear("a mail to read")),
    ],
)
def test_what_a_mail_is(subject: str, headers: str, expected: object) -> None:
    assert meaning(reading.read(arriving.mail(subject, headers=headers))) == expected
