"""Issues of the newsletter."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base, UtcDateTime


class IssueStatus(StrEnum):
    """An issue is drafted, then rendered; sending comes later."""

    DRAFTED = "drafted"
    RENDERED = "rendered"


class Issue(Base):
    """One quarter's newsletter, `2026Q4`.

    `offered` lists the items that drafting put into the file, so that what the moderator took out
    stays out.
    """

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("quarter"),
        CheckConstraint("status IN ('drafted','rendered')", name="status_known"),
    )

    quarter: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default=IssueStatus.DRAFTED.value)
    offered: Mapped[list[str]] = mapped_column(JSON, default=list)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rendered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
