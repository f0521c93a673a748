"""Letters for many: encoded once, and each reader gets what a mail of their own would have held."""

from __future__ import annotations

import email
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP, default
from html import escape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copctl.mail.blanks import Blank, Reader
from copctl.mail.calendar import Mailbox, Occasion, for_many, to_ics
from copctl.mail.sender import Sender
from copctl.names import written

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SENDER = Sender("Ana Lim", "ana@example.org", "MEL Mekong")
BO = Reader("a@example.org", "bo@example.org", "Bo", "7-abcdefghijklmnopqrstuvwxyz")
STRICT = default.clone(raise_on_defect=True)
MARKS = ("%NAME%", "%CODE%", "%NAME%%", "%N%")
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)
SCRIPTS = st.text(st.sampled_from("abc =.\t\n'\"<&>é–ăកម្ពុជាไทยລາວမြန်မာ中文\u200b🙂%_?"), max_size=300)
PIECES = st.lists(st.one_of(SCRIPTS, st.sampled_from(MARKS), st.just("x" * 75)), max_size=8).map("".join)


def read(content: bytes) -> EmailMessage:
    assert content.isascii()
    lines = content.split(b"\r\n")
    # An address to unsubscribe at cannot be folded; everything else keeps to RFC 5322, section 2.1.1.
    assert all(len(line) <= 78 or b"<mailto:" in line for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    message = email.message_from_bytes(content, policy=STRICT)
    assert isinstance(message, EmailMessage)
    return message


def plain_mail(text: str, html: str) -> EmailMessage:
    """What Python's own message holds of these texts."""
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message.set_content(text, charset="utf-8")
    message.add_alternative(html, subtype="html", charset="utf-8")
    parsed = email.message_from_bytes(message.as_bytes(), policy=STRICT)
    assert isinstance(parsed, EmailMessage)
    return parsed


def said_by(message: EmailMessage) -> str:
    return str(message.get_content()).replace("\r\n", "\n")


def texts(message: EmailMessage) -> list[str]:
    return [said_by(part) for part in message.iter_parts()]


def bound(letter: str, words: dict[str, str]) -> str:
    """The letter with its words, by the plainest means: one place after the other, left to right."""
    made, at = "", 0
    while at < len(letter):
        mark = next((m for m in sorted(words, key=len, reverse=True) if letter.startswith(m, at)), "")
        made += words[mark] if mark else letter[at]
        at += len(mark) or 1
    return made


@settings(deadline=None)
@given(text=PIECES, html=PIECES, words=st.tuples(ANY, SCRIPTS, ANY, ANY))
@example(text="%NAME%", html="%NAME%%%", words=("%CODE%", "", "<b>", "="))
@example(text="x" * 76 + "%NAME% \n", html="é" * 13 + "%CODE%", words=("a" * 76, " ", "", ""))
def test_each_reader_gets_what_a_mail_of_their_own_would_hold(
    text: str, html: str, words: tuple[str, ...]
) -> None:
    said = dict(zip(MARKS, words, strict=True))
    one_line = {mark: written(word) for mark, word in said.items()}
    blank = Blank(SENDER, subject="Hello", text=text, html=f"<p>{html}", marks=MARKS)

    message = read(blank.filled(BO, said, now=NOW))

    lines = "\n".join(bound(text.replace("\r\n", "\n").replace("\r", "\n"), one_line).split("\n"))
    page = bound(f"<p>{html}", {mark: escape(word) for mark, word in one_line.items()})
    assert texts(message) == texts(
        plain_mail(lines.removesuffix("\n") + "\n", page.removesuffix("\n") + "\n")
    )


def test_a_name_that_looks_like_a_mark_stays_a_name() -> None:
    blank = Blank(SENDER, subject="For %NAME%", text="Dear %NAME%: %CODE%\n", marks=("%NAME%", "%CODE%"))

    message = read(blank.filled(BO, {"%NAME%": "%CODE%", "%CODE%": "k3y"}, now=NOW))

    assert said_by(message) == "Dear %CODE%: k3y\n"
    assert message["Subject"] == "For %CODE%"


def test_a_line_end_in_a_word_adds_no_line() -> None:
    blank = Blank(SENDER, subject="For %NAME%", text="Dear %NAME%,\n", marks=("%NAME%",))

    message = read(blank.filled(BO, {"%NAME%": "Bo\r\nBcc: x@example.org\u2028\x00"}, now=NOW))

    assert "Bcc" not in message
    assert said_by(message) == "Dear Bo Bcc: x@example.org,\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "Chère Anne, notre prochaine rencontre a lieu bientôt ; tout le monde y vient.\n",
            "quoted-printable",
        ),
        ("សូមស្វាគមន៍មកកាន់សហគមន៍របស់យើង\n", "base64"),
        ("ยินดีต้อนรับสู่ชุมชนของเรา\n", "base64"),
        ("", "quoted-printable"),
    ],
)
def test_a_text_goes_in_the_encoding_that_is_shorter_for_it(text: str, encoding: str) -> None:
    message = read(
        Blank(SENDER, subject="Hello", text=f"%NAME%{text}", marks=("%NAME%",)).filled(BO, now=NOW)
    )

    assert message["Content-Transfer-Encoding"] == encoding
    assert said_by(message) == f"%NAME%{text or chr(10)}"


OCCASION = Occasion(
    uid="2026-12@example.org",
    sequence=2,
    starts_at=datetime(2026, 12, 10, 7, tzinfo=UTC),
    minutes=90,
    title="Baselines, ការវាយតម្លៃ",
    description="Line one\nline two",
    place="",
    link="https://meet.example.org/x",
    organizer=Mailbox("Ana Lim", "ana@example.org"),
)


