"""Everything that the store holds about one person, for them (GDPR, articles 15 and 20): who they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.commons import about_my_deeds, about_my_mails
from copctl.community import history, visible
from copctl.store.schema import Endorsement, Evidence, Member

Part = Callable[[Session, Member], Any]


def gather(db: Session, member: Member) -> dict[str, Any]:
    """All that is stored about a member, by what it is; only what JSON knows.

    Keys, hashes and the texts of mails are not in it. Others are named where members may see who they are.
    """
    return {name: _plain(part(db, member)) for name, part in PARTS.items()}


def _plain(value: Any) -> Any:
    """The value with days and moments in ISO 8601."""
    if isinstance(value, dict):
        return {key: _plain(held) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(held) for held in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _person(db: Session, member: Member) -> dict[str, Any]:
    """Their own row, and who brought in whom."""
    brought = db.execute(select(Member).where(Member.referred_by_id == member.id).order_by(Member.id))
    return {
        "number": member.id,
        "name": member.name,
        "email": member.email,
        "organisation": member.organisation.name if member.organisation else None,
        "country": member.country,
        "role": member.role,
        "timezone": member.timezone,
        "languages": member.languages,
        "status": member.status,
        "status_since": member.status_since,
        "joined_on": member.joined_on,
        "source": member.source,
        "referred_by": named(member.referred_by),
        "brought_in": [named(other) for other in brought.scalars()],
        "next_step": member.next_step,
        "next_step_on": member.next_step_on,
        "checked_on": member.checked_on,
        "hours_per_quarter": member.hours_per_quarter,
        "motivations": member.motivations,
        "brings": member.brings,
        "bio": member.bio,
        "shown_to_members": list(visible.shown(member)),
        "shown": member.shown,
        "pass_phrases": member.phrase,
    }


def named(other: Member | None) -> str | None:
    """What somebody else is called, where members may know that they are one."""
    if other is None:
        return None
    return other.name if visible.is_listed(other) else "somebody who is not in the directory"


def _addresses(_db: Session, member: Member) -> list[str]:
    return [held.email for held in member.addresses]


def _consents(_db: Session, member: Member) -> list[dict[str, Any]]:
    return [
        {"purpose": c.purpose, "given_on": c.given_on, "withdrawn_on": c.withdrawn_on, "source": c.source}
        for c in member.consents
    ]


def _expertise(_db: Session, member: Member) -> list[dict[str, Any]]:
    return [
        {"topic": c.topic.label, "level": c.level, "said_by": c.said_by, "claimed_on": c.claimed_on}
        for c in member.expertise
    ]


def _evidence(_db: Session, member: Member) -> list[dict[str, Any]]:
    return [_piece(piece) for piece in member.evidence]


def _piece(piece: Evidence) -> dict[str, Any]:
    return {
        "kind": piece.kind,
        "title": piece.title,
        "text": piece.text,
        "dated": piece.dated,
        "source": piece.source,
        "topics": [link.topic.label for link in piece.topics],
    }


def _endorsed(_db: Session, member: Member) -> list[dict[str, Any]]:
    return [{**_word(word), "by": named(word.by)} for word in member.endorsements]


def _endorsing(db: Session, member: Member) -> list[dict[str, Any]]:
    given = select(Endorsement).where(Endorsement.by_id == member.id).order_by(Endorsement.id)
    return [{**_word(word), "of": named(word.member)} for word in db.execute(given).scalars()]


def _word(word: Endorsement) -> dict[str, Any]:
    return {
        "topic": word.topic.label,
        "voice": word.voice,
        "level": word.level,
        "note": word.note,
        "given_on": word.given_on,
    }


def _steps(_db: Session, member: Member) -> Any:
    return history.way_of(member)["steps"]


def _duties(_db: Session, member: Member) -> Any:
    return history.way_of(member)["duties"]


def _absences(_db: Session, member: Member) -> Iterable[dict[str, Any]]:
    return [
        {"first_day": away.first_day, "last_day": away.last_day, "note": away.note}
        for away in member.absences
    ]


# What stands in the file, in its order.
PARTS: dict[str, Part] = {
    "person": _person,
    "other_addresses": _addresses,
    "consents": _consents,
    "steps": _steps,
    "duties": _duties,
    "absences": _absences,
    "expertise": _expertise,
    "evidence": _evidence,
    "endorsements_received": _endorsed,
    "endorsements_given": _endorsing,
    **about_my_deeds.PARTS,
    **about_my_mails.PARTS,
}
# Every column that names a member, and the part that it is in; a test compares them with the schema.
COVERED = {
    ("member", "referred_by_id"): "person",
    ("member_address", "member_id"): "other_addresses",
    ("consent", "member_id"): "consents",
    ("status_change", "member_id"): "steps",
    ("community_duty", "member_id"): "duties",
    ("absence", "member_id"): "absences",
    ("expertise", "member_id"): "expertise",
    ("evidence", "member_id"): "evidence",
    ("endorsement", "member_id"): "endorsements_received",
    ("endorsement", "by_id"): "endorsements_given",
    **about_my_deeds.COVERED,
    **about_my_mails.COVERED,
}
