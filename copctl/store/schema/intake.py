"""What came in and how it was read: files, remembered columns, names that the moderator confirmed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base, UtcDateTime


class Intake(Base):
    """One file that came in: what it was recognised as, by which rule, and what it brought."""

    __tablename__ = "intake"
    __table_args__ = (Index(None, "survey_id"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    file: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    tool: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    rows: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ColumnMapping(Base):
    """A column that the moderator assigned: remembered for the survey's next export.

    `header` is the header's key and `place` its number among equal headers, from 1. `takes` is the name
    of a question, or a role: `@email`, `@name`, `@time`, `@key`, `@code`, or `-` for left out.
    """

    __tablename__ = "column_mapping"
    __table_args__ = (UniqueConstraint("survey_id", "header", "place"),)

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    header: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(default=1)
    takes: Mapped[str] = mapped_column(Text)


class NameMatch(Base):
    """What the moderator said of a respondent's name: this member, or nobody (`member_id` empty)."""

    __tablename__ = "name_match"
    __table_args__ = (UniqueConstraint("survey_id", "name_key"), Index(None, "member_id"))

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    name_key: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
