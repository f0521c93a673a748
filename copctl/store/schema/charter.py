"""The charter: what the community agreed on, every version kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base, UtcDateTime


class CharterVersion(Base):
    """One version of the charter; the highest number is the one in force."""

    __tablename__ = "charter_version"
    __table_args__ = (UniqueConstraint("version"),)

    version: Mapped[int]
    purpose: Mapped[str] = mapped_column(Text, default="")
    domain: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[str] = mapped_column(Text, default="")
    members_get: Mapped[str] = mapped_column(Text, default="")
    members_give: Mapped[str] = mapped_column(Text, default="")
    norms: Mapped[str] = mapped_column(Text, default="")
    cadence: Mapped[str] = mapped_column(Text, default="")
    moderator: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
