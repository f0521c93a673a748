"""What hangs on two entries of one person, and what becomes of what both have.

Every column of the store that names a member stands in `PARTS`, or in `removal.SIGNED_OUT`; a test compares
them with the schema.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.store.base import Base
from copctl.store.schema import (
    Absence,
    Attendance,
    CommunityDuty,
    Consent,
    Contribution,
    Endorsement,
    Evidence,
    EvidenceTopic,
    Expertise,
    Member,
    MemberAddress,
    Message,
    NameMatch,
    Offer,
    ReceivedMail,
    Response,
    Rsvp,
    SessionSpeaker,
    SpeakerStep,
    StatusChange,
    SurveyLink,
)
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.session import SpeakerStatus

Values: TypeAlias = dict[str, Any]
_FURTHER = (
    SpeakerStatus.WITHDREW, SpeakerStatus.DECLINED, SpeakerStatus.PROPOSED, SpeakerStatus.ASKED,
    SpeakerStatus.ACCEPTED, SpeakerStatus.CONFIRMED,
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """A table that names a member in a column; `label` is what its rows are called.

    Two rows with the same `same_as` are one: `settled` says what the row that stays holds then. Without
    `same_as` every row goes over as it is.
    """

    label: str
    model: type[Base]
    column: str = "member_id"
    same_as: Callable[[Any], Hashable] | None = None
    settled: Callable[[Session, Any, Any], Values] = lambda _db, _mine, _theirs: {}

    @property
    def place(self) -> tuple[str, str]:
        """Its table and column."""
        return self.model.__tablename__, self.column

    def rows(self, db: Session, number: int) -> list[Any]:
        """The rows that name this member."""
        column = getattr(self.model, self.column)
        return list(db.execute(select(self.model).where(column == number).order_by(self.model.id)).scalars())


def hand_over(db: Session, part: Part, kept: int, other: int) -> None:
    """Give the rows of one member to another; what both have becomes one row."""
    theirs = part.rows(db, other)
    if not theirs:
        return
    mine = {part.same_as(row): row for row in part.rows(db, kept)} if part.same_as else {}
    settled, moving = [], []
    for row in theirs:
        twin = mine.get(part.same_as(row)) if part.same_as else None
        if twin is None:
            moving.append(row)
            if part.same_as:
                mine[part.same_as(row)] = row
        else:
            settled.append((twin, part.settled(db, twin, row)))
            db.delete(row)
    # What was another's must be gone before it is written here: some of it is unique.
    db.flush()
    for twin, values in settled:
        _set(twin, values)
    for row in moving:
        setattr(row, part.column, kept)
    db.flush()


def _set(row: Any, values: Mapping[str, Any]) -> None:
    for column, value in values.items():
        if getattr(row, column) != value:
            setattr(row, column, value)


# What becomes of two rows that are one -----------------------------------------------------------


def _duty(row: CommunityDuty) -> Hashable:
    standing = (row.kind, row.organisation_id)
    return standing if row.until is None else (*standing, row.since, row.until)


def _one_duty(_db: Session, mine: CommunityDuty, theirs: CommunityDuty) -> Values:
    return {"since": min(mine.since, theirs.since)}


def _one_absence(_db: Session, mine: Absence, theirs: Absence) -> Values:
    return {"note": mine.note or theirs.note}


def _one_consent(_db: Session, mine: Consent, theirs: Consent) -> Values:
    """A consent that either took back stays so; else it stands since it was first given."""
    gone = [row for row in (mine, theirs) if row.withdrawn_on is not None]
    if gone:
        last = max(gone, key=lambda row: row.withdrawn_on or row.given_on)
        return {"given_on": last.given_on, "withdrawn_on": last.withdrawn_on, "source": last.source}
    first = min((mine, theirs), key=lambda row: row.given_on)
    return {"given_on": first.given_on, "source": first.source}


def _one_claim(_db: Session, mine: Expertise, theirs: Expertise) -> Values:
    """The higher level, with who said so; the day is the newest on which anybody did."""
    high = theirs if theirs.level > mine.level else mine
    days = [row.claimed_on for row in (mine, theirs) if row.claimed_on]
    return {"level": high.level, "said_by": high.said_by, "claimed_on": max(days, default=None)}


def _one_endorsement(_db: Session, mine: Endorsement, theirs: Endorsement) -> Values:
    """The newer word, with whatever the older one adds to it."""
    new, old = (theirs, mine) if theirs.given_on > mine.given_on else (mine, theirs)
    return {
        "given_on": new.given_on,
        "level": new.level if new.level is not None else old.level,
        "note": new.note or old.note,
    }


def _one_piece(db: Session, mine: Evidence, theirs: Evidence) -> Values:
    """One piece of evidence, about all the topics that either was about."""
    known = {about.topic_id for about in mine.topics}
    for about in theirs.topics:
        if about.topic_id not in known:
            db.add(EvidenceTopic(evidence_id=mine.id, topic_id=about.topic_id))
    return {"text": mine.text or theirs.text, "source": mine.source or theirs.source}


def _one_talk(db: Session, mine: SessionSpeaker, theirs: SessionSpeaker) -> Values:
    """What was said last; of one day, what goes further. Every step of both is kept."""
    known = {(step.status, step.noted_on) for step in mine.steps}
    for step in theirs.steps:
        if (step.status, step.noted_on) not in known:
            db.add(SpeakerStep(speaker_id=mine.id, status=step.status, noted_on=step.noted_on))
    last = max(mine, theirs, key=lambda row: (row.since, _FURTHER.index(SpeakerStatus(row.status))))
    return {"status": last.status, "since": last.since, "talk": mine.talk or theirs.talk}


def _one_answer(_db: Session, mine: Rsvp, theirs: Rsvp) -> Values:
    """What was said last."""
    last = theirs if theirs.said_at > mine.said_at else mine
    said = ("answer", "said_at", "source", "comment", "sequence", "stamp")
    return {column: getattr(last, column) for column in said}


def _one_presence(_db: Session, mine: Attendance, theirs: Attendance) -> Values:
    """One stay: minutes add up where the two followed each other, else the longer one counts."""
    counted = [row.minutes for row in (mine, theirs) if row.minutes is not None]
    seen = [row.first_seen for row in (mine, theirs) if row.first_seen]
    left = [row.last_seen for row in (mine, theirs) if row.last_seen]
    followed = len(seen) == len(left) == 2 and max(seen) >= min(left)
    minutes = (sum(counted) if followed else max(counted)) if counted else None
    return {
        "minutes": minutes,
        "first_seen": min(seen, default=None),
        "last_seen": max(left, default=None),
        "name": mine.name or theirs.name,
    }


def _one_link(db: Session, mine: SurveyLink, theirs: SurveyLink) -> Values:
    """A's link, unless only B's went out; mails that wait get theirs when they are delivered."""
    own, another = (_went_out(db, link) for link in (mine, theirs))
    code = theirs.code_hash if mine.code_hash is None or (another and not own) else mine.code_hash
    invited = [day for day in (mine.invited_on, theirs.invited_on) if day]
    reminded = [day for day in (mine.reminded_on, theirs.reminded_on) if day]
    return {
        "code_hash": code,
        "invited_on": min(invited, default=None),
        "reminded_on": max(reminded, default=None),
    }


def _went_out(db: Session, link: SurveyLink) -> bool:
    sent = select(Message.id).where(
        Message.member_id == link.member_id,
        Message.survey_id == link.survey_id,
        Message.status == MessageStatus.SENT.value,
    )
    return db.execute(sent.limit(1)).first() is not None


# Responses, links' participation and mails have rules of their own in `merging`, before these.
PARTS = (
    Part("other addresses", MemberAddress, same_as=lambda row: row.email_key),
    Part("steps", StatusChange, same_as=lambda row: (row.status_before, row.status, row.changed_on)),
    Part("duties", CommunityDuty, same_as=_duty, settled=_one_duty),
    Part("absences", Absence, same_as=lambda row: (row.first_day, row.last_day), settled=_one_absence),
    Part("consents", Consent, same_as=lambda row: row.purpose, settled=_one_consent),
    Part("topics", Expertise, same_as=lambda row: row.topic_id, settled=_one_claim),
    Part("endorsements", Endorsement, same_as=lambda row: (row.topic_id, row.by_id, row.voice),
         settled=_one_endorsement),
    Part("endorsements given", Endorsement, "by_id", same_as=lambda row: (row.topic_id, row.member_id),
         settled=_one_endorsement),
    Part("evidence", Evidence, same_as=lambda row: (row.kind, names.key(row.title), row.dated),
         settled=_one_piece),
    Part("talks", SessionSpeaker, same_as=lambda row: row.session_id, settled=_one_talk),
    Part("answers to invitations", Rsvp, same_as=lambda row: row.session_id, settled=_one_answer),
    Part("sessions attended", Attendance, same_as=lambda row: row.session_id, settled=_one_presence),
    Part("contributions", Contribution),
    Part("sent in", Offer),
    # Which of two links went out is seen by the mails, which are each one's own until then.
    Part("survey links", SurveyLink, same_as=lambda row: row.survey_id, settled=_one_link),
    Part("mails", Message),
    Part("mails received", ReceivedMail),
    Part("names recognised", NameMatch),
    Part("responses", Response),
    Part("people referred", Member, "referred_by_id"),
)  # fmt: skip
# As the duty of a member above, but of whom an organisation has one.
DUTIES_OF_ORGANISATION = Part(
    "duties",
    CommunityDuty,
    "organisation_id",
    same_as=lambda row: (row.kind, row.member_id, row.until and (row.since, row.until)),
    settled=_one_duty,
)
