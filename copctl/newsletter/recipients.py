"""Who gets an issue: active members who agreed to, and what they had of it before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community.conditions import filtering
from copctl.mail import permission
from copctl.mail.kinds import NEWSLETTER
from copctl.mail.mime import can_receive
from copctl.store.schema import Edition, Member, Message
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus

# It may have arrived.
_OUT = frozenset({MessageStatus.SENT, MessageStatus.SENDING, MessageStatus.UNKNOWN})
_LOST = frozenset({MessageStatus.FAILED, MessageStatus.BOUNCED})


@dataclass
class Had:
    """What a reader had of an issue: the number of the newest edition that may have arrived, and its rest.

    `waiting` is the number of the mail that is queued, `lost` the newest edition that did not arrive,
    `held` the mail of the newest edition that was taken back or held back; 0 for none.
    """

    out: int = 0
    waiting: int = 0
    lost: int = 0
    held: int = 0

    @property
    def is_served(self) -> bool:
        """Whether they have an edition, or one waits for them."""
        return bool(self.out or self.waiting)


def had(db: Session, editions: Sequence[Edition]) -> dict[int, Had]:
    """Member number -> what they had, for all to whom a mail with one of these editions was ever queued."""
    numbers = {edition.id: edition.number for edition in editions}
    mails = (
        select(Message.id, Message.member_id, Message.status, Message.edition_id)
        .where(
            Message.edition_id.in_(numbers), Message.kind == NEWSLETTER, Message.member_id.is_not(None)
        )
        .order_by(Message.edition_id, Message.id)
    )  # fmt: skip
    found: dict[int, Had] = {}
    for number, member, status, edition in db.execute(mails).tuples():
        one = found.setdefault(int(member or 0), Had())
        if status in _OUT:
            one.out = numbers[edition or 0]
        elif status == MessageStatus.QUEUED:
            one.waiting = number
        elif status in _LOST:
            one.lost = numbers[edition or 0]
        else:
            one.held = number
    return found


def chosen(db: Session, to: str | None) -> list[Member]:
    """Who is meant: active members, or those of a condition, or one by name; raises as `filtering.chosen`."""
    if to is not None:
        return filtering.chosen(db, to)
    active = select(Member).where(Member.status == MemberStatus.ACTIVE.value)
    return list(db.execute(active.order_by(Member.name_key, Member.id)).scalars())


def numbered(db: Session, numbers: Iterable[int]) -> list[Member]:
    """The members with these numbers, by name."""
    wanted = set(numbers)
    # There may be more numbers than a database takes parameters.
    everyone = select(Member) if len(wanted) > 500 else select(Member).where(Member.id.in_(wanted))
    found = db.execute(everyone.order_by(Member.name_key, Member.id)).scalars()
    return [member for member in found if member.id in wanted]


def objections(db: Session, members: Iterable[Member]) -> dict[int, str]:
    """Member number -> why they do not get the newsletter, for those who do not, as delivery will see it."""
    held = list(members)
    found = {
        m.id: f"is {m.status}, and only active members get it"
        for m in held
        if m.status != MemberStatus.ACTIVE
    }
    # Mails of this moment only, which nobody adds to the store.
    tried = [Message(id=m.id, kind=NEWSLETTER, member_id=m.id, to_list=True) for m in held]
    for number, why in permission.objections(db, tried).items():
        found.setdefault(number, why.replace("no address any more", "no address"))
    for member in held:
        if member.email is not None and not can_receive(member.email):
            found.setdefault(member.id, "has an address that mail without SMTPUTF8 cannot reach")
    return found
