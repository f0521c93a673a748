"""Whom the items of an issue are about: partners by name, countries by code."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from copctl.newsletter.featured import Place
from copctl.store.schema import Contribution, LearningSession, Member, Organisation, SessionSpeaker
from copctl.store.schema.session import SpeakerStatus

_SPEAKING = (SpeakerStatus.ACCEPTED.value, SpeakerStatus.CONFIRMED.value)
# A question takes only so many parameters.
_CHUNK = 500
_Row = tuple[str, str | None, str | None]


def places(db: Session, keys: Collection[str]) -> dict[str, Place]:
    """Key -> who stands in that item: its speakers, its giver or the new member; others have none."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    ordered = sorted(keys)
    for start in range(0, len(ordered), _CHUNK):
        for key, organisation, country in _rows(db, ordered[start : start + _CHUNK]):
            organisations, countries = found.setdefault(key, (set(), set()))
            organisations |= {organisation} if organisation else set()
            countries |= {country} if country else set()
    return {key: Place(frozenset(who), frozenset(where)) for key, (who, where) in found.items()}


def _rows(db: Session, keys: Sequence[str]) -> Iterator[_Row]:
    split = [key.split(":", 1) for key in keys if ":" in key]
    yield from _speakers(db, [(kind, code) for kind, code in split if kind in {"session", "event"}])
    numbers = [(kind, int(text)) for kind, text in split if text.isascii() and text.isdecimal()]
    yield from _members(db, [number for kind, number in numbers if kind == "member"])
    yield from _givers(db, [number for kind, number in numbers if kind in {"project", "resource", "story"}])


def _speakers(db: Session, sessions: Sequence[tuple[str, str]]) -> Iterator[_Row]:
    wanted = (
        select(LearningSession.code, Organisation.name, func.coalesce(Member.country, Organisation.country))
        .join(SessionSpeaker, SessionSpeaker.session_id == LearningSession.id)
        .join(Member, SessionSpeaker.member_id == Member.id)
        .outerjoin(Organisation, Member.organisation_id == Organisation.id)
        .where(LearningSession.code.in_({code for _, code in sessions}), SessionSpeaker.status.in_(_SPEAKING))
    )
    for code, organisation, country in db.execute(wanted):
        for kind in {kind for kind, held in sessions if held == code}:
            yield f"{kind}:{code}", organisation, country


def _members(db: Session, numbers: Sequence[int]) -> Iterator[_Row]:
    wanted = (
        select(Member.id, Organisation.name, func.coalesce(Member.country, Organisation.country))
        .outerjoin(Organisation, Member.organisation_id == Organisation.id)
        .where(Member.id.in_(numbers))
    )
    for number, organisation, country in db.execute(wanted):
        yield f"member:{number}", organisation, country


def _givers(db: Session, numbers: Sequence[int]) -> Iterator[_Row]:
    """The partner that a piece names, or else its giver's; the giver's country, or else the partner's."""
    own = aliased(Organisation)
    wanted = (
        select(
            Contribution.kind,
            Contribution.id,
            func.coalesce(own.name, Organisation.name),
            func.coalesce(Member.country, own.country, Organisation.country),
        )
        .outerjoin(own, Contribution.organisation_id == own.id)
        .outerjoin(Member, Contribution.member_id == Member.id)
        .outerjoin(Organisation, Member.organisation_id == Organisation.id)
        .where(Contribution.id.in_(numbers))
    )
    for kind, number, organisation, country in db.execute(wanted):
        yield f"{kind}:{number}", organisation, country
