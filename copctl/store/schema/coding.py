"""How free text was coded: the moderator's decisions in their order, replayed on every export."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base


class CodingDecision(Base):
    """One decision about a question's codebook: its `action` and what it applies to."""

    __tablename__ = "coding_decision"
    __table_args__ = (UniqueConstraint("question_id", "position"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    position: Mapped[int]
    action: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decided_on: Mapped[date]
