"""copctl's own layouts: JSON Lines, and tables whose columns are called as `member export` calls them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from copctl.community.contacts import generic, rows
from copctl.community.contacts.shape import (
    LEFT_OUT,
    NAME_PARTS,
    Column,
    Contacts,
    Entry,
    Opening,
    heading_of,
    mapped,
)
from copctl.community.profile import COLUMNS, JSON_FIELDS
from copctl.files import read_text
from copctl.tables import Table

TOOL = "copctl"
# Headings that other lists use for the same thing.
_ALSO = {
    "email address": "email",
    "e-mail": "email",
    "mail": "email",
    "full name": "name",
    "organization": "organisation",
    "company": "organisation",
    "time zone": "timezone",
    "position": "role",
    "job title": "role",
    "language": "languages",
}


def rule_of(opening: Opening) -> str:
    """It begins as JSON, or a column is called exactly `name` or `email`.

    Where only a plain table's words tell who people are (`First name`), it is a plain table.
    """
    if opening.is_json:
        return "JSON Lines, an object a person"
    if opening.is_cards:
        return ""
    header = {heading.strip() for heading in opening.table.header}
    if "name" in header or ("email" in header and not _is_named_otherwise(opening.table.header)):
        return "columns called as copctl calls them"
    return ""


def _is_named_otherwise(header: Sequence[str]) -> bool:
    fields = {column.field for column in generic.columns_of(header)}
    return bool(fields & set(NAME_PARTS)) or ("name" in fields and "name" not in map(_field, header))


def contacts_of(opening: Opening, rule: str) -> Contacts:
    """Every cell counts, and every row is another person."""
    if opening.is_json:
        opening.refuse_mapping("JSON Lines")
        unknown, entries = _json_entries(read_text(opening.path))
        return Contacts(TOOL, rule, entries, unknown=unknown, is_own=True)
    header = opening.table.header
    columns = mapped([Column(n, heading_of(h), _field(h)) for n, h in enumerate(header)], opening.said)
    generic.refuse_nameless(opening, columns)
    unknown = [column.heading for column in columns if not column.field]
    plain = not set(opening.said.values()) - {*COLUMNS, LEFT_OUT}
    found = (
        _table_entries(opening.table, [c.field for c in columns])
        if plain
        else rows.entries(opening, columns, rows.as_it_is)
    )
    return Contacts(TOOL, rule, found, columns, unknown, is_own=True)


def _field(heading: str) -> str:
    name = " ".join(heading.replace("_", " ").casefold().split())
    name = _ALSO.get(name, name.replace(" ", "_"))
    return name if name in (*COLUMNS, "evidence") else ""


def _table_entries(table: Table, known: Sequence[str]) -> Iterator[Entry]:
    width = len(known)
    for row in table.rows:
        yield (
            row.line,
            rows.ragged(row, width)
            or {field: cell for field, cell in zip(known, row.cells, strict=False) if field},
        )


def _json_entries(text: str) -> tuple[list[str], Iterator[Entry]]:
    unknown: dict[str, None] = {}
    entries: list[Entry] = []
    # Only line feeds end a line here: JSON may hold the other ends that `splitlines` knows (U+2028).
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError) as error:
            entries.append((number, f"it is not JSON ({getattr(error, 'msg', error)})"))
            continue
        if not isinstance(entry, dict):
            entries.append((number, "it is not a JSON object"))
            continue
        unknown.update(dict.fromkeys(str(k) for k in entry if k not in JSON_FIELDS))
        entries.append((number, {k: v for k, v in entry.items() if k in JSON_FIELDS}))
    return list(unknown), iter(entries)
