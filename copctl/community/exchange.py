"""Members as files: what `member export` writes, `member import` reads back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from copctl.cells import guarded
from copctl.community.profile import COLUMNS, JSON_FIELDS
from copctl.community.statements import Claim, write_claims
from copctl.errors import Refused
from copctl.files import beginning, read_text
from copctl.store.schema import Expertise, Member
from copctl.tables import Row, Table, is_ragged, read_table

Entry = tuple[int, Mapping[str, Any] | str]

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


def read_entries(path: Path, encoding: str | None = None) -> tuple[list[str], Iterator[Entry]]:
    """The unknown columns of a member file, and its entries: line, and texts by field (or what is wrong).

    CSV and spreadsheets by their header, anything that begins with `{` as JSON Lines. Raises as
    `tables.read_table`.
    """
    if path.suffix.lower() in {".jsonl", ".ndjson", ".json"} or _looks_like_json(path):
        return _json_entries(read_text(path))
    table = read_table(path, encoding)
    known = [_field(heading) for heading in table.header]
    if "name" not in known and "email" not in known:
        raise Refused(
            f"{path} has no column that copctl knows as a name or an email.",
            hint=f"its first row must name columns such as {', '.join(COLUMNS[:4])}",
        )
    unknown = [
        h.strip() or "(no heading)" for h, field in zip(table.header, known, strict=True) if field is None
    ]
    return unknown, _table_entries(table, known)


def _looks_like_json(path: Path) -> bool:
    return beginning(path).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")


def _field(heading: str) -> str | None:
    name = " ".join(heading.replace("_", " ").casefold().split())
    name = _ALSO.get(name, name.replace(" ", "_"))
    return name if name in COLUMNS else None


def _table_entries(table: Table, known: list[str | None]) -> Iterator[Entry]:
    for row in table.rows:
        yield (
            row.line,
            _ragged(row, len(known))
            or {field: cell for field, cell in zip(known, row.cells, strict=False) if field is not None},
        )


def _ragged(row: Row, width: int) -> str:
    if not is_ragged(row, width):
        return ""
    return f"it has {len(row.cells)} cells where the header has {width}"


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


def entry_of(member: Member) -> dict[str, Any]:
    """Everything `member import` reads about a member, as JSON Lines carry it."""
    return {
        "name": member.name,
        "email": member.email or "",
        "other_emails": [address.email for address in member.addresses],
        "organisation": member.organisation.name if member.organisation else "",
        "country": member.country or "",
        "role": member.role,
        "timezone": member.timezone or "",
        "languages": member.languages,
        "status": member.status,
        "joined_on": member.joined_on.isoformat() if member.joined_on else "",
        "source": member.source,
        "hours_per_quarter": member.hours_per_quarter,
        "motivations": member.motivations,
        "brings": member.brings,
        "bio": member.bio,
        "expertise": [{"topic": c.topic.label, "level": c.level} for c in member.expertise],
        "evidence": [
            {
                "kind": e.kind,
                "title": e.title,
                "text": e.text,
                "date": e.dated.isoformat() if e.dated else None,
            }
            for e in member.evidence
        ],
        "consents": [
            {
                "purpose": c.purpose,
                "given_on": c.given_on.isoformat(),
                "withdrawn_on": c.withdrawn_on.isoformat() if c.withdrawn_on else None,
            }
            for c in member.consents
        ],
    }


def everyone(db: Session) -> Iterable[Member]:
    """All members by number, with what an export needs loaded in a few questions."""
    return db.execute(
        select(Member)
        .options(
            joinedload(Member.organisation),
            selectinload(Member.addresses),
            selectinload(Member.expertise).joinedload(Expertise.topic),
            selectinload(Member.evidence),
            selectinload(Member.consents),
        )
        .order_by(Member.id)
    ).scalars()


def as_jsonl(members: Iterable[Member]) -> str:
    """One JSON object a line, every script as written."""
    return "".join(json.dumps(entry_of(m), ensure_ascii=False) + "\n" for m in members)


def as_csv(members: Iterable[Member]) -> str:
    """The CSV layout: one row a member, evidence and consents left out, formulas guarded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for member in members:
        entry = entry_of(member)
        entry["languages"] = "; ".join(member.languages)
        entry["expertise"] = write_claims(Claim(c.topic.label, c.level) for c in member.expertise)
        hours = member.hours_per_quarter
        entry["hours_per_quarter"] = "" if hours is None else f"{hours!r}".removesuffix(".0")
        writer.writerow([guarded(str(entry[column])) for column in COLUMNS])
    return out.getvalue()
