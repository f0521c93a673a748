"""Who comes to a session: what people answered, and who was there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base, UtcDateTime
from copctl.store.schema.member import Member
from copctl.store.schema.session import LearningSession


class Coming(StrEnum):
    """What somebody answered to an invitation."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Rsvp(Base):
    """One person's answer to one session, the newest that counts.

    `source` is where it came from: mail, moderator, registration, portal. `sequence` and `stamp` are those of
    the calendar reply it came with (SEQUENCE and DTSTAMP, RFC 5546, section 2.1.5).
    """

    __tablename__ = "rsvp"
    __table_args__ = (
        UniqueConstraint("session_id", "member_id"),
        CheckConstraint("answer IN ('yes','no','maybe')", name="answer_known"),
        CheckConstraint("source IN ('mail','moderator','registration','portal')", name="source_known"),
        Index(None, "member_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    answer: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(Text)
    comment: Mapped[str] = mapped_column(Text, default="")
    sequence: Mapped[int | None]
    stamp: Mapped[datetime | None] = mapped_column(UtcDateTime)

    session: Mapped[LearningSession] = relationship()
    member: Mapped[Member] = relationship()


class Attendance(Base):
    """One person who was at a session. `minutes` are summed over rejoins, None where nobody counted.

    `name` is what the list called them. Who was erased leaves a row without number and name, so that the
    number of those who came stays right.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "member_id"),
        CheckConstraint("minutes >= 0", name="minutes_counted"),
        Index(None, "member_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    name: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]
    first_seen: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen: Mapped[datetime | None] = mapped_column(UtcDateTime)
    source: Mapped[str] = mapped_column(Text, default="")

    session: Mapped[LearningSession] = relationship()
    member: Mapped[Member | None] = relationship()
