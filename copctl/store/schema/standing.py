"""Where members stand over time: each change of status, their duties, their absences."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base
from copctl.store.schema.member import Member
from copctl.store.schema.organisation import Organisation


class StatusChange(Base):
    """One step of a person on their way: from which status to which, on which day, and why.

    Someone's first status has no row: they came with it.
    """

    __tablename__ = "status_change"
    __table_args__ = (
        CheckConstraint(
            "status_before IN ('prospect','invited','active','dormant','left')", name="status_before_known"
        ),
        CheckConstraint("status IN ('prospect','invited','active','dormant','left')", name="status_known"),
        Index(None, "member_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    status_before: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    changed_on: Mapped[date]
    source: Mapped[str] = mapped_column(Text, default="")

    member: Mapped[Member] = relationship(back_populates="steps")


class CommunityDuty(Base):
    """A duty of a member: moderator, of the core group, or champion of an organisation; with its days."""

    __tablename__ = "community_duty"
    __table_args__ = (
        CheckConstraint("kind IN ('moderator','core','champion')", name="kind_known"),
        Index(None, "member_id"),
        Index(None, "organisation_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    kind: Mapped[str] = mapped_column(Text)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    since: Mapped[date]
    until: Mapped[date | None]

    member: Mapped[Member] = relationship(back_populates="duties")
    organisation: Mapped[Organisation | None] = relationship()


class Absence(Base):
    """Days, both included, on which a member cannot be asked to speak."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days_in_order"),
        Index(None, "member_id"),
    )

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    note: Mapped[str] = mapped_column(Text, default="")

    member: Mapped[Member] = relationship(back_populates="absences")
