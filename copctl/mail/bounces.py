"""Mails from mail servers: what could not be delivered (RFC 3464), and who complained (RFC 5965)."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.parser import HeaderParser

from copctl import names
from copctl.mail import reading
from copctl.mail.reading import Letter

_STATUSES = {"message/delivery-status", "message/global-delivery-status"}
_RETURNED = {
    "message/rfc822", "text/rfc822-headers", "message/rfc822-headers",
    "message/global", "message/global-headers",
}  # fmt: skip
_READ_RECEIPTS = {"message/disposition-notification", "message/global-disposition-notification"}
_MOST_RECIPIENTS, _WORDS_LENGTH = 100, 500
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<!\d)([45]\d\d)(?![\d.])")
# Statuses that say the address itself is dead (RFC 3463, section 3.2 and 3.3; 5.1.10 is RFC 7505's).
# 5.1.7 and 5.1.8 are about the sender, 5.2.2 is a full mailbox, 5.7.x a policy: those may end.
_DEAD = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
_SERVERS = re.compile(
    r"^(mailer[-_.]?daemon|postmaster|mail[-_.]?daemon|mdaemon|bounces?|no-?reply-bounces?"
    r"|microsoftexchange[0-9a-f]*)(\+.*)?@",
    re.IGNORECASE,
)
_FAILURES = re.compile(
    r"undeliver|not (be )?delivered|delivery (status notification|.*fail|has failed|incomplete|problem)"
    r"|returned mail|failure notice|mail delivery (failed|system)|non remis|unzustellbar",
    re.IGNORECASE,
)
_ODD = (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError, AssertionError)


@dataclass(frozen=True)
class Failure:
    """What a server says of one recipient.

    `action` is failed, delayed, delivered, relayed or expanded; `status` an enhanced status code (RFC 3463)
    or empty; `said` the other server's words, `code` its SMTP reply code. `original` is the address that was
    written to where `address` is another one it was passed on to.
    """

    address: str
    action: str
    status: str
    said: str
    code: int | None = None
    original: str = ""

    @property
    def is_dead(self) -> bool:
        """Whether the address itself is what failed, and for good."""
        return self.action == "failed" and self.status in _DEAD


@dataclass(frozen=True)
class Report:
    """A delivery report: what became of whom, and the Message-ID of the mail that it returns, or nothing.

    A `guessed` one follows no standard and says no statuses.
    """

    failures: tuple[Failure, ...]
    message_id: str
    guessed: bool = False


@dataclass(frozen=True)
class Complaint:
    """A reader called a mail of ours spam; `kind` is the Feedback-Type (RFC 5965, section 3.1)."""

    kind: str
    address: str
    message_id: str


def report(letter: Letter) -> Report | None:
    """The delivery report in a mail that follows RFC 3464, or None."""
    blocks = [block for part in reading.parts(letter.message) if part.get_content_type() in _STATUSES
              for block in _blocks(part)]  # fmt: skip
    if not blocks:
        return None
    failures = [_failure(block) for block in blocks[:_MOST_RECIPIENTS] if block.get("Action")]
    return Report(tuple(failures), _returned_id(letter))


def complaint(letter: Letter) -> Complaint | None:
    """The complaint in a mail that follows RFC 5965, or None."""
    for part in reading.parts(letter.message):
        if part.get_content_type() == "message/feedback-report":
            blocks = _blocks(part)
            first = blocks[0] if blocks else HeaderParser().parsestr("")
            kind = names.written(reading.header(first, "Feedback-Type")).lower()[:40] or "abuse"
            about = reading.plain_address(_after_type(reading.header(first, "Original-Rcpt-To")))
            return Complaint(kind, about, _returned_id(letter))
    return None


def is_receipt(letter: Letter) -> bool:
    """Whether a mail only tells that something was read (RFC 8098)."""
    return any(part.get_content_type() in _READ_RECEIPTS for part in reading.parts(letter.message))


def is_from_a_server(letter: Letter) -> bool:
    """Whether a mail looks like a bounce, by who sent it and by its subject."""
    return bool(_SERVERS.match(letter.sender)) or bool(_FAILURES.search(letter.subject))


def guessed(letter: Letter) -> Report | None:
    """The report in a bounce that follows no standard, by the `bounces` extra; None where it holds none.

    Raises ImportError when the extra is not installed. Such a report has no statuses.
    """
    from flufl.bounce import all_failures

    # Its own log of what it could not read is nobody's business here.
    logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
    try:
        # It looks at a text line by line with many patterns: what matters stands at the beginning.
        temporary, permanent = all_failures(message_from_bytes(letter.beginning))
    except _ODD:
        return None
    found = [("failed", address) for address in sorted(permanent)]
    found += [("delayed", address) for address in sorted(temporary - permanent)]
    failures = [
        Failure(email, action, "", "")
        for action, raw in found[:_MOST_RECIPIENTS]
        if (email := reading.plain_address(reading.as_text(bytes(raw), None)))
    ]
    return Report(tuple(failures), _returned_id(letter), guessed=True) if failures else None


def _blocks(part: Message) -> list[Message]:
    """The groups of fields of a report; what a mail program encoded, though it may not, is read too."""
    inner = part.get_payload()
    if isinstance(inner, list):
        pieces = [_as_string(block) for block in inner if isinstance(block, Message)]
    else:
        pieces = [reading.text_of(part)]
    if _encoding(part) in {"base64", "quoted-printable"}:
        pieces = [_decoded("\n\n".join(pieces), _encoding(part))]
    groups = [group for piece in pieces for group in re.split(r"\r?\n[ \t]*\r?\n", piece) if group.strip()]
    return [HeaderParser().parsestr(group.strip() + "\n") for group in groups[: _MOST_RECIPIENTS + 1]]


def _encoding(part: Message) -> str:
    return str(part.get("Content-Transfer-Encoding") or "").strip().lower()


def _as_string(block: Message) -> str:
    try:
        return block.as_string()
    except _ODD:
        return ""


def _decoded(text: str, encoding: str) -> str:
    """Take off a transfer encoding that the parser left, since reports may not have one."""
    whole = HeaderParser().parsestr(f"Content-Transfer-Encoding: {encoding}\n\n")
    whole.set_payload(text.strip())
    return reading.text_of(whole)


def _failure(block: Message) -> Failure:
    said = names.written(_after_type(reading.header(block, "Diagnostic-Code")))[:_WORDS_LENGTH]
    final = reading.plain_address(_after_type(reading.header(block, "Final-Recipient")))
    original = reading.plain_address(_after_type(reading.header(block, "Original-Recipient")))
    code = _REPLY_CODE.search(said)
    return Failure(
        address=final or original,
        action=names.written(reading.header(block, "Action")).lower().split(" ")[0][:20],
        status=_status(reading.header(block, "Status"), said),
        said=said,
        code=int(code[1]) if code else None,
        original=original,
    )


def _status(field: str, said: str) -> str:
    """The status code; where it says nothing but `failed` (5.0.0), that in the other server's words."""
    own, told = _CODE.search(field), _CODE.search(said)
    if told is not None and (own is None or own[0].endswith(".0.0")):
        return told[0]
    return own[0] if own else ""


def _after_type(field: str) -> str:
    """A field's value without its type: `rfc822; ana@example.org`."""
    before, semicolon, after = field.partition(";")
    return after.strip() if semicolon else before.strip()


def _returned_id(letter: Letter) -> str:
    """The Message-ID of the mail that came back, from what was returned of it; else what is answered."""
    for part in reading.parts(letter.message):
        if part.get_content_type() in _RETURNED:
            inner = part.get_payload()
            inside = inner[0] if isinstance(inner, list) and inner else None
            if not isinstance(inside, Message):
                inside = HeaderParser().parsestr(reading.text_of(part).lstrip())
            found = reading.message_id(inside)
            if found:
                return found
    return letter.answers[0] if letter.answers else ""
