"""What is counted and by which rule: a question's choices, the rows of a grid, numbers, or texts.

It reads questions and their choices as they are, and asks the store nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from copctl.errors import Refused
from copctl.store.schema import Choice, Question
from copctl.surveys.scales import Scale
from copctl.topics import elections, tally
from copctl.topics.ballot_files.contents import told_apart
from copctl.topics.elections import APPROVING, ORDINAL
from copctl.topics.tally import TopicCount

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

    @property
    def is_written(self) -> bool:
        """Whether people wrote the answers in their own words."""
        return self.type not in (*CHOSEN, *NUMERIC)

    @property
    def is_scale(self) -> bool:
        """Whether one question is answered by numbers, as such or as the names of its choices."""
        return not self.is_grid and has_numbers(self)

    @property
    def choices(self) -> Sequence[Choice]:
        """The choices of the question, in their order; empty for a grid."""
        return () if self.is_grid else self.questions[0].choices

    @property
    def labels(self) -> list[str]:
        """What the choices are called, told apart by their names where labels repeat."""
        return told_apart([c.label for c in self.choices], [c.name for c in self.choices])


def fitting_rule(subject: Subject, rule: str | None) -> str:
    """The rule to count by; WrongUsage for an unknown one, Refused for one that does not fit the question."""
    elections.refuse_unknown(rule)
    chosen = rule or _usual_rule(subject)
    if chosen in ORDINAL and subject.type != "rank":
        raise Refused(f"{subject.label!r} was not ranked: {chosen} cannot count it.", hint="leave --rule out")
    if chosen == "score" and not has_numbers(subject):
        raise Refused(
            f"{subject.label!r} has no numbers to score.",
            hint="name one row with --question"
            if subject.is_grid
            else "give its choices numbers as names in the definition, or leave --rule out",
        )
    if chosen in APPROVING and subject.is_grid:
        raise Refused(
            f"{subject.label!r} is a grid: its rows are scored.", hint="name one row with --question"
        )
    return chosen


def _usual_rule(subject: Subject) -> str:
    if subject.type in NUMERIC or subject.is_grid:
        return "score"
    return "schulze" if subject.type == "rank" else "approval"


def has_numbers(subject: Subject) -> bool:
    """Whether its answers are numbers, or choices whose names are."""
    if subject.type in NUMERIC:
        return True
    choices = [choice for question in subject.questions for choice in question.choices]
    return subject.type == "select_one" and bool(choices) and all(number(c.name) is not None for c in choices)


def number(text: str) -> Fraction | None:
    """A choice's name as the number it is, or None."""
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def steps(question: Question, given: Iterable[Fraction] = ()) -> list[Fraction]:
    """The steps of a question's scale; none where it has no ends (`integer`, `decimal`).

    A range that does not say its ends has XLSForm's (1 to 10), unless an answer in `given` is off them.
    """
    if question.type == "select_one":
        return [step for choice in question.choices if (step := number(choice.name)) is not None]
    scale = Scale.of(question.parameters)
    if question.type != "range" or scale.faults:
        return []
    if not scale.bounded and any(not scale.start <= number <= scale.end for number in given):
        return []
    return [Fraction(step) for step in scale.steps]


def row_label(question: Question) -> str:
    """A grid's row without its stem: `Stem [Row]` is `Row`."""
    rest = question.label.removeprefix(question.grid).strip()
    return rest[1:-1].strip() if rest.startswith("[") and rest.endswith("]") else rest or question.label


def lines(subject: Subject, counts: Mapping[int, int], respondents: int) -> list[TopicCount]:
    """The approval lines of a question's choices, from how often each was made."""
    labels = {choice.id: label for choice, label in zip(subject.choices, subject.labels, strict=True)}
    votes = {choice: counts.get(choice, 0) for choice in labels}
    return tally.ordered(tally.approval(votes), labels, respondents)
