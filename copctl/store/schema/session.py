"""Learning sessions: when, what about, who speaks."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base, UtcDateTime
from copctl.store.schema.member import Member
from copctl.store.schema.topic import Topic


class SessionStatus(StrEnum):
    """A session is planned, then held or cancelled."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class SpeakerStatus(StrEnum):
    """What a speaker was asked and said."""

    PROPOSED = "proposed"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CONFIRMED = "confirmed"
    WITHDREW = "withdrew"


class LearningSession(Base):
    """A session of the community; `code` is `YYYY-MM`, with `-2` and so on for more in a month.

    `calendar_uid` and `calendar_sequence` are what calendars know it by (RFC 5545). `notes` and `decided`
    are Markdown, written when it is wrapped up; `recording` and `slides` are links.
    """

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("status IN ('planned','held','cancelled')", name="status_known"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
    )

    code: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    timezone: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    status: Mapped[str] = mapped_column(Text, default=SessionStatus.PLANNED.value)
    notes: Mapped[str] = mapped_column(Text, default="")
    recording: Mapped[str] = mapped_column(Text, default="")
    slides: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided: Mapped[str] = mapped_column(Text, default="", server_default="")
    feedback_survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    wrapped_on: Mapped[date | None]
    calendar_uid: Mapped[str] = mapped_column(Text)
    calendar_sequence: Mapped[int] = mapped_column(default=0)

    topics: Mapped[list[SessionTopic]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="SessionTopic.id"
    )
    speakers: Mapped[list[SessionSpeaker]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="SessionSpeaker.id"
    )
    agenda: Mapped[list[AgendaItem]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="AgendaItem.position"
    )


class SessionTopic(Base):
    """A topic that a session is about."""

    __tablename__ = "session_topic"
    __table_args__ = (UniqueConstraint("session_id", "topic_id"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))

    session: Mapped[LearningSession] = relationship(back_populates="topics")
    topic: Mapped[Topic] = relationship()


class SessionSpeaker(Base):
    """A member who speaks, or was asked to."""

    __tablename__ = "session_speaker"
    __table_args__ = (
        UniqueConstraint("session_id", "member_id"),
        CheckConstraint(
            "status IN ('proposed','asked','accepted','declined','confirmed','withdrew')",
            name="status_known",
        ),
        Index(None, "member_id"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    status: Mapped[str] = mapped_column(Text, default=SpeakerStatus.PROPOSED.value)
    since: Mapped[date]
    talk: Mapped[str] = mapped_column(Text, default="")

    session: Mapped[LearningSession] = relationship(back_populates="speakers")
    member: Mapped[Member] = relationship()
    steps: Mapped[list[SpeakerStep]] = relationship(cascade="all, delete-orphan", order_by="SpeakerStep.id")


class SpeakerStep(Base):
    """What a speaker was asked or said, and on which day."""

    __tablename__ = "speaker_step"
    __table_args__ = (
        CheckConstraint(
            "status IN ('proposed','asked','accepted','declined','confirmed','withdrew')",
            name="status_known",
        ),
        Index(None, "speaker_id"),
    )

    speaker_id: Mapped[int] = mapped_column(ForeignKey("session_speaker.id"))
    status: Mapped[str] = mapped_column(Text)
    noted_on: Mapped[date]


class AgendaItem(Base):
    """One item of the agenda with its minutes."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_positive"),
        Index(None, "session_id", "position"),
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"))
    position: Mapped[int]
    minutes: Mapped[int]
    title: Mapped[str] = mapped_column(Text)

    session: Mapped[LearningSession] = relationship(back_populates="agenda")
