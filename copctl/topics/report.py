"""A survey's report: every question counted, with its denominator, for people who were not there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.rendering.environment import day
from copctl.settings import Settings
from copctl.store.schema import Response, Survey
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys import ballots, definitions
from copctl.surveys.visibility import refuse_hidden
from copctl.topics import counting, report_questions
from copctl.topics.box import CHOSEN, NUMERIC
from copctl.topics.report_parts import Report, Section
from copctl.topics.report_questions import LEAST


def build(db: Session, settings: Settings, slug: str, *, today: date) -> Report:
    """The report of a survey.

    Nobody is named. Texts are shown without names, never from fewer than five people, and never from a
    survey that promised anonymity. NotFound for an unknown survey, Refused for one without answers or
    whose results wait for its close.
    """
    survey = definitions.find(db, slug)
    refuse_hidden(survey)
    if not ballots.respondents(db, survey.id):
        raise Refused(
            f"Nobody has answered the survey {survey.slug} yet.",
            hint=f"copctl survey import {survey.slug} FILE",
        )
    sections = tuple(report_questions.sections(db, survey, language=settings.language))
    turnout = _Turnout(db, survey)
    return Report(
        title=survey.title,
        slug=survey.slug,
        community=settings.name,
        language=settings.language,
        when=_when(survey),
        made_on=today,
        facts=tuple(turnout.facts()),
        sections=sections,
        notes=tuple(turnout.notes(sections)),
    )


def _when(survey: Survey) -> str:
    if survey.opened_on is None:
        return ""
    if survey.status == SurveyStatus.CLOSED and survey.closed_on:
        return f"{day(survey.opened_on)} to {day(survey.closed_on)}"
    return f"Open since {day(survey.opened_on)}"


class _Turnout:
    """Who took part, and how everything was counted."""

    def __init__(self, db: Session, survey: Survey) -> None:
        self.survey = survey
        self.respondents = ballots.respondents(db, survey.id)
        self.anonymous = definitions.is_anonymous(survey)
        held = select(func.count()).where(Response.survey_id == survey.id, Response.partial.is_(True))
        self.unfinished = int(db.execute(held).scalar_one())
        countable = next((q.name for q in survey.questions if q.type in (*CHOSEN, *NUMERIC)), None)
        self.counted = counting.count(db, survey.slug, question=countable) if countable else None

    def facts(self) -> Iterator[tuple[str, str]]:
        """The figures at the head of the report."""
        yield "Respondents", f"{self.respondents:,}"
        if self.counted is not None and self.counted.response_rate is not None:
            members = f"{self.counted.members:,} of {self.counted.eligible:,} active members"
            yield "Response rate", f"{self.counted.response_rate:.0%} ({members})"
        if self.unfinished:
            yield "Did not finish", f"{self.unfinished:,}"

    def notes(self, sections: Sequence[Section]) -> Iterator[str]:
        """How everything was counted."""
        yield "Every question says how many people answered it; shares are of those."
        yield from self._rate()
        if self.unfinished:
            yield "Who did not finish is counted in the questions that they answered."
        yield "Shares are rounded to whole per cent and may not add up to 100%."
        if any(section.figures for section in sections):
            yield "Two highest: the share of those who gave one of a scale's two highest points (top-2-box)."
        if self.anonymous:
            yield "The survey promised anonymity: texts are not shown, since wording may tell who wrote them."
        elif any(section.quotes for section in sections):
            yield (
                f"Texts are shown without names, in the order of the alphabet, where at least {LEAST} people "
                "wrote one."
            )

    def _rate(self) -> Iterator[str]:
        if self.counted is None:
            return
        if self.counted.response_rate is not None:
            yield (
                "The response rate is active members who responded by all active members (AAPOR 2023, "
                f"response rate 1): {self.counted.members:,} of {self.counted.eligible:,}."
            )
        yield from (note for note in self.counted.warnings if "respon" in note)
