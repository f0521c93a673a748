"""A session as other members may see it: who spoke is named only while they agree to be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import selectinload

from copctl.commons import named
from copctl.commons.named import Named
from copctl.commons.view import View
from copctl.community import visible
from copctl.community.mentions import Sought
from copctl.sessions import rsvps
from copctl.sessions.clocks import Clock, clocks
from copctl.sessions.planning import items_of
from copctl.sessions.programme import AGREED, SPOKE, Item, Slot, slots
from copctl.store.schema import LearningSession, Member, SessionSpeaker, SessionTopic
from copctl.store.schema.session import SessionStatus

# How a text says it of somebody who is not to be named.
SOMEBODY = "a member"
Clean = Callable[[str], str]


@dataclass(frozen=True)
class Speaker:
    """Who speaks, and the title of their talk; nobody by name where they are not in the directory."""

    person: Named | None
    talk: str


@dataclass(frozen=True)
class Shown:
    """A session as templates show it.

    `stands` is coming (or under way), over (nobody noted yet how it went), held or cancelled. `clocks` begin
    with the reader's, then UTC. `link` is where to join, empty once it is over. `said` is the reader's answer
    that counts: yes, maybe, no or nothing. `about`, `notes` and `decided` are Markdown.
    """

    code: str
    title: str
    stands: str
    clocks: list[Clock]
    about: str
    place: str
    link: str
    topics: list[tuple[str, str]]
    speakers: list[Speaker]
    agenda: list[Slot]
    recording: str
    slides: str
    decided: str
    notes: str
    said: str = ""

    @property
    def starts(self) -> datetime:
        """When it begins, on the reader's clock."""
        return self.clocks[0].starts

    @property
    def named(self) -> list[Named]:
        """Those of its speakers who may be named."""
        return [speaker.person for speaker in self.speakers if speaker.person]


@dataclass(frozen=True)
class Line:
    """A session in a line."""

    code: str
    title: str
    starts_at: datetime


def line(session: LearningSession) -> Line:
    """A session where only its title is told, as members may read it."""
    return Line(session.code, title(session), session.starts_at)


def title(session: LearningSession) -> str:
    """The title of a session as members may read it."""
    return _without(hidden(session))(session.title)


def whole() -> Select[tuple[LearningSession]]:
    """Sessions with all that is shown of them, in few statements."""
    speaker = selectinload(LearningSession.speakers).joinedload(SessionSpeaker.member)
    return select(LearningSession).options(
        selectinload(LearningSession.topics).joinedload(SessionTopic.topic),
        selectinload(LearningSession.agenda),
        speaker.joinedload(Member.organisation),
        speaker.selectinload(Member.consents),
    )


def ends(session: LearningSession) -> datetime:
    """When it is over."""
    return session.starts_at + timedelta(minutes=session.minutes)


def is_coming(session: LearningSession, now: datetime) -> bool:
    """Whether it is still to come or under way; one that was cancelled comes no more, but is told of."""
    return session.status != SessionStatus.HELD and ends(session) > now


def shown(view: View, session: LearningSession) -> Shown:
    """One session as the reader may see it."""
    clean = _without(hidden(session))
    at = clocks(session.starts_at, session.minutes, [str(view.zone), "UTC"])
    stands = _stands(session, view.now)
    items = [Item(item.minutes, clean(item.title)) for item in items_of(session)]
    return Shown(
        code=session.code,
        title=clean(session.title),
        stands=stands,
        clocks=at,
        about=clean(session.about),
        place=session.place,
        link=session.link if stands == "coming" else "",
        topics=[(entry.topic.slug, entry.topic.label) for entry in session.topics],
        speakers=_speakers(session, clean),
        agenda=slots(at[0].starts, items),
        recording=session.recording,
        slides=session.slides,
        decided=clean(session.decided),
        notes=clean(session.notes),
        said=_said(view, session) if stands == "coming" else "",
    )


def all_shown(view: View, sessions: Iterable[LearningSession]) -> list[Shown]:
    """Several sessions, in their order."""
    return [shown(view, session) for session in sessions]


def _stands(session: LearningSession, now: datetime) -> str:
    if session.status == SessionStatus.PLANNED:
        return "coming" if is_coming(session, now) else "over"
    return session.status


def _said(view: View, session: LearningSession) -> str:
    given = rsvps.counting_of(view.db, session, view.reader) if view.reader and view.is_served else None
    return given.answer if given else ""


def hidden(session: LearningSession) -> list[str]:
    """The names of who was to speak at a session and may not be named, whatever they said."""
    return [entry.member.name for entry in session.speakers if not visible.is_listed(entry.member)]


# What `title` and `line` look at, where sessions come with something else.
SPEAKERS = (
    selectinload(LearningSession.speakers).joinedload(SessionSpeaker.member).selectinload(Member.consents)
)


def spoke() -> ColumnElement[bool]:
    """A condition on `SessionSpeaker` beside its `LearningSession`: whether they are told of as a speaker."""
    was_there = and_(
        LearningSession.status == SessionStatus.HELD.value,
        SessionSpeaker.status.in_([status.value for status in SPOKE]),
    )
    return or_(SessionSpeaker.status.in_([status.value for status in AGREED]), was_there)


def told_of(session: LearningSession) -> list[SessionSpeaker]:
    """Who agreed to speak at a session, or spoke; the same as `spoke`."""
    told = SPOKE if session.status == SessionStatus.HELD else AGREED
    return [entry for entry in session.speakers if entry.status in told]


def _without(names: list[str]) -> Clean:
    """What takes these names out of what the moderator wrote: an agenda says who has which part."""
    if not names:
        return str
    sought = Sought(frozenset(), frozenset(names))
    return lambda text: sought.taken_out(text, SOMEBODY)


def _speakers(session: LearningSession, clean: Clean) -> list[Speaker]:
    """Those who are told of; without a name only the title of a talk is left to tell."""
    found = [Speaker(named.one(entry.member), clean(entry.talk)) for entry in told_of(session)]
    return [speaker for speaker in found if speaker.person or speaker.talk]
