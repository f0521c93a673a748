"""Duties: who moderates, who is of the core group, who is champion of an organisation, since when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import organisations
from copctl.errors import NotFound, Refused
from copctl.store.schema import CommunityDuty, Member, Organisation
from copctl.store.schema.member import Duty, MemberStatus


def clean_duty(text: str) -> Duty:
    """A duty by its name; Refused for an unknown one."""
    word = text.strip().lower()
    if word not in list(Duty):
        hint = names.did_you_mean(word, list(Duty), f"choose one of: {', '.join(Duty)}")
        raise Refused(f"There is no duty {text!r}.", hint=hint)
    return Duty(word)


def standing(member: Member) -> list[CommunityDuty]:
    """The duties that somebody has now."""
    return [duty for duty in member.duties if duty.until is None]


def add(
    db: Session,
    member: Member,
    kind: Duty,
    *,
    since: date,
    today: date,
    organisation: str | None = None,
    replace: bool = False,
) -> CommunityDuty:
    """Give somebody a duty.

    A champion stands for an organisation, their own unless another is named, and it has one at a time:
    Refused, unless they `replace` the earlier. Refused too for who has the duty, is not active, or for
    a day to come.
    """
    if since > today:
        raise Refused(f"{since} is still to come.", hint="give the duty when it begins")
    if member.status != MemberStatus.ACTIVE:
        hint = f"copctl member join {member.id}"
        raise Refused(f"{member.name} is {member.status}, and duties are for active members.", hint=hint)
    of = _organisation(db, member, kind, organisation)
    held = [d for d in standing(member) if d.kind == kind and d.organisation_id == (of.id if of else None)]
    if held:
        raise Refused(f"{member.name} is {words(held[0])} already.", hint=f"copctl member show {member.id}")
    if of is not None:
        _make_room(db, of, since, replace)
    made = CommunityDuty(kind=kind.value, organisation=of, since=since)
    member.duties.append(made)
    db.flush()
    return made


def _organisation(db: Session, member: Member, kind: Duty, named: str | None) -> Organisation | None:
    if kind != Duty.CHAMPION:
        if named is not None:
            raise Refused(f"The duty {kind} is for the whole community.", hint="leave --organisation out")
        return None
    if named is not None:
        return organisations.find(db, named)
    if member.organisation is None:
        raise Refused(
            f"It is not known which organisation {member.name} is champion of.", hint="--organisation NAME"
        )
    return member.organisation


def _make_room(db: Session, organisation: Organisation, since: date, replace: bool) -> None:
    held = select(CommunityDuty).where(
        CommunityDuty.kind == Duty.CHAMPION,
        CommunityDuty.organisation_id == organisation.id,
        CommunityDuty.until.is_(None),
    )
    for duty in db.execute(held).scalars():
        if not replace:
            raise Refused(
                f"{organisation.name} has a champion: {duty.member.name}, since {duty.since}.",
                hint=f"--replace ends that, or copctl member duty {duty.member_id} --end champion",
            )
        duty.until = max(since, duty.since)


def end(
    db: Session, member: Member, kind: Duty, *, on: date, today: date, organisation: str | None = None
) -> CommunityDuty:
    """End a duty of somebody on a day; NotFound where they have none, Refused for a day that cannot be."""
    of = organisations.find(db, organisation).id if organisation is not None else None
    held = [d for d in standing(member) if d.kind == kind and of in (None, d.organisation_id)]
    if not held:
        raise NotFound(
            f"{member.name} does not have the duty {kind}.", hint=f"copctl member show {member.id}"
        )
    if len(held) > 1:
        named = ", ".join(d.organisation.name for d in held if d.organisation)
        raise Refused(f"{member.name} is {kind} of several: {named}.", hint="--organisation NAME")
    if not held[0].since <= on <= today:
        raise Refused(
            f"A duty that began on {held[0].since} cannot end on {on}.", hint="give a day since then"
        )
    held[0].until = on
    return held[0]


def words(duty: CommunityDuty) -> str:
    """A duty as people say it: `champion of Nam Heung`, `of the core group`."""
    if duty.organisation is not None:
        return f"{duty.kind} of {duty.organisation.name}"
    return "of the core group" if duty.kind == Duty.CORE else duty.kind
