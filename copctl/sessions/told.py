"""Who was told what of a session: the mails about it that went out, wait, or did not arrive."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.mail.calendar import Shown, shown_by
from copctl.mail.kinds import SESSION_CANCELLATION, SESSION_UPDATE
from copctl.sessions import programme
from copctl.sessions.outdated import Version, When
from copctl.sessions.speaking import CONFIRMATION, REQUEST, TOLD_START
from copctl.store.schema import FormLetter, LearningSession, Message
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.session import SpeakerStatus

INVITATION, SPEAKERS_INVITATION = "session invitation", "speaker invitation"
UPDATE, CANCELLATION = SESSION_UPDATE, SESSION_CANCELLATION
REMINDER = "session reminder"
INVITING = frozenset({INVITATION, SPEAKERS_INVITATION})
KINDS = frozenset({*INVITING, UPDATE, CANCELLATION, REMINDER})
# It may have arrived, so its reader's calendar may show it.
_OUT = frozenset({MessageStatus.SENT, MessageStatus.SENDING, MessageStatus.UNKNOWN})
_LOST = frozenset({MessageStatus.FAILED, MessageStatus.BOUNCED, MessageStatus.SUPPRESSED})


@dataclass
class Told:
    """What one person was told: the last version that went out (`sequence`, and what it `shows`).

    `waiting` is the number of the mail that is queued and `waiting_kind` its kind. `lost` is the newest
    version that did not arrive, and why. `asked_for` is the start that a speaker agreed to by another mail,
    which gave their calendar nothing; `is_pending` says that such a mail asked somebody who has not answered.
    """

    sequence: int | None = None
    shows: Shown | None = None
    waiting: int | None = None
    waiting_kind: str = ""
    waiting_sequence: int | None = None
    lost: tuple[int, str] | None = None
    as_speaker: bool = False
    reminded: bool = False
    asked_for: datetime | None = None
    is_pending: bool = False


def told(db: Session, session: LearningSession) -> dict[int, Told]:
    """Member number -> what they were told, for all to whom a mail about it was queued and not taken back."""
    mails = (
        select(
            Message.id, Message.member_id, Message.kind, Message.status, Message.calendar_sequence,
            Message.letter_id,
        )
        .where(
            Message.session_id == session.id,
            Message.kind.in_(KINDS),
            Message.member_id.is_not(None),
            Message.status != MessageStatus.CANCELLED,
        )
        .order_by(Message.id)
    )  # fmt: skip
    found: dict[int, Told] = {}
    shows = _Shows(db)
    for number, member, kind, status, version, letter in db.execute(mails).tuples():
        one = found.setdefault(int(member or 0), Told())
        version = version or 0
        if status == MessageStatus.QUEUED:
            one.waiting, one.waiting_kind, one.waiting_sequence = number, kind, version
        elif status in _LOST:
            one.lost = (version, status)
            continue
        elif status in _OUT and version >= (one.sequence or 0):
            one.sequence, one.shows = version, shows.by(letter)
        one.as_speaker |= kind == SPEAKERS_INVITATION
        one.reminded |= kind == REMINDER
    for member, starts in _named_to(db, session, programme.AGREED).items():
        found.setdefault(member, Told()).asked_for = starts
    for member in _named_to(db, session, {SpeakerStatus.ASKED}):
        found.setdefault(member, Told()).is_pending = True
    return found


def _named_to(db: Session, session: LearningSession, statuses: Collection[str]) -> dict[int, datetime]:
    """Member number -> the start that the last mail about their part named, for speakers who stand so."""
    speakers = {entry.member_id for entry in session.speakers if entry.status in statuses}
    mails = (
        select(Message.member_id, Message.words)
        .where(
            Message.session_id == session.id,
            Message.kind.in_((REQUEST, CONFIRMATION)),
            Message.member_id.in_(speakers),
            Message.status.in_(_OUT),
        )
        .order_by(Message.id)
    )
    starts = {int(member or 0): (words or {}).get(TOLD_START) for member, words in db.execute(mails).tuples()}
    return {member: datetime.fromisoformat(start) for member, start in starts.items() if start}


def newest_version(db: Session, session: LearningSession, member_id: int) -> int | None:
    """The newest version of a session that a mail told somebody of which may have arrived; None for none."""
    versions = select(func.max(Message.calendar_sequence)).where(
        Message.session_id == session.id,
        Message.member_id == member_id,
        Message.kind.in_(KINDS),
        Message.status.in_(_OUT),
    )
    return db.execute(versions).scalar()


def versions(db: Session, session: LearningSession, member_id: int | None = None) -> dict[int, list[Version]]:
    """Member number -> the versions that they were told of by mails that may have arrived, in their order.

    Of one member where a number is given.
    """
    mails = (
        select(
            Message.member_id,
            Message.calendar_sequence,
            Message.sent_at,
            Message.queued_at,
            Message.letter_id,
        )
        .where(
            Message.session_id == session.id,
            Message.kind.in_(KINDS),
            Message.member_id.is_not(None),
            Message.status.in_(_OUT),
        )
        .order_by(Message.calendar_sequence, Message.id)
    )
    if member_id is not None:
        mails = mails.where(Message.member_id == member_id)
    found: dict[int, list[Version]] = {}
    shows = _Shows(db)
    for member, version, sent_at, queued_at, letter in db.execute(mails).tuples():
        seen = shows.by(letter)
        if seen is not None:
            when = When(seen.starts_at, seen.minutes, seen.cancelled)
            found.setdefault(int(member or 0), []).append(Version(version or 0, sent_at or queued_at, when))
    return found


def waiting(db: Session, people: Iterable[Told]) -> dict[int, Message]:
    """Number -> the mail that waits, held against a delivery that would take it meanwhile."""
    wanted = {one.waiting for one in people if one.waiting is not None}
    queued = select(Message).where(Message.status == MessageStatus.QUEUED, Message.kind.in_(KINDS))
    held = db.execute(queued.with_for_update()).scalars() if wanted else ()
    return {message.id: message for message in held if message.id in wanted}


class _Shows:
    """What a calendar shows that was given a letter, read once a letter."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.read: dict[int | None, Shown | None] = {}
        self.parsed: dict[str, Shown] = {}

    def by(self, letter: int | None) -> Shown | None:
        if letter not in self.read:
            held = self.db.get(FormLetter, letter) if letter is not None else None
            text = held.calendar if held is not None else ""
            if text and text not in self.parsed:
                self.parsed[text] = shown_by(text)
            self.read[letter] = self.parsed.get(text)
        return self.read[letter]
