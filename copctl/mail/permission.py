"""Whether a mail may go to its reader, asked when it is delivered and not when it was queued.

    what is known of the reader               what is held back
    ----------------------------------------  ---------------------------------------------------------
    in the store no more, or has left         everything
    no address, or it is suppressed `all`     everything: it does not work, or they asked for silence
    newsletter consent does not stand         the newsletter, and what asks for items for it
    newsletter consent was withdrawn          the newsletter; invitations and reminders to join
      and they are no member (yet)            all that goes `to_list`: whoever unsubscribed in another tool
                                              and was imported as a prospect meant that
    any address is suppressed `list`          what goes `to_list`: to many at once
      but they answered yes or maybe          not the news that this session was moved or is off

What goes to one person (`to_list` is False: a welcome, a thank-you, a request to speak, what they asked for
themselves) goes after an unsubscription as before. `all` counts for the address that the mail goes to,
`list` for every address of the reader: who unsubscribes with one of them means all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.mail.kinds import JOINING, NEWSLETTERS, SESSION_CHANGES, TESTS
from copctl.store.schema import Consent, Member, MemberAddress, Message, Rsvp, Suppression
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.store.schema.participation import Coming
from copctl.store.suppression import ALL, LIST

_CHUNK = 500
_NO_MEMBERS = {MemberStatus.PROSPECT, MemberStatus.INVITED}
_WHY_NO_MAIL = {
    "unsubscribed": "has unsubscribed from all mail",
    "bounced": "has an address that mail came back from",
    "complained": "has called our mail spam",
    "asked": "has asked for no mail",
}


@dataclass
class _Known:
    """What the store says of some readers, gathered at once."""

    members: dict[int, Member] = field(default_factory=dict)
    suppressed: dict[str, Suppression] = field(default_factory=dict)
    others: dict[int, set[str]] = field(default_factory=dict)
    newsletter: dict[int, bool] = field(default_factory=dict)
    coming: set[tuple[int, int]] = field(default_factory=set)

    def unsubscribed(self, member: Member) -> bool:
        """Whether any address of theirs gets nothing that goes to many."""
        keys = {member.email_key or "", *self.others.get(member.id, ())}
        return any(key in self.suppressed and self.suppressed[key].scope == LIST for key in keys)


def took_back(member: Member) -> str:
    """What is said of somebody who took back the newsletter, where that is why a mail does not go."""
    stands = ", and is no member" if member.status in _NO_MEMBERS else ""
    return f"took back their consent to the newsletter{stands}"


def objection(db: Session, message: Message, member: Member | None) -> str:
    """Why a mail must not go to this reader, in a few words; empty when it may."""
    known = _gathered(db, [message], {member.id: member} if member is not None else {})
    return _judged(message, known)


def objections(db: Session, messages: Iterable[Message]) -> dict[int, str]:
    """Mail number -> why it must not go out, for those that must not; a few questions for 500 mails."""
    found: dict[int, str] = {}
    held = list(messages)
    for start in range(0, len(held), _CHUNK):
        chunk = held[start : start + _CHUNK]
        numbers = {m.member_id for m in chunk if m.member_id is not None}
        people = db.execute(select(Member).where(Member.id.in_(numbers))).scalars()
        found |= objections_of(db, chunk, {member.id: member for member in people})
    return found


def objections_of(db: Session, messages: Sequence[Message], readers: dict[int, Member]) -> dict[int, str]:
    """As `objections`, for at most 500 mails whose readers are at hand, by their numbers."""
    known = _gathered(db, messages, readers)
    return {message.id: why for message in messages if (why := _judged(message, known))}


def _gathered(db: Session, messages: Sequence[Message], members: dict[int, Member]) -> _Known:
    known = _Known(members)
    numbers = sorted(members)
    keys = {member.email_key for member in members.values()} - {None}
    other = select(MemberAddress.member_id, MemberAddress.email_key).where(
        MemberAddress.member_id.in_(numbers)
    )
    for number, key in db.execute(other).tuples():
        known.others.setdefault(number, set()).add(key)
        keys.add(key)
    kept = select(Suppression).where(Suppression.email_key.in_(keys))
    known.suppressed = {row.email_key: row for row in db.execute(kept).scalars()}
    given = select(Consent.member_id, Consent.withdrawn_on).where(
        Consent.member_id.in_(numbers), Consent.purpose == Purpose.NEWSLETTER.value
    )
    known.newsletter = {number: ended is None for number, ended in db.execute(given).tuples()}
    sessions = {m.session_id for m in messages if m.session_id is not None and m.kind in SESSION_CHANGES}
    if sessions:
        said = select(Rsvp.session_id, Rsvp.member_id).where(
            Rsvp.session_id.in_(sessions),
            Rsvp.member_id.in_(numbers),
            Rsvp.answer.in_((Coming.YES.value, Coming.MAYBE.value)),
        )
        known.coming = set(db.execute(said).tuples())
    return known


def _judged(message: Message, known: _Known) -> str:
    member = known.members.get(message.member_id) if message.member_id is not None else None
    if member is None:
        return "" if message.kind in TESTS else "is no member any more"
    return _unreachable(member, known) or _unwanted(message, member, known)


def _unreachable(member: Member, known: _Known) -> str:
    if member.status == MemberStatus.LEFT:
        return "has left"
    if member.email is None:
        return "has no address any more"
    row = known.suppressed.get(member.email_key or "")
    if row is None or row.scope != ALL:
        return ""
    return _WHY_NO_MAIL.get(row.reason, "gets no mail")


def _unwanted(message: Message, member: Member, known: _Known) -> str:
    consents = known.newsletter.get(member.id)
    if message.kind in NEWSLETTERS and not consents:
        return "has not agreed to get the newsletter"
    is_stranger = message.to_list and member.status in _NO_MEMBERS
    if consents is False and (is_stranger or message.kind in JOINING):
        return took_back(member)
    if not message.to_list or not known.unsubscribed(member):
        return ""
    if message.kind in SESSION_CHANGES and (message.session_id, member.id) in known.coming:
        return ""
    return "has unsubscribed"
