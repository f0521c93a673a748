"""A session that moves or is called off carries through to those who were told of it, once a version.

Everybody who was told hears of it, whatever they answered (RFC 5546, sections 3.2.2 and 3.2.5, name all
attendees): a no was to the old time, and declined entries stay in calendars. Nobody else does. What still
waits says what is so now, instead of a second mail.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from copctl.mail import outbox
from copctl.mail.calendar import shown
from copctl.sessions import inviting, planning
from copctl.sessions.audience import Audience, audience_of
from copctl.sessions.invitation import occasion_of
from copctl.sessions.inviting import Outcome
from copctl.sessions.planning import Revision
from copctl.sessions.posting import Errand, Sending
from copctl.sessions.told import (
    CANCELLATION,
    INVITATION,
    INVITING,
    SPEAKERS_INVITATION,
    UPDATE,
    Told,
    told,
    waiting,
)
from copctl.store.schema import LearningSession, Member, Message
from copctl.store.schema.session import SessionStatus


@dataclass
class Carried(Outcome):
    """What followed a change: besides an `Outcome`, whose waiting mails were rewritten or taken back.

    `untold` counts those who were told of the session and not of the change.
    """

    rewritten: list[dict[str, Any]] = field(default_factory=list)
    withdrawn: int = 0
    untold: int = 0


def edit(
    db: Session,
    session: LearningSession,
    changes: Revision,
    sending: Sending,
    *,
    today: date,
    tell: bool = True,
) -> Carried:
    """Change a session as `planning.edit` does, and queue what those who were told must know of it."""
    before = session.calendar_sequence
    planning.edit(db, session, changes, today=today)
    if session.calendar_sequence == before:
        return Carried()
    return carry(db, session, sending, tell=tell)


def cancel(
    db: Session, session: LearningSession, sending: Sending, *, today: date, tell: bool = True
) -> Carried:
    """Call a session off as `planning.cancel` does, and queue the cancellation for those who were told."""
    planning.cancel(db, session, today=today)
    return carry(db, session, sending, tell=tell)


def send(db: Session, session: LearningSession, sending: Sending, to: str | None = None) -> Carried:
    """Invite as `inviting.invite` does, after an update for those whose calendar is wrong by now.

    For a session that is called off, only the cancellation for those who do not know yet. Refused as
    `inviting.invite`.
    """
    if session.status == SessionStatus.CANCELLED:
        carried = carry(db, session, sending)
        if not (carried.queued or carried.rewritten):
            inviting.refuse_over(session, sending)
        return carried
    inviting.refuse_over(session, sending)
    only = {m.id for m in inviting.chosen(db, session, to, Outcome())} if to is not None else None
    carried = carry(db, session, sending, only=only)
    db.flush()
    invited = inviting.invite(db, session, sending, to)
    fresh = {person["number"] for person in (*carried.queued, *carried.rewritten)}
    carried.queued += invited.queued
    carried.left_out += [one for one in invited.left_out if one not in carried.left_out]
    carried.already = max(0, invited.already - len(fresh))
    return carried


def carry(
    db: Session,
    session: LearningSession,
    sending: Sending,
    *,
    tell: bool = True,
    only: Collection[int] | None = None,
) -> Carried:
    """Bring what waits up to date, and queue an update or a cancellation for whose calendar is wrong.

    What was held or has begun is history: nobody is told of its corrections. `only` names members by number.
    """
    carried = Carried()
    if session.status == SessionStatus.HELD or session.starts_at <= sending.now:
        return carried
    before = told(db, session)
    queued = waiting(db, before.values())
    errands = []
    for member in inviting.members(db, before if only is None else before.keys() & set(only)):
        one = before[member.id]
        errand = _errand(member, session, one, queued, sending)
        held = queued.get(one.waiting or 0)
        if errand is None or not (tell or errand.kind in INVITING):
            carried.untold += errand is not None
            _withdraw(held, session, carried)
        elif held is None or held.calendar_sequence != session.calendar_sequence:
            errands.append(errand)
    inviting.post(db, session, errands, sending, carried)
    return _sorted(carried, errands)


def _errand(
    member: Member, session: LearningSession, one: Told, queued: Mapping[int, Message], sending: Sending
) -> Errand | None:
    """The mail that somebody needs now, or None where their calendar is right or they know of nothing."""
    audience, held = audience_of(member, session), queued.get(one.waiting or 0)
    if one.sequence is not None:
        if not inviting.is_out_of_date(one, session, sending):
            return None
        kind = CANCELLATION if session.status == SessionStatus.CANCELLED else UPDATE
        return Errand(member, audience, kind, seen=one.shows, instead=held)
    if session.status == SessionStatus.CANCELLED:
        knows = one.asked_for is not None or one.is_pending
        return Errand(member, Audience.SPEAKERS, CANCELLATION, instead=held) if knows else None
    if held is not None and held.kind in INVITING:
        kind = SPEAKERS_INVITATION if audience is Audience.SPEAKERS else INVITATION
        return Errand(member, audience, kind, instead=held)
    return _speakers_update(member, session, one, held, sending)


def _speakers_update(
    member: Member, session: LearningSession, one: Told, held: Message | None, sending: Sending
) -> Errand | None:
    """What somebody must know who agreed to speak at an hour, and has nothing in their calendar from us."""
    if one.asked_for is None or one.asked_for == session.starts_at:
        return None
    now = shown(occasion_of(session, sending.settings, ""))
    seen = replace(now, starts_at=one.asked_for)
    return Errand(member, Audience.SPEAKERS, UPDATE, seen=seen, instead=held)


def _withdraw(held: Message | None, session: LearningSession, carried: Carried) -> None:
    """Take back a mail that waits and is not true any more."""
    if held is not None and held.calendar_sequence != session.calendar_sequence:
        outbox.cancel(held)
        carried.withdrawn += 1


def _sorted(carried: Carried, errands: list[Errand]) -> Carried:
    """Part those who had a mail waiting from those who get a new one."""
    again = {errand.member.id for errand in errands if errand.instead is not None}
    carried.rewritten = [person for person in carried.queued if person["number"] in again]
    carried.queued = [person for person in carried.queued if person["number"] not in again]
    return carried
