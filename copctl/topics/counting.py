"""Counting a survey's question: which question, by which rule, out of how many people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.settings import TallyRules
from copctl.store.schema import Question, Survey
from copctl.surveys import ballots, definitions
from copctl.surveys.visibility import refuse_hidden
from copctl.topics import box, casting, costs, elections, tally, turnout, verdicts
from copctl.topics.box import CHOSEN, NUMERIC, Subject, fitting_rule
from copctl.topics.elections import Filling
from copctl.topics.electorate import Electorate
from copctl.topics.segments import Breakdown, breakdown
from copctl.topics.tally import TopicCount
from copctl.topics.turnout import Turnout
from copctl.topics.uncertainty import Resampled
from copctl.topics.verdicts import Seating

# Questions that are looked at first when none is named.
_ABOUT_TOPICS = ("topics", "topic")
# Rules that fill seats; without a number of them, one is filled.
_FOR_SEATS = ("seqpav", "phragmen", "mes", "stv", "irv")
LEAST = TallyRules().min_group


@dataclass(frozen=True)
class Manner:
    """What else is asked of a tally: segments, seats (or minutes to fill), weights, how sure it is.

    `least` is the size from which a group may be shown; `weight` is `person` or `organisation`.
    """

    by: str | None = None
    seats: int | None = None
    minutes: int | None = None
    completion: str = "phragmen"
    seed: int = 1
    least: int = LEAST
    weight: str | None = None
    uncertain: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing but the ranking is asked for."""
        asked = (self.by, self.seats, self.minutes, self.weight)
        return not self.uncertain and all(value is None for value in asked)


@dataclass(frozen=True)
class Count:
    """A tally of `respondents` (`partial` of them did not finish), of whom `answered` this question.

    `eligible` counts active members, `members` those of them who responded; `response_rate` is their ratio
    (AAPOR 2023, response rate 1), or None where nobody is eligible or nobody can tell. Shares are out of
    `base`: all respondents, or organisations where those are weighed alike. `survey` is None for a ballot
    file. `sampled` says that not everybody answered, so that shares have an interval.
    """

    survey: Survey | None
    name: str
    label: str
    rule: str
    respondents: int
    answered: int
    lines: list[TopicCount]
    manner: Manner
    turnout: Turnout
    base: int | Fraction
    partial: int = 0
    sampled: bool = False
    mean: float | None = None
    median: float | None = None
    top_2_box: float | None = None
    seating: Seating | None = None
    resampled: Resampled | None = None
    breakdown: Breakdown | None = None
    warnings: list[str] = field(default_factory=list)

    @property
    def eligible(self) -> int:
        """How many active members there are."""
        return self.turnout.eligible

    @property
    def members(self) -> int | None:
        """How many of them responded, where that is known."""
        return self.turnout.members

    @property
    def seats(self) -> int | None:
        """How many seats were to be filled, or None."""
        return self.seating.seats if self.seating is not None else None

    @property
    def unserved(self) -> int | float | None:
        """How much of the base chose none of those who got a seat."""
        if self.seating is None:
            return None
        return tally.shown(Fraction(self.base) - Fraction(str(self.seating.chosen.served)))

    @property
    def response_rate(self) -> float | None:
        """Responding members by eligible members, 0 to 1."""
        return self.turnout.rate


def count(
    db: Session,
    slug: str,
    *,
    question: str | None = None,
    rule: str | None = None,
    most: int | None = None,
    manner: Manner | None = None,
) -> Count:
    """Count one question of a survey.

    Without `question`, the one that is named `topics`, else the first that can be ranked. Without
    `rule`: approval for choices, Schulze for rankings, score for numbers; sequential Phragmén where seats
    are to be filled by choices, greedy by cost where minutes are. `most` keeps the first so many lines.

    Raises NotFound for an unknown survey or question; WrongUsage for an unknown rule, segment or weight;
    Refused when the rule does not fit, or while the results are hidden until the survey closes.
    """
    manner = manner or Manner()
    survey = definitions.find(db, slug)
    refuse_hidden(survey)
    subject = _subject(survey, question)
    chosen = _rule(subject, rule, manner)
    people, partial = ballots.respondents_and_partial(db, survey.id)
    took_part = turnout.of(db, survey, people)
    found = Count(
        survey=survey,
        name=subject.name,
        label=subject.label,
        rule=chosen,
        respondents=people,
        answered=0,
        lines=[],
        manner=manner,
        turnout=took_part,
        base=people,
        partial=partial,
        sampled=took_part.rate is None or took_part.rate < 1,
        warnings=list(took_part.notes),
    )
    quick = chosen == "approval" and manner.plain and subject.type in CHOSEN and not subject.is_scale
    found = _quickly(db, found, subject) if quick else _wholly(db, found, subject)
    if subject.is_written:
        found.warnings.append("Free text is counted as it was written; only case and blanks are overlooked.")
    return shortened(found, most)


