"""Suggesting speakers: gathers the facts, lets `matching.rank` decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import vocabulary
from copctl.errors import NotFound, Refused
from copctl.settings import SpeakerWeights
from copctl.speakers import profiles
from copctl.speakers.matching import Candidate, Claimed, Piece, Suggestion, rank
from copctl.store import fulltext
from copctl.store.schema import Consent, Evidence, Expertise, LearningSession, Member, SessionSpeaker, Topic
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.store.schema.session import SessionStatus, SpeakerStatus

# Prospects and people who left are not asked; a dormant member may come back for a talk.
_ASKABLE = (MemberStatus.ACTIVE.value, MemberStatus.DORMANT.value)
# SQLite takes 32,766 values in one question.
_NAMEABLE = 10_000
_SPEAKS = (SpeakerStatus.PROPOSED, SpeakerStatus.ASKED, SpeakerStatus.ACCEPTED, SpeakerStatus.CONFIRMED)


@dataclass(frozen=True)
class Wanted:
    """What is looked for: the words, the topics they name, and the session it is for."""

    text: str
    topics: tuple[Topic, ...] = ()
    session: LearningSession | None = None


def wanted(db: Session, text: str | None, session: LearningSession | None) -> Wanted:
    """Topics by slug, name or alias, else free text; without a text, the session's own topics.

    Refused when there is nothing to look for.
    """
    if text is None or not text.strip():
        if session is None or not session.topics:
            raise Refused(
                "There is no topic to look for.", hint="copctl speakers suggest 'a topic or a few words'"
            )
        topics = tuple(link.topic for link in session.topics)
    else:
        found = vocabulary.lookup(db, text)
        topics = (found,) if found is not None else _named_in(db, text)
    if not topics and not list(names.tokens(text or "")):
        raise NotFound(f"{text!r} has no word to look for.", hint="copctl topic list --all")
    words = [text or "", *(t.label for t in topics), *(a.label for t in topics for a in t.aliases)]
    return Wanted(" ".join(words), topics, session)


def _named_in(db: Session, text: str) -> tuple[Topic, ...]:
    """Topics that a text names: all words of the one stand in the other."""
    words = set(names.tokens(text))
    labelled = ((topic, set(names.tokens(topic.label))) for topic in db.execute(select(Topic)).scalars())
    return tuple(topic for topic, label in labelled if words and (label <= words or words <= label))


def suggest(
    db: Session, what: Wanted, *, weights: SpeakerWeights, today: date, everyone: bool = False
) -> list[Suggestion]:
    """Rank the members who can be asked; who is on the session's programme already is left out.

    The full-text index must be up to date (`profiles.refresh`).
    """
    on = today
    if what.session is not None:
        on = what.session.starts_at.astimezone(ZoneInfo(what.session.timezone)).date()
    relevance = fulltext.search(db, what.text)
    levels = _levels(db, [topic.id for topic in what.topics])
    busy = {link.member_id for link in what.session.speakers} if what.session else set()
    askable = select(Member.id, Member.name, Member.email).where(Member.status.in_(_ASKABLE))
    people = [row for row in db.execute(askable) if row.id not in busy]
    if not everyone:
        people = [row for row in people if row.id in relevance or row.id in levels]
    numbers = [row.id for row in people]
    facts = _Facts(db, numbers, on)
    candidates = [
        Candidate(
            number=row.id,
            name=row.name,
            email=row.email,
            text=relevance.get(row.id, 0.0),
            claims=tuple(levels.get(row.id, ())),
            evidence=tuple(facts.evidence.get(row.id, ())),
            spoke_on=tuple(facts.spoke_on.get(row.id, ())),
            offers=facts.offers.get(row.id, ""),
            records=row.id in facts.recordable,
        )
        for row in people
    ]
    return rank(candidates, what.text, weights=weights, on=on, everyone=everyone)


def _levels(db: Session, topics: Sequence[int]) -> dict[int, list[Claimed]]:
    held = (
        select(Expertise.member_id, Topic.label, Expertise.level)
        .join(Topic, Topic.id == Expertise.topic_id)
        .where(Expertise.topic_id.in_(topics))
    )
    levels: dict[int, list[Claimed]] = {}
    for number, topic, level in db.execute(held):
        levels.setdefault(number, []).append(Claimed(topic, level))
    return levels


def _among(column: Any, numbers: list[int]) -> ColumnElement[bool]:
    """Limits a question to these people, while they are few enough to be named one by one."""
    return column.in_(numbers) if len(numbers) <= _NAMEABLE else true()


class _Facts:
    """What is known of the people in question, read in one question each."""

    def __init__(self, db: Session, numbers: list[int], on: date) -> None:
        self.evidence: dict[int, list[Piece]] = {}
        for piece in db.execute(select(Evidence).where(_among(Evidence.member_id, numbers))).scalars():
            self.evidence.setdefault(piece.member_id, []).append(
                Piece(piece.kind, piece.title, piece.text, piece.dated)
            )
        self.spoke_on: dict[int, list[date]] = {}
        held = (
            select(SessionSpeaker.member_id, LearningSession.starts_at, LearningSession.timezone)
            .join(LearningSession, LearningSession.id == SessionSpeaker.session_id)
            .where(
                _among(SessionSpeaker.member_id, numbers),
                SessionSpeaker.status.in_([status.value for status in _SPEAKS]),
                LearningSession.status != SessionStatus.CANCELLED.value,
            )
        )
        for number, starts_at, zone in db.execute(held):
            day = starts_at.astimezone(ZoneInfo(zone)).date()
            if day <= on:
                self.spoke_on.setdefault(number, []).append(day)
        self.offers = profiles.offers(db, numbers)
        agreed = select(Consent.member_id).where(
            Consent.purpose == Purpose.RECORDING.value, Consent.withdrawn_on.is_(None)
        )
        self.recordable = set(db.execute(agreed).scalars())
