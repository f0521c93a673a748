"""Reading the cells of one respondent as answers to one question."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copctl import names
from copctl.surveys.intake import grids
from copctl.surveys.intake.mapping import Target
from copctl.surveys.intake.shape import cell
from copctl.surveys.questionnaire import COUNTING
from copctl.tables import Row

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_SHOWN = 3


@dataclass(frozen=True)
class Value:
    """One answer: a choice as it is written (with its rank), a number, or a text."""

    choice: str | None = None
    rank: int | None = None
    number: float | None = None
    text: str | None = None


@dataclass
class Findings:
    """What did not fit, by question: choices that are no option, cells that could not be split, and more."""

    strange: dict[str, Counter[str]] = field(default_factory=dict)
    unsplit: dict[str, Counter[str]] = field(default_factory=dict)
    unnumbered: dict[str, Counter[str]] = field(default_factory=dict)
    unranked: dict[str, Counter[str]] = field(default_factory=dict)

    def sentences(self) -> Iterator[str]:
        """A warning for each question and each way of not fitting."""
        for kind, words in (
            (self.strange, "not among its options and kept as written in"),
            (self.unsplit, "kept whole, since no known option tells where to split"),
            (self.unnumbered, "no number and kept as text"),
            (self.unranked, "without a place of its own in the ranking"),
        ):
            for heading, texts in kind.items():
                count = texts.total()
                answers = "answer is" if count == 1 else "answers are"
                yield f"{heading!r}: {count} {answers} {words}: {_examples(texts)}"


def _examples(texts: Counter[str]) -> str:
    shown = ", ".join(repr(text) for text, _ in texts.most_common(_SHOWN))
    return f"{shown} and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else shown


def raw(target: Target, row: Row) -> list[tuple[str, str]]:
    """The filled cells of a question as they are written, each with its row in the grid."""
    held = ((line, names.prose(cell(row, position))) for position, line in target.columns)
    return [(line, text) for line, text in held if names.written(text)]


def read(target: Target, row: Row, findings: Findings) -> list[Value]:
    """The answers of one respondent to one question; a blank cell is none."""
    filled = raw(target, row)
    if not filled or target.is_identity:
        return []
    kind = target.item.type
    if kind == "rank":
        return _ranking(target, filled, findings)
    text = filled[0][1]
    if kind == "select_multiple":
        return _choices(target, text, findings)
    if kind == "select_one":
        choice = names.written(text)
        if names.key(choice) not in target.splitter.known:
            _strange(target, choice, findings)
        return [Value(choice=choice)]
    if kind in COUNTING:
        return [_number(target, text, findings)]
    return [Value(text=text)]


def _choices(target: Target, text: str, findings: Findings) -> list[Value]:
    chosen: dict[str, str] = {}
    for piece in target.splitter.split(text):
        if not piece.known:
            _strange(target, piece.text, findings)
        chosen.setdefault(names.key(piece.text), piece.text)
    return [Value(choice=choice) for choice in chosen.values()]


def _strange(target: Target, choice: str, findings: Findings) -> None:
    """Note a choice that is no option; where others may be added, only one that may hold several."""
    heading = target.item.heading
    multiple = target.item.type != "select_one"
    if multiple and target.splitter.separator in choice:
        findings.unsplit.setdefault(heading, Counter())[choice] += 1
    elif not target.item.or_other:
        findings.strange.setdefault(heading, Counter())[choice] += 1


def _number(target: Target, text: str, findings: Findings) -> Value:
    bare = names.written(text)
    if _NUMBER.fullmatch(bare):
        return Value(number=float(bare))
    findings.unnumbered.setdefault(target.item.heading, Counter())[bare] += 1
    return Value(text=text)


def _ranking(target: Target, filled: Sequence[tuple[str, str]], findings: Findings) -> list[Value]:
    ranked: list[tuple[str, int | None]]
    if not filled[0][0]:
        ranked = [
            (v.choice or "", place) for place, v in enumerate(_choices(target, filled[0][1], findings), 1)
        ]
    elif target.rows_are_places:
        ranked = [(names.written(text), grids.place_of(line)) for line, text in filled]
    else:
        ranked = [(line, grids.place_of(text)) for line, text in filled]
    best: dict[str, Value] = {}
    for choice, place in sorted(ranked, key=lambda pair: (pair[1] is None, pair[1] or 0)):
        _check_place(target, choice, place, best, findings)
        if filled[0][0] and names.key(choice) not in target.splitter.known:
            _strange(target, choice, findings)
        text = None if place is not None else dict(filled).get(choice)
        best.setdefault(names.key(choice), Value(choice=choice, rank=place, text=text))
    return list(best.values())


def _check_place(
    target: Target, choice: str, place: int | None, best: dict[str, Value], findings: Findings
) -> None:
    taken = any(value.rank == place for value in best.values())
    if place is None or taken or names.key(choice) in best:
        findings.unranked.setdefault(target.item.heading, Counter())[choice] += 1