def shortened(found: Count, most: int | None) -> Count:
    """A count with its first so many lines; a cut through a tie is said."""
    taken, tied = tally.top(found.lines, most)
    if not tied:
        return replace(found, lines=taken)
    labels = ", ".join(line.topic for line in tied)
    cut = f"Place {most} is a tie with {labels}; the alphabet decided."
    return replace(found, lines=taken, warnings=[*found.warnings, cut])


def _quickly(db: Session, found: Count, subject: Subject) -> Count:
    """The approval ranking from the counts of choices, without looking at anybody's whole ballot."""
    survey_id, question_id = subject.questions[0].survey_id, subject.questions[0].id
    counts = {choice: times for _, choice, times in ballots.counts(db, survey_id, [question_id])}
    lines = box.lines(subject, counts, found.respondents)
    return replace(
        found,
        answered=ballots.answering(db, survey_id, question_id),
        lines=verdicts.with_intervals(lines, found.base) if found.sampled else lines,
    )


def _wholly(db: Session, found: Count, subject: Subject) -> Count:
    """The count from everybody's ballots."""
    if found.survey is None:
        return found
    manner = found.manner
    cast = casting.cast(db, found.survey, subject, by=manner.by, weight=manner.weight)
    filling = _filling(db, subject, found.rule, manner)
    return decided(found, cast, filling, steps=_steps(subject))


def decided(
    found: Count, cast: Electorate, filling: Filling | None, *, steps: Sequence[Fraction] = ()
) -> Count:
    """A count with all that the ballots say: lines, seats, segments, and how sure they are."""
    measure = filling.measure if filling is not None else "mean"
    lines = verdicts.with_scales(verdicts.lines(cast, found.rule, found.label, measure), cast, steps)
    mean, median, top_2_box = verdicts.scale(cast, steps)
    filled, surely, notes = None, None, list(found.warnings)
    if filling is not None:
        filled = verdicts.seating(cast, found.rule, filling, found.label)
        lines = verdicts.costed(verdicts.seated(lines, filled), cast, filling)
        notes += filled.notes
    # A file's voters are no sample unless somebody says so.
    surveyed = found.survey is not None
    if found.manner.uncertain or (surveyed and filling is not None and found.sampled):
        surely, said = verdicts.sure(cast, found.rule, filling)
        lines = verdicts.standing(lines, cast, surely) if surely else lines
        notes += said
    if found.sampled and not verdicts.is_rated(cast):
        lines = verdicts.with_intervals(lines, Fraction(cast.base))
    by, least = found.manner.by, found.manner.least
    parts = breakdown(cast, by, least=least, chosen=filled.winners if filled else None) if by else None
    return replace(
        found,
        answered=cast.answered,
        base=Fraction(cast.base),
        lines=lines,
        mean=mean,
        median=median,
        top_2_box=top_2_box,
        seating=filled,
        resampled=surely,
        breakdown=parts,
        warnings=notes,
    )


def _rule(subject: Subject, rule: str | None, manner: Manner) -> str:
    elections.refuse_unknown(rule, manner.completion)
    casting.refuse_unknown_weight(manner.weight, manner.by)
    fitting = fitting_rule(subject, rule)
    if rule is None and fitting == "approval" and manner.minutes is not None:
        fitting = "greedy"
    elif rule is None and fitting == "approval" and manner.seats is not None:
        fitting = "phragmen"
    return elections.refuse_unfilled(fitting, seats=manner.seats, minutes=manner.minutes)


def _filling(db: Session, subject: Subject, rule: str, manner: Manner) -> Filling | None:
    """How seats are to be filled, or None where none are."""
    if manner.minutes is not None:
        lengths = costs.minutes(db, subject)
        return Filling(1, lengths, manner.minutes, manner.completion, seed=manner.seed)
    if manner.seats is None and rule not in _FOR_SEATS:
        return None
    return Filling(manner.seats or 1, completion=manner.completion, seed=manner.seed)


def _steps(subject: Subject) -> list[Fraction]:
    if not box.has_numbers(subject):
        return []
    return box.steps(subject.questions[0])


def _subject(survey: Survey, text: str | None) -> Subject:
    if text is None:
        return _default_subject(survey)
    questions = definitions.find_question(survey, text)
    if len(questions) > 1:
        return Subject(questions, questions[0].grid, questions[0].grid)
    return Subject(questions, questions[0].name, questions[0].label or questions[0].name)


def _default_subject(survey: Survey) -> Subject:
    def place(question: Question) -> tuple[bool, int, int]:
        order = ("select_multiple", "rank", "select_one", *NUMERIC)
        return (question.name not in _ABOUT_TOPICS, order.index(question.type), question.position)

    countable = [q for q in survey.questions if q.type in (*CHOSEN, *NUMERIC)]
    if not countable:
        raise Refused(
            f"The survey {survey.slug} has no question that can be ranked.",
            hint=f"copctl survey show {survey.slug}, or name a text question with --question",
        )
    question = min(countable, key=place)
    return Subject([question], question.name, question.label or question.name)
