"""What an invitation says: gathered once from the store, for one reader or for nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote

from sqlalchemy.orm import Session

from copctl.community import charter
from copctl.errors import Refused
from copctl.mail.calendar import Mailbox, Occasion
from copctl.sessions.clocks import Clock, clocks
from copctl.sessions.planning import items_of
from copctl.sessions.programme import SPEAKING, Slot, slots
from copctl.settings import Settings
from copctl.store.schema import LearningSession, Member, SessionSpeaker, Survey, Topic
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.session import SessionStatus


class Audience(StrEnum):
    """Who is written to; each has its own words."""

    MEMBERS = "members"
    PROSPECTS = "prospects"


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
    text. `action` is None once there is nothing to do.
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
    cancelled: bool
    moderator: Mailbox
    community: Community
    reader: Mailbox | None


def read_audience(word: str | None, reader: Member | None) -> Audience:
    """Whose words to use: as asked for, else as the reader stands, else the members'."""
    if word is None:
        prospect = reader is not None and reader.status == MemberStatus.PROSPECT
        return Audience.PROSPECTS if prospect else Audience.MEMBERS
    try:
        return Audience(word.strip().lower())
    except ValueError as error:
        raise Refused(
            f"There are no invitations for {word!r}.", hint="--to members or --to prospects"
        ) from error


def gather(db: Session, session: LearningSession, settings: Settings, reader: Member | None) -> Invitation:
    """What an invitation to this session says to this reader.

    Refused for a reader without an address, since nobody could send it.
    """
    shown = clocks(session.starts_at, session.minutes, _zones(session, settings, reader))
    cancelled = session.status == SessionStatus.CANCELLED
    return Invitation(
        code=session.code,
        title=session.title,
        about=session.about,
        topics=[entry.topic.label for entry in session.topics],
        reasons=[reason for entry in session.topics if (reason := _reason(db, entry.topic))],
        clocks=shown,
        minutes=session.minutes,
        agenda=slots(shown[0].starts, items_of(session)),
        speakers=[_speaker(entry) for entry in session.speakers if entry.status in SPEAKING],
        place=session.place,
        link=session.link,
        action=None if cancelled else _action(session, settings),
        cancelled=cancelled,
        moderator=Mailbox(settings.moderator.name, settings.moderator.email),
        community=_community(db, settings),
        reader=_mailbox(reader) if reader else None,
    )


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


def _zones(session: LearningSession, settings: Settings, reader: Member | None) -> list[str]:
    own = reader.timezone if reader else None
    return [own or settings.timezone, session.timezone, "UTC"]


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
    subject = quote(f"I am coming: {session.title} ({session.code})")
    return Action("reply", f"mailto:{quote(settings.moderator.email, safe='@+')}?subject={subject}")


def _community(db: Session, settings: Settings) -> Community:
    agreed = charter.current(db)
    return Community(
        name=settings.name,
        purpose=agreed.purpose if agreed else "",
        url=settings.url,
        accent=settings.look.accent,
        footer=settings.look.footer,
        language=settings.language,
    )


def _mailbox(reader: Member) -> Mailbox:
    if reader.email is None:
        raise Refused(
            f"{reader.name} has no email address.", hint=f"copctl member edit {reader.id} --email ADDRESS"
        )
    return Mailbox(reader.name, reader.email)
