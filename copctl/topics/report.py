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
from copctl.surveys.asking.visibility import refuse_hidden
from copctl.topics import report_questions, turnout
from copctl.topics.report_parts import NOT_SHOWN, Report, Section


def build(db: Session, settings: Settings, slug: str, *, today: date, by: str | None = None) -> Report:
    """The report of a survey, its choices also `by` a trait of the respondents.

    Nobody is named. Texts are shown without names, never from a group smaller than the community's
    `min_group`, and never from a survey that promised anonymity. NotFound for an unknown survey, WrongUsage
    for an unknown trait, Refused for a survey without answers or whose results wait for its close.
    """
    survey = definitions.find(db, slug)
    refuse_hidden(survey)
    if not ballots.respondents(db, survey.id):
        raise Refused(
            f"Nobody has answered the survey {survey.slug} yet.",
            hint=f"copctl survey import {survey.slug} FILE",
        )
    least = settings.tally.min_group
    manner = report_questions.Manner(settings.language, least, by)
    sections = tuple(report_questions.sections(db, survey, manner))
    took_part = _Turnout(db, survey, least)
    return Report(
        title=survey.title,
        slug=survey.slug,
        community=settings.name,
        language=settings.language,
        when=_when(survey),
        made_on=today,
        facts=tuple(took_part.facts()),
        sections=sections,
        notes=tuple(took_part.notes(sections)),
    )


def _when(survey: Survey) -> str:
    if survey.opened_on is None:
        return ""
    if survey.status == SurveyStatus.CLOSED and survey.closed_on:
        return f"{day(survey.opened_on)} to {day(survey.closed_on)}"
    return f"Open since {day(survey.opened_on)}"


class _Turnout:
    """Who took part, and how everything was counted."""

    def __init__(self, db: Session, survey: Survey, least: int) -> None:
        self.survey, self.least = survey, least
        self.respondents = ballots.respondents(db, survey.id)
        self.anonymous = definitions.is_anonymous(survey)
        held = select(func.count()).where(Response.survey_id == survey.id, Response.partial.is_(True))
        self.unfinished = int(db.execute(held).scalar_one())
        self.counted = turnout.of(db, survey, self.respondents)

    def facts(self) -> Iterator[tuple[str, str]]:
        """The figures at the head of the report."""
        yield "Respondents", f"{self.respondents:,}"
        if self.counted.rate is not None:
            members = f"{self.counted.members:,} of {self.counted.eligible:,} active members"
            yield "Response rate", f"{self.counted.rate:.0%} ({members})"
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
                "Texts are shown without names, in the order of the alphabet, where at least "
                f"{self.least} people wrote one."
            )
        if any(section.kept_back for section in sections):
            yield (
                f"{NOT_SHOWN}: not shown, since fewer than {self.least} people of a group said it, or since "
                "it would give such a number away (complementary suppression, Cox 1980)."
            )

    def _rate(self) -> Iterator[str]:
        if self.counted.rate is not None:
            yield (
                "The response rate is active members who responded by all active members (AAPOR 2023, "
                f"response rate 1): {self.counted.members:,} of {self.counted.eligible:,}."
            )
        yield from self.counted.notes
