"""Surveys: the questionnaire, who responded, and what they answered."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base, UtcDateTime


class SurveyStatus(StrEnum):
    """A survey is written, then open for answers, then closed."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Survey(Base):
    """A questionnaire. `settings` holds what its settings table says, unknown entries too."""

    __tablename__ = "survey"
    __table_args__ = (
        UniqueConstraint("slug"),
        CheckConstraint("status IN ('draft','open','closed')", name="status_known"),
    )

    slug: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, default=SurveyStatus.DRAFT.value)
    opened_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    questions: Mapped[list[Question]] = relationship(
        back_populates="survey", cascade="all, delete-orphan", order_by="Question.position"
    )


class Question(Base):
    """A question. `type` is XLSForm's: select_one, select_multiple, rank, range, text, integer, email ...

    `extra` keeps the definition's other columns (translations, hints in other languages) unharmed.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("survey_id", "name"), Index(None, "survey_id", "position"))

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text, default="")
    hint: Mapped[str] = mapped_column(Text, default="")
    required: Mapped[bool] = mapped_column(default=False)
    list_name: Mapped[str] = mapped_column(Text, default="")
    parameters: Mapped[str] = mapped_column(Text, default="")
    grid: Mapped[str] = mapped_column(Text, default="")
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    survey: Mapped[Survey] = relationship(back_populates="questions")
    choices: Mapped[list[Choice]] = relationship(
        back_populates="question", cascade="all, delete-orphan", order_by="Choice.position"
    )


class Choice(Base):
    """One option of a question. `written_in` marks what respondents wrote under "other"."""

    __tablename__ = "choice"
    __table_args__ = (UniqueConstraint("question_id", "name"), Index(None, "question_id", "position"))

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    written_in: Mapped[bool] = mapped_column(default=False)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    question: Mapped[Question] = relationship(back_populates="choices")


class Response(Base):
    """One respondent's answers. `respondent_key` tells the same respondent in a newer export.

    `partial` marks one who did not finish. `matched_by` says how the member was found: `email`, `code`
    (a personal link), `name` (confirmed by the moderator) or nothing.
    """

    __tablename__ = "response"
    __table_args__ = (
        UniqueConstraint("survey_id", "respondent_key"),
        Index(None, "survey_id", "member_id"),
        Index(None, "member_id"),
        # Holds only those who did not finish: they are counted beside every tally, and are few.
        Index(
            "ix_response_partial",
            "survey_id",
            sqlite_where=text("partial IS 1"),
            postgresql_where=text("partial"),
        ),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    respondent_key: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    intake_id: Mapped[int | None] = mapped_column(ForeignKey("intake.id"))
    email: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    submitted_as_written: Mapped[str] = mapped_column(Text, default="")
    digest: Mapped[str] = mapped_column(Text)
    partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    matched_by: Mapped[str] = mapped_column(Text, default="", server_default="")


class Answer(Base):
    """One answer: a choice (with its rank where choices are ranked), a number, or a text.

    `place` numbers what one respondent said to one question, from 1: counting places of 1 counts
    respondents. `instance` numbers the records of a repeated group (from 1), and is empty outside one.
    """

    __tablename__ = "answer"
    __table_args__ = (
        # Covers the tally: counting choices never has to visit the table.
        Index("ix_answer_tally", "survey_id", "question_id", "choice_id"),
        # Holds one entry for each respondent to a question: who answered is counted without a visit too.
        Index(
            "ix_answer_first",
            "survey_id",
            "question_id",
            "place",
            sqlite_where=text("place = 1"),
            postgresql_where=text("place = 1"),
        ),
        Index(None, "response_id"),
    )

    survey_id: Mapped[int] = mapped_column(ForeignKey("survey.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    response_id: Mapped[int] = mapped_column(ForeignKey("response.id"))
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("choice.id"))
    place: Mapped[int] = mapped_column(default=1)
    rank: Mapped[int | None]
    number: Mapped[float | None]
    text: Mapped[str | None] = mapped_column(Text)
    instance: Mapped[int | None]
