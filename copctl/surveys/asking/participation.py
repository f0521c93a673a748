"""Who was asked and who took part; what anybody said is not looked at here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from copctl.store.schema import Member, Message, Response, Survey, SurveyLink
from copctl.store.schema.message import MessageStatus
from copctl.surveys.definitions import is_anonymous

INVITATION = "survey invitation"
REMINDER = "survey reminder"


@dataclass
class Asked:
    """One person's mails about a survey: the invitation's status, and those of the reminders."""

    invitation: str
    invited_at: datetime
    sent_at: datetime | None
    reminders: list[str] = field(default_factory=list)
    reminded_at: datetime | None = None


@dataclass(frozen=True)
class Status:
    """Who was invited, who answered. `partial` began; `uninvited` answered without being asked."""

    invited: dict[int, Asked]
    answered: set[int]
    partial: set[int]
    waiting: list[dict[str, Any]]

    @property
    def uninvited(self) -> int:
        """How many took part whom nobody invited."""
        return len(self.answered - self.invited.keys())

    @property
    def rate(self) -> float | None:
        """Those of the invited who answered, as a share; None when nobody was invited."""
        return len(self.answered & self.invited.keys()) / len(self.invited) if self.invited else None


def answered(db: Session, survey: Survey) -> set[int]:
    """Numbers of the members who took part: by their whole response, or as an anonymous survey notes it."""
    if is_anonymous(survey):
        noted = select(SurveyLink.member_id).where(
            SurveyLink.survey_id == survey.id, SurveyLink.answered.is_(True)
        )
        return set(db.execute(noted).scalars())
    return _responded(db, survey, partial=False)


def began(db: Session, survey: Survey) -> set[int]:
    """Numbers of the members who began and did not finish; nobody is known to in an anonymous survey."""
    return set() if is_anonymous(survey) else _responded(db, survey, partial=True) - answered(db, survey)


def _responded(db: Session, survey: Survey, *, partial: bool) -> set[int]:
    given = select(Response.member_id).where(
        Response.survey_id == survey.id, Response.member_id.is_not(None), Response.partial.is_(partial)
    )
    return {int(number) for number in db.execute(given).scalars() if number is not None}


def asked(db: Session, survey: Survey) -> dict[int, Asked]:
    """Member number -> their mails. Whose invitation was cancelled was not asked."""
    mails = (
        select(Message.member_id, Message.kind, Message.status, Message.queued_at, Message.sent_at)
        .where(
            Message.survey_id == survey.id,
            Message.member_id.is_not(None),
            Message.status != MessageStatus.CANCELLED,
        )
        .order_by(Message.id)
    )
    rows = list(db.execute(mails).tuples())
    found = {
        int(number or 0): Asked(status, queued_at, sent_at)
        for number, kind, status, queued_at, sent_at in rows
        if kind == INVITATION
    }
    for number, kind, status, queued_at, _ in rows:
        if kind == REMINDER and number in found:
            found[number].reminders.append(status)
            found[number].reminded_at = queued_at
    return found


def status(db: Session, survey: Survey) -> Status:
    """How far a survey has come, by person and never by answer."""
    invited, done, begun = asked(db, survey), answered(db, survey), began(db, survey)
    people = _people(db, [number for number in invited if number not in done])
    waiting = [
        {
            "number": member.id,
            "name": member.name,
            "organisation": member.organisation.name if member.organisation else None,
            "invitation": invited[member.id].invitation,
            "reminders": len(invited[member.id].reminders),
            "began": member.id in begun,
        }
        for member in people
    ]
    return Status(invited, done, begun, waiting)


def _people(db: Session, numbers: Iterable[int]) -> list[Member]:
    wanted = set(numbers)
    everyone = db.execute(select(Member).options(joinedload(Member.organisation))).scalars()
    return sorted((m for m in everyone if m.id in wanted), key=lambda m: (m.name_key, m.id))
