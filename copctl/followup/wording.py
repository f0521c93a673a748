"""The mails that follow a session, written out once for all readers of one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import charter
from copctl.followup.closing import resources_of
from copctl.rendering import letters, translations
from copctl.settings import Settings
from copctl.store.schema import FormLetter, LearningSession, Member
from copctl.store.schema.session import SessionStatus

NAME, TALK = "%NAME%", "%TALK%"


@dataclass(frozen=True)
class Told:
    """What the mails tell of a session, under the names that the templates use."""

    title: str
    code: str
    held_at: datetime
    topics: list[str]
    recording: str
    slides: str
    decided: str
    resources: list[dict[str, str]]
    came: int
    following: dict[str, Any] | None


def told(db: Session, session: LearningSession, *, came: int, now: datetime) -> Told:
    """Gather what is told of this session; `came` is how many people were there, 0 where nobody counted."""
    return Told(
        title=session.title,
        code=session.code,
        held_at=_local(session),
        topics=[entry.topic.label for entry in session.topics],
        recording=session.recording,
        slides=session.slides,
        decided=session.decided,
        resources=[{"title": piece.title, "link": piece.link} for piece in resources_of(db, session)],
        came=came,
        following=_following(db, now),
    )


def _local(session: LearningSession) -> datetime:
    return session.starts_at.astimezone(ZoneInfo(session.timezone))


def _following(db: Session, now: datetime) -> dict[str, Any] | None:
    """The next session that is planned."""
    planned = (
        select(LearningSession)
        .where(LearningSession.status == SessionStatus.PLANNED.value, LearningSession.starts_at > now)
        .order_by(LearningSession.starts_at)
    )
    found = db.execute(planned.limit(1)).scalar_one_or_none()
    return {"title": found.title, "starts": _local(found), "zone": found.timezone} if found else None


class Writing:
    """Letters of one kind after one session: each language, with or without a talk, is written once."""

    def __init__(self, db: Session, settings: Settings, name: str, said: Told) -> None:
        self.db, self.settings, self.name, self.said = db, settings, f"followup/{name}", said
        agreed = charter.current(db)
        self.purpose = agreed.purpose if agreed else ""
        self.written: dict[tuple[str, bool], FormLetter] = {}

    def letter_for(self, member: Member, talk: str = "") -> tuple[FormLetter, Mapping[str, str]]:
        """The letter in the first of a reader's languages that there is, and their words in it."""
        own = self.settings.folder / "templates"
        language = translations.language_for(own, self.name, member.languages or [])
        key = (language, bool(talk))
        if key not in self.written:
            letter = letters.write(
                self.settings,
                self.purpose,
                self.name,
                language,
                {"name": NAME, "talk": TALK if talk else "", "session": self.said},
            )
            self.written[key] = FormLetter(subject=letter.subject, text=letter.text, html=letter.html)
            self.db.add(self.written[key])
        return self.written[key], {TALK: talk} if talk else {}
