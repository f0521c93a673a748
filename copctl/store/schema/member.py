"""Members: who they are, what they consented to, what they know and what shows it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base
from copctl.store.schema.organisation import Organisation
from copctl.store.schema.topic import Topic

if TYPE_CHECKING:
    from copctl.store.schema.standing import Absence, CommunityDuty, StatusChange


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
    SPEAKING = "speaking"


class Voice(StrEnum):
    """Who says that somebody knows a topic."""

    SELF = "self"
    PEER = "peer"
    MODERATOR = "moderator"


class Duty(StrEnum):
    """What somebody does for the community, beside being a member of it."""

    MODERATOR = "moderator"
    CORE = "core"
    CHAMPION = "champion"


class EvidenceKind(StrEnum):
    """What can show that somebody knows a topic."""

    TALK = "talk"
    RESOURCE = "resource"
    PROJECT = "project"
    STATEMENT = "statement"
    THANKS = "thanks"


class Member(Base):
    """A person of the community. `email_key` is the address without regard to case; it is unique.

    A guest met in a session may have no address yet. `status_since` is the day of the last change of
    status (None where nobody noted it), `next_step` what to do about this person by `next_step_on`,
    `checked_on` the day they last looked over their own profile. `shown` are the fields that other members
    may see of who agreed to the directory, None for the usual ones (see `community.visible`). `phrase` counts
    the pass phrases that they had for the community's static site.
    """

    __tablename__ = "member"
    __table_args__ = (
        UniqueConstraint("email_key"),
        CheckConstraint("status IN ('prospect','invited','active','dormant','left')", name="status_known"),
        Index(None, "name_key"),
        Index(None, "organisation_id"),
        Index(None, "referred_by_id"),
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
    referred_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    status_since: Mapped[date | None]
    next_step: Mapped[str] = mapped_column(Text, default="", server_default="")
    next_step_on: Mapped[date | None]
    checked_on: Mapped[date | None]
    hours_per_quarter: Mapped[float | None]
    motivations: Mapped[str] = mapped_column(Text, default="")
    brings: Mapped[str] = mapped_column(Text, default="")
    bio: Mapped[str] = mapped_column(Text, default="")
    shown: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    phrase: Mapped[int] = mapped_column(default=0, server_default="0")

    organisation: Mapped[Organisation | None] = relationship()
    referred_by: Mapped[Member | None] = relationship(remote_side="Member.id")
    steps: Mapped[list[StatusChange]] = relationship(
        back_populates="member",
        cascade="all, delete-orphan",
        order_by="(StatusChange.changed_on, StatusChange.id)",
    )
    duties: Mapped[list[CommunityDuty]] = relationship(
        back_populates="member", cascade="all, delete-orphan", order_by="CommunityDuty.id"
    )
    absences: Mapped[list[Absence]] = relationship(
        back_populates="member", cascade="all, delete-orphan", order_by="Absence.first_day"
    )
    endorsements: Mapped[list[Endorsement]] = relationship(
        back_populates="member",
        cascade="all, delete-orphan",
        order_by="Endorsement.id",
        foreign_keys="Endorsement.member_id",
    )
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
        CheckConstraint("purpose IN ('newsletter','directory','recording','speaking')", name="purpose_known"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    purpose: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date]
    withdrawn_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="")

    member: Mapped[Member] = relationship(back_populates="consents")


class Expertise(Base):
    """One claim: this member, this topic, level 1 interested, 2 practising, 3 experienced, 4 can teach it.

    `said_by` is who said so (`Voice`), on `claimed_on`; others who say so too are endorsements.
    """

    __tablename__ = "expertise"
    __table_args__ = (
        UniqueConstraint("member_id", "topic_id"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        CheckConstraint("said_by IN ('self','peer','moderator')", name="voice_known"),
        Index(None, "topic_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    level: Mapped[int]
    claimed_on: Mapped[date | None]
    said_by: Mapped[str] = mapped_column(Text, default=Voice.SELF.value, server_default="self")

    member: Mapped[Member] = relationship(back_populates="expertise")
    topic: Mapped[Topic] = relationship()


class Endorsement(Base):
    """Somebody else says that a member knows a topic: a peer (`by_id`) or the moderator (nobody in it).

    `level` is the level they put it at, None where they only agree.
    """

    __tablename__ = "endorsement"
    __table_args__ = (
        UniqueConstraint("member_id", "topic_id", "by_id"),
        CheckConstraint("voice IN ('peer','moderator')", name="voice_known"),
        CheckConstraint("level BETWEEN 1 AND 4", name="level_known"),
        Index(None, "topic_id"),
        Index(None, "by_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    voice: Mapped[str] = mapped_column(Text)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    level: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    given_on: Mapped[date]

    member: Mapped[Member] = relationship(back_populates="endorsements", foreign_keys=[member_id])
    by: Mapped[Member | None] = relationship(foreign_keys=[by_id])
    topic: Mapped[Topic] = relationship()


class Evidence(Base):
    """Something a member said, made or ran, or was thanked for, that shows what they know.

    `source` names what it came from by itself (`session:2026-03`, `contribution:12`), empty for what
    was typed or imported; `topics` are those it is known to be about.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("kind IN ('talk','resource','project','statement','thanks')", name="kind_known"),
        Index(None, "member_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text, default="")
    dated: Mapped[date | None]
    source: Mapped[str] = mapped_column(Text, default="", server_default="")

    member: Mapped[Member] = relationship(back_populates="evidence")
    topics: Mapped[list[EvidenceTopic]] = relationship(
        back_populates="evidence", cascade="all, delete-orphan", order_by="EvidenceTopic.id"
    )


class EvidenceTopic(Base):
    """A topic that a piece of evidence is about."""

    __tablename__ = "evidence_topic"
    __table_args__ = (UniqueConstraint("evidence_id", "topic_id"), Index(None, "topic_id"))

    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))

    evidence: Mapped[Evidence] = relationship(back_populates="topics")
    topic: Mapped[Topic] = relationship()
