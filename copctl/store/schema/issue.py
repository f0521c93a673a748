"""Issues of the newsletter."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base, UtcDateTime


class IssueStatus(StrEnum):
    """An issue is drafted, then rendered, then sent."""

    DRAFTED = "drafted"
    RENDERED = "rendered"
    SENT = "sent"


class Issue(Base):
    """One quarter's newsletter, `2026Q4`.

    `offered` has the items that drafting put into the file, so that what the moderator took out stays out:
    key -> digest of what stood there (see `newsletter.offering`). Older issues list the keys alone.
    """

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("quarter"),
        CheckConstraint("status IN ('drafted','rendered','sent')", name="status_known"),
    )

    quarter: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default=IssueStatus.DRAFTED.value)
    offered: Mapped[dict[str, str] | list[str]] = mapped_column(JSON, default=dict)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    rendered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Edition(Base):
    """An issue as it was sent, frozen: number 1, or a correction of it (2, 3, ...).

    `markdown` is the draft, `html` and `text` the mail with marks where each reader's words go, and `digest`
    the SHA-256 of the three in that order. When somebody whom it named is erased, it says so no more, and
    `redacted_on` has the day: then the digest is the one of what was sent, not of what is here.
    """

    __tablename__ = "edition"
    __table_args__ = (UniqueConstraint("issue_id", "number"),)

    issue_id: Mapped[int] = mapped_column(ForeignKey("issue.id"))
    number: Mapped[int]
    subject: Mapped[str] = mapped_column(Text)
    markdown: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    redacted_on: Mapped[date | None]
