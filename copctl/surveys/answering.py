"""Answering a survey: what a member said before, and taking down what they say, for them or by themselves."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import Refused
from copctl.store.schema import Answer, Choice, Member, Question, Response, Survey, SurveyLink
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys import definitions, nameless, replies
from copctl.surveys.asking import links
from copctl.surveys.kinds import choice_names
from copctl.surveys.questionnaire import Item, Option
from copctl.surveys.replies import Said

# How a response came to its member: the moderator named them, or they came by their personal link, or
# signed in by their address.
BY_MODERATOR, BY_LINK, BY_ADDRESS = "name", "code", "email"


@dataclass(frozen=True)
class Recorded:
    """What was taken down: how many questions are answered, and whether earlier answers were replaced."""

    answered: int
    replaced: bool


def refuse_not_open(survey: Survey) -> None:
    """Raise Refused for a survey that takes no answers now."""
    if survey.status == SurveyStatus.DRAFT:
        raise Refused(f"The survey {survey.slug} is still a draft.", hint=f"copctl survey open {survey.slug}")
    if survey.status == SurveyStatus.CLOSED:
        raise Refused(
            f"The survey {survey.slug} is closed since {survey.closed_on}.",
            hint=f"copctl survey open {survey.slug} opens it again",
        )


def refuse_second(db: Session, survey: Survey, member: Member) -> None:
    """Raise Refused for who took part in an anonymous survey: nobody knows which answers are theirs."""
    if not definitions.is_anonymous(survey):
        return
    mine = select(SurveyLink.answered).where(
        SurveyLink.survey_id == survey.id, SurveyLink.member_id == member.id
    )
    if db.execute(mine).scalar():
        raise Refused(
            f"{member.name} has answered {survey.slug}, which is anonymous: their answers cannot be found.",
            hint=f"copctl survey show {survey.slug}",
        )


def asked(survey: Survey, said: Mapping[str, Any]) -> list[tuple[Item, list[Option]]]:
    """The questions that a member is asked, with what can be chosen; `said` is what they said before.

    What others wrote in is not offered, what this member wrote in is.
    """
    items = [replies.as_asked(definitions.item_of(question)) for question in survey.questions]
    known = replies.asks_who(items)
    return [
        (item, _offered(definitions.options_of(question), said.get(item.name)))
        for item, question in zip(items, survey.questions, strict=True)
        # Who answers is known, and an anonymous survey is not to know it.
        if item.name not in known
    ]


def _offered(options: Sequence[Option], said: Any) -> list[Option]:
    mine = said if isinstance(said, list) else [said]
    return [option for option in options if not option.written_in or option.name in mine]


def before(db: Session, survey: Survey, member: Member) -> dict[str, Any]:
    """What a member said before, by question, as replies; nothing for an anonymous survey."""
    response = _response(db, survey, member)
    if response is None:
        return {}
    said: dict[str, list[Answer]] = {}
    names_of = {question.id: question for question in survey.questions}
    held = select(Answer).where(Answer.response_id == response.id).order_by(Answer.rank, Answer.place)
    for answer in db.execute(held).scalars():
        if answer.instance in (None, 1):
            said.setdefault(names_of[answer.question_id].name, []).append(answer)
    return {q.name: _reply(q, said[q.name]) for q in survey.questions if q.name in said}


def _reply(question: Question, answers: Sequence[Answer]) -> Any:
    choice_of = {choice.id: choice.name for choice in question.choices}
    if definitions.item_of(question).chooses:
        chosen = [choice_of[a.choice_id] for a in answers if a.choice_id is not None]
        return chosen if question.type != "select_one" else next(iter(chosen), None)
    first = answers[0]
    return first.number if first.number is not None else first.text


def record(
    db: Session,
    survey: Survey,
    member: Member,
    said: Mapping[str, Any],
    *,
    now: datetime,
    by: str = BY_MODERATOR,
) -> Recorded:
    """Take down what a member says; a second time replaces the first. `by` says how they are known.

    `said` has a reply for each question by its name (see `replies`). Refused for a survey that is not
    open, a reply that will not do, and a required question without one. A survey that is anonymous
    keeps nothing that leads from the response to the member, and notes only that they took part.
    """
    # Two that come at once for one member would both be the first.
    definitions.claim(db, survey)
    refuse_not_open(survey)
    refuse_second(db, survey, member)
    anonymous = definitions.is_anonymous(survey)
    items = [replies.as_asked(definitions.item_of(question)) for question in survey.questions]
    replies.refuse_unknown(items, said)
    who = replies.asks_who(items)
    understood = {
        item.name: replies.understood(item, definitions.options_of(question), said.get(item.name))
        for item, question in zip(items, survey.questions, strict=True)
        if item.name not in who
    }
    answered = sum(bool(values) for values in understood.values())
    if not answered:
        raise Refused("Nothing was answered.", hint="answer a question, or stop with Ctrl-C")
    old = None if anonymous else _response(db, survey, member)
    if anonymous:
        _keep_nameless(db, survey, understood, by)
    else:
        response = old or Response(survey_id=survey.id)
        _name(response, member, {what: said.get(name) for name, what in who.items()}, understood, now)
        response.matched_by = by
        _write(db, survey, response, understood)
    links.mark_answered(db, survey, member.id)
    return Recorded(answered, replaced=old is not None)


def _keep_nameless(db: Session, survey: Survey, understood: Mapping[str, Sequence[Said]], by: str) -> None:
    if by != BY_MODERATOR:
        nameless.write(db, survey, understood, digest=_digest([], understood))
        return
    # The moderator's own entry can be undone, so the journal has it.
    response = Response(survey_id=survey.id)
    _leave_nameless(response, understood)
    _write(db, survey, response, understood)


def _response(db: Session, survey: Survey, member: Member) -> Response | None:
    """The member's response: matched to them, or stored under their address before it was matched."""
    if definitions.is_anonymous(survey):
        return None
    mine = or_(Response.member_id == member.id, Response.respondent_key == _key(member))
    found = select(Response).where(Response.survey_id == survey.id, mine).order_by(Response.id.desc())
    return db.execute(found).scalars().first()


