"""What the journal says, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.errors import NotFound
from copctl.store import journal
from copctl.store.schema import Change, ChangedRow, Member

# Where a row's own words are, best first.
_NAMES = ("name", "title", "label", "slug", "code", "quarter", "purpose", "topic")
# Rows that only come along with another noun are not counted in words.
_PARTS = {"choice", "question", "answer", "topic_alias", "topic_origin", "session_topic", "agenda_item"}


def listed(db: Session, most: int) -> list[dict[str, Any]]:
    """The newest changes, newest first: number, at, who, command, what, and whether they still stand.

    `member` is the number of who made it in the portal, None for the moderator's own.
    """
    changes = db.execute(select(Change).order_by(Change.id.desc()).limit(most)).scalars().all()
    return [_described(db, change) for change in changes]


def _described(db: Session, change: Change) -> dict[str, Any]:
    number = journal.member_of(change.who)
    return {
        "number": change.id,
        "at": change.at,
        "who": change.who if number is None else _name(db, number),
        "member": number,
        "command": change.command,
        "what": _summary(db, change.id),
        "state": _state(change),
    }


def _name(db: Session, number: int) -> str:
    """What a member is called today; the journal itself does not know."""
    member = db.get(Member, number)
    return member.name if member is not None else "a member"


def _state(change: Change) -> str:
    if change.undone_by is not None:
        return f"undone by {change.undone_by}"
    if change.final:
        return "final"
    return f"undoes {change.undoes}" if change.undoes is not None else ""


def _summary(db: Session, number: int) -> str:
    deeds = db.execute(
        select(
            ChangedRow.noun,
            ChangedRow.before.is_(None),
            ChangedRow.after.is_(None),
            func.count(ChangedRow.row_id.distinct()),
            func.min(ChangedRow.id),
        )
        .where(ChangedRow.change_id == number)
        .group_by(ChangedRow.noun, ChangedRow.before.is_(None), ChangedRow.after.is_(None))
        .order_by(func.min(ChangedRow.id))
    ).all()
    shown = [deed for deed in deeds if deed[0] not in _PARTS] or deeds
    return "; ".join(_phrase(db, *deed) for deed in shown)


def _phrase(db: Session, noun: str, came: bool, went: bool, count: int, first: int) -> str:
    if came and went:
        return f"{count} {_plural(noun, count)} (erased)"
    verb = "added" if came else "removed" if went else "changed"
    if count > 1:
        return f"{verb} {count} {_plural(noun, count)}"
    row = db.get(ChangedRow, first)
    values = (row.after or row.before or {}) if row else {}
    return f"{verb} {_called(noun, values)}".rstrip()


def _called(noun: str, values: Mapping[str, Any]) -> str:
    """A row in a moderator's words: `story The pump`, `charter version 2`, `answers from export.csv`."""
    if noun == "intake":
        return f"answers from {values.get('file', '')}"
    if noun == "charter_version":
        return f"charter version {values.get('version', '')}"
    words = str(values.get("kind", "")) if noun == "contribution" else _plural(noun, 1)
    name = next((str(values[key]) for key in _NAMES if values.get(key)), "")
    return f"{words} {name}"


def _plural(noun: str, count: int) -> str:
    words = noun.replace("_", " ")
    if count == 1 or words in {"expertise", "evidence"}:
        return words
    if words.endswith("s"):
        return f"{words}es"
    return f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


def detail(db: Session, number: int) -> list[dict[str, Any]]:
    """Every field that a change touched: noun, number, field, before, after. NotFound for no such change."""
    if db.get(Change, number) is None:
        raise NotFound(f"There is no change {number}.", hint="copctl log")
    rows = db.execute(
        select(ChangedRow).where(ChangedRow.change_id == number).order_by(ChangedRow.id)
    ).scalars()
    return [line for row in rows for line in _fields(row)]


def _fields(row: ChangedRow) -> Sequence[dict[str, Any]]:
    before, after = row.before or {}, row.after or {}
    names = [name for name in {**before, **after} if before.get(name) != after.get(name) and name != "id"]
    return [
        {
            "noun": row.noun,
            "number": row.row_id,
            "field": name,
            "before": before.get(name),
            "after": after.get(name),
        }
        for name in names
    ]
