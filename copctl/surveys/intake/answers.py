"""Reading the cells of one respondent as answers to one question.

What one cell says is worked out once: a survey of thousands repeats itself, so readings are kept by the
cell's text and shared by all respondents who wrote it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import itemgetter
from typing import Any

from copctl import names
from copctl.surveys.intake import grids
from copctl.surveys.intake.repeats import RECORD
from copctl.surveys.intake.shape import keys_of
from copctl.surveys.intake.targets import Layout, Target, spellings
from copctl.surveys.outgoing import answer_cells
from copctl.surveys.questionnaire import CHOOSING, COUNTING

# Of more digits than these it would be infinite.
_NUMBER = re.compile(r"[+-]?\d{1,300}(\.\d{1,400})?")
_OWN_NUMBER = re.compile(r"-?[0-9]{1,309}(\.[0-9]+)?")
_RECORD = re.compile(r"[0-9]{1,9}")
_END = re.compile(r"\b(start|end)\s*=\s*(-?\d{1,9}(?:\.\d{1,9})?)")
_SHOWN = 3
# What stands in the column of an option, in the languages met so far.
_TICKED = keys_of((
    "1", "yes", "y", "true", "x", "✓", "✔", "checked", "selected", "oui", "sí", "si", "sim", "ja", "có",
    "ใช่", "ແມ່ນ", "បាទ", "ຖືກ", "是", "はい",
))  # fmt: skip
_UNTICKED = keys_of((
    "0", "no", "n", "false", "unchecked", "not selected", "n/a", "na", "non", "não", "nao", "nein", "không",
    "ไม่", "ไม่ใช่", "ບໍ່", "ទេ", "否", "いいえ", "-",
))  # fmt: skip
# A cell that only says that something was written in elsewhere.
_OTHERS = keys_of(("other", "-oth-", "other (please specify)", "autre", "otro", "outro", "khác", "อื่นๆ"))

Finding = tuple[str, str]
STRANGE, UNSPLIT, UNNUMBERED, UNRANKED, BEYOND = "strange", "unsplit", "unnumbered", "unranked", "beyond"
_WORDS = {
    STRANGE: "not among its options and kept as written in",
    UNSPLIT: "kept whole, since no known option tells where to split",
    UNNUMBERED: "no number and kept as text",
    UNRANKED: "without a place of its own in the ranking",
    BEYOND: "beyond the ends of its scale",
}


@dataclass(frozen=True, slots=True)
class Value:
    """One answer: a choice as it is written (with its rank), a number, or a text, in one record.

    `named` is the name of the choice where the file says which of two alike is meant.
    """

    choice: str | None = None
    rank: int | None = None
    number: float | None = None
    text: str | None = None
    instance: int | None = None
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cells of a question say: the answers, one text that two equal readings share, and doubts."""

    values: tuple[Value, ...]
    canon: str
    findings: tuple[Finding, ...] = ()


@dataclass
class Findings:
    """What did not fit, by kind and question, with how often it came."""

    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def note(self, heading: str, findings: Sequence[Finding]) -> None:
        """Count the doubts of one reading."""
        for kind, text in findings:
            self.counts.setdefault((kind, heading), Counter())[text] += 1

    def sentences(self) -> Iterator[str]:
        """A warning for each way of not fitting and each question."""
        for kind, words in _WORDS.items():
            for (found, heading), texts in self.counts.items():
                if found == kind:
                    count = texts.total()
                    answers = "answer is" if count == 1 else "answers are"
                    yield f"{heading!r}: {count} {answers} {words}: {_examples(texts)}"


def _examples(texts: Counter[str]) -> str:
    shown = ", ".join(repr(text) for text, _ in texts.most_common(_SHOWN))
    return f"{shown} and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else shown


def reader(target: Target) -> Callable[[Sequence[str]], Reading | None]:
    """A function from a row's cells to what they say to this question; None for nothing."""
    get: Callable[[Sequence[str]], Any] = itemgetter(*target.positions)
    single = len(target.positions) == 1
    known: dict[Any, Reading | None] = {}
    names_of = _canonical(target)

    def read(cells: Sequence[str]) -> Reading | None:
        what = get(cells)
        try:
            return known[what]
        except KeyError:
            found = known[what] = _read(target, (what,) if single else what, names_of)
            return found

    return read


