"""Rows of a table as people: which cells make a name, which are addresses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from copctl.community.contacts.shape import NAME_PARTS, Column, Entry, LeftOut, NameOrder, Opening
from copctl.tables import Row, is_ragged

# Several addresses in one cell: Google's ` ::: `, or what people write.
_BETWEEN = re.compile(r":::|[;,\s]+")
_SEVERAL = " ::: "

Finish = Callable[[dict[str, Any], Row], "dict[str, Any] | str | LeftOut"]


def entries(opening: Opening, columns: Sequence[Column], finish: Finish) -> Iterator[Entry]:
    """An entry a row; `finish` makes of a tool's own fields what a profile takes."""
    width = len(opening.table.header)
    columns, order = in_order(opening, columns), order_of(opening)
    for row in opening.table.rows:
        wrong = ragged(row, width)
        yield row.line, wrong or finish(entry_of(columns, row.cells, by_parts=order is not None), row)


def order_of(opening: Opening) -> NameOrder | None:
    """The order of names that was said; who says which column is which part means given names first."""
    if opening.name_order is None and set(NAME_PARTS) & set(opening.said.values()):
        return NameOrder.GIVEN_FIRST
    return opening.name_order


def in_order(opening: Opening, columns: Sequence[Column]) -> Sequence[Column]:
    """The columns, those that are parts of a name in the order that was said, last."""
    order = order_of(opening)
    if order is None:
        return columns
    wanted = NAME_PARTS if order is NameOrder.GIVEN_FIRST else (*NAME_PARTS[2:], *NAME_PARTS[1::-1])
    parts = [column for part in wanted for column in columns if column.field == part]
    return [*(column for column in columns if column.field not in NAME_PARTS), *parts]


def is_given_first(opening: Opening, columns: Sequence[Column]) -> bool:
    """Whether names are joined with the given one first for no better reason than that it stands so."""
    held = [column.field for column in columns if column.field in NAME_PARTS]
    both = "first_name" in held and "last_name" in held
    return both and order_of(opening) is None and held.index("first_name") < held.index("last_name")


def as_it_is(entry: dict[str, Any], _row: Row) -> dict[str, Any]:
    """For tools whose entries need no more."""
    return entry


def ragged(row: Row, width: int) -> str:
    """What to say of a row with fewer or more cells than the header; else nothing."""
    if not is_ragged(row, width):
        return ""
    return f"it has {len(row.cells)} cells where the header has {width}"


def entry_of(columns: Sequence[Column], cells: Sequence[str], *, by_parts: bool = False) -> dict[str, Any]:
    """The values of a row by field.

    Parts of a name are joined where no cell has the whole, or `by_parts` where there are several; the
    first address is the main one. Of several columns for one field the first that is filled counts.
    """
    entry: dict[str, Any] = {}
    parts: list[str] = []
    emails: list[str] = []
    for column in columns:
        text = cells[column.position].strip()
        if not column.field or not text:
            continue
        if column.field in NAME_PARTS:
            parts.append(text)
        elif column.field in ("email", "other_emails"):
            emails += addresses(text)
        else:
            entry.setdefault(column.field, text)
    if parts and ("name" not in entry or (by_parts and len(parts) > 1)):
        entry["name"] = " ".join(parts)
    return with_addresses(entry, emails)


def addresses(text: str) -> list[str]:
    """The addresses in a cell; a text that holds one at most stays whole, with what is wrong in it."""
    if text.count("@") < 2:
        return [text]
    return [part for part in _BETWEEN.split(text) if part]


def with_addresses(entry: dict[str, Any], emails: Sequence[str]) -> dict[str, Any]:
    """The entry with its main address and the others."""
    if emails:
        entry["email"] = emails[0]
    if len(emails) > 1:
        entry["other_emails"] = list(emails[1:])
    return entry


def first_of_several(text: str) -> str:
    """The first of the values that Google joins in one cell."""
    return text.split(_SEVERAL, 1)[0].strip()
