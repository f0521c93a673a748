"""The outbox: mails that are queued, one row a recipient."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base, UtcDateTime


class MessageStatus(StrEnum):
    """Where a mail stands."""

    QUEUED = "queued"
    SENT = "sent"
    CANCELLED = "cancelled"


class Message(Base):
    """One mail to one person. `about` makes it unique (`survey:2026-q4:invite:12`): asked twice, queued once.

    `message_id` is the Message-ID header (RFC 5322, section 3.6.4) without its angle brackets.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("message_id"),
        UniqueConstraint("about"),
        CheckConstraint("status IN ('queued','sent','cancelled')", name="status_known"),
        Index(None, "status"),
        Index(None, "member_id"),
        Index(None, "survey_id"),
    )

    about: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    recipient: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text, default="")
    message_id: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default=MessageStatus.QUEUED.value)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
