"""Planning sessions: from a topic to a date, and what follows when it moves, is held or is called off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import people, vocabulary
from copctl.errors import NotFound, Refused
from copctl.sessions import lineup, programme
from copctl.sessions.codes import next_code
from copctl.sessions.programme import Item
from copctl.store.schema import AgendaItem, LearningSession, SessionTopic, Topic
from copctl.store.schema.session import SessionStatus
from copctl.store.schema.topic import TopicStatus
from copctl.when import parse_moment, parse_zone

_FIRST_YEAR, _LAST_YEAR = 1900, 2200
# What a calendar shows: when one of these changes it must be told (RFC 5545, 3.8.7.4).
_ON_CALENDAR = ("title", "starts_at", "timezone", "minutes", "place", "link", "status")


@dataclass(frozen=True)
class Plan:
    """A session as somebody wants it. `on` is local time in `timezone`, written `2026-12-10 14:00`."""

    on: str
    timezone: str
    topics: tuple[str, ...] = ()
    title: str = ""
    about: str = ""
    minutes: int = 90
    place: str = ""
    link: str = ""
    agenda: tuple[Item, ...] = ()
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Revision:
    """What changes in a session; None leaves something as it is.

    `speaker_statuses` and `talks` are pairs of a member and a status, or the title of their talk. A session
    that is held now covers its topics unless `covers` is False, and is evidence of its speakers unless
    `credits` is False; later changes leave that switched off.
    """

    title: str | None = None
    about: str | None = None
    on: str | None = None
    timezone: str | None = None
    minutes: int | None = None
    place: str | None = None
    link: str | None = None
    recording: str | None = None
    notes: str | None = None
    status: str | None = None
    agenda: tuple[Item, ...] | None = None
    add_topics: tuple[str, ...] = ()
    drop_topics: tuple[str, ...] = ()
    add_speakers: tuple[str, ...] = ()
    drop_speakers: tuple[str, ...] = ()
    speaker_statuses: tuple[tuple[str, str], ...] = ()
    talks: tuple[tuple[str, str], ...] = ()
    covers: bool = True
    credits: bool | None = None


def find(db: Session, code: str) -> LearningSession:
    """The session with this code; NotFound offers near codes."""
    typed = names.written(code)
    found = db.execute(select(LearningSession).where(LearningSession.code == typed)).scalar_one_or_none()
    if found is None:
        known = db.execute(select(LearningSession.code)).scalars()
        raise NotFound(
            f"No session has the code {typed}.", hint=names.did_you_mean(typed, known, "copctl session list")
        )
    return found


def listed(db: Session, status: str | None = None) -> list[LearningSession]:
    """Sessions by their start, all of them or those of one status."""
    wanted = select(LearningSession).order_by(LearningSession.starts_at, LearningSession.id)
    if status:
        wanted = wanted.where(LearningSession.status == programme.read_session_status(status))
    return list(db.execute(wanted).scalars())


def plan(db: Session, wish: Plan, *, today: date) -> LearningSession:
    """Plan a session; its topics become scheduled. One in the past is allowed: it records history.

    Refused without a title or topic, for an agenda longer than the session, for a time or an
    address that cannot be.
    """
    topics = _unique(vocabulary.find(db, text) for text in wish.topics)
    title = names.written(wish.title) or (topics[0].label if topics else "")
    if not title:
        raise Refused(
            "The session has neither a title nor a topic.", hint="copctl session plan --title 'Its title'"
        )
    zone = ZoneInfo(parse_zone(wish.timezone))
    starts = _moment(wish.on, zone)
    programme.refuse_overlong(wish.agenda, programme.read_minutes(wish.minutes))
    session = LearningSession(
        code=next_code(
            starts.astimezone(zone).date(), set(db.execute(select(LearningSession.code)).scalars())
        ),
        title=title,
        about=names.prose(wish.about),
        starts_at=starts,
        timezone=zone.key,
        minutes=wish.minutes,
        place=names.written(wish.place),
        link=programme.read_link(wish.link),
        status=SessionStatus.PLANNED.value,
        calendar_uid=f"{uuid4()}@copctl",
        calendar_sequence=0,
    )
    db.add(session)
    db.flush()
    _add_topics(session, topics)
    _set_agenda(session, wish.agenda)
    lineup.add(session, [people.find(db, name) for name in wish.speakers], today)
    db.flush()
    return session


def edit(db: Session, session: LearningSession, changes: Revision, *, today: date) -> None:
    """Change what a revision names; a change that calendars show raises the sequence by one.

    Without a new start, a new time zone keeps the hour on the clock. Raises as `plan`, and Refused
    for a status that cannot follow the one it has.
    """
    # Flushed once: the log would otherwise tell of one edit as several.
    with db.no_autoflush:
        before = _on_calendar(session)
        _revise(db, session, changes, today)
        if _on_calendar(session) != before:
            session.calendar_sequence += 1
    db.flush()


def _revise(db: Session, session: LearningSession, changes: Revision, today: date) -> None:
    speakers = [entry.member_id for entry in session.speakers]
    was = session.status
    is_evidence = lineup.is_credited(db, session) if changes.credits is None else changes.credits
    _apply_texts(session, changes)
    _apply_time(session, changes)
    _apply_agenda(session, changes)
    _add_topics(session, [vocabulary.find(db, text) for text in changes.add_topics])
    _drop_topics(db, session, [vocabulary.find(db, text) for text in changes.drop_topics])
    lineup.drop(session, [people.find(db, name) for name in changes.drop_speakers])
    lineup.add(session, [people.find(db, name) for name in changes.add_speakers], today)
    lineup.set_statuses(db, session, changes.speaker_statuses, today=today)
    lineup.set_talks(db, session, changes.talks)
    if changes.status is not None:
        _move(db, session, programme.read_session_status(changes.status), covers=changes.covers)
    if is_evidence and SessionStatus.HELD in (was, session.status):
        lineup.credit(db, session, before=speakers)


def cancel(db: Session, session: LearningSession, *, today: date) -> None:
    """Call a session off; its topics go back to the backlog unless another session has them."""
    if session.status == SessionStatus.CANCELLED:
        raise Refused(
            f"Session {session.code} is cancelled already.", hint=f"copctl session show {session.code}"
        )
    edit(db, session, Revision(status=SessionStatus.CANCELLED), today=today)


def _on_calendar(session: LearningSession) -> list[object]:
    return [getattr(session, name) for name in _ON_CALENDAR]


def _moment(text: str, zone: ZoneInfo) -> datetime:
    try:
        moment = parse_moment(text, zone)
    except OverflowError:
        moment = None
    if moment is None or not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise Refused(f"{text.strip()} is no time for a session.", hint="check the year")
    return moment


def _apply_texts(session: LearningSession, changes: Revision) -> None:
    if changes.title is not None:
        session.title = names.written(changes.title) or _refuse_untitled(session)
    if changes.place is not None:
        session.place = names.written(changes.place)
    for name in ("about", "notes"):
        text = getattr(changes, name)
        if text is not None:
            setattr(session, name, names.prose(text))
    for name in ("link", "recording"):
        address = getattr(changes, name)
        if address is not None:
            setattr(session, name, programme.read_link(address))


def _refuse_untitled(session: LearningSession) -> str:
    raise Refused(
        "A session's title cannot be empty.", hint=f"copctl session edit {session.code} --title 'Its title'"
    )


def _apply_time(session: LearningSession, changes: Revision) -> None:
    if changes.minutes is not None:
        session.minutes = programme.read_minutes(changes.minutes)
    if changes.on is None and changes.timezone is None:
        return
    old = ZoneInfo(session.timezone)
    zone = ZoneInfo(parse_zone(changes.timezone)) if changes.timezone is not None else old
    on = changes.on if changes.on is not None else f"{session.starts_at.astimezone(old):%Y-%m-%d %H:%M}"
    session.starts_at, session.timezone = _moment(on, zone), zone.key


def _apply_agenda(session: LearningSession, changes: Revision) -> None:
    if changes.agenda is None and changes.minutes is None:
        return
    items = changes.agenda if changes.agenda is not None else items_of(session)
    programme.refuse_overlong(items, session.minutes)
    if tuple(items) != tuple(items_of(session)):
        _set_agenda(session, items)


def items_of(session: LearningSession) -> list[Item]:
    """The agenda as plain items."""
    return [Item(item.minutes, item.title) for item in session.agenda]


def _set_agenda(session: LearningSession, items: Iterable[Item]) -> None:
    session.agenda = [
        AgendaItem(position=position, minutes=item.minutes, title=item.title)
        for position, item in enumerate(items, start=1)
    ]


# Topics ----------------------------------------------------------------------------------------


def _unique(topics: Iterable[Topic]) -> list[Topic]:
    return list({topic.id: topic for topic in topics}.values())


def _add_topics(session: LearningSession, topics: Iterable[Topic]) -> None:
    held = {entry.topic_id for entry in session.topics}
    for topic in _unique(topics):
        if topic.id not in held:
            session.topics.append(SessionTopic(topic=topic, topic_id=topic.id))
            if session.status == SessionStatus.PLANNED:
                topic.status = TopicStatus.SCHEDULED.value


def _drop_topics(db: Session, session: LearningSession, topics: Iterable[Topic]) -> None:
    for topic in topics:
        entry = next((entry for entry in session.topics if entry.topic_id == topic.id), None)
        if entry is None:
            raise NotFound(
                f"Session {session.code} is not about {topic.label}.",
                hint=f"copctl session show {session.code}",
            )
        session.topics.remove(entry)
        topic.status = programme.topic_status(_elsewhere(db, session, topic)).value


def _elsewhere(db: Session, session: LearningSession, topic: Topic) -> list[str]:
    """The statuses of the other sessions about a topic."""
    about = select(LearningSession.status).join(SessionTopic).where(
        SessionTopic.topic_id == topic.id, LearningSession.id != session.id
    )  # fmt: skip
    return list(db.execute(about).scalars())


def _move(db: Session, session: LearningSession, status: SessionStatus, *, covers: bool) -> None:
    """Give the session its next status, and its topics theirs."""
    if session.status == status:
        return
    if session.status == SessionStatus.HELD and status != SessionStatus.PLANNED:
        raise Refused(
            f"Session {session.code} was held already.",
            hint=f"if that was a slip: copctl session edit {session.code} --status planned",
        )
    if session.status == SessionStatus.CANCELLED and status == SessionStatus.HELD:
        raise Refused(
            f"Session {session.code} is cancelled.",
            hint=f"copctl session edit {session.code} --status planned",
        )
    session.status = status.value
    own = [status] if covers or status != SessionStatus.HELD else []
    for entry in session.topics:
        entry.topic.status = programme.topic_status([*own, *_elsewhere(db, session, entry.topic)]).value
