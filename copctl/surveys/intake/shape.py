"""The one shape that every reader gives: which tool wrote an export, and what each column is.

A reader is a module with three names: `TOOL`; `rule_of(headers, rows)`, the rule by which it knows its
tool's exports (empty when it does not); and `export_of(headers, rows, rule)`, the columns as they are.
`headers` are the cells of the first row, `rows` all rows under it. The next tool is one new file and
one line in `sniff`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from copctl import names
from copctl.tables import Row


class Role(StrEnum):
    """What a column holds."""

    TIMESTAMP = "timestamp"
    MOMENT = "exact time"
    BEGUN = "when it was begun"
    EMAIL = "email"
    NAME = "name"
    KEY = "row identifier"
    CODE = "personal link"
    STATE = "whether it was finished"
    IGNORED = "the tool's own column"
    QUESTION = "question"


@dataclass(frozen=True)
class Column:
    """A column of an export, keyed by its position since headers repeat (0 is the first).

    Columns that answer one question share a `group`; then `stem` is the question and `part` what this
    column adds to it: an option, a row of a grid, an item or a place of a ranking. `code` and
    `part_code` are the tool's own short names of the two. `is_other` marks what was written in beside
    the options. `repeat` names the repeated group whose records the cells hold.
    """

    position: int
    header: str
    role: Role = Role.QUESTION
    stem: str = ""
    part: str = ""
    code: str = ""
    part_code: str = ""
    group: int | None = None
    is_other: bool = False
    repeat: str = ""

    def spellings(self) -> Iterable[str]:
        """How a question of its own would be called that this column answers, best first."""
        yield self.header
        if self.stem and self.part:
            yield f"{self.stem} [{self.part}]"
        if self.stem and not self.part:
            yield self.stem
        if self.code and self.part_code:
            yield f"{self.code}[{self.part_code}]"
            yield f"{self.code}_{self.part_code}"
        elif self.code:
            yield self.code


@dataclass(frozen=True)
class Export:
    """An export recognised: the tool, the rule that matched, columns with roles, how choices are joined.

    `is_own` marks copctl's own export: row identifiers are respondent keys, `answer_cells` reads its cells.

    `separators` stand in the order of trust. `header_rows` counts the rows under the first that belong
    to the header. `zone` is the zone of times that name none, where the tool says it (IANA name).
    `finished` holds the keys of the cells (in the column that says so) of a whole response; empty means
    that any cell does. `no_respondent` is a column and the keys by which it marks rows that nobody
    answered, such as a designer's previews. `keeps_broken_off` says that the tool exports those who broke
    off without saying which they are. `nothing` are the keys of cells that stand for an empty one;
    `undated` begins a time that the tool writes when it knows none. `notes` are for the reader.
    """

    tool: str
    rule: str
    columns: tuple[Column, ...]
    separators: tuple[str, ...]
    header_rows: int = 0
    zone: str = ""
    finished: frozenset[str] = frozenset()
    no_respondent: tuple[int, frozenset[str]] | None = None
    is_own: bool = False
    keeps_broken_off: bool = False
    nothing: frozenset[str] = frozenset()
    undated: str = ""
    notes: tuple[str, ...] = ()

    def position(self, role: Role) -> int | None:
        """Where the first column of this role stands, or None."""
        return next((c.position for c in self.columns if c.role is role), None)

    def positions(self, role: Role) -> list[int]:
        """Where the columns of this role stand."""
        return [c.position for c in self.columns if c.role is role]

    @property
    def questions(self) -> list[Column]:
        """The columns that may hold answers."""
        return [c for c in self.columns if c.role is Role.QUESTION]

    def groups(self) -> dict[int, list[Column]]:
        """The questions that have several columns: group -> its columns in their order."""
        found: dict[int, list[Column]] = {}
        for column in self.questions:
            if column.group is not None:
                found.setdefault(column.group, []).append(column)
        return found

    def with_column(self, position: int, **changes: object) -> Export:
        """The same export with one column changed."""
        columns = tuple(
            replace(c, **changes) if c.position == position else c  # type: ignore[arg-type]
            for c in self.columns
        )
        return replace(self, columns=columns)

    def with_role(self, position: int | None, role: Role) -> Export:
        """The same export with this column in this role, and no other column in it."""
        if position is None:
            return self
        columns = (
            replace(c, role=role)
            if c.position == position
            else replace(c, role=Role.QUESTION)
            if c.role is role
            else c
            for c in self.columns
        )
        return replace(self, columns=tuple(columns))


def headings(headers: Sequence[str]) -> list[str]:
    """The headers as they are shown; a column without one that can be seen is called by its number."""
    return [
        names.written(header) if names.key(header) else f"Column {i}"
        for i, header in enumerate(headers, start=1)
    ]


def plain_columns(headers: Sequence[str], roles: Mapping[int, Role]) -> list[Column]:
    """One column for each header, a question unless it has a role."""
    return [Column(i, h, roles.get(i, Role.QUESTION)) for i, h in enumerate(headings(headers))]


def grouped(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns with a group number for each stem that two or more questions share.

    Stems are told apart by their code where they have one, else by their text. A column that is a whole
    question stays by itself where another of its heading came before it.
    """
    keys = [
        (names.key(c.code) or names.key(c.stem)) if c.role is Role.QUESTION and c.stem else ""
        for c in columns
    ]
    whole: set[str] = set()
    for place, column in enumerate(columns):
        if keys[place] and not column.part and not column.is_other:
            keys[place], seen = ("" if keys[place] in whole else keys[place]), keys[place]
            whole.add(seen)
    counts = Counter(keys)
    numbers = {key: n for n, key in enumerate(dict.fromkeys(k for k in keys if k and counts[k] > 1))}
    return tuple(replace(c, group=numbers.get(key)) for c, key in zip(columns, keys, strict=True))


def cell(row: Row, position: int | None) -> str:
    """The cell of a row, without outer blanks; empty for no position."""
    return row.cells[position].strip() if position is not None and position < len(row.cells) else ""


def cells(rows: Sequence[Row], position: int) -> list[str]:
    """The filled cells of a column."""
    try:
        found = [text for row in rows if (text := row.cells[position].strip())]
    except IndexError:
        found = [text for row in rows if (text := cell(row, position))]
    # Cells of marks that nobody sees are empty too; there are few different ones to look at.
    unseen = {text for text in set(found) if not names.written(text)}
    return [text for text in found if text not in unseen] if unseen else found


def keys_of(texts: Iterable[str]) -> frozenset[str]:
    """The keys by which a tool's own words are compared."""
    return frozenset(map(names.key, texts))
