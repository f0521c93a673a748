"""How the answers to one question lie in the columns that it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from copctl import names
from copctl.surveys.intake import grids
from copctl.surveys.intake.multiselect import Splitter, best_separator
from copctl.surveys.intake.shape import Column, Export, cells
from copctl.surveys.questionnaire import Item, Option, translations
from copctl.tables import Row

_MOST_LOOKED_AT = 2_000


class Layout(StrEnum):
    """How the answers to one question lie in its columns."""

    CELL = "one cell"
    OPTIONS = "a column for each option"
    ITEMS = "a column for each thing that is ranked"
    PLACES = "a column for each place"
    OWN = "copctl's own cells, a column for each record"


@dataclass(frozen=True)
class Target:
    """A question and its columns, each with its part (an option, an item, a place; "" for a whole cell).

    `is_identity` marks a question that says who answered: it goes with the response, not into answers.
    `others` are the columns of what was written in beside the options.
    """

    item: Item
    columns: tuple[tuple[int, str], ...]
    splitter: Splitter
    is_identity: bool = False
    layout: Layout = Layout.CELL
    others: tuple[int, ...] = ()
    options: Sequence[Option] = ()
    repeat: str = ""

    @property
    def positions(self) -> tuple[int, ...]:
        """All its columns."""
        return tuple(position for position, _ in self.columns) + self.others


def spellings(option: Option) -> list[str]:
    """Everything an option is called: label, labels in other languages, name."""
    return [text for text in (option.label, *translations(option.extra), option.name) if text]


def offered(options: Sequence[Option]) -> list[str]:
    """The spellings of what respondents could choose.

    What they wrote in does not say how a file is to be read: the same file would be read otherwise once
    it has been taken in.
    """
    return [text for option in options if not option.written_in for text in spellings(option)]


def target_of(
    item: Item,
    columns: Sequence[Column],
    options: Sequence[Option],
    export: Export,
    rows: Sequence[Row],
    identity: bool,
) -> Target:
    """The question with its columns, how they are laid out, and how their cells are split."""
    known = offered(options)
    others = tuple(c.position for c in columns if c.is_other)
    parted = [c for c in columns if not c.is_other]
    layout = Layout.OWN if export.is_own else _layout(item, parted, known)
    held: list[str] = []
    if layout is Layout.CELL and item.type in ("select_multiple", "rank") and parted:
        held = cells(rows[:_MOST_LOOKED_AT], parted[0].position)
    separator = best_separator(held, known, export.separators)
    places = tuple((c.position, _part_in(layout, c, known)) for c in parted)
    return Target(
        item,
        places,
        _splitter(known, options, separator),
        identity,
        layout,
        others,
        options,
        columns[0].repeat,
    )


def _splitter(known: Sequence[str], options: Sequence[Option], separator: str) -> Splitter:
    """A splitter for what was offered, and for what was written in where that alone would keep it whole.

    So what one respondent wrote in does not hold together what another chose.
    """
    plain = Splitter.of(known, separator)
    written = [text for option in options if option.written_in for text in spellings(option)]
    whole = [text for text in written if not any(piece.known for piece in plain.split(text))]
    return Splitter.of([*known, *whole], separator)


def _layout(item: Item, columns: Sequence[Column], known: Sequence[str]) -> Layout:
    parts = [column.part for column in columns]
    if not any(parts) or (len(columns) == 1 and (item.grid or not item.chooses)):
        return Layout.CELL
    if item.type == "rank":
        return Layout.PLACES if grids.rows_are_places(parts, known) else Layout.ITEMS
    return Layout.OPTIONS


def _part_in(layout: Layout, column: Column, known: Sequence[str]) -> str:
    if layout is Layout.OWN:
        return column.part
    return _part_of(column, known) if layout is not Layout.CELL else ""


def _part_of(column: Column, known: Sequence[str]) -> str:
    """The part as the survey knows it: the tool's text, or else its code, whichever is an option."""
    keys = {names.key(text) for text in known}
    for text in (column.part, column.part_code):
        if text and names.key(text) in keys:
            return text
    return column.part or column.part_code
