"""Which column of an export answers which question of a survey."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from copctl import names
from copctl.surveys.intake import grids
from copctl.surveys.intake.shape import Column, Export, Role
from copctl.surveys.intake.targets import Target, offered, target_of
from copctl.surveys.questionnaire import Item, Option
from copctl.tables import Row

Columns = dict[str, list[Column]]
Lists = Mapping[str, Sequence[Option]]
_NAMES = {"name", "full-name", "your-name", "respondent"}
# Own columns of a tool that a survey may ask for under the same name.
_PERSONS = (Role.EMAIL, Role.NAME)


@dataclass
class Plan:
    """How an export is read: its targets, the columns that no question wants, the questions without one."""

    export: Export
    targets: list[Target] = field(default_factory=list)
    unmatched: list[Column] = field(default_factory=list)
    missing: list[Item] = field(default_factory=list)


def plan(
    items: Sequence[Item],
    lists: Lists,
    export: Export,
    rows: Sequence[Row],
    chosen: Mapping[int, str] | None = None,
) -> Plan:
    """Match columns and questions; `lists` has the options of each question by the question's name.

    `chosen` gives some columns (by position) to a question by its name, whatever they are called.
    """
    found = _match(items, lists, export, chosen or {})
    export = _with_persons(export, found, items)
    made = Plan(export)
    owned = {column.position for columns in found.values() for column in columns}
    made.unmatched = [c for c in export.questions if c.position not in owned]
    identities = {export.position(Role.EMAIL), *export.positions(Role.NAME)}
    for item in items:
        columns = found.get(item.name)
        if columns:
            identity = len(columns) == 1 and columns[0].position in identities
            options = lists.get(item.name, ())
            made.targets.append(target_of(item, columns, options, export, rows, identity))
        elif item.type != "note":
            made.missing.append(item)
    return made


# Who gets which column ---------------------------------------------------------------------------


def _match(items: Sequence[Item], lists: Lists, export: Export, chosen: Mapping[int, str]) -> Columns:
    """Question's name -> its columns. What the moderator said comes first, then groups, then headings."""
    found: Columns = {}
    free = {column.position: column for column in export.columns}
    for position, name in chosen.items():
        found.setdefault(name, []).append(free.pop(position))
    found = {name: _as_parts(columns) for name, columns in found.items()}
    _match_groups(items, lists, export, free, found)
    for keys_of, key_of in _PASSES:
        _match_by(items, keys_of, key_of, free, found)
    _match_numbered(items, free, found)
    _match_parts(items, lists, free, found)
    _match_persons(items, free, found)
    return found


def _as_parts(columns: list[Column]) -> list[Column]:
    """Several columns for one question: each is called by its own part, or by its header."""
    if len(columns) < 2 or all(column.part or column.is_other for column in columns):
        return columns
    return [column if column.part else replace(column, part=column.header) for column in columns]


def _match_groups(
    items: Sequence[Item], lists: Lists, export: Export, free: dict[int, Column], found: Columns
) -> None:
    """Give the columns of one question to the question of that name that has options or a ranking."""
    _join_said(items, export, free, found)
    wanted = [item for item in items if item.chooses and not item.grid and item.name not in found]
    called = {names.key(text) for item in items for text in (item.name, item.shown)}
    groups = [
        # A column for others may be a question of its own to the survey.
        [c for c in columns if c.position in free and not (c.is_other and called & set(_own_names(c)))]
        for columns in export.groups().values()
    ]

    def offers(item: Item, columns: Sequence[Column]) -> bool:
        return _offers(lists.get(item.name, ()), columns)

    for fits in (_is_called, offers):
        for columns in groups:
            fitting = (i for i in wanted if i.name not in found and fits(i, columns))
            item = next(fitting, None) if all(c.position in free for c in columns) else None
            if item is not None:
                found[item.name] = columns
                for column in columns:
                    del free[column.position]


def _join_said(items: Sequence[Item], export: Export, free: dict[int, Column], found: Columns) -> None:
    """A column that was given to a question joins the others of its options, and does not replace them."""
    for item in items:
        said = found.get(item.name, [])
        if not item.chooses or not any(column.part for column in said):
            continue
        for columns in export.groups().values():
            there = [column for column in columns if column.position in free]
            if _is_called(item, there):
                found[item.name] = sorted([*said, *there], key=lambda column: column.position)
                for column in there:
                    del free[column.position]


def _own_names(column: Column) -> Iterator[str]:
    yield names.key(column.header)
    yield names.key(column.header.rpartition("/")[2])
    yield names.key(column.header.rpartition("-")[2])


def _is_called(item: Item, columns: Sequence[Column]) -> bool:
    """Whether the question of a group of columns is this one, by its text or by the tool's code."""
    if not columns:
        return False
    texts = [t for t in (columns[0].stem, columns[0].code, columns[0].code.rpartition("/")[2]) if t]
    known = {*item.spellings(), *_slug_keys(item)}
    return any(names.key(text) in known or (names.slug(text) or "-") in known for text in texts)


