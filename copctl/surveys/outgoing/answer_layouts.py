"""Answers laid out for export: one row a respondent or one row an answer, for tables and for JSON Lines.

Pure. In tables a cell is text or a number; nothing stands in an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from copctl.surveys.outgoing import answer_cells

Cell = str | float
Place = tuple[int, int | None]

# The first heading is the mark by which the importer knows its own file.
MARK = "copctl response"
# Keys that hold nobody's address, name or number at a tool; others stay inside an anonymous survey.
OF_NOBODY = ("time:", "digest:", "lot:", "erased:", "row:")
WHEN = ("submitted", "submitted as written", "partial")
WHO = ("email", "name", "member")
ANSWER = ("question", "label", "type", "record", "place", "rank", "choice", "answer", "number")


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer as it is stored: a choice (its number), a rank, a number, a text."""

    place: int
    choice: int | None
    rank: int | None
    number: float | None
    text: str | None


@dataclass(frozen=True)
class Returned:
    """One response; `answers` are by question and record (None outside a repeated group), by place."""

    key: str
    submitted: datetime | None
    as_written: str
    partial: bool
    email: str
    name: str
    member: str
    answers: Mapping[Place, Sequence[Answered]]


@dataclass(frozen=True)
class Asked:
    """A question (or one record of it). Its choices by number: as cells spell them, plain, and by name."""

    place: Place
    name: str
    label: str
    type: str
    spelled: Mapping[int, str]
    shown: Mapping[int, str]
    names: Mapping[int, str]

    @property
    def heading(self) -> str:
        """How its column is headed."""
        return answer_cells.heading(self.name, self.label, self.place[1])


@dataclass(frozen=True)
class Layout:
    """How rows are made of responses: which questions, and whether anybody may be named."""

    asked: Sequence[Asked]
    named: bool

    @property
    def person(self) -> tuple[str, ...]:
        """The headings that say who and when."""
        return (MARK, *WHEN, *(WHO if self.named else ()))


def _person(layout: Layout, one: Returned) -> list[Cell]:
    when = one.submitted.isoformat(sep=" ") if one.submitted else ""
    row: list[Cell] = [one.key, when, one.as_written, "yes" if one.partial else "no"]
    return [*row, one.email, one.name, one.member] if layout.named else row


def _person_object(layout: Layout, one: Returned) -> dict[str, Any]:
    held = {
        "response": one.key,
        "submitted": one.submitted.isoformat() if one.submitted else None,
        "submitted_as_written": one.as_written,
        "partial": one.partial,
    }
    if layout.named:
        held |= {"email": one.email or None, "name": one.name or None, "member": one.member or None}
    return held


# One row a respondent ----------------------------------------------------------------------------


def respondent_header(layout: Layout) -> list[str]:
    """The headings of the layout with one row a respondent."""
    return [*layout.person, *(asked.heading for asked in layout.asked)]


def respondent_row(layout: Layout, one: Returned) -> list[Cell]:
    """A respondent's row."""
    given = one.answers
    answers = (_cell(asked, given[asked.place]) if asked.place in given else "" for asked in layout.asked)
    return [*_person(layout, one), *answers]


def _cell(asked: Asked, answers: Sequence[Answered]) -> Cell:
    if asked.type == "rank":
        return answer_cells.cell(
            answer_cells.placed(asked.spelled[a.choice], a.rank, a.text)
            for a in _by_rank(answers)
            if a.choice is not None
        )
    if len(answers) == 1 and answers[0].number is not None:
        return answers[0].number
    return answer_cells.cell(_piece(asked, a) for a in answers)


def _piece(asked: Asked, answer: Answered) -> str:
    if answer.choice is not None:
        return asked.spelled[answer.choice]
    return answer_cells.digits(answer.number) if answer.number is not None else answer.text or ""


def _by_rank(answers: Sequence[Answered]) -> list[Answered]:
    return sorted(answers, key=lambda a: (a.rank is None, a.rank or 0, a.place))


def respondent_object(layout: Layout, one: Returned) -> dict[str, Any]:
    """A respondent as an object: `answers` by the question's name (`name #2` in a second record)."""
    answers = {
        f"{asked.name} #{asked.place[1]}" if asked.place[1] else asked.name: _value(
            asked, one.answers[asked.place]
        )
        for asked in layout.asked
        if asked.place in one.answers
    }
    return {**_person_object(layout, one), "answers": answers}


def _value(asked: Asked, answers: Sequence[Answered]) -> Any:
    if asked.type == "rank":
        return [
            {"choice": _shown(asked, a), "rank": a.rank, **({"written": a.text} if a.text else {})}
            for a in _by_rank(answers)
        ]
    shown = [_shown(asked, answer) for answer in answers]
    return shown if asked.type == "select_multiple" or len(shown) > 1 else shown[0]


def _shown(asked: Asked, answer: Answered) -> Any:
    if answer.choice is not None:
        return asked.shown[answer.choice]
    if answer.number is not None:
        return int(answer.number) if answer.number.is_integer() else answer.number
    return answer.text


# One row an answer -------------------------------------------------------------------------------


def answer_header(layout: Layout) -> list[str]:
    """The headings of the layout with one row an answer."""
    return [*layout.person, *ANSWER]


def _each(layout: Layout, one: Returned) -> Iterator[tuple[Asked, Answered]]:
    for asked in layout.asked:
        given = one.answers.get(asked.place, ())
        for answer in _by_rank(given) if asked.type == "rank" else given:
            yield asked, answer


def answer_rows(layout: Layout, one: Returned) -> Iterator[list[Cell]]:
    """The rows of a respondent's answers; one who answered nothing has one row without an answer."""
    person = _person(layout, one)
    if not one.answers:
        yield [*person, *[""] * len(ANSWER)]
    for asked, answer in _each(layout, one):
        yield [
            *person,
            asked.name,
            asked.label,
            asked.type,
            asked.place[1] or "",
            answer.place,
            _rank(asked, answer),
            asked.names[answer.choice] if answer.choice is not None else "",
            _plain(_shown(asked, answer)),
            answer.number if answer.number is not None else "",
        ]


def _rank(asked: Asked, answer: Answered) -> Cell:
    if answer.rank is not None:
        return answer.rank
    return f"?{answer.text or ''}" if asked.type == "rank" else ""


def _plain(value: Any) -> Cell:
    return value if isinstance(value, int | float | str) else ""


def answer_objects(layout: Layout, one: Returned) -> Iterator[dict[str, Any]]:
    """A respondent's answers as objects."""
    person = _person_object(layout, one)
    for asked, answer in _each(layout, one):
        yield {
            **person,
            "question": asked.name,
            "label": asked.label,
            "type": asked.type,
            "record": asked.place[1],
            "place": answer.place,
            "rank": answer.rank,
            "choice": asked.names[answer.choice] if answer.choice is not None else None,
            "answer": _shown(asked, answer),
            "number": answer.number,
            "text": answer.text,
        }
