"""Mails as bytes: what a reader's program gets is what was meant, and nothing can be injected."""

from __future__ import annotations

import email
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import Refused
from copctl.mail.mime import Mail, Sender, can_receive, domain_of, message_id, one_line, to_bytes
from copctl.names import written

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SENDER = Sender("Ana Lim", "ana@example.org", "MEL Mekong")
STRICT = default.clone(raise_on_defect=True)
# Bidirectional classes of what turns around what follows (Unicode Standard Annex 9, table 4).
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)


def mail(**changed: str) -> Mail:
    parts = {
        "message_id": "a@example.org",
        "recipient": "bo@example.org",
        "name": "Bo",
        "subject": "Hello",
        "text": "Dear Bo,\n",
        "html": "<p>Dear Bo,</p>",
    }
    return Mail(**(parts | changed))


@given(name=TEXT, subject=TEXT, sender=TEXT)
def test_no_name_and_no_title_adds_a_header(name: str, subject: str, sender: str) -> None:
    plain = email.message_from_bytes(to_bytes(mail(), SENDER, now=NOW), policy=STRICT)

    content = to_bytes(mail(name=name, subject=subject), Sender(sender, "ana@example.org", subject), now=NOW)

    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    read = email.message_from_bytes(content, policy=default)
    assert read.keys() == plain.keys()
    assert [a.addr_spec for a in read["To"].addresses] == ["bo@example.org"]
    assert [a.addr_spec for a in read["From"].addresses] == ["ana@example.org"]


@given(text=st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=3000))
def test_text_and_html_arrive_as_they_were_written(text: str) -> None:
    content = to_bytes(mail(text=f"{text}\n", html=f"<p>{text}</p>\n"), SENDER, now=NOW)

    read = email.message_from_bytes(content, policy=STRICT)
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert content.isascii()
    assert plain.get_content().replace("\r\n", "\n") == f"{text}\n"
    assert html.get_content().replace("\r\n", "\n") == f"<p>{text}</p>\n"


def test_a_mail_to_one_person_is_no_list_and_wants_answers() -> None:
    read = email.message_from_bytes(to_bytes(mail(), SENDER, now=NOW), policy=STRICT)

    assert not [name for name in read if name.startswith("List-") or name == "Auto-Submitted"]


def test_a_line_end_in_a_title_stays_a_title() -> None:
    content = to_bytes(mail(subject="Hello\r\nBcc: all@example.org", name="Bo\nX: y"), SENDER, now=NOW)

    read = email.message_from_bytes(content, policy=STRICT)
    assert "Bcc" not in read
    assert read["Subject"] == "Hello Bcc: all@example.org"
    assert read["To"].addresses[0].display_name == "Bo X: y"


def test_the_headers_that_the_standards_ask_for_are_there() -> None:
    letter = replace(mail(name="សុខា"), to_list=True, token="7-abc")

    read = email.message_from_bytes(to_bytes(letter, SENDER, now=NOW), policy=STRICT)

    assert read["Date"] == "Mon, 23 Nov 2026 08:00:00 +0000"
    assert read["Message-ID"] == "<a@example.org>"
    assert read["List-Id"] == "<mel-mekong.example.org>"
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Unsubscribe"] == "<mailto:ana@example.org?subject=unsubscribe%207-abc>"
    assert "List-Unsubscribe-Post" not in read
    assert read["To"].addresses[0].display_name == "សុខា"
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        (SENDER, "example.org"),
        (Sender("", "ana@example.org", "", "https://cop.example.org:8443/x"), "cop.example.org"),
        (Sender("", "ana@bücher.example", ""), "xn--bcher-kva.example"),
        (Sender("", "ana@" + "ü" * 80, ""), "community.invalid"),
    ],
)
def test_mails_are_named_after_the_communitys_domain(sender: Sender, domain: str) -> None:
    assert domain_of(sender) == domain


def test_without_an_address_no_mail_can_be_written() -> None:
    with pytest.raises(Refused, match="does not say the moderator's address"):
        domain_of(Sender("Ana", "", "C"))


def test_a_message_id_stays_and_is_its_own() -> None:
    one = message_id("survey:q4:invite:1", NOW, "example.org")

    assert one == message_id("survey:q4:invite:1", NOW, "example.org")
    assert one != message_id("survey:q4:invite:2", NOW, "example.org")
    assert one.endswith("@example.org")


def test_an_address_that_seven_bits_cannot_carry_is_known() -> None:
    assert can_receive("bo@bücher.example")
    assert not can_receive("បូ@example.org")


@given(TEXT)
def test_a_header_is_one_line(text: str) -> None:
    assert one_line(text) == written("".join(c for c in text if unicodedata.bidirectional(c) not in _TURNING))
    assert len(one_line(text).splitlines()) <= 1
