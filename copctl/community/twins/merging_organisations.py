"""Making one organisation of two: A stays, B goes into A with all who belong to it.

Every change goes through the journal, so that undo brings B back whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.community.twins.employers import pairs
from copctl.community.twins.merged_parts import DUTIES_OF_ORGANISATION, Part, hand_over
from copctl.community.twins.merging import Merged
from copctl.errors import Refused
from copctl.store.schema import CommunityDuty, Contribution, Member, Organisation

# Every column of the store that names an organisation; a test compares them with the schema.
PARTS = (
    Part("members", Member, "organisation_id"),
    DUTIES_OF_ORGANISATION,
    Part("projects, resources and stories", Contribution, "organisation_id"),
)
# What A lacks comes from B.
_FIELDS = ("name", "country", "website", "about")


def merge(db: Session, kept: Organisation, other: Organisation, *, today: date) -> Merged:
    """Merge `other` (B) into `kept` (A), which keeps its name and values; what A lacks comes from B.

    An organisation has one champion: A's stays, and B's ends today. Refused for one and itself.
    """
    if kept.id == other.id:
        raise Refused(f"{kept.name} is one organisation already.", hint="name two organisations")
    merged = Merged(kept.id, kept.name, other.id, other.name)
    if kept.country and other.country and kept.country != other.country:
        merged.notes.append(f"they stand in two countries, {kept.country} and {other.country}")
    values = {name: (getattr(kept, name), getattr(other, name)) for name in _FIELDS}
    counts = [(part.label, _count(db, part, kept.id), _count(db, part, other.id)) for part in PARTS]
    merged.notes += _end_second_champion(db, kept, other, today)
    for part in PARTS:
        hand_over(db, part, kept.id, other.id)
    db.expire(other)
    db.delete(other)
    for name, (mine, theirs) in values.items():
        if not mine and theirs:
            setattr(kept, name, theirs)
    db.flush()
    merged.fields = [
        _line(name, mine, theirs, getattr(kept, name)) for name, (mine, theirs) in values.items()
    ]
    merged.fields += [
        _line(part.label, mine, theirs, _count(db, part, kept.id))
        for part, (_, mine, theirs) in zip(PARTS, counts, strict=True)
    ]
    return merged


def _line(field: str, mine: Any, theirs: Any, stays: Any) -> dict[str, Any]:
    return {"field": field, "a": mine, "b": theirs, "kept": stays}


def _count(db: Session, part: Part, number: int) -> int:
    column = getattr(part.model, part.column)
    return db.execute(select(func.count()).where(column == number)).scalar_one()


def _end_second_champion(db: Session, kept: Organisation, other: Organisation, today: date) -> Iterator[str]:
    held = {one.id: _champions(db, one) for one in (kept, other)}
    for duty in held[other.id]:
        if held[kept.id] and all(duty.member_id != mine.member_id for mine in held[kept.id]):
            duty.until = max(today, duty.since)
            yield f"{held[kept.id][0].member.name} stays champion, and {duty.member.name} is none any more"
    db.flush()


def _champions(db: Session, organisation: Organisation) -> list[CommunityDuty]:
    running = select(CommunityDuty).where(
        CommunityDuty.organisation_id == organisation.id, CommunityDuty.until.is_(None)
    )
    return list(db.execute(running.order_by(CommunityDuty.id)).scalars())


def duplicates(db: Session) -> list[dict[str, Any]]:
    """Pairs of organisations that may be one, with why; the one with more members is to be kept."""
    counted = (
        select(Organisation.id, Organisation.name, func.count(Member.id))
        .outerjoin(Member, Member.organisation_id == Organisation.id)
        .group_by(Organisation.id)
    )
    rows = {number: (name, members) for number, name, members in db.execute(counted).tuples()}
    found = []
    for pair, reason in pairs({number: name for number, (name, _) in rows.items()}).items():
        keep, other = sorted(pair, key=lambda number: (-rows[number][1], number))
        found.append(
            {
                "keep": keep,
                "keep_name": rows[keep][0],
                "keep_members": rows[keep][1],
                "other": other,
                "other_name": rows[other][0],
                "other_members": rows[other][1],
                "reason": reason,
            }
        )
    return sorted(found, key=lambda row: (row["keep_name"], row["keep"], row["other"]))