def _canonical(target: Target) -> dict[str, str]:
    """Spelling of an option -> its name; a label goes before another option's name of that spelling.

    What was written in has no name that lasts: its own spelling stands for it.
    """
    spelled = [
        (place, names.key(text), option.name)
        for option in target.options
        if not option.written_in
        for place, text in enumerate(spellings(option))
    ]
    found: dict[str, str] = {}
    for _, key, name in sorted(spelled, key=lambda entry: entry[0]):
        found.setdefault(key, name)
    return found


def _read(target: Target, cells: Sequence[str], names_of: dict[str, str]) -> Reading | None:
    if target.repeat:
        return _records(target, cells, names_of)
    filled = [names.prose(text) for text in cells]
    if not any(names.written(text) for text in filled):
        return None
    if target.is_identity:
        return Reading((), "")
    findings: list[Finding] = []
    values = tuple(_values(target, filled, findings))
    if not values and not findings:
        return None
    return Reading(values, _canon(values, names_of), tuple(findings))


def _records(target: Target, cells: Sequence[str], names_of: dict[str, str]) -> Reading | None:
    """The answers of every record of a repeated group, numbered."""
    columns = [cell.split(RECORD) for cell in cells]
    values: list[Value] = []
    findings: list[Finding] = []
    once = replace(target, repeat="")
    for number, record in enumerate(zip(*columns, strict=True), start=1):
        reading = _read(once, record, names_of)
        if reading is not None:
            values += [replace(value, instance=number) for value in reading.values]
            findings += reading.findings
    return Reading(tuple(values), _canon(values, names_of), tuple(findings)) if values else None


def _canon(values: Sequence[Value], names_of: dict[str, str]) -> str:
    """The same text for the same answers, whether an export shows labels, names or both."""
    said = []
    for v in values:
        key = names.key(v.choice) if v.choice is not None else ""
        choice = v.named if v.named is not None else names_of.get(key, key)
        said.append(f"{choice}\x1f{v.rank}\x1f{v.number}\x1f{v.text}\x1f{v.instance}")
    return "\x1d".join(said)


def _values(target: Target, filled: Sequence[str], findings: list[Finding]) -> Iterator[Value]:
    main = [(part, t) for (_, part), t in zip(target.columns, filled, strict=False) if names.written(t)]
    written = [names.written(t) for t in filled[len(target.columns) :] if names.written(t)]
    if target.layout is Layout.OWN:
        yield from _own(target, filled)
    elif target.layout is Layout.OPTIONS:
        yield from _ticked(target, main, findings, beside=written)
    elif target.layout is not Layout.CELL:
        yield from _ranking(target, main, findings)
    elif main:
        yield from _cell(target, main[0][1], findings, beside=written)
    said = target.item.type == "select_one" and main and names.key(main[0][1]) not in _OTHERS
    for text in written:
        yield from _written_in(target, text, beside_choice=bool(said))


def _own(target: Target, filled: Sequence[str]) -> Iterator[Value]:
    """The cells of copctl's own export, one for each record of a repeated group (0 is outside one)."""
    kind = target.item.type
    for (_, part), text in zip(target.columns, filled, strict=True):
        # A column that somebody added beside copctl's own has no record.
        record = int(part) or None if _RECORD.fullmatch(part) else None
        if kind in CHOOSING:
            for piece in answer_cells.pieces(text, several=kind != "select_one", ranked=kind == "rank"):
                yield Value(piece.text, piece.rank, None, piece.place_text or None, record, piece.name)
        elif text and kind in COUNTING:
            # Whatever this program wrote as a number is one, however large.
            number = float(text) if _OWN_NUMBER.fullmatch(text) else math.inf
            known = math.isfinite(number)
            yield Value(number=number if known else None, text=None if known else text, instance=record)
        elif text:
            yield Value(text=text, instance=record)


