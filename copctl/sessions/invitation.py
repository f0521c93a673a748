"""What an invitation says: gathered once from the store, for one reader or for nobody in particular."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from sqlalchemy.orm import Session

from copctl import names
from copctl.community import charter
from copctl.mail import calendar
from copctl.mail.calendar import Mailbox, Occasion
from copctl.sessions.audience import News, Whom
from copctl.sessions.clocks import Clock, clocks
from copctl.sessions.differences import Change, changes
from copctl.sessions.planning import items_of
from copctl.sessions.programme import AGREED, Slot, slots
from copctl.settings import Settings
from copctl.store.schema import LearningSession, SessionSpeaker, Survey, Topic
from copctl.store.schema.session import SessionStatus

# How long before the start speakers are asked to be there.
_EARLY = timedelta(minutes=15)


@dataclass(frozen=True)
class Reason:
    """Why a topic: so many respondents of a survey asked for it."""

    topic: str
    votes: int
    respondents: int
    survey: str


@dataclass(frozen=True)
class Speaker:
    """Somebody on the programme; `work` is their role and organisation as far as known."""

    name: str
    work: str
    talk: str


@dataclass(frozen=True)
class Action:
    """The one thing to do: `join` online, or `reply` that one is coming."""

    kind: str
    href: str


@dataclass(frozen=True)
class Answers:
    """Links that write the answer for somebody whose mail program shows no buttons for it."""

    yes: str
    maybe: str
    no: str


@dataclass(frozen=True)
class Part:
    """A speaker's own part: when to be there, what they talk about, and their slot where the agenda tells."""

    talk: str
    arrive: datetime
    slot: Slot | None


@dataclass(frozen=True)
class Community:
    """The community as an invitation shows it. `accent` is a CSS hexadecimal colour."""

    name: str
    purpose: str
    url: str
    accent: str
    footer: str
    language: str


@dataclass(frozen=True)
class Invitation:
    """All that the templates know, under the names that they use.

    `clocks` begins with the clock that the agenda is told in. `about` is Markdown, the rest plain
    text. `action` and `answers` are None once there is nothing to do. `changes` are what is otherwise now
    than the reader was told, `part` is for speakers only, `speakers` are those who agreed to speak.
    `unsubscribe` is an address, `token` what its subject has to name after the word; empty for nobody in
    particular.
    """

    code: str
    title: str
    about: str
    topics: list[str]
    reasons: list[Reason]
    clocks: list[Clock]
    minutes: int
    agenda: list[Slot]
    speakers: list[Speaker]
    place: str
    link: str
    action: Action | None
    answers: Answers | None
    cancelled: bool
    news: str
    changes: list[Change]
    part: Part | None
    unsubscribe: str
    token: str
    moderator: Mailbox
    community: Community
    reader: Mailbox | None
    written_in: str


def gather(db: Session, session: LearningSession, settings: Settings, to: Whom) -> Invitation:
    """What an invitation to this session says to this reader."""
    shown = clocks(session.starts_at, session.minutes, [to.zone, "UTC", session.timezone])
    cancelled = session.status == SessionStatus.CANCELLED
    agenda = slots(shown[0].starts, items_of(session))
    return Invitation(
        code=session.code,
        title=session.title,
        about=session.about,
        topics=[entry.topic.label for entry in session.topics],
        reasons=[reason for entry in session.topics if (reason := _reason(db, entry.topic))],
        clocks=shown,
        minutes=session.minutes,
        agenda=agenda,
        speakers=[_speaker(entry) for entry in session.speakers if entry.status in AGREED],
        place=session.place,
        link=session.link,
        action=None if cancelled else _action(session, settings),
        answers=None if cancelled else _answers(session, settings),
        cancelled=cancelled,
        news=(News.CANCELLED if cancelled else to.news).value,
        changes=changes(to.seen, calendar.shown(occasion_of(session, settings, "")), to.zone),
        part=_part(session, to.speaker, shown[0].starts, agenda),
        unsubscribe=settings.mail.unsubscribe or settings.moderator.email,
        token="",
        moderator=Mailbox(settings.moderator.name, settings.moderator.email),
        community=_community(db, settings, to.language),
        reader=to.mailbox,
        written_in=to.language,
    )


def to_reader(said: Invitation, reader: Mailbox, token: str) -> Invitation:
    """The same invitation, addressed to somebody whom this token unsubscribes."""
    return replace(said, reader=reader, token=token)


def occasion_of(session: LearningSession, settings: Settings, description: str) -> Occasion:
    """The session as calendars take it."""
    return Occasion(
        uid=session.calendar_uid,
        sequence=session.calendar_sequence,
        starts_at=session.starts_at,
        minutes=session.minutes,
        title=session.title,
        description=description,
        place=session.place,
        link=session.link,
        organizer=Mailbox(settings.moderator.name, settings.moderator.email),
        cancelled=session.status == SessionStatus.CANCELLED,
    )


def _part(
    session: LearningSession, speaker: int | None, starts: datetime, agenda: Sequence[Slot]
) -> Part | None:
    entry = next((s for s in session.speakers if s.member_id == speaker and s.status in AGREED), None)
    if entry is None:
        return None
    known = {names.key(text) for text in (entry.talk, entry.member.name) if text}
    mine = [slot for slot in agenda if any(text in names.key(slot.item.title) for text in known)]
    # In UTC: across a change of the clocks local arithmetic is an hour off.
    arrive = (starts.astimezone(UTC) - _EARLY).astimezone(starts.tzinfo)
    return Part(entry.talk, arrive, mine[0] if len(mine) == 1 else None)


def _reason(db: Session, topic: Topic) -> Reason | None:
    """The origin with most votes; what a moderator noted for themselves is nobody else's business."""
    counted = [origin for origin in topic.origins if origin.votes and origin.respondents]
    if not counted:
        return None
    best = max(counted, key=lambda origin: origin.votes or 0)
    survey = db.get(Survey, best.survey_id) if best.survey_id else None
    return Reason(topic.label, best.votes or 0, best.respondents or 0, survey.title if survey else "")


def _speaker(entry: SessionSpeaker) -> Speaker:
    member = entry.member
    organisation = member.organisation.name if member.organisation else ""
    return Speaker(member.name, ", ".join(part for part in (member.role, organisation) if part), entry.talk)


def _action(session: LearningSession, settings: Settings) -> Action:
    if session.link:
        return Action("join", session.link)
    return Action("reply", _answer(session, settings, "yes"))


def _answers(session: LearningSession, settings: Settings) -> Answers | None:
    if not settings.moderator.email:
        return None
    return Answers(*(_answer(session, settings, word) for word in ("yes", "maybe", "no")))


def _answer(session: LearningSession, settings: Settings, word: str) -> str:
    """A link that writes a mail with the subject `[2026-12] yes`, as `mail.replies` reads it."""
    subject = quote(f"[{session.code}] {word}")
    return f"mailto:{quote(settings.moderator.email, safe='@+')}?subject={subject}"


def _community(db: Session, settings: Settings, language: str) -> Community:
    agreed = charter.current(db)
    return Community(
        name=settings.name,
        purpose=agreed.purpose if agreed else "",
        url=settings.url,
        accent=settings.look.accent,
        footer=settings.look.footer,
        language=language or settings.language,
    )
