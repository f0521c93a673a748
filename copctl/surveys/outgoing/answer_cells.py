r"""How answers stand in one cell of copctl's own export, and how they are read back: nothing is lost.

Several choices are joined by `; `, ranked ones carry their place (`1. Maize; 2. Rice; 2. Beans` is a tie).
`\;` is a semicolon inside a choice, `\\` a backslash. ` \(name)` after a label names the choice where the
label alone does not tell it from another. `?maybe. Rice` was given the place `maybe`, which is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from copctl import names
from copctl.surveys.questionnaire import Option, translations

JOIN = "; "
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BETWEEN = re.compile(r"(?:\\.|[^\\;]|\\$)+", re.DOTALL)
_PLACE = re.compile(r"(\d{1,9})\. (.*)", re.DOTALL)
_NO_PLACE = re.compile(r"\?((?:\\.|[^\\.])*)\. (.*)", re.DOTALL)
_NAMED = re.compile(r"((?:\\[^(]|[^\\])*?) ?\\\(((?:\\.|[^\\)])*)\)", re.DOTALL)
_HEADING = re.compile(r"((?:\\.|[^\\|#])*?)(?: #(\d{1,9}))? \|(?: (.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """One choice in a cell: its label or name, its name where the cell says it, and its place.

    `place_text` is what stood where a place was asked for and is none.
    """

    text: str
    name: str | None = None
    rank: int | None = None
    place_text: str | None = None


def escaped(text: str, marks: str) -> str:
    r"""The text with a backslash before each backslash and each of the marks."""
    if "\\" not in text and not any(mark in text for mark in marks):
        return text
    return re.sub(rf"([\\{re.escape(marks)}])", r"\\\1", text)


def unescaped(text: str) -> str:
    """The text as it was before `escaped`; a backslash at its end stays."""
    return _ESCAPED.sub(r"\1", text) if "\\" in text else text


# Choices -----------------------------------------------------------------------------------------


def spelled(options: Sequence[Option], *, by_name: bool) -> list[str]:
    """Each option as a cell spells it: its label (or its name), so that it alone is meant.

    What respondents wrote in has a label of its own only, so it stands by that either way.
    """
    meant = owners(options)
    written = []
    for place, option in enumerate(options):
        said = option.name if by_name and not option.written_in else option.shown
        alone = meant.get(names.key(said)) == place
        text = escaped(said, ";")
        written.append(text if alone else rf"{escaped(option.shown, ';')} \({escaped(option.name, ';)')})")
    return written


def owners(options: Sequence[Option]) -> dict[str, int]:
    """Which option each spelling means, by its key: labels go before translations, those before names."""
    meant: dict[str, int] = {}
    for spellings in (_labels, _translations, _names):
        for place, option in enumerate(options):
            for text in spellings(option):
                meant.setdefault(names.key(text), place)
    return meant


def _labels(option: Option) -> list[str]:
    return [option.label] if option.label else []


def _translations(option: Option) -> list[str]:
    return translations(option.extra)


def _names(option: Option) -> list[str]:
    return [option.name]


def pieces(cell: str, *, several: bool, ranked: bool) -> Iterator[Piece]:
    """The choices in a cell, in their order; a choice without a place in a ranking comes after the last."""
    parts = _BETWEEN.findall(cell) if several else [cell]
    for place, part in enumerate((p.strip() for p in parts), start=1):
        if part:
            yield _placed(part, place) if ranked else _piece(part)


def _placed(part: str, otherwise: int) -> Piece:
    if found := _PLACE.fullmatch(part):
        return _piece(found[2], rank=int(found[1]))
    if found := _NO_PLACE.fullmatch(part):
        return _piece(found[2], place_text=unescaped(found[1]))
    return _piece(part, rank=otherwise)


def _piece(part: str, rank: int | None = None, place_text: str | None = None) -> Piece:
    named = _NAMED.fullmatch(part)
    text, name = (named[1], unescaped(named[2])) if named else (part, None)
    return Piece(unescaped(text), name, rank, place_text)


def placed(choice: str, rank: int | None, place_text: str | None) -> str:
    """A ranked choice, already spelled, with its place before it."""
    return f"?{escaped(place_text or '', ';.')}. {choice}" if rank is None else f"{rank}. {choice}"


# Numbers and headings ----------------------------------------------------------------------------


def digits(number: float) -> str:
    """A number in full (`0.1`, `3`, never `1e+22`), which reads back as the same."""
    if number.is_integer() and abs(number) < 1e15:
        return "-0" if repr(number) == "-0.0" else str(int(number))
    return f"{Decimal(repr(number)):f}"


def heading(name: str, label: str, record: int | None = None) -> str:
    """How a question's column is headed: `name | label`, `name #2 | label` for the second record."""
    number = f" #{record}" if record is not None else ""
    return f"{escaped(name, '|#')}{number} | {label}"


def read_heading(text: str) -> tuple[str, int | None] | None:
    """The question's name and the number of the record that a heading names, or None."""
    found = _HEADING.fullmatch(text.strip())
    if found is None:
        return None
    return unescaped(found[1]), int(found[2]) if found[2] else None


def cell(parts: Iterable[str]) -> str:
    """Spelled choices as one cell."""
    return JOIN.join(parts)
