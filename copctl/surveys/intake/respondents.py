"""Who gave each row of an export: the key that tells the same respondent in a newer export."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from copctl import names
from copctl.surveys.intake.answers import raw
from copctl.surveys.intake.identity import looks_like_email
from copctl.surveys.intake.mapping import Plan
from copctl.surveys.intake.shape import Role, cell, cells
from copctl.surveys.intake.timestamps import Reader, reader_for
from copctl.tables import Row

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_SHOWN = 5


@dataclass(frozen=True)
class Respondent:
    """One row: who gave it, when, and the digest of what they answered."""

    row: Row
    key: str
    email: str | None
    name: str
    submitted_at: datetime | None
    as_written: str
    digest: str


@dataclass(frozen=True)
class Roll:
    """The respondents of a file, once each, and the rows that somebody's later row replaces."""

    respondents: list[Respondent]
    replaced: int
    warnings: list[str]


def call(plan: Plan, rows: Sequence[Row], zone: tzinfo, *, anonymous: bool) -> Roll:
    """The respondents of an export.

    The key is the address; else the tool's row identifier; else the time as written; else the digest
    of the answers, the last two with a number among equals. An anonymous survey keeps no address,
    no name, and no identifier that could lead back to a person.
    """
    position = plan.export.position(Role.TIMESTAMP)
    reader = reader_for(cells(rows, position) if position is not None else (), zone)
    seen: Counter[str] = Counter()
    called = [_respondent(plan, row, reader, seen, anonymous) for row in rows]
    kept, warnings = _latest(called)
    return Roll(kept, len(called) - len(kept), [*_doubts(called, reader), *warnings])


def _respondent(plan: Plan, row: Row, reader: Reader, seen: Counter[str], anonymous: bool) -> Respondent:
    export = plan.export
    when = cell(row, export.position(Role.TIMESTAMP))
    email, name = _person(plan, row) if not anonymous else (None, "")
    identifier = cell(row, export.position(Role.KEY)) if not anonymous else ""
    answers = [
        [target.item.name, *part]
        for target in plan.targets
        if not target.is_identity
        for part in raw(target, row)
    ]
    digest = _digest([name, when, answers])
    if email is not None:
        key = f"email:{names.key(email)}"
    elif identifier:
        key = f"id:{identifier}"
    else:
        base = f"time:{names.written(when)}" if when else f"digest:{digest}"
        seen[base] += 1
        key = f"{base}#{seen[base]}"
    return Respondent(row, key, email, name, reader.read(when) if when else None, when, digest)


def _person(plan: Plan, row: Row) -> tuple[str | None, str]:
    """Address and name; a tool's `anonymous` in place of an address is nobody's."""
    written = names.written(cell(row, plan.export.position(Role.EMAIL)))
    name = names.written(cell(row, plan.export.position(Role.NAME)))
    return (written if looks_like_email(written) else None), name


def _digest(what: object) -> str:
    text = json.dumps(what, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _latest(called: Sequence[Respondent]) -> tuple[list[Respondent], list[str]]:
    """The last row of each respondent, by time and else by order, and who was replaced."""
    last: dict[str, Respondent] = {}
    replaced: list[tuple[Respondent, Respondent]] = []
    for respondent in called:
        before = last.get(respondent.key)
        if before is None:
            last[respondent.key] = respondent
            continue
        later = respondent if _moment(respondent, before) >= _moment(before, respondent) else before
        replaced.append((before if later is respondent else respondent, later))
        last[respondent.key] = later
    warnings = [
        f"line {old.row.line}: {old.email or old.key} answered again in line {new.row.line}, which counts"
        for old, new in replaced[:_SHOWN]
    ]
    if len(replaced) > _SHOWN:
        warnings.append(f"{len(replaced) - _SHOWN} more rows were answered again by the same people")
    return list(last.values()), warnings


def _moment(one: Respondent, other: Respondent) -> datetime:
    """When a row was given, as far as both rows say so."""
    return one.submitted_at if one.submitted_at and other.submitted_at else _BEGINNING


def _doubts(called: Sequence[Respondent], reader: Reader) -> list[str]:
    unread = [r.as_written for r in called if r.as_written and r.submitted_at is None]
    if not unread:
        return []
    why = (
        "day and month cannot be told apart in this file"
        if reader.contested and reader.order is None
        else "they are not written as any known tool writes them"
    )
    return [f"{len(unread)} times such as {unread[0]!r} are kept as text only: {why}"]
