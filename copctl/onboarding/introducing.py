"""Whom to introduce to a newcomer: near colleagues out of the store, by what they agreed to show."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from copctl.community import visible
from copctl.onboarding.acquaintances import Colleague, Introduction, to_know
from copctl.settings import Settings
from copctl.speakers.relevance import relevance
from copctl.store.schema import CommunityDuty, Expertise, Member, Topic
from copctl.store.schema.member import Duty, MemberStatus

# So many people by each way are looked at; the best five of them are introduced.
_CANDIDATES = 200
# What tells of the words that somebody is near by.
_WORDED = {"expertise", "brings", "bio"}


@dataclass(frozen=True)
class Interests:
    """What somebody cares about: topics, and their own words on it."""

    topics: tuple[str, ...] = ()
    words: str = ""

    def __bool__(self) -> bool:
        return bool(self.words.strip())


NOTHING = Interests()


def interests_of(member: Member) -> Interests:
    """What a member says that they care about."""
    topics = tuple(claim.topic.label for claim in member.expertise)
    words = [*topics, member.motivations, member.brings, member.role, member.bio]
    return Interests(topics, " ".join(filter(None, words)))


def people_for(
    db: Session,
    settings: Settings,
    reader: Member | None,
    caring: Interests = NOTHING,
    *,
    semantic: bool | None = None,
) -> list[tuple[Introduction, Member]]:
    """Active members who agreed to the directory, nearest first; without interests, the core group.

    What is said of them is what they chose to show. With an index that is not up to date only who joined or
    changed since may be missed. `semantic` is as in `speakers.relevance`.
    """
    core = set(db.execute(_core()).scalars())
    near = relevance(settings.database, caring.words, semantic=semantic) if caring else {}
    nearest = sorted(near, key=lambda number: (-near[number].score, number))[:_CANDIDATES]
    skilled = db.execute(_skilled(caring.topics)).scalars() if caring.topics else ()
    found = _listed(db, {*core, *nearest, *skilled} - {reader.id if reader else 0})
    best = max((near[number].score for number in found if number in near), default=0.0) or 1.0
    colleagues = [
        _colleague(member, near[number].score / best if number in near else 0.0, number in core)
        for number, member in found.items()
    ]
    own = reader.organisation.name if reader and reader.organisation else ""
    return [(known, found[known.colleague.number]) for known in to_know(caring.topics, own, colleagues)]


def _core() -> Select[Any]:
    return select(CommunityDuty.member_id).where(
        CommunityDuty.kind == Duty.CORE.value, CommunityDuty.until.is_(None)
    )


def _skilled(topics: Collection[str]) -> Select[Any]:
    """Who knows most of these topics; a mere interest introduces nobody."""
    return (
        select(Expertise.member_id)
        .join(Topic, Topic.id == Expertise.topic_id)
        .join(Member, Member.id == Expertise.member_id)
        .where(Topic.label.in_(topics), Expertise.level > 1, _may_be_named())
        .group_by(Expertise.member_id, Member.name_key)
        .order_by(func.sum(Expertise.level).desc(), Member.name_key, Expertise.member_id)
        .limit(_CANDIDATES)
    )


def _may_be_named() -> ColumnElement[bool]:
    return and_(Member.status == MemberStatus.ACTIVE.value, visible.listed())


def _listed(db: Session, numbers: Collection[int]) -> dict[int, Member]:
    wanted = (
        select(Member)
        .where(Member.id.in_(numbers), _may_be_named())
        .options(
            joinedload(Member.organisation),
            selectinload(Member.consents),
            selectinload(Member.expertise).joinedload(Expertise.topic),
        )
    )
    return {member.id: member for member in db.execute(wanted).scalars()}


def _colleague(member: Member, relevance: float, is_core: bool) -> Colleague:
    chosen = visible.chosen(member.shown)
    return Colleague(
        number=member.id,
        name=member.name,
        # Who does not show where they work must not be seen to be a colleague, or not to be one.
        organisation=member.organisation.name if member.organisation and "organisation" in chosen else "",
        levels={c.topic.label: c.level for c in member.expertise} if "expertise" in chosen else {},
        relevance=relevance if _WORDED.intersection(chosen) else 0.0,
        is_core=is_core,
    )
