"""The outbox: mails that are queued, one row a recipient, and every attempt to deliver one."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base, UtcDateTime

# A mark that stands in no text: among a mail's words it keeps the numbers of the members whom the mail names.
NAMED = "%@named%"


class MessageStatus(StrEnum):
    """Where a mail stands.

    `sending` was handed to a server that has not answered; `unknown` is one whose deliverer died before the
    answer: it may have arrived. `suppressed` was held back at delivery, `bounced` came back afterwards.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    SUPPRESSED = "suppressed"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"


class FormLetter(Base):
    """One text for many readers, with marks (`%NAME%`) where the words of each reader go.

    `calendar` is iCalendar without an attendee, empty for a letter without a calendar part. `pictures` are
    those that its HTML shows from within the mail: Content-ID (RFC 2392) -> file in `media/`.
    """

    __tablename__ = "form_letter"

    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    calendar: Mapped[str] = mapped_column(Text, default="")
    pictures: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")


class Message(Base):
    """One mail to one person. `about` makes it unique (`survey:2026-q4:invite:12`): asked twice, queued once.

    `message_id` is the Message-ID header (RFC 5322, section 3.6.4) without its angle brackets. With a
    `letter`, `text` and `html` are empty and `words` say what stands for each of its marks.
    `calendar_sequence` is the version of the session that its calendar part tells of. `due_at` is when the
    next attempt may be made, None for at once; `run` names the delivery that has it in hand. A mail `to_list`
    is one of many: whoever unsubscribed does not get it.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("about"),
        CheckConstraint(
            "status IN ('queued','sending','sent','failed','bounced','suppressed','unknown','cancelled')",
            name="status_known",
        ),
        Index(None, "status"),
        Index(None, "member_id"),
        Index(None, "survey_id"),
        Index(None, "session_id"),
        Index(None, "letter_id"),
        Index(None, "edition_id"),
    )

    about: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("form_letter.id"))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("edition.id"))
    recipient: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    calendar_sequence: Mapped[int | None]
    to_list: Mapped[bool] = mapped_column(default=False, server_default=false())
    message_id: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default=MessageStatus.QUEUED.value)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    run: Mapped[str] = mapped_column(Text, default="", server_default="")
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    letter: Mapped[FormLetter | None] = relationship()


class Attempt(Base):
    """One attempt to deliver a mail: when, how it ended, and the server's own words.

    `code` is the SMTP reply code (RFC 5321, section 4.2), None when there was no reply. A row outlives its
    mail, without number and words: the provider's limits count it. Outside of the journal.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("outcome IN ('sent','later','failed','unknown','bounced')", name="outcome_known"),
        Index(None, "message_id"),
        Index(None, "made_at"),
    )

    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(Text)
    code: Mapped[int | None]
    said: Mapped[str] = mapped_column(Text, default="")


class Suppression(Base):
    """An address that gets no mail: `all` of it, since it does not work, or what goes to the `list`.

    `reason` is why, `detail` the words that it rests on.
    """

    __tablename__ = "suppression"
    __table_args__ = (
        UniqueConstraint("email_key"),
        CheckConstraint("scope IN ('all','list')", name="scope_known"),
        CheckConstraint("reason IN ('unsubscribed','bounced','complained','asked')", name="reason_known"),
    )

    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class ReceivedMail(Base):
    """A mail that came back and was looked at: an answer to an invitation, a bounce, an unsubscription.

    `key` keeps it from being acted on twice. What could not be placed has `settled` False until somebody
    looked at it. Of its words only `note` is kept: what it was taken for and why.
    """

    __tablename__ = "received_mail"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("kind IN ('reply','bounce','unsubscribe','other')", name="kind_known"),
        Index(None, "member_id"),
        Index(None, "message_id"),
    )

    key: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sender: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    settled: Mapped[bool] = mapped_column(default=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
