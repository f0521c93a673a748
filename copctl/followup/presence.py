"""Who was invited to a session, who said that they would come, who came, who was missed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.sessions.programme import SPOKE
from copctl.sessions.told import INVITING
from copctl.store.schema import Attendance, LearningSession, Message, Rsvp
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.participation import Coming

_REACHED = (MessageStatus.SENT.value, MessageStatus.UNKNOWN.value, MessageStatus.SENDING.value)


@dataclass(frozen=True)
class Presence:
    """Numbers of members, by what is known of them and one session.

    `invited` were reached by an invitation; `registered` said yes or maybe and did not take it back;
    `nameless` counts people who came and of whom only that is left (they were erased).
    """

    invited: frozenset[int] = frozenset()
    registered: frozenset[int] = frozenset()
    attended: frozenset[int] = frozenset()
    speakers: frozenset[int] = frozenset()
    nameless: int = 0
    declined: frozenset[int] = field(default_factory=frozenset)

    @property
    def is_known(self) -> bool:
        """Whether anybody noted who came."""
        return bool(self.attended) or self.nameless > 0

    @property
    def came(self) -> int:
        """How many people were there."""
        return len(self.attended) + self.nameless

    @property
    def listeners(self) -> int:
        """How many people were there beside the speakers."""
        return len(self.attended - self.speakers) + self.nameless

    @property
    def absent(self) -> frozenset[int]:
        """Who said that they would come, and did not; nobody while it is not known who came."""
        return (self.registered - self.attended - self.speakers) if self.is_known else frozenset()

    @property
    def unannounced(self) -> frozenset[int]:
        """Who came without a word before; speakers were announced by the programme."""
        return self.attended - self.registered - self.speakers

    @property
    def missed(self) -> frozenset[int]:
        """Who was invited or registered, did not say no, and was not there."""
        if not self.is_known:
            return frozenset()
        return (self.invited | self.registered) - self.attended - self.speakers - self.declined


def presence(db: Session, session: LearningSession) -> Presence:
    """What the store knows of who was asked, who answered and who came."""
    answers = dict(
        db.execute(select(Rsvp.member_id, Rsvp.answer).where(Rsvp.session_id == session.id)).tuples().all()
    )
    came = list(db.execute(select(Attendance.member_id).where(Attendance.session_id == session.id)).scalars())
    invited = select(Message.member_id).where(
        Message.session_id == session.id,
        Message.kind.in_(INVITING),
        Message.status.in_(_REACHED),
        Message.member_id.is_not(None),
    )
    return Presence(
        invited=frozenset(int(number or 0) for number in db.execute(invited).scalars()),
        registered=frozenset(number for number, said in answers.items() if said != Coming.NO),
        declined=frozenset(number for number, said in answers.items() if said == Coming.NO),
        attended=frozenset(number for number in came if number is not None),
        nameless=sum(number is None for number in came),
        speakers=frozenset(entry.member_id for entry in session.speakers if entry.status in SPOKE),
    )
