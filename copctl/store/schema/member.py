"""Members: who they are, what they consented to, what they know and what shows it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base
from copctl.store.schema.organisation import Organisation
from copctl.store.schema.topic import Topic


class MemberStatus(StrEnum):
    """Where a person stands: from someone who might join to someone who left."""

    PROSPECT = "prospect"
    INVITED = "invited"
    ACTIVE = "active"
    DORMANT = "dormant"
    LEFT = "left"


class Purpose(StrEnum):
    """What a member can consent to."""

    NEWSLETTER = "newsletter"
    DIRECTORY = "directory"
    RECORDING = "recording"


class EvidenceKind(StrEnum):
    """What can show that somebody knows a topic."""

    TALK = "talk"
    RESOURCE = "resource"
    PROJECT = "project"
    STATEMENT = "statement"


class Member(Base):
    """A person of the community. `email_key` is the address without regard to case; it is unique.

    A guest met in a session may have no address yet.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("email_key"),
        CheckConstraint("status IN ('prospect','invited','active','dormant','left')", name="status_known"),
        Index(None, "name_key"),
        Index(None, "organisation_id"),
    )

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    email_key: Mapped[str | None] = mapped_column(Text)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    country: Mapped[str | None] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text, default="")
    timezone: Mapped[str | None] = mapped_column(Text)
    languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    status: Mapped[str] = mapped_column(Text, default=MemberStatus.ACTIVE.value)
    joined_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")
    hours_per_quarter: Mapped[float | None]
    motivations: Mapped[str] = mapped_column(Text, default="")
    brings: Mapped[str] = mapped_column(Text, default="")
    bio: Mapped[str] = mapped_column(Text, default="")

    organisation: Mapped[Organisation | None] = relationship()
    addresses: Mapped[list[MemberAddress]] = relationship(
        back_populates="member", cascade="all, delete-orphan", order_by="MemberAddress.id"
    )
    consents: Mapped[list[Consent]] = relationship(
        back_populates="member", cascade="all, delete-orphan", order_by="Consent.purpose"
    )
    expertise: Mapped[list[Expertise]] = relationship(
        back_populates="member", cascade="all, delete-orphan", order_by="Expertise.id"
    )
    evidence: Mapped[list[Evidence]] = relationship(
        back_populates="member", cascade="all, delete-orphan", order_by="Evidence.id"
    )


class MemberAddress(Base):
    """Another address of a member, by which their answers are known; `email_key` is unique among these."""

    __tablename__ = "member_address"
    __table_args__ = (UniqueConstraint("email_key"), Index(None, "member_id"))

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    email: Mapped[str] = mapped_column(Text)
    email_key: Mapped[str] = mapped_column(Text)

    member: Mapped[Member] = relationship(back_populates="addresses")


class Consent(Base):
    """What a member said yes to, and when; a withdrawn consent keeps its row."""

    __tablename__ = "consent"
    __table_args__ = (
        UniqueConstraint("member_id", "purpose"),
        CheckConstraint("purpose IN ('newsletter','directory','recording')", name="purpose_known"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    purpose: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")

    member: Mapped[Member] = relationship(back_populates="consents")


class Expertise(Base):
    """One claim: this member, this topic, level 1 interested, 2 practising, 3 experienced, 4 can teach it."""

    __tablename__ = "expertise"
    __table_args__ = (
        UniqueConstraint("member_id", "topic_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        Index(None, "topic_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    level: Mapped[int]
    claimed_on: Mapped[date | None]

    member: Mapped[Member] = relationship(back_populates="expertise")
    topic: Mapped[Topic] = relationship()


class Evidence(Base):
    """Something a member said, made or ran that shows what they know."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("kind IN ('talk','resource','project','statement')", name="kind_known"),
        Index(None, "member_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    dated: Mapped[date | None]

    member: Mapped[Member] = relationship(back_populates="evidence")
