"""Personal links to a survey: who was asked and who has answered, never what they said."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base


class SurveyLink(Base):
    """One person asked to answer one survey. The code itself is never stored, only its SHA-256.

    `code_hash` is empty for somebody who took part without a link. For an anonymous survey this is all
    that is known of a person: no column leads to a response, and `answered` has no date.
    """

    __tablename__ = "survey_link"
    __table_args__ = (
        UniqueConstraint("survey_id", "member_id"),
        UniqueConstraint("code_hash"),
        Index(None, "member_id"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    code_hash: Mapped[str | None] = mapped_column(Text)
    # Outside the journal: there it would stand beside the response that came with it.
    answered: Mapped[bool] = mapped_column(default=False, server_default=false(), info={"journaled": False})
    invited_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
