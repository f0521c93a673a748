"""Answering in the browser: whose code it is, which surveys wait for a member, what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from copctl.errors import CopctlError
from copctl.store.journal import by_member
from copctl.store.schema import Member, Message, Response, Survey, SurveyLink
from copctl.store.schema.member import MemberStatus
from copctl.store.schema.message import MessageStatus
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys import definitions
from copctl.surveys.asking import codes
from copctl.surveys.asking.address import is_personal, template_of
from copctl.surveys.asking.participation import INVITATION


class Standing(StrEnum):
    """How a survey stands for one member; anything but `OPEN` takes no answers."""

    OPEN = "open"
    CLOSED = "closed"
    TOOK_PART = "took part"
    NOT_ASKED = "not asked"


@dataclass(frozen=True)
class Waiting:
    """An open survey that a member has not answered.

    `elsewhere` is its address where it is answered in another tool; "" for here, None where only the mail
    that invited them has the address.
    """

    survey: Survey
    elsewhere: str | None = ""


def find(db: Session, code: str) -> tuple[Survey, Member] | None:
    """The survey that a personal code is for, and whose it is; None for one that nobody has."""
    if not codes.looks_like_code(code):
        return None
    held = select(SurveyLink.survey_id, SurveyLink.member_id).where(
        SurveyLink.code_hash == codes.hash_of(code)
    )
    row = db.execute(held).one_or_none()
    if row is None:
        return None
    survey, member = db.get(Survey, row.survey_id), db.get(Member, row.member_id)
    if survey is None or member is None or member.status == MemberStatus.LEFT:
        return None
    return survey, member


def standing(db: Session, survey: Survey, member: Member) -> Standing | None:
    """Whether a member can answer a survey now; None for a draft, which nobody knows of yet.

    Who has taken part in an anonymous one cannot again: nobody knows which answers are theirs. In any other
    survey answers can be changed.
    """
    if survey.status == SurveyStatus.DRAFT:
        return None
    if survey.status == SurveyStatus.CLOSED:
        return Standing.CLOSED
    if definitions.is_anonymous(survey) and db.execute(select(_took_part(survey.id, member))).scalar():
        return Standing.TOOK_PART
    asked = or_(*_asked(survey.id, member), ~_anybody_asked(survey.id))
    return Standing.OPEN if db.execute(select(asked)).scalar() else Standing.NOT_ASKED


def open_for(db: Session, member: Member, site: str = "") -> list[Waiting]:
    """Open surveys that wait for a member, oldest first: they were asked, or everybody may answer.

    `site` is the community's own address.
    """
    return [
        Waiting(survey, _elsewhere(survey, site))
        for survey in _open(db, member)
        if not _has_answered(db, survey, member)
    ]


def answered_by(db: Session, member: Member) -> list[Survey]:
    """Open surveys that a member has answered here and can answer otherwise, oldest first."""
    return [
        survey
        for survey in _open(db, member)
        if _elsewhere(survey, "") == "" and _has_answered(db, survey, member)
    ]


def _open(db: Session, member: Member) -> Iterator[Survey]:
    opened = select(Survey).where(Survey.status == SurveyStatus.OPEN).order_by(Survey.opened_on, Survey.id)
    for survey in db.execute(opened).scalars().all():
        if standing(db, survey, member) is Standing.OPEN:
            yield survey


def author(survey: Survey, member: Member, now: datetime) -> tuple[str, datetime]:
    """Who answers, and when, as the journal is to have it: nobody and no hour for an anonymous survey."""
    if not definitions.is_anonymous(survey):
        return by_member(member.id), now
    return "a member", now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _elsewhere(survey: Survey, site: str) -> str | None:
    if not str(survey.settings.get("url", "")).strip():
        return ""
    try:
        address = template_of(survey, site)
    except CopctlError:
        return None
    return None if is_personal(address) else address


def _has_answered(db: Session, survey: Survey, member: Member) -> bool:
    if definitions.is_anonymous(survey):
        return False  # its standing has told
    mine = Response.member_id == member.id
    if member.email_key:
        mine = or_(mine, Response.respondent_key == f"email:{member.email_key}")
    whole = and_(Response.survey_id == survey.id, mine, Response.partial.is_(False))
    return bool(db.execute(select(exists().where(whole))).scalar())


def _took_part(survey_id: int, member: Member) -> ColumnElement[bool]:
    return exists().where(
        SurveyLink.survey_id == survey_id,
        SurveyLink.member_id == member.id,
        SurveyLink.answered.is_(True),
    )


def _asked(survey_id: int, member: Member) -> tuple[ColumnElement[bool], ...]:
    """That somebody has a link of their own, or an invitation on its way. A row alone says nothing."""
    linked = exists().where(
        SurveyLink.survey_id == survey_id,
        SurveyLink.member_id == member.id,
        SurveyLink.code_hash.is_not(None),
    )
    return linked, exists().where(*_invitation(survey_id), Message.member_id == member.id)


def _anybody_asked(survey_id: int) -> ColumnElement[bool]:
    return exists().where(*_invitation(survey_id))


def _invitation(survey_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Message.survey_id == survey_id,
        Message.kind == INVITATION,
        Message.status != MessageStatus.CANCELLED,
    )
