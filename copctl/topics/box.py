"""A ballot box: what respondents said to a question, and the lines it gives under a rule.

Pure: it reads questions and their choices as they are, and asks the store nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from copctl.errors import Refused, WrongUsage
from copctl.names import did_you_mean, key
from copctl.store.schema import Question
from copctl.topics import tally
from copctl.topics.tally import Scored, TopicCount

RULES = ("approval", "borda", "score")
CHOSEN = ("select_one", "select_multiple", "rank")
NUMERIC = ("range", "integer", "decimal")


@dataclass(frozen=True)
class Subject:
    """What is counted: one question, or the rows of a grid."""

    questions: Sequence[Question]
    name: str
    label: str

    @property
    def type(self) -> str:
        """The type of the question, or of a grid's rows."""
        return self.questions[0].type

    @property
    def is_grid(self) -> bool:
        """Whether the rows of a grid are compared."""
        return len(self.questions) > 1


def fitting_rule(subject: Subject, rule: str | None) -> str:
    """The rule to count by; WrongUsage for an unknown one, Refused for one that does not fit the question."""
    if rule is not None and rule not in RULES:
        hint = did_you_mean(rule, RULES, f"choose one of: {', '.join(RULES)}")
        raise WrongUsage(f"There is no rule {rule!r}.", hint=hint)
    chosen = rule or _usual_rule(subject)
    if chosen == "borda" and subject.type != "rank":
        raise Refused(f"{subject.label!r} was not ranked: borda cannot count it.", hint="leave --rule out")
    if chosen == "score" and not _has_numbers(subject):
        raise Refused(
            f"{subject.label!r} has no numbers to score.",
            hint="name one row with --question"
            if subject.is_grid
            else "give its choices numbers as names in the definition, or leave --rule out",
        )
    if chosen == "approval" and subject.is_grid:
        raise Refused(
            f"{subject.label!r} is a grid: its rows are scored.", hint="name one row with --question"
        )
    return chosen


def _usual_rule(subject: Subject) -> str:
    if subject.type in NUMERIC or subject.is_grid:
        return "score"
    return "borda" if subject.type == "rank" else "approval"


def _has_numbers(subject: Subject) -> bool:
    if subject.type in NUMERIC:
        return True
    choices = [choice for question in subject.questions for choice in question.choices]
    return (
        subject.type == "select_one" and bool(choices) and all(_number(c.name) is not None for c in choices)
    )


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Box:
    """A ballot box: counts by choice, rankings of choices, numbers by question, and how many answered."""

    answered: int
    counts: Mapping[int, int] = field(default_factory=dict)
    rankings: Sequence[Sequence[int]] = ()
    numbers: Mapping[int, Sequence[float]] = field(default_factory=dict)
    texts: Sequence[str] = ()


def ranked(rankings: Sequence[Sequence[int]]) -> Box:
    """A box of rankings, best first."""
    named = Counter(choice for ranking in rankings for choice in dict.fromkeys(ranking))
    return Box(len(rankings), counts=named, rankings=rankings)


def rated(scores: Iterable[tuple[int, int, float]]) -> Box:
    """A box of numbers: (question, response, number)."""
    numbers: dict[int, list[float]] = defaultdict(list)
    people = set()
    for question, response, number in scores:
        numbers[question].append(number)
        people.add(response)
    return Box(len(people), numbers=numbers)


def chosen(subject: Subject, answered: int, counts: Iterable[tuple[int, int, int]]) -> Box:
    """A box of choices: (question, choice, count); where they are numbers (a scale), the numbers too."""
    scale = {choice.id: _number(choice.name) for q in subject.questions for choice in q.choices}
    by_choice: dict[int, int] = {}
    numbers: dict[int, list[float]] = defaultdict(list)
    for question, choice, count in counts:
        by_choice[choice] = count
        number = scale[choice]
        if number is not None:
            numbers[question] += [number] * count
    return Box(answered, counts=by_choice, numbers=numbers)


def lines(subject: Subject, rule: str, box: Box, respondents: int) -> list[TopicCount]:
    """The lines of a tally: choices, the rows of a grid, the values of a number, or texts as written."""
    if subject.is_grid:
        scored, labels = _grid_rows(subject, box)
    elif subject.type in NUMERIC:
        scored, labels = _values(box.numbers.get(subject.questions[0].id, ()), rule)
    elif subject.type not in CHOSEN:
        scored, labels = _spellings(box.texts)
    else:
        scored, labels = _choices(subject.questions[0], rule, box)
    return tally.ordered(scored, labels, respondents)


_Scored = tuple[Mapping[Any, Scored], Mapping[Any, str]]


def _grid_rows(subject: Subject, box: Box) -> _Scored:
    ratings = {question.id: box.numbers.get(question.id, ()) for question in subject.questions}
    return tally.score(ratings), {question.id: _row_label(question) for question in subject.questions}


def _values(numbers: Iterable[float], rule: str) -> _Scored:
    counts = Counter(numbers)
    labels = {value: f"{value:g}" for value in counts}
    if rule != "score":
        return tally.approval(counts), labels
    return {value: Scored(count, Fraction(str(value))) for value, count in counts.items()}, labels


def _spellings(texts: Iterable[str]) -> _Scored:
    """Texts that differ in case and blanks only count as one, under their most frequent spelling."""
    by_key: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        by_key[key(text)][text] += 1
    counts = {folded: spellings.total() for folded, spellings in by_key.items()}
    labels = {f: min(s, key=lambda text: (-s[text], text)) for f, s in by_key.items()}
    return tally.approval(counts), labels


def _choices(question: Question, rule: str, box: Box) -> _Scored:
    labels = {choice.id: choice.label for choice in question.choices}
    if rule == "borda":
        return tally.borda(box.rankings, labels), labels
    votes = {choice: box.counts.get(choice, 0) for choice in labels}
    if rule == "score":
        worth = {choice.id: Fraction(choice.name) for choice in question.choices}
        return {choice: Scored(count, worth[choice]) for choice, count in votes.items()}, labels
    return tally.approval(votes), labels


def _row_label(question: Question) -> str:
    """A grid's row without its stem: `Stem [Row]` is `Row`."""
    rest = question.label.removeprefix(question.grid).strip()
    return rest[1:-1].strip() if rest.startswith("[") and rest.endswith("]") else rest or question.label


def mean(subject: Subject, box: Box) -> float | None:
    """The mean of the numbers given, or None where the answers are no numbers."""
    numbers = box.numbers.get(subject.questions[0].id, ())
    if subject.is_grid or not numbers or not _has_numbers(subject):
        return None
    return round(sum(numbers) / len(numbers), 4)
