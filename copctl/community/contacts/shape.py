"""The one shape that every reader gives: which tool wrote a list of people, and one entry a person.

A reader is a module with three names: `TOOL`; `rule_of(opening)`, the rule by which it knows its tool's
files (empty when it does not); and `contacts_of(opening, rule)`, what is in the file. The next tool is one
new file and one line in `sniff`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from copctl import names
from copctl.community.profile import COLUMNS
from copctl.errors import WrongUsage
from copctl.files import beginning
from copctl.tables import Table, read_table

# Parts of a name are joined in the order of their columns, where nobody says otherwise.
NAME_PARTS = ("first_name", "middle_name", "last_name")
# What a column can hold beside the fields of a profile.
GIVEN, WITHDRAWN, EVENT, STATE = "consent_given", "consent_withdrawn", "event", "state"
LEFT_OUT = "-"
FIELDS = (*COLUMNS, *NAME_PARTS)
_WORDS = {
    "first_name": "first name, for the name",
    "middle_name": "middle name, for the name",
    "last_name": "last name, for the name",
    "email": "email address",
    "other_emails": "other address",
    "timezone": "time zone",
    GIVEN: "since when they consent to the newsletter",
    WITHDRAWN: "since when they do not want the newsletter",
    EVENT: "the event, noted as the source",
    STATE: "whether they take part",
}


class NameOrder(StrEnum):
    """In which order the parts of a name are joined."""

    GIVEN_FIRST = "given-first"
    FAMILY_FIRST = "family-first"


def read_order(text: str) -> NameOrder:
    """An order of names by its word; WrongUsage for another."""
    try:
        return NameOrder(text.strip().lower().replace("_", "-"))
    except ValueError as error:
        known = ", ".join(NameOrder)
        hint = names.did_you_mean(text, [str(order) for order in NameOrder], f"choose one of: {known}")
        raise WrongUsage(f"There is no order of names {text!r}.", hint=hint) from error


@dataclass(frozen=True)
class LeftOut:
    """An entry that is nobody to take in, such as a group; `why` as it follows a number of entries."""

    why: str


# The line on which an entry begins; and its values by field, or what is wrong with it.
Entry = tuple[int, Mapping[str, Any] | str | LeftOut]


@dataclass(frozen=True)
class Column:
    """A column of a list: where it stands (0 is the first), its heading, and the field it was taken for.

    An empty field leaves it out. `is_tools` marks a column that the tool made and the moderator knows.
    """

    position: int
    heading: str
    field: str = ""
    is_tools: bool = False

    @property
    def what(self) -> str:
        """What it was taken for, in words."""
        return _WORDS.get(self.field, self.field.replace("_", " ")) or "left out"


@dataclass(frozen=True)
class Contacts:
    """A list recognised: the tool, the rule that matched, the columns, and the people as entries.

    `is_own` is copctl's own layout: every cell counts and every row is another person. `is_list` is a list
    of contacts that another tool keeps: its people come in as prospects, and what the store knows
    already is better than what it says. `unknown` may grow while the entries are read. `is_given_first`
    says that names were joined with the given name first only because the columns stand so.
    """

    tool: str
    rule: str
    entries: Iterator[Entry]
    columns: tuple[Column, ...] = ()
    unknown: list[str] = field(default_factory=list)
    source: str = "import"
    is_own: bool = False
    is_list: bool = False
    is_given_first: bool = False


@dataclass(frozen=True)
class Opening:
    """A file as a reader sees it first; `said` holds what the moderator said of columns (--map).

    `name_order` is how the parts of a name are joined, None for as the columns stand.
    """

    path: Path
    today: date
    encoding: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    name_order: NameOrder | None = None

    @cached_property
    def head(self) -> str:
        """How the file begins, as text; half a character does not matter here."""
        head = beginning(self.path)
        coded = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return head[: len(head) & ~1].decode(coded, "ignore").lstrip()

    @cached_property
    def is_json(self) -> bool:
        """Whether it holds JSON Lines; a name counts only where the first character says nothing else."""
        named = self.path.suffix.lower() in {".jsonl", ".ndjson", ".json"}
        return self.head.startswith("{") or (named and not self.is_cards)

    @cached_property
    def is_cards(self) -> bool:
        """Whether it holds vCards."""
        return self.head[:11].upper() == "BEGIN:VCARD"

    @cached_property
    def table(self) -> Table:
        """The file as a table; raises as `tables.read_table`."""
        return read_table(self.path, self.encoding)

    @cached_property
    def keys(self) -> list[str]:
        """The headings of a table as they are compared; nothing for another kind of file."""
        return [] if self.is_json or self.is_cards else [names.key(h) for h in self.table.header]

    def refuse_mapping(self, tool: str) -> None:
        """Raise WrongUsage for columns that were named of a file that has none."""
        for heading in self.said:
            raise WrongUsage(
                f"{self.path.name} has no column {heading!r}: it was read as {tool}.", hint="leave --map out"
            )


def read_mapping(texts: Sequence[str]) -> dict[str, str]:
    """What a moderator said of columns, `COLUMN=FIELD`, by column; WrongUsage for an unknown field."""
    said = {}
    for text in texts:
        column, equals, named = text.rpartition("=")
        if not equals or not column.strip():
            raise WrongUsage(
                f"{text!r} maps nothing.", hint="write --map 'COLUMN=FIELD', such as 'Org=organisation'"
            )
        wanted = named.strip().lower().replace(" ", "_").replace("-", "_") or LEFT_OUT
        wanted = LEFT_OUT if wanted == "_" else wanted
        if wanted not in (*FIELDS, LEFT_OUT):
            hint = names.did_you_mean(wanted, FIELDS, f"the fields are {', '.join(FIELDS)}, and - for none")
            raise WrongUsage(f"There is no field {named.strip()!r}.", hint=hint)
        said[column.strip()] = wanted
    return said


def mapped(columns: Sequence[Column], said: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns, those that were named taken for what was said; WrongUsage for one that is not there.

    A column is named by its heading or its number.
    """
    held = list(columns)
    for named, wanted in said.items():
        places = [c.position for c in held if names.key(c.heading) == names.key(named)]
        if not places and names.is_number(named) and 0 < int(named) <= len(held):
            places = [int(named) - 1]
        if not places:
            known = [c.heading for c in held]
            hint = names.did_you_mean(named, known, f"its columns are {', '.join(known)}")
            raise WrongUsage(f"There is no column {named!r} in the file.", hint=hint)
        for place in places:
            taken = "" if wanted == LEFT_OUT else wanted
            held[place] = Column(place, held[place].heading, taken)
    return tuple(held)


def heading_of(text: str) -> str:
    """A heading as it is shown; a column without one that can be seen is `(no heading)`."""
    return names.written(text) if names.key(text) else "(no heading)"
