"""Counting a survey's question: which question, by which rule, out of how many people."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.store.schema import Question, Survey
from copctl.surveys import ballots, definitions
from copctl.surveys.asking.visibility import refuse_hidden
from copctl.topics import box, casting, codebook, costs, elections, turnout, verdicts
from copctl.topics.box import CHOSEN, NUMERIC, Subject, fitting_rule
from copctl.topics.counted import Count, Manner, decided, shortened
from copctl.topics.elections import Filling
from copctl.topics.electorate import Electorate
from copctl.topics.rules.profiles import Ratings

# Questions that are looked at first when none is named.
_ABOUT_TOPICS = ("topics", "topic")
# Rules that fill seats; without a number of them, one is filled.
_FOR_SEATS = ("seqpav", "phragmen", "mes", "stv", "irv")


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
    subject = subject_of(survey, question)
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
    found = (
        _quickly(db, found, subject) if _is_quick(subject, chosen, manner) else _wholly(db, found, subject)
    )
    if manner.by is not None and (either := ballots.ambiguity(survey, manner.by)):
        found.warnings.append(either)
    if subject.is_written:
        found.warnings.append(_how_texts_count(db, subject.questions[0]))
    return shortened(found, most)


def _how_texts_count(db: Session, question: Question) -> str:
    if codebook.decisions(db, question):
        return "Free text is counted by its codes; an answer may bear several."
    return "Free text is counted as it was written; only case and blanks are overlooked."


def _is_quick(subject: Subject, rule: str, manner: Manner) -> bool:
    """Whether counts of choices are enough: nobody made one twice, and nothing else is asked."""
    once = subject.type in CHOSEN and "repeat" not in subject.questions[0].extra
    return rule == "approval" and manner.plain and once and not subject.is_scale


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
    return decided(found, cast, filling, steps=_steps(subject, cast))


def _rule(subject: Subject, rule: str | None, manner: Manner) -> str:
    elections.refuse_unknown(rule, manner.completion)
    casting.refuse_unknown_weight(manner.weight, manner.by)
    fitting = fitting_rule(subject, rule)
    if rule is None and subject.choices and manner.minutes is not None:
        fitting = "greedy"
    elif rule is None and fitting == "approval" and manner.seats is not None:
        fitting = "phragmen"
    return elections.refuse_unfilled(fitting, seats=manner.seats, minutes=manner.minutes)


def _filling(db: Session, subject: Subject, rule: str, manner: Manner) -> Filling | None:
    """How seats are to be filled, or None where none are."""
    if manner.minutes is not None:
        lengths = costs.minutes(db, subject)
        return Filling(1, lengths, manner.minutes, manner.completion, seed=manner.seed, unit="minutes")
    if manner.seats is None and rule not in _FOR_SEATS:
        return None
    if rule == "score" and not subject.is_grid:
        raise Refused(
            f"{subject.label!r} asks for a number: there is nothing to choose.", hint="leave --seats out"
        )
    return Filling(manner.seats or 1, completion=manner.completion, seed=manner.seed)


def _steps(subject: Subject, cast: Electorate) -> list[Fraction]:
    if not box.has_numbers(subject):
        return []
    given = list(cast.values)
    if isinstance(cast.profile, Ratings):
        given = [worth for rating in cast.profile.weights for _, worth in rating]
    return box.steps(subject.questions[0], given)


def subject_of(survey: Survey, text: str | None) -> Subject:
    """The question with this name, or the one that is asked about topics; raises as `count`."""
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
