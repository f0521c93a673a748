"""The sections of a report: each question of a survey read from the store and counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.rendering.languages import language_of
from copctl.store.schema import Answer, Question, Survey
from copctl.surveys import ballots, definitions
from copctl.surveys.scales import Scale
from copctl.topics import codebook, counted, counting, report_sections, report_segments
from copctl.topics.box import CHOSEN, NUMERIC
from copctl.topics.report_parts import Section, listed, noted, people
from copctl.topics.report_sections import Choice, Line
from copctl.topics.report_segments import Coded
from copctl.topics.spread import spread

_MOST_POINTS = 12
_PERSONS = {"name", "full-name", "your-name", "respondent"}
_KINDS = {
    "select_one": "One answer.",
    "select_multiple": "As many answers as apply.",
    "rank": "Ranked, best first.",
    "range": "A scale.",
    "integer": "A number.",
    "decimal": "A number.",
    "date": "A date.",
    "text": "In their own words.",
    "acknowledge": "To be confirmed.",
}


@dataclass(frozen=True)
class Manner:
    """How sections are made: the page's own language (BCP 47), and the smallest group that is shown.

    `by` is a trait of respondents to look at choices by.
    """

    language: str
    least: int
    by: str | None = None


def sections(db: Session, survey: Survey, manner: Manner) -> Iterator[Section]:
    """One for each question or grid; what asks who answered is left out."""
    told = [q for q in survey.questions if q.type != "note" and not _asks_who(q)]
    teller = _Teller(db, survey, manner)
    for _, group in groupby(told, key=_alike):
        questions = list(group)
        yield teller.grid(questions) if len(questions) > 1 else teller.question(questions[0])


def _asks_who(question: Question) -> bool:
    return question.type == "email" or (question.type == "text" and names.slug(question.name) in _PERSONS)


def _alike(question: Question) -> tuple[object, ...]:
    """What the rows of one grid share; a question outside a grid is alike to nothing."""
    if not question.grid or not (question.type == "select_one" or _points(question)):
        return (question.id,)
    offered = tuple(c.name for c in question.choices if not c.written_in)
    return question.type, names.key(question.grid), question.parameters, offered


def _points(question: Question) -> list[float]:
    """The points of a scale, if it says where it ends and has not too many."""
    scale = Scale.of(question.parameters)
    if question.type != "range" or not scale.bounded or scale.faults or len(scale.steps) > _MOST_POINTS:
        return []
    return [float(step) for step in scale.steps]


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


class _Teller:
    """Tells what was said to each question of one survey."""

    def __init__(self, db: Session, survey: Survey, manner: Manner) -> None:
        self.db, self.survey, self.manner = db, survey, manner
        self.respondents = ballots.respondents(db, survey.id)
        self.answered = ballots.answered(db, survey.id)
        self.anonymous = definitions.is_anonymous(survey)
        own = str(survey.settings.get("default_language", "")).rpartition("(")[2].rstrip(") ")
        self.own = own if own != manner.language else ""

    def _begun(self, question: Question, heading: str, kind: str) -> Section:
        return Section(
            heading=heading,
            answered=self.answered.get(question.id, 0),
            respondents=self.respondents,
            kind=kind,
            records=self._records(question),
            language=self.language(heading),
        )

    def language(self, label: str) -> str:
        """The language of a label, where its script or the survey says it and the page is in another."""
        return language_of(label) or self.own

    def _records(self, question: Question) -> int | None:
        held = (
            select(Answer.response_id, Answer.instance)
            .where(Answer.question_id == question.id, Answer.instance.is_not(None))
            .distinct()
            .subquery()
        )
        return int(self.db.execute(select(func.count()).select_from(held)).scalar_one()) or None

    def question(self, question: Question) -> Section:
        section = self._begun(question, definitions.item_of(question).heading, _KINDS.get(question.type, ""))
        if not section.answered:
            return section
        if question.type in CHOSEN:
            tell = self._ranking if question.type == "rank" else self._choices
            return self._by_segment(tell(section, question), question)
        if question.type in NUMERIC:
            return self._by_segment(self._numbers(section, question), question)
        return self._themes(section, question) or self._texts(section, self._written(question))

    def _by_segment(self, section: Section, question: Question) -> Section:
        """The section with a table of groups, where one was asked for and there are any."""
        if self.manner.by is None:
            return section
        manner = counted.Manner(by=self.manner.by, least=self.manner.least)
        found = counting.count(self.db, self.survey.slug, question=question.name, manner=manner)
        if found.breakdown is None:
            return section
        offered = {choice.label for choice in question.choices if not choice.written_in}
        return report_segments.with_segments(section, found.breakdown, offered, self.language)

    def _themes(self, section: Section, question: Question) -> Section | None:
        """What was said by code, where the moderator coded it."""
        found = codebook.coded_counts(self.db, question)
        if found is None or not found.counts:
            return None
        least = None if self.anonymous else self.manner.least
        coded = [Coded(c.code, c.respondents, c.answers) for c in found.counts]
        made = report_segments.with_themes(section, coded, found.answered, least, language_of)
        if found.uncoded:
            made = noted(made, f"{people(found.uncoded, 'respondent')} wrote something that bears no theme.")
        return made

    def _choices(self, section: Section, question: Question) -> Section:
        votes = {choice: count for _, choice, count in ballots.counts(self.db, self.survey.id, [question.id])}
        offered = [
            Choice(c.label, votes.get(c.id, 0), self.language(c.label), c.written_in, _number(c.name))
            for c in question.choices
        ]
        others = self._who_wrote(question)
        one = question.type == "select_one"
        made = report_sections.choices(section, offered, others, several=not one, in_order=one)
        if one:
            made = report_sections.scored(made, offered)
        if not others:
            return made
        written = [c.label for c in offered if c.written_in for _ in range(c.votes)]
        return self._themes(made, question) or self._texts(made, written, others)

    def _who_wrote(self, question: Question) -> int:
        """How many people wrote a choice of their own in."""
        own = [choice.id for choice in question.choices if choice.written_in]
        if not own:
            return 0
        held = select(func.count(func.distinct(Answer.response_id))).where(
            Answer.question_id == question.id, Answer.choice_id.in_(own)
        )
        return int(self.db.execute(held).scalar_one())

    def _ranking(self, section: Section, question: Question) -> Section:
        found = counting.count(self.db, self.survey.slug, question=question.name)
        by_label: dict[str, list[int]] = {}
        for choice in question.choices:
            if not choice.written_in:
                by_label.setdefault(choice.label, []).append(choice.id)
        given = self._places(question)
        lines = [line for line in found.lines if line.topic in by_label]
        ranks = [line.rank for line in lines]
        rows, places = [], []
        for line in lines:
            held = by_label.get(line.topic, [])
            place = f"{line.rank}{'=' if ranks.count(line.rank) > 1 else ''}"
            points = line.borda if line.borda is not None else line.score
            rows.append((line.topic, self.language(line.topic), place, f"{points:,.10g}"))
            places.append(given.get(held.pop(0), {}) if held else {})
        made = report_sections.ranking(section, rows, places, found.rule)
        shared = sorted({rank for rank in ranks if ranks.count(rank) > 1})
        tied = [listed([line.topic for line in lines if line.rank == rank]) for rank in shared]
        return made if not tied else noted(made, f"Ties: {'; '.join(f'{t} share a place' for t in tied)}.")

    def _places(self, question: Question) -> dict[int, dict[int, int]]:
        query = (
            select(Answer.choice_id, Answer.rank, func.count())
            .where(Answer.question_id == question.id, Answer.rank.is_not(None), Answer.choice_id.is_not(None))
            .group_by(Answer.choice_id, Answer.rank)
        )
        found: dict[int, dict[int, int]] = {}
        for choice, rank, count in self.db.execute(query).tuples():
            found.setdefault(int(choice or 0), {})[int(rank or 0)] = int(count)
        return found

    def _numbers(self, section: Section, question: Question) -> Section:
        counts = self._values(question)
        points = _points(question)
        if not set(counts) <= set(points):
            points = []
        found = spread(counts, points)
        if found is None:
            return noted(section, "No answer is a number.")
        made = report_sections.numbers(section, counts, found, points)
        lost = section.of - found.answered
        return noted(made, f"{people(lost, 'answer')} in words left out.") if lost > 0 else made

    def _values(self, question: Question) -> dict[float, int]:
        query = (
            select(Answer.number, func.count())
            .where(Answer.question_id == question.id, Answer.number.is_not(None))
            .group_by(Answer.number)
        )
        return {float(number or 0): int(count) for number, count in self.db.execute(query).tuples()}

    def _written(self, question: Question) -> list[str]:
        query = select(Answer.text).where(Answer.question_id == question.id, Answer.text.is_not(None))
        return [str(text) for text in self.db.execute(query).scalars()]

    def _texts(self, section: Section, written: Sequence[str], who: int | None = None) -> Section:
        wrote = section.answered if who is None else who
        if self.anonymous:
            return noted(section, f"{people(len(written), 'text')} not shown: the survey is anonymous.")
        if wrote < self.manner.least:
            return noted(section, f"Texts not shown: fewer than {self.manner.least} people wrote one.")
        return report_sections.quoted(section, written, language_of)

    def grid(self, questions: Sequence[Question]) -> Section:
        """The rows of a grid in one drawing and one table."""
        section = self._begun(questions[0], questions[0].grid, _KINDS["range"])
        held = select(func.count(func.distinct(Answer.response_id))).where(
            Answer.question_id.in_([question.id for question in questions])
        )
        answered = int(self.db.execute(held).scalar_one())
        points = _points(questions[0])
        if questions[0].type == "range":
            options = [f"{point:g}" for point in points]
            lines = [self._scale_line(question, points) for question in questions]
        else:
            options = [c.label for c in questions[0].choices if not c.written_in]
            lines = [self._choice_line(question) for question in questions]
        return report_sections.grid(replace(section, answered=answered), options, lines)

    def _row_label(self, question: Question) -> str:
        rest = question.label.removeprefix(question.grid).strip()
        return rest[1:-1].strip() if rest.startswith("[") and rest.endswith("]") else rest or question.label

    def _scale_line(self, question: Question, points: Sequence[float]) -> Line:
        counts = self._values(question)
        label = self._row_label(question)
        held = [counts.get(point, 0) for point in points]
        return Line(label, self.language(label), held, spread(counts, points))

    def _choice_line(self, question: Question) -> Line:
        votes = {choice: count for _, choice, count in ballots.counts(self.db, self.survey.id, [question.id])}
        offered = [c for c in question.choices if not c.written_in]
        label = self._row_label(question)
        held = [votes.get(c.id, 0) for c in offered]
        found = report_sections.scale_of([(_number(c.name), n) for c, n in zip(offered, held, strict=True)])
        return Line(label, self.language(label), held, found)
