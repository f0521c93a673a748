"""Google Contacts: its CSV of before 2024 (`Given Name`) and since (`First Name`, `Labels`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from copctl import names
from copctl.community.contacts import rows
from copctl.community.contacts.shape import Column, Contacts, LeftOut, Opening, heading_of, mapped
from copctl.tables import Row

TOOL = "google-contacts"
_FIELDS = {
    "name": "name", "file as": "name", "first name": "first_name", "given name": "first_name",
    "middle name": "middle_name", "additional name": "middle_name", "last name": "last_name",
    "family name": "last_name", "organization name": "organisation", "organization 1 - name": "organisation",
    "organization title": "role", "organization 1 - title": "role", "occupation": "role",
    "language": "languages",
}  # fmt: skip
_ADDRESS = re.compile(r"e-mail \d+ - value")
_COUNTRY = re.compile(r"address \d+ - country")
_KIND = re.compile(r"e-mail \d+ - (type|label)")
_OWN = re.compile(
    r"(phone|address|organization|website|im|relation|event|custom field|jot|external id|e-mail|calendar"
    r" link) (\d+ - .*|department|symbol|location|job description|type)"
    r"|.*yomi.*|phonetic .*|name (prefix|suffix)|photo|group membership|labels|initials|short name|location"
    r"|maiden name|sensitivity|priority|mileage|subject|directory server|billing information|hobby|gender"
    r"|birthday|nickname"
)
# It marks the main one of several addresses so.
_MAIN = "*"


def rule_of(opening: Opening) -> str:
    """`Given Name` beside its numbered addresses, or `First Name` beside `Labels`."""
    keys = set(opening.keys)
    if {"given name", "e-mail 1 - value"} <= keys or {"given name", "group membership"} <= keys:
        return "the columns 'Given Name' and 'E-mail 1 - Value' (its layout until 2024)"
    if "first name" in keys and ("e-mail 1 - label" in keys or {"labels", "file as"} <= keys):
        return "the columns 'First Name' and 'Labels' (its layout since 2024)"
    return ""


def contacts_of(opening: Opening, rule: str) -> Contacts:
    """Cells may hold several values; phonetic names and private notes are left out."""
    header = opening.table.header
    keys = [names.key(heading) for heading in header]
    columns = mapped(
        [
            Column(n, heading_of(header[n]), _field(key), bool(_OWN.fullmatch(key)))
            for n, key in enumerate(keys)
        ],
        opening.said,
    )
    # What it is filed under is a name only for somebody who has none.
    parts = [c for c in columns if names.key(c.heading) != "file as" or c.field != "name"]
    filed = [c.position for c in columns if c not in parts]
    kinds = [n for n, key in enumerate(keys) if _KIND.fullmatch(key)]

    def finish(entry: dict[str, Any], row: Row) -> dict[str, Any] | LeftOut:
        for place in filed:
            entry.setdefault("name", row.cells[place].strip())
        for field in ("organisation", "role", "country"):
            if field in entry:
                entry[field] = rows.first_of_several(entry[field])
        return _main_first(entry, row, columns, kinds)

    unknown = [c.heading for c in columns if not c.field and not c.is_tools]
    return Contacts(
        TOOL,
        rule,
        rows.entries(opening, parts, finish),
        columns,
        unknown,
        source="import: Google Contacts",
        is_list=True,
        is_given_first=rows.is_given_first(opening, columns),
    )


def _field(key: str) -> str:
    if _ADDRESS.fullmatch(key):
        return "email"
    return "country" if _COUNTRY.fullmatch(key) else _FIELDS.get(key, "")


def _main_first(
    entry: dict[str, Any], row: Row, columns: Sequence[Column], kinds: Sequence[int]
) -> dict[str, Any]:
    """The entry whose main address is the one that Google marks, where it marks one."""
    marked = next((n for n in kinds if row.cells[n].lstrip().startswith(_MAIN)), None)
    if marked is None:
        return entry
    value = next((c.position for c in columns if c.position > marked and c.field == "email"), None)
    main = rows.addresses(row.cells[value].strip()) if value is not None else []
    given = [entry.pop("email", ""), *entry.pop("other_emails", [])]
    return rows.with_addresses(entry, list(dict.fromkeys(e for e in [*main[:1], *given] if e)))
