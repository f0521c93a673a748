"""Which column of an export answers which question of a survey."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from copctl import names
from copctl.surveys.intake import grids
from copctl.surveys.intake.multiselect import Splitter, best_separator
from copctl.surveys.intake.shape import Column, Export, Role, cells
from copctl.surveys.questionnaire import Item, Option, translations
from copctl.tables import Row

Columns = dict[str, list[tuple[int, str]]]
_NAMES = {"name", "full-name", "your-name", "respondent"}
Lists = Mapping[str, Sequence[Option]]


@dataclass(frozen=True)
class Target:
    """A question and its columns, each with its row in the grid of a ranking ("" outside one).

    `is_identity` marks a question that says who answered: it goes with the response, not into answers.
    `rows_are_places` is how a ranking grid stands.
    """

    item: Item
    columns: tuple[tuple[int, str], ...]
    splitter: Splitter
    is_identity: bool = False
    rows_are_places: bool = False


@dataclass
class Plan:
    """How an export is read: its targets, the columns that no question wants, the questions without one."""

    export: Export
    targets: list[Target] = field(default_factory=list)
    unmatched: list[Column] = field(default_factory=list)
    missing: list[Item] = field(default_factory=list)


def spellings(option: Option) -> list[str]:
    """Everything an option is called: label, labels in other languages, name."""
    return [text for text in (option.label, *translations(option.extra), option.name) if text]


def plan(items: Sequence[Item], lists: Lists, export: Export, rows: Sequence[Row]) -> Plan:
    """Match columns and questions; `lists` has the options of each question by the question's name."""
    found = _match(items, export.columns)
    export = _with_persons(export, found, items)
    made = Plan(export)
    owned = {position for columns in found.values() for position, _ in columns}
    made.unmatched = [c for c in export.questions if c.position not in owned]
    identities = {export.position(Role.EMAIL), export.position(Role.NAME)}
    for item in items:
        columns = found.get(item.name)
        if columns:
            identity = len(columns) == 1 and columns[0][0] in identities
            made.targets.append(
                _target(item, tuple(columns), lists.get(item.name, ()), export, rows, identity)
            )
        elif item.type != "note":
            made.missing.append(item)
    return made


def _match(items: Sequence[Item], columns: Sequence[Column]) -> Columns:
    """Question's name -> its columns. The heading counts first, then any other spelling, then the slug."""
    found: Columns = {}
    free = {column.position: column for column in columns}
    for keys_of, key_of in _PASSES:
        _match_by(items, keys_of, key_of, free, found)
    for item in items:
        if item.type == "rank" and item.name not in found:
            _match_ranking(item, free, found)
    _match_persons(items, free, found)
    return found


def _match_by(
    items: Sequence[Item],
    keys_of: Callable[[Item], Iterable[str]],
    key_of: Callable[[str], str],
    free: dict[int, Column],
    found: Columns,
) -> None:
    """Give free columns to questions of the same key; a repeated header goes to its questions in order."""
    index: dict[str, list[Item]] = {}
    for item in items:
        if item.name not in found and item.type != "note":
            for key in dict.fromkeys(keys_of(item)):
                index.setdefault(key, []).append(item)
    for position, column in list(free.items()):
        fitting = (item for item in index.get(key_of(column.header), ()) if item.name not in found)
        chosen = next(fitting, None)
        if chosen is not None:
            found[chosen.name] = [(position, "")]
            del free[position]


def _match_persons(items: Sequence[Item], free: dict[int, Column], found: Columns) -> None:
    """Give the tool's own columns of addresses and names to the questions that ask for them."""
    for column in list(free.values()):
        for item in items:
            asks = {
                Role.EMAIL: item.type == "email",
                Role.NAME: item.type == "text" and names.slug(item.name) in _NAMES,
            }
            if item.name not in found and asks.get(column.role):
                found[item.name] = [(column.position, "")]
                del free[column.position]
                break


def _heading_key(item: Item) -> Iterator[str]:
    yield names.key(item.heading)


def _slug_keys(item: Item) -> Iterator[str]:
    return (names.slug(text) for text in (item.heading, item.shown, item.name) if names.slug(text))


_PASSES = ((_heading_key, names.key), (Item.spellings, names.key), (_slug_keys, names.slug))


def _match_ranking(item: Item, free: dict[int, Column], found: Columns) -> None:
    known = {*item.spellings(), *_slug_keys(item)}
    for position, column in list(free.items()):
        parts = grids.stem_and_row(column.header)
        if parts is not None and (names.key(parts[0]) in known or names.slug(parts[0]) in known):
            found.setdefault(item.name, []).append((position, parts[1]))
            del free[position]


def _with_persons(
    export: Export, found: Mapping[str, Sequence[tuple[int, str]]], items: Iterable[Item]
) -> Export:
    """The export with the roles that the definition settles: an `email` question holds the address."""
    role_of = {column.position: column.role for column in export.columns}
    first = export.columns[0].position if export.columns else None
    for item in items:
        columns = found.get(item.name, ())
        position = columns[0][0] if len(columns) == 1 else None
        if position is None:
            continue
        if item.type == "email" and export.position(Role.EMAIL) is None:
            export = export.with_role(position, Role.EMAIL)
        elif role_of[position] not in (Role.QUESTION, Role.EMAIL, Role.NAME) and position != first:
            # What the survey asks is a question, even when its heading is "Date" or "ID".
            export = replace(
                export,
                columns=tuple(
                    replace(c, role=Role.QUESTION) if c.position == position else c for c in export.columns
                ),
            )
    return export


def _target(
    item: Item,
    columns: tuple[tuple[int, str], ...],
    options: Sequence[Option],
    export: Export,
    rows: Sequence[Row],
    identity: bool,
) -> Target:
    known = [text for option in options for text in spellings(option)]
    places = [row for _, row in columns if row]
    swapped = bool(places) and grids.rows_are_places(places, known)
    held = cells(rows, columns[0][0]) if item.type in ("select_multiple", "rank") and not places else []
    separator = best_separator(held, known, export.separators)
    return Target(item, columns, Splitter.of(known, separator), identity, swapped)
