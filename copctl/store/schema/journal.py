"""The journal: every change to the store, who made it, what was there before and after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base, UtcDateTime


class Change(Base):
    """One command that changed something. It holds no personal data; its rows do."""

    __tablename__ = "change"

    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(Text)
    command: Mapped[str] = mapped_column(Text)
    undoes: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("change.id"))
    # Why it cannot be taken back, when it cannot.
    final: Mapped[str] = mapped_column(Text, default="")


class ChangedRow(Base):
    """One row that a change touched. `before` is empty for an addition, `after` for a removal."""

    __tablename__ = "changed_row"
    __table_args__ = (Index(None, "change_id"), Index(None, "noun", "row_id"))

    change_id: Mapped[int] = mapped_column(ForeignKey("change.id"))
    noun: Mapped[str] = mapped_column(Text)
    row_id: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