def _cell(target: Target, text: str, findings: list[Finding], *, beside: Sequence[str]) -> Iterator[Value]:
    """What a whole cell says; "other" says nothing where the text itself stands beside it."""
    kind = target.item.type
    if kind in COUNTING:
        value = _number(text, findings)
        if value.number is not None and not _is_within(target, value.number):
            findings.append((BEYOND, names.written(text)))
        yield value
    elif kind not in CHOOSING:
        yield Value(text=text)
    elif kind == "select_one":
        yield from _single(target, names.written(text), findings, beside=beside)
    else:
        choices = _choices(target, text, findings)
        for place, choice in enumerate(choices, start=1):
            if not (beside and names.key(choice) in _OTHERS):
                yield Value(choice=choice, rank=place if kind == "rank" else None)


def _single(
    target: Target, choice: str, findings: list[Finding], *, beside: Sequence[str]
) -> Iterator[Value]:
    if beside and names.key(choice) in _OTHERS:
        return
    if names.key(choice) not in target.splitter.known:
        _strange(target, choice, findings)
    yield Value(choice=choice)


def _written_in(target: Target, text: str, *, beside_choice: bool) -> Iterator[Value]:
    """What stands in the column beside the options; a mere tick says "other", a remark stays a text."""
    key = names.key(text)
    if key in _UNTICKED:
        return
    if target.item.chooses and not beside_choice:
        yield Value(choice="Other" if key in _TICKED else text)
    elif key not in _TICKED:
        yield Value(text=text)


def _choices(target: Target, text: str, findings: list[Finding]) -> list[str]:
    chosen: dict[str, str] = {}
    for piece in target.splitter.split(text):
        if not piece.known:
            _strange(target, piece.text, findings)
        chosen.setdefault(names.key(piece.text), piece.text)
    return list(chosen.values())


def _strange(target: Target, choice: str, findings: list[Finding]) -> None:
    """Note a choice that is no option; where others may be added, only one that may hold several."""
    multiple = target.item.type != "select_one"
    if multiple and target.layout is Layout.CELL and target.splitter.separator in choice:
        findings.append((UNSPLIT, choice))
    elif not target.item.or_other:
        findings.append((STRANGE, choice))


def _is_within(target: Target, number: float) -> bool:
    """Whether a number lies on the scale, where the definition says its ends."""
    said = dict(_END.findall(target.item.parameters)) if target.item.type == "range" else {}
    return float(said.get("start", number)) <= number <= float(said.get("end", number))


def _number(text: str, findings: list[Finding]) -> Value:
    bare = names.written(text)
    if _NUMBER.fullmatch(bare):
        return Value(number=float(bare))
    findings.append((UNNUMBERED, bare))
    return Value(text=text)


def _ticked(
    target: Target, main: Sequence[tuple[str, str]], findings: list[Finding], *, beside: Sequence[str]
) -> Iterator[Value]:
    """The options whose columns are ticked: by their own text, by a mark, or by any other text."""
    seen: set[str] = set()
    for part, text in main:
        if names.key(text) in _UNTICKED and names.key(part) != names.key(text):
            continue
        # A whole cell among columns of options names the option itself.
        part = part or names.written(text)
        key = names.key(part)
        if key in seen or (beside and key in _OTHERS):
            continue
        seen.add(key)
        if key not in target.splitter.known:
            _strange(target, part, findings)
        yield Value(choice=part)


def _ranking(target: Target, main: Sequence[tuple[str, str]], findings: list[Finding]) -> Iterator[Value]:
    """A ranking from columns of places or of items; the places come in their order."""
    ranked: list[tuple[str, int | None, str | None]]
    if target.layout is Layout.PLACES:
        ranked = [(names.written(text), grids.place_of(part), None) for part, text in main]
    else:
        ranked = [
            (part, grids.place_of(text), text) if part else (names.written(text), None, None)
            for part, text in main
        ]
    best: dict[str, Value] = {}
    taken: set[int | None] = set()
    for choice, place, text in sorted(ranked, key=lambda r: (r[1] is None, r[1] or 0)):
        key = names.key(choice)
        if place is None or place in taken or key in best:
            findings.append((UNRANKED, choice))
        if key not in target.splitter.known:
            _strange(target, choice, findings)
        taken.add(place)
        best.setdefault(key, Value(choice=choice, rank=place, text=None if place is not None else text))
    yield from best.values()