def _key(member: Member) -> str:
    """The key that an import gives the same person, so that neither doubles the other."""
    return f"email:{member.email_key}" if member.email_key else f"member:{member.id}"


def _name(
    response: Response,
    member: Member,
    who: Mapping[str, Any],
    understood: Mapping[str, Sequence[Said]],
    now: datetime,
) -> None:
    response.respondent_key = _key(member)
    response.member_id = member.id
    response.email = names.written(str(who.get("email") or "")) or member.email
    response.name = names.written(str(who.get("name") or "")) or member.name
    response.submitted_at, response.submitted_as_written = now, ""
    response.partial = False
    response.digest = _digest([response.name, response.email or ""], understood)


def _leave_nameless(response: Response, understood: Mapping[str, Sequence[Said]]) -> None:
    """A key by lot and no time: nothing that stands beside a person anywhere."""
    response.respondent_key = nameless.key_by_lot()
    response.name, response.submitted_as_written, response.matched_by = "", "", ""
    response.partial = False
    response.digest = _digest([], understood)


def _digest(who: Sequence[str], understood: Mapping[str, Sequence[Said]]) -> str:
    said = {
        name: [[v.choice, v.rank, v.number, v.text] for v in values] for name, values in understood.items()
    }
    text = json.dumps([*who, said], ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _write(db: Session, survey: Survey, response: Response, understood: Mapping[str, Sequence[Said]]) -> None:
    db.add(response)
    db.flush()
    for answer in db.execute(select(Answer).where(Answer.response_id == response.id)).scalars():
        db.delete(answer)
    db.flush()
    for question in survey.questions:
        for place, value in enumerate(understood.get(question.name, ()), start=1):
            db.add(
                Answer(
                    survey_id=survey.id,
                    question_id=question.id,
                    response_id=response.id,
                    choice_id=_choice(db, question, value.choice),
                    place=place,
                    rank=value.rank,
                    number=value.number,
                    text=value.text,
                    instance=nameless.instance_of(question),
                )
            )
    db.flush()


def _choice(db: Session, question: Question, named: str | None) -> int | None:
    """The number of a choice, made where it was written in."""
    if named is None:
        return None
    known = {choice.name: choice.id for choice in question.choices}
    if named in known:
        return known[named]
    name = next(choice_names([named], set(known)))
    made = Choice(position=len(known) + 1, name=name, label=named, written_in=True, extra={})
    question.choices.append(made)
    db.flush()
    return made.id
