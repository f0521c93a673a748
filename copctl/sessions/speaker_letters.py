"""The personal mails to speakers: the request, the confirmation, and word that they are not needed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from sqlalchemy.orm import Session

from copctl.community import addresses, charter, consent
from copctl.rendering import letters, translations
from copctl.rendering.letters import Letter
from copctl.sessions import running
from copctl.sessions.clocks import clocks
from copctl.sessions.planning import items_of
from copctl.sessions.programme import SPEAKING, slots
from copctl.sessions.running import Performer
from copctl.settings import Settings
from copctl.speakers.zones import zone_for
from copctl.store.schema import LearningSession, Member, SessionSpeaker
from copctl.store.schema.member import Purpose


def request(
    db: Session,
    settings: Settings,
    session: LearningSession,
    member: Member,
    *,
    talk: str,
    reasons: Sequence[str],
    by: date | None,
) -> Letter:
    """The mail that asks somebody to speak; `reasons` say why them, `by` until when to answer."""
    return _written(
        db, settings, session, member, "ask", talk=talk, reasons=list(reasons), by=by,
        answers={word: _answer(settings, session, word) for word in ("yes", "no")},
    )  # fmt: skip


def confirmation(db: Session, settings: Settings, session: LearningSession, entry: SessionSpeaker) -> Letter:
    """The mail that tells a speaker their slot, the link, the run of show, and what is needed of them."""
    member = entry.member
    agenda = slots(
        session.starts_at.astimezone(_clock_of(settings, session, member).starts.tzinfo), items_of(session)
    )
    mine = Performer(member.name, entry.talk)
    people = [Performer(e.member.name, e.talk) for e in session.speakers if e.status in SPEAKING]
    own = [slot for slot in agenda if running.speakers_of(slot, [mine])]
    return _written(
        db, settings, session, member, "confirm",
        talk=entry.talk,
        slots=own,
        agenda=running.run_of_show(agenda[0].starts, session.minutes, agenda, people) if agenda else [],
        may_record=consent.stands(member, Purpose.RECORDING),
    )  # fmt: skip


def release(db: Session, settings: Settings, session: LearningSession, entry: SessionSpeaker) -> Letter:
    """The mail that tells somebody kindly that they are not needed at this session."""
    return _written(db, settings, session, entry.member, "release", talk=entry.talk, was=entry.status)


def _written(
    db: Session, settings: Settings, session: LearningSession, member: Member, name: str, **said: Any
) -> Letter:
    own = settings.folder / "templates"
    language = translations.language_for(own, f"speakers/{name}", member.languages or [settings.language])
    agreed = charter.current(db)
    words = {
        "name": addresses.greeted(member),
        "session": session,
        "topics": [entry.topic.label for entry in session.topics],
        "clock": _clock_of(settings, session, member),
        "utc": clocks(session.starts_at, session.minutes, ["UTC"])[0],
        **said,
    }
    return letters.write(settings, agreed.purpose if agreed else "", f"speakers/{name}", language, words)


def _clock_of(settings: Settings, session: LearningSession, member: Member) -> Any:
    """The session on the reader's own clock: their zone, their country's, else the community's."""
    zone = zone_for(member.timezone, member.country, settings.timezone)
    return clocks(session.starts_at, session.minutes, [zone])[0]


def _answer(settings: Settings, session: LearningSession, word: str) -> str:
    """A link that writes the answer: a mail with the subject `[2026-12] speak: yes`."""
    subject = quote(f"[{session.code}] speak: {word}")
    return f"mailto:{quote(settings.moderator.email, safe='@+')}?subject={subject}"
