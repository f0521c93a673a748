"""What a newcomer needs to catch up: charter, next session, recordings, people to know, last issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from copctl.community import charter, visible
from copctl.community.countries import country_name
from copctl.newsletter import rendering
from copctl.newsletter.page import Issue
from copctl.onboarding.acquaintances import Introduction
from copctl.onboarding.introducing import NOTHING, Interests, interests_of, people_for
from copctl.onboarding.recordings import Pick, Recorded, to_watch
from copctl.rendering.environment import clock, day
from copctl.sessions.clocks import clocks
from copctl.settings import Settings
from copctl.speakers.likeness import likeness
from copctl.speakers.zones import zone_for
from copctl.store.schema import LearningSession, Member, SessionTopic
from copctl.store.schema.session import SessionStatus

ISSUES = 2
# So much of a session's notes says what it was about; reading all of them takes as long as the rest together.
_TELLING_NOTES = 2_000


@dataclass(frozen=True)
class Pack:
    """The catch-up pack of one newcomer.

    `charter` holds its texts by field, `issues` the last newsletters, newest first.
    """

    reader: Member
    charter: dict[str, str]
    session: LearningSession | None
    recordings: list[tuple[Pick, LearningSession]]
    people: list[tuple[Introduction, Member]]
    issues: list[Issue]


def pack(db: Session, settings: Settings, member: Member, *, now: datetime) -> Pack:
    """Gather the pack; the index of people's words must be up to date (`passages.refresh`)."""
    caring = interests_of(member)
    return Pack(
        reader=member,
        charter=charter.texts(charter.current(db)),
        session=_next(db, now),
        recordings=recordings_for(db, caring),
        people=people_for(db, settings, member, caring),
        issues=rendering.newest(db, settings, ISSUES),
    )


def _next(db: Session, now: datetime) -> LearningSession | None:
    planned = (
        select(LearningSession)
        .where(LearningSession.status == SessionStatus.PLANNED.value, LearningSession.starts_at >= now)
        .order_by(LearningSession.starts_at)
        .limit(1)
    )
    return db.execute(planned).scalar_one_or_none()


def recordings_for(db: Session, caring: Interests = NOTHING) -> list[tuple[Pick, LearningSession]]:
    """The recordings to watch first: those near to what somebody cares about, else the newest."""
    held = (
        select(LearningSession)
        .where(LearningSession.status == SessionStatus.HELD.value, LearningSession.recording != "")
        .options(selectinload(LearningSession.topics).joinedload(SessionTopic.topic))
    )
    sessions = {found.code: found for found in db.execute(held).scalars()}
    near = likeness(caring.words, {code: _said(found) for code, found in sessions.items()} if caring else {})
    return [
        (pick, sessions[pick.recorded.code])
        for pick in to_watch(caring.topics, map(_recorded, sessions.values()), near)
    ]


def _said(session: LearningSession) -> str:
    topics = " ".join(entry.topic.label for entry in session.topics)
    return f"{session.title} {topics} {session.about} {session.notes[:_TELLING_NOTES]}"


def _recorded(session: LearningSession) -> Recorded:
    local = session.starts_at.astimezone(ZoneInfo(session.timezone))
    topics = tuple(entry.topic.label for entry in session.topics)
    return Recorded(session.code, session.title, local.date(), session.recording, topics)


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
        "issue": {"title": rendering.title_of(made.issues[0]), "link": settings.url} if made.issues else None,
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
    shown = visible.shown(member)
    organisation = member.organisation.name if member.organisation else ""
    parts = {"role": member.role, "organisation": organisation, "country": country_name(member.country)}
    return ", ".join(text for field, text in parts.items() if text and field in shown)