def structure(message: EmailMessage) -> object:
    kind = message.get_content_type()
    return (kind, [structure(part) for part in message.iter_parts()]) if message.is_multipart() else kind


def test_an_invitation_is_built_as_calendars_expect_it() -> None:
    blank = Blank(
        SENDER, subject="Come", text="Dear %NAME%\n", html="<p>%NAME%", calendar=for_many(OCCASION, stamp=NOW),
        marks=("%NAME%",), to_list=True,
    )  # fmt: skip
    sokha = Reader("b@example.org", "sokha@bücher.example", 'សុខា; "x" :y', "8-abc")

    message = read(blank.filled(sokha, {"%NAME%": "Sokha"}, now=NOW))

    assert structure(message) == (
        "multipart/mixed",
        [("multipart/alternative", ["text/plain", "text/html", "text/calendar"]), "application/ics"],
    )
    inner, attached = message.iter_parts()
    entry = list(inner.iter_parts())[2]
    assert dict(entry["Content-Type"].params) == {"method": "REQUEST", "charset": "utf-8"}
    assert attached.get_filename() == "invite.ics"
    wanted = to_ics(OCCASION, stamp=NOW, attendee=Mailbox('សុខា; "x" :y', "sokha@xn--bcher-kva.example"))
    assert entry.get_payload(decode=True) == attached.get_payload(decode=True) == wanted
    assert b"\r\nMETHOD:REQUEST\r\n" in wanted
    assert wanted.count(b"ATTENDEE") == 1


def test_the_method_of_a_cancellation_is_said_outside_too() -> None:
    off = Occasion(**{**OCCASION.__dict__, "cancelled": True})
    blank = Blank(SENDER, subject="Off", text="It is off.\n", calendar=for_many(off, stamp=NOW))

    message = read(blank.filled(BO, now=NOW))

    inner, _ = message.iter_parts()
    assert [part["Content-Type"].params.get("method") for part in inner.iter_parts()] == [None, "CANCEL"]


@pytest.mark.parametrize(
    ("sender", "lines"),
    [
        (SENDER, ["<mailto:ana@example.org?subject=unsubscribe%207-abc>", None]),
        (
            Sender("Ana", "ana@example.org", "C", "https://cop.example.org/", "leave,us@example.org", True),
            [
                "<mailto:%22leave%2Cus%22@example.org?subject=unsubscribe%207-abc>, <https://cop.example.org/u/7-abc>",
                "List-Unsubscribe=One-Click",
            ],
        ),
        (Sender("Ana", "ana@example.org", "C", "http://cop.example.org", "", True),
         ["<mailto:ana@example.org?subject=unsubscribe%207-abc>", None]),
        (Sender("Ana", "ana@example.org", "C", "https://cop.example.org/\r\nX: y", "", True),
         ["<mailto:ana@example.org?subject=unsubscribe%207-abc>", None]),
    ],
)  # fmt: skip
def test_who_can_unsubscribe_how(sender: Sender, lines: list[str | None]) -> None:
    blank = Blank(sender, subject="Hello", text="x\n", to_list=True)

    message = read(blank.filled(Reader("a@example.org", "bo@example.org", "Bo", "7-abc"), now=NOW))

    assert [message["List-Unsubscribe"], message["List-Unsubscribe-Post"]] == lines
    assert "X" not in message


@given(name=ANY, word=ANY, subject=ANY, address=ANY, token=ANY, number=ANY)
@example(
    name="=?utf-8?q?x?=", word="", subject="x" * 900, address='"a b"@example.org', token="é-1", number="\r\n"
)
@example(name="a" * 300, word="\u202e", subject="é" * 400, address="a@b>\r\nX:", token="", number="ក")
@settings(deadline=None)
def test_nothing_can_be_injected_from_anywhere(
    name: str, word: str, subject: str, address: str, token: str, number: str
) -> None:
    plain = read(Blank(SENDER, subject="Hello", text="x\n", html="x", to_list=True).filled(BO, now=NOW))
    sender = Sender(name, address, subject, "https://example.org", address, True)
    blank = Blank(sender, subject=f"{subject}%N%", text="x\n", html="x", marks=("%N%",), to_list=True)

    content = blank.filled(Reader(number, address, name, token), {"%N%": word}, now=NOW)

    assert content.isascii()
    assert max(map(len, content.split(b"\r\n"))) <= 998
    message = email.message_from_bytes(content, policy=default)
    assert set(message.keys()) - {"List-Unsubscribe-Post"} == set(plain.keys())
    assert not message.defects
    assert len(list(message.iter_parts())) == 2


@given(subject=ANY, name=ANY)
@settings(deadline=None)
def test_a_subject_and_a_name_arrive_as_they_were_meant(subject: str, name: str) -> None:
    from email.header import decode_header, make_header

    from copctl.mail.headers import one_line

    blank = Blank(SENDER, subject=subject, text="x\n")

    message = email.message_from_bytes(blank.filled(Reader("a@b", "bo@example.org", name), now=NOW))

    def meant(header: str) -> str:
        return str(make_header(decode_header(header.replace("\r\n", ""))))

    assert meant(message["Subject"]) == one_line(subject)
    to = email.message_from_bytes(
        blank.filled(Reader("a@b", "bo@example.org", name), now=NOW), policy=default
    )["To"]
    assert to.addresses[0].addr_spec == "bo@example.org"
    assert to.addresses[0].display_name.replace(" ", "") == one_line(name).replace(" ", "")
