"""Inviting people to a session: each once a version, in the words that fit them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community.conditions import filtering
from copctl.errors import NotFound, Refused
from copctl.mail import calendar, permission
from copctl.mail.mime import can_receive
from copctl.sessions import posting, programme, rsvps
from copctl.sessions.audience import Audience, audience_of
from copctl.sessions.differences import differences
from copctl.sessions.invitation import occasion_of
from copctl.sessions.posting import Errand, Sending
from copctl.sessions.told import INVITATION, REMINDER, SPEAKERS_INVITATION, Told, told, waiting
from copctl.store.schema import LearningSession, Member, Message
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.session import SessionStatus

_STATUSES = {
    Audience.MEMBERS: (MemberStatus.ACTIVE,),
    Audience.PROSPECTS: (MemberStatus.PROSPECT, MemberStatus.INVITED),
}

_KINDS = {Audience.SPEAKERS: SPEAKERS_INVITATION}


@dataclass
class Outcome:
    """Who gets a mail, how many had theirs already, and who was left out and why."""

    queued: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)

    def leave_out(self, member: Member, why: str) -> None:
        """Note somebody who gets no mail."""
        self.left_out.append({"number": member.id, "name": member.name, "why": why})


def invite(db: Session, session: LearningSession, sending: Sending, to: str | None = None) -> Outcome:
    """Queue an invitation for those who have none of this version: active members, unless `to` says who.

    Refused for a session that was held, is called off, or has begun.
    """
    refuse_over(session, sending)
    outcome = Outcome()
    before = told(db, session)
    queued = waiting(db, before.values())
    errands = []
    for member in chosen(db, session, to, outcome):
        one = before.get(member.id, Told())
        errand = _errand(member, session, one, queued.get(one.waiting or 0), outcome)
        if errand is not None:
            errands.append(errand)
    post(db, session, errands, sending, outcome)
    return outcome


def everyone(db: Session, session: LearningSession, to: str | None) -> list[Errand]:
    """An invitation for each of those who are meant and have an address, whether they have theirs or not."""
    found = chosen(db, session, to, Outcome())
    return [
        Errand(member, audience, _KINDS.get(audience, INVITATION))
        for member in found
        if member.email is not None and (audience := audience_of(member, session))
    ]


def remind(db: Session, session: LearningSession, sending: Sending) -> Outcome:
    """Queue a reminder for those who were invited and have not answered, or only the old time, once each.

    Refused as `invite`, and when nobody was invited.
    """
    refuse_over(session, sending)
    before = {number: one for number, one in told(db, session).items() if one.sequence is not None}
    if not before:
        raise Refused(
            f"Nobody was invited to session {session.code} yet.",
            hint=f"copctl invitation send {session.code}, then copctl mail deliver",
        )
    said = rsvps.standing(db, session)
    outcome = Outcome()
    errands = []
    for member in members(db, before.keys() - said):
        one, audience = before[member.id], audience_of(member, session)
        if one.reminded:
            outcome.already += 1
        elif one.waiting is not None:
            outcome.leave_out(member, "a mail about it still waits")
        elif audience is not Audience.SPEAKERS:
            errands.append(Errand(member, audience, REMINDER))
    post(db, session, errands, sending, outcome)
    return outcome


def refuse_over(session: LearningSession, sending: Sending) -> None:
    """Raise Refused for a session that nobody can be invited to any more."""
    show = f"copctl session show {session.code}"
    if session.status == SessionStatus.CANCELLED:
        raise Refused(f"Session {session.code} is cancelled.", hint=show)
    if session.status == SessionStatus.HELD:
        raise Refused(f"Session {session.code} was held already.", hint=show)
    if session.starts_at <= sending.now:
        raise Refused(
            f"Session {session.code} has begun already.", hint=f"copctl session edit {session.code} --on ..."
        )


def chosen(db: Session, session: LearningSession, to: str | None, outcome: Outcome) -> list[Member]:
    """Who is meant: an audience by its word, or a query as in `filtering.chosen`.

    Refused when nobody on the programme has agreed to speak.
    """
    word = (to or Audience.MEMBERS).strip().lower()
    if word == Audience.SPEAKERS:
        return _speakers(session, outcome)
    if word in list(Audience):
        wanted = select(Member).where(Member.status.in_(_STATUSES[Audience(word)]))
        return list(db.execute(wanted.order_by(Member.name_key, Member.id)).scalars())
    return _by_query(db, to or "")


def _by_query(db: Session, query: str) -> list[Member]:
    try:
        return filtering.chosen(db, query)
    except NotFound as error:
        if "@" in query or error.hint.startswith("did you mean"):
            raise
        hint = "--to members, prospects or speakers, a member, or a condition such as 'country=KH'"
        raise NotFound(error.message, hint=hint) from error


def words_for(db: Session, session: LearningSession, to: str | None, reader: Member | None) -> Audience:
    """Whose words to use: those of an audience that is named, of the reader, of all whom a query finds.

    Where these are several, the members'. Refused for a query that finds nobody.
    """
    if to is None:
        return audience_of(reader, session) if reader is not None else Audience.MEMBERS
    if to.strip().lower() in list(Audience):
        return Audience(to.strip().lower())
    audiences = {audience_of(member, session) for member in _by_query(db, to)}
    if not audiences:
        raise Refused(f"Nobody fits {names.written(to)!r}.", hint="copctl member list --where 'country=KH'")
    return audiences.pop() if len(audiences) == 1 else Audience.MEMBERS


def _speakers(session: LearningSession, outcome: Outcome) -> list[Member]:
    agreed = []
    for entry in session.speakers:
        if entry.status in programme.AGREED:
            agreed.append(entry.member)
        elif entry.status in programme.SPEAKING:
            outcome.leave_out(entry.member, "has not agreed to speak yet")
    if not agreed and not outcome.left_out:
        raise Refused(
            f"Nobody speaks at session {session.code} yet.",
            hint=f"copctl session edit {session.code} --speaker MEMBER",
        )
    return agreed


def members(db: Session, numbers: Iterable[int]) -> list[Member]:
    """The members with these numbers, by name."""
    wanted = set(numbers)
    # There may be more numbers than a database takes parameters.
    everyone = select(Member) if len(wanted) > 500 else select(Member).where(Member.id.in_(wanted))
    found = db.execute(everyone.order_by(Member.name_key, Member.id)).scalars()
    return [member for member in found if member.id in wanted]


def _errand(
    member: Member, session: LearningSession, one: Told, held: Message | None, outcome: Outcome
) -> Errand | None:
    """The invitation that somebody needs, or None for who has theirs."""
    audience = audience_of(member, session)
    kind = _KINDS.get(audience, INVITATION)
    if kind == SPEAKERS_INVITATION and not one.as_speaker:
        # They may have been invited as everybody is, before they agreed to speak.
        return Errand(member, audience, kind, instead=held)
    if one.sequence is not None or one.waiting is not None:
        outcome.already += 1
    elif _is_lost(one, session):
        why = one.lost[1] if one.lost else ""
        outcome.leave_out(member, f"the mail did not arrive ({why})")
    else:
        return Errand(member, audience, kind)
    return None


def _is_lost(one: Told, session: LearningSession) -> bool:
    """Whether a mail about this very version did not arrive."""
    return one.lost is not None and one.lost[0] == session.calendar_sequence


def is_out_of_date(one: Told, session: LearningSession, sending: Sending) -> bool:
    """Whether the calendar of somebody who was told shows something else than is so now."""
    now = calendar.shown(occasion_of(session, sending.settings, ""))
    if one.shows is None:
        return one.sequence is not None and one.sequence != session.calendar_sequence
    return now.cancelled != one.shows.cancelled or (not now.cancelled and bool(differences(one.shows, now)))


def post(
    db: Session, session: LearningSession, errands: Sequence[Errand], sending: Sending, outcome: Outcome
) -> None:
    """Queue the mails of those who may be written to, and note who may and who may not."""
    withheld = _withheld(db, session, errands)
    going = []
    for errand in errands:
        why = withheld.get(errand.member.id, "")
        if why and errand.instead is None:
            outcome.leave_out(errand.member, why)
        else:
            going.append(errand)
    if going:
        posting.post(db, session, going, sending)
    outcome.queued += posting.people(going)


def _withheld(db: Session, session: LearningSession, errands: Sequence[Errand]) -> dict[int, str]:
    """Member number -> why no mail may go to them, as delivery will see it."""
    # Mails of this moment only, which nobody adds to the store.
    tried = [
        Message(
            id=errand.member.id, kind=errand.kind, member_id=errand.member.id, session_id=session.id,
            to_list=posting.is_to_list(errand),
        )
        for errand in errands
    ]  # fmt: skip
    withheld = permission.objections(db, tried)
    for errand in errands:
        email = errand.member.email
        if email is not None and not can_receive(email):
            withheld.setdefault(errand.member.id, "has an address that mail without SMTPUTF8 cannot reach")
    return {number: why.replace("no address any more", "no address") for number, why in withheld.items()}
