"""What a newcomer needs to catch up: charter, next session, recordings, people to know, last issue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import charter, consent
from copctl.community.countries import country_name
from copctl.newsletter import rendering
from copctl.onboarding.acquaintances import Colleague, Introduction, to_know
from copctl.onboarding.recordings import Pick, Recorded, to_watch
from copctl.rendering.environment import clock, day
from copctl.sessions.clocks import clocks
from copctl.settings import Settings
from copctl.speakers.likeness import likeness
from copctl.speakers.relevance import relevance
from copctl.speakers.zones import zone_for
from copctl.store.schema import CommunityDuty, LearningSession, Member
from copctl.store.schema.member import Duty, MemberStatus, Purpose
from copctl.store.schema.session import SessionStatus


@dataclass(frozen=True)
class Pack:
    """The catch-up pack of one newcomer.

    `charter` holds its texts by field, `issue` the title and the HTML of the last newsletter.
    `unlisted` says that their colleagues cannot find them, since they did not agree to the directory.
    """

    reader: Member
    charter: dict[str, str]
    session: LearningSession | None
    recordings: list[tuple[Pick, LearningSession]]
    people: list[tuple[Introduction, Member]]
    issue: tuple[str, str] | None


def pack(db: Session, settings: Settings, member: Member, *, now: datetime) -> Pack:
    """Gather the pack; the index of people's words must be up to date (`profiles.refresh`)."""
    interests = [claim.topic.label for claim in member.expertise]
    words = _words(member, interests)
    return Pack(
        reader=member,
        charter=charter.texts(charter.current(db)),
        session=_next(db, now),
        recordings=_recordings(db, interests, words),
        people=_people(db, settings, member, interests, words),
        issue=rendering.latest(db, settings),
    )


def _words(member: Member, interests: Sequence[str]) -> str:
    """What the newcomer says that they care about."""
    return " ".join([*interests, member.motivations, member.brings, member.role, member.bio])


def _next(db: Session, now: datetime) -> LearningSession | None:
    planned = (
        select(LearningSession)
        .where(LearningSession.status == SessionStatus.PLANNED.value, LearningSession.starts_at >= now)
        .order_by(LearningSession.starts_at)
        .limit(1)
    )
    return db.execute(planned).scalar_one_or_none()


def _recordings(db: Session, interests: Sequence[str], words: str) -> list[tuple[Pick, LearningSession]]:
    held = select(LearningSession).where(
        LearningSession.status == SessionStatus.HELD.value, LearningSession.recording != ""
    )
    sessions = {found.code: found for found in db.execute(held).scalars()}
    near = likeness(words, {code: _said(found) for code, found in sessions.items()})
    return [
        (pick, sessions[pick.recorded.code])
        for pick in to_watch(interests, map(_recorded, sessions.values()), near)
    ]


def _said(session: LearningSession) -> str:
    topics = " ".join(entry.topic.label for entry in session.topics)
    return f"{session.title} {topics} {session.about} {session.notes}"


def _recorded(session: LearningSession) -> Recorded:
    local = session.starts_at.astimezone(ZoneInfo(session.timezone))
    topics = tuple(entry.topic.label for entry in session.topics)
    return Recorded(session.code, session.title, local.date(), session.recording, topics)


def _people(
    db: Session, settings: Settings, reader: Member, interests: Sequence[str], words: str
) -> list[tuple[Introduction, Member]]:
    """Active members who agreed to the directory; what is said of them is what they agreed to show."""
    active = select(Member).where(Member.status == MemberStatus.ACTIVE.value, Member.id != reader.id)
    found = {m.id: m for m in db.execute(active).scalars() if consent.stands(m, Purpose.DIRECTORY)}
    near = relevance(settings.database, words, members=list(found))
    best = max((person.score for person in near.values()), default=0.0) or 1.0
    core = set(
        db.execute(
            select(CommunityDuty.member_id).where(
                CommunityDuty.kind == Duty.CORE.value, CommunityDuty.until.is_(None)
            )
        ).scalars()
    )
    colleagues = [
        Colleague(
            number=member.id,
            name=member.name,
            organisation=member.organisation.name if member.organisation else "",
            levels={claim.topic.label: claim.level for claim in member.expertise},
            relevance=near[member.id].score / best if member.id in near else 0.0,
            is_core=member.id in core,
        )
        for member in found.values()
    ]
    own = reader.organisation.name if reader.organisation else ""
    return [(known, found[known.colleague.number]) for known in to_know(interests, own, colleagues)]


def said(made: Pack, settings: Settings) -> dict[str, Any]:
    """The pack as the templates show it; see `templates/onboarding/welcome.html` for the names."""
    return {
        "charter": made.charter,
        "session": _shown_session(made, settings) if made.session else None,
        "recordings": [
            {
                "code": pick.recorded.code,
                "title": pick.recorded.title,
                "link": pick.recorded.link,
                "when": f"{pick.recorded.held_on:%B %Y}",
                "why": pick.why,
            }
            for pick, _ in made.recordings
        ],
        "people": [
            {"name": member.name, "work": _work(member), "why": known.why} for known, member in made.people
        ],
        "issue": {"title": made.issue[0], "link": settings.url} if made.issue else None,
    }


def _shown_session(made: Pack, settings: Settings) -> dict[str, str]:
    session = made.session
    assert session is not None
    zones = [zone_for(made.reader.timezone, made.reader.country, settings.timezone), "UTC"]
    shown = clocks(session.starts_at, session.minutes, zones)
    first = shown[0]
    others = "".join(f"; {clock(other.starts)} {other.zone}" for other in shown[1:])
    return {
        "title": session.title,
        "about": session.about,
        "when": f"{day(first.starts)}, {clock(first.starts)} to {clock(first.ends)} {first.zone}{others}",
        "where": session.place,
        "link": session.link,
    }


def _work(member: Member) -> str:
    organisation = member.organisation.name if member.organisation else ""
    parts = (member.role, organisation, country_name(member.country))
    return ", ".join(part for part in parts if part)