def _offers(options: Sequence[Option], columns: Sequence[Column]) -> bool:
    """Whether a group without a question of its own has just these options."""
    parts = [names.key(column.part) for column in columns if column.part and not column.is_other]
    if not parts or columns[0].stem:
        return False
    known = {names.key(text) for text in offered(options)}
    return all(part in known for part in parts)


def _match_by(
    items: Sequence[Item],
    keys_of: Callable[[Item], Iterable[str]],
    key_of: Callable[[str], str],
    free: dict[int, Column],
    found: Columns,
) -> None:
    """Give free columns to questions of the same key; a repeated header goes to its questions in order.

    A tool's own column comes after questions of the same heading, where there are enough of them.
    """
    index: dict[str, list[Item]] = {}
    for item in items:
        if item.name not in found and item.type != "note":
            for key in dict.fromkeys(keys_of(item)):
                index.setdefault(key, []).append(item)
    asked = Counter(key_of(c.header) for c in free.values() if c.role is Role.QUESTION)

    def can_wait(entry: tuple[int, Column]) -> bool:
        key = key_of(entry[1].header)
        return entry[1].role is not Role.QUESTION and len(index.get(key, ())) <= asked[key]

    for position, column in sorted(free.items(), key=can_wait):
        for text in column.spellings():
            fitting = (item for item in index.get(key_of(text), ()) if item.name not in found)
            chosen = next(fitting, None)
            if chosen is not None and not column.is_other:
                found[chosen.name] = [column]
                del free[position]
                break


def _match_numbered(items: Sequence[Item], free: dict[int, Column], found: Columns) -> None:
    """Microsoft Forms numbers questions of one title: `Question`, `Question2`."""
    seen: dict[str, int] = {}
    for item in items:
        key = names.key(item.shown)
        seen[key] = seen.get(key, 0) + 1
        if item.name in found or seen[key] == 1:
            continue
        wanted = {f"{key}{seen[key]}", f"{key} {seen[key]}", f"{key} ({seen[key]})"}
        column = next((c for c in free.values() if names.key(c.header) in wanted), None)
        if column is not None:
            found[item.name] = [free.pop(column.position)]


def _match_parts(items: Sequence[Item], lists: Lists, free: dict[int, Column], found: Columns) -> None:
    """Columns headed by a question and one of its options: `Question - Option`, `code_option`, `Q [Row]`."""
    for item in items:
        if item.name in found or not item.chooses:
            continue
        parts = {names.key(text): text for text in offered(lists.get(item.name, ()))}
        held = [
            made
            for column in list(free.values())
            if column.role is Role.QUESTION and (made := _parted(column, item, parts)) is not None
        ]
        if held and (len(held) > 1 or item.type == "rank"):
            found[item.name] = held
            for column in held:
                del free[column.position]


def _parted(column: Column, item: Item, parts: Mapping[str, str]) -> Column | None:
    """The column with its part when its header is this question and something of it."""
    bracketed = grids.stem_and_row(column.header)
    if bracketed is not None and item.type == "rank":
        known = {*item.spellings(), *_slug_keys(item)}
        if names.key(bracketed[0]) in known or names.slug(bracketed[0]) in known:
            return replace(column, stem=bracketed[0], part=bracketed[1])
    key = names.key(column.header)
    for spelling in item.spellings():
        for mark in (" - ", ": ", "/", "_", " [", "["):
            if spelling and key.startswith(spelling + mark):
                part = key[len(spelling + mark) :].removesuffix("]" if "[" in mark else "")
                if part in parts:
                    return replace(column, stem=item.shown, part=parts[part])
    return None


def _match_persons(items: Sequence[Item], free: dict[int, Column], found: Columns) -> None:
    """Give the tool's own columns of addresses and names to the questions that ask for them."""
    for column in list(free.values()):
        for item in items:
            asks = {
                Role.EMAIL: item.type == "email",
                Role.NAME: item.type == "text" and names.slug(item.name) in _NAMES,
            }
            if item.name not in found and asks.get(column.role):
                found[item.name] = [column]
                del free[column.position]
                break


def _heading_key(item: Item) -> Iterator[str]:
    yield names.key(item.heading)


def _slug_keys(item: Item) -> Iterator[str]:
    return (names.slug(text) for text in (item.heading, item.shown, item.name) if names.slug(text))


_PASSES = ((_heading_key, names.key), (Item.spellings, names.key), (_slug_keys, names.slug))


def _with_persons(export: Export, found: Mapping[str, Sequence[Column]], items: Iterable[Item]) -> Export:
    """The export with the roles that the definition settles: an `email` question holds the address."""
    role_of = {column.position: column.role for column in export.columns}
    first = export.columns[0].position if export.columns else None
    for item in items:
        columns = found.get(item.name, ())
        position = columns[0].position if len(columns) == 1 else None
        if position is None:
            continue
        if item.type == "email" and export.position(Role.EMAIL) is None:
            export = export.with_role(position, Role.EMAIL)
        elif role_of[position] not in (Role.QUESTION, *_PERSONS) and position != first:
            # What the survey asks is a question, even when its heading is "Date" or "ID".
            export = export.with_column(position, role=Role.QUESTION)
    return export
