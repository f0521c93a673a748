"""Somebody joins: because they said so, or because they answered a survey with yes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import people, standing
from copctl.errors import Refused
from copctl.onboarding.inviting import INVITATION, REMINDER
from copctl.store.schema import Answer, Choice, Member, Message, Question, Response, Survey
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus
from copctl.surveys import definitions

_YES = {"yes", "y", "true", "1", "oui", "ja"}


@dataclass
class Joined:
    """Who joined, how many were members already, who was left out and why, how many are not known.

    `unknown` counts all whom nobody knows; `strangers` names those of them who gave an address or a name.
    """

    joined: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)
    unknown: int = 0
    strangers: list[str] = field(default_factory=list)


def join(
    db: Session,
    member: Member,
    *,
    on: date,
    today: date,
    consents: Iterable[str] = (),
    source: str = "moderator",
) -> None:
    """Make somebody an active member since a day, with the consents they gave.

    Mails that still ask them to join go out of the queue. Refused for who is a member, has no address,
    or joins on a day to come, or before the day on which they were invited or left.
    """
    if on > today:
        raise Refused(f"{on} is still to come.", hint="note it when they have joined")
    if member.status == MemberStatus.ACTIVE:
        raise Refused(f"{member.name} is a member already.", hint=f"copctl member show {member.id}")
    if member.email is None:
        people.refuse_unreachable(member.name, MemberStatus.ACTIVE.value)
    _refuse_backwards(member, on)
    if member.joined_on is None:
        member.joined_on = on
    standing.change(member, MemberStatus.ACTIVE.value, today=on, source=source)
    people.agree(member, consents, today=today)
    asking = select(Message).where(
        Message.member_id == member.id,
        Message.kind.in_((INVITATION, REMINDER)),
        Message.status == MessageStatus.QUEUED,
    )
    for message in db.execute(asking).scalars():
        message.status = MessageStatus.CANCELLED.value
    db.flush()


def _refuse_backwards(member: Member, on: date) -> None:
    """What somebody is since a day cannot have ended before it; a prospect's day says only who noted it."""
    since = member.status_since
    if since is not None and on < since and member.status != MemberStatus.PROSPECT:
        raise Refused(
            f"{member.name} is {member.status} since {since} and cannot have joined before, on {on}.",
            hint=f"--on {since} or later, or copctl member edit {member.id} --joined-on {on} afterwards",
        )


def join_from_survey(
    db: Session,
    slug: str,
    named: str,
    *,
    answer: str | None,
    today: date,
    zone: tzinfo,
    consents: Iterable[str] = (),
) -> Joined:
    """Everybody joins who said yes to a question of a survey; `answer` names the choice that means it.

    NotFound for an unknown survey, question or choice. Refused for an anonymous survey: nobody knows who
    said what. Who has left is left out: they may have said yes before. They join on the day of the answer,
    where it is known; `zone` is the community's.
    """
    survey = definitions.find(db, slug)
    if definitions.is_anonymous(survey):
        raise Refused(
            f"The survey {survey.slug} is anonymous: nobody knows who said yes.",
            hint="copctl member join MEMBER, for those who say so themselves",
        )
    question = _one_question(survey, named)
    wanted = [choice.id for choice in _meant(question, answer)]
    outcome = Joined()
    given = list(consents)
    for member, answered in _said(db, survey, question, wanted, outcome):
        person = {"number": member.id, "name": member.name, "email": member.email}
        if member.status == MemberStatus.ACTIVE:
            outcome.already += 1
            continue
        why = _obstacle(member)
        if why:
            outcome.left_out.append({**person, "why": why})
            continue
        on = _since(member, answered.astimezone(zone).date() if answered else today, today)
        join(db, member, on=on, today=today, consents=given, source=f"survey {survey.slug}")
        outcome.joined.append({**person, "since": on.isoformat()})
    return outcome


def _since(member: Member, answered: date, today: date) -> date:
    """The day since which somebody is a member who said yes on a day: not before they were invited."""
    invited = member.status_since if member.status != MemberStatus.PROSPECT else None
    return min(max(answered, invited or answered), today)


def _one_question(survey: Survey, named: str) -> Question:
    found = definitions.find_question(survey, named)
    if len(found) > 1:
        rows = ", ".join(question.name for question in found)
        raise Refused(f"{named} is {len(found)} questions.", hint=f"name one of them: {rows}")
    return found[0]


def _obstacle(member: Member) -> str:
    if member.status == MemberStatus.LEFT:
        return "has left"
    return "has no address" if member.email is None else ""


def _meant(question: Question, answer: str | None) -> list[Choice]:
    """The choices that mean yes; Refused where none does, with those there are."""
    words = {names.key(answer)} if answer is not None else _YES
    found = [c for c in question.choices if words & {names.key(c.name), names.key(c.label)}]
    if not found:
        offered = ", ".join(_quoted(choice.label or choice.name) for choice in question.choices)
        said = f"no answer {answer!r}" if answer is not None else "no answer that plainly means yes"
        hint = f"--answer with one of: {offered}" if offered else "name a question with choices"
        raise Refused(f"The question {question.name} has {said}.", hint=hint)
    return found


def _quoted(answer: str) -> str:
    """An answer as it is typed: it may have commas and blanks of its own."""
    return f'"{answer}"' if "'" in answer else f"'{answer}'"


def _said(
    db: Session, survey: Survey, question: Question, choices: list[int], outcome: Joined
) -> list[tuple[Member, datetime | None]]:
    """The members who chose one of these, by name, and when they first did; others are counted as unknown."""
    said = (
        select(Response.id, Response.member_id, Response.submitted_at, Response.email, Response.name)
        .join(Answer, Answer.response_id == Response.id)
        .where(
            Answer.survey_id == survey.id,
            Answer.question_id == question.id,
            Answer.choice_id.in_(choices),
            # Who did not send the answers off has not said yes.
            Response.partial.is_(False),
        )
        .distinct()
    )
    first: dict[int, datetime | None] = {}
    for _, number, at, email, name in db.execute(said).tuples():
        if number is None:
            outcome.unknown += 1
            outcome.strangers += [email or name] if email or name else []
        else:
            earlier = first.get(number)
            first[number] = min(earlier, at) if earlier and at else earlier or at
    found = ((db.get(Member, number), at) for number, at in first.items())
    there = [(member, at) for member, at in found if member is not None]
    return sorted(there, key=lambda pair: (pair[0].name_key, pair[0].id))
