"""Topics: what members asked for and what members know, one vocabulary for both."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base


class TopicStatus(StrEnum):
    """From a wish to a session held."""

    EMERGING = "emerging"
    BACKLOG = "backlog"
    SCHEDULED = "scheduled"
    COVERED = "covered"
    PARKED = "parked"


class Topic(Base):
    """A topic. Its status is empty while members know something of it but nobody asked for it.

    `minutes` is how long a session on it takes, where that is known. `scheme` names the taxonomy it
    belongs to: empty for a free tag that nobody has placed yet, `own` for one the community keeps.
    """

    __tablename__ = "topic"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint(
            "status IN ('emerging','backlog','scheduled','covered','parked')", name="status_known"
        ),
    )

    slug: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    status: Mapped[str | None] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int | None]
    scheme: Mapped[str] = mapped_column(Text, default="", server_default="")

    relations: Mapped[list[TopicRelation]] = relationship(
        back_populates="topic",
        cascade="all, delete-orphan",
        order_by="TopicRelation.id",
        foreign_keys="TopicRelation.topic_id",
    )
    aliases: Mapped[list[TopicAlias]] = relationship(
        back_populates="topic", cascade="all, delete-orphan", order_by="TopicAlias.id"
    )
    origins: Mapped[list[TopicOrigin]] = relationship(
        back_populates="topic", cascade="all, delete-orphan", order_by="TopicOrigin.id"
    )


class TopicAlias(Base):
    """Another way to write a topic; its slug is unique among aliases and never a topic's own."""

    __tablename__ = "topic_alias"
    __table_args__ = (UniqueConstraint("slug"), Index(None, "topic_id"))

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    slug: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)

    topic: Mapped[Topic] = relationship(back_populates="aliases")


class TopicRelation(Base):
    """How a topic stands to another: the other is `broader` than it, or `related` (W3C SKOS 2009).

    Narrower is the same row read from the other side; related is written once, from either side.
    """

    __tablename__ = "topic_relation"
    __table_args__ = (
        UniqueConstraint("topic_id", "other_id"),
        CheckConstraint("kind IN ('broader','related')", name="kind_known"),
        Index(None, "other_id"),
    )

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    kind: Mapped[str] = mapped_column(Text)

    topic: Mapped[Topic] = relationship(back_populates="relations", foreign_keys=[topic_id])
    other: Mapped[Topic] = relationship(foreign_keys=[other_id])


class TopicOrigin(Base):
    """Where a topic came from: a survey's question with its votes, or a moderator's note."""

    __tablename__ = "topic_origin"
    __table_args__ = (Index(None, "topic_id"),)

    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    question: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(Text, default="")
    rank: Mapped[int | None]
    votes: Mapped[int | None]
    respondents: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    noted_on: Mapped[date]

    topic: Mapped[Topic] = relationship(back_populates="origins")
