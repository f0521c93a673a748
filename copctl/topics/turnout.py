"""Who could have answered a survey and who did."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from copctl.store.schema import Member, Response, Survey, SurveyLink
from copctl.store.schema.member import MemberStatus
from copctl.surveys import definitions
from copctl.topics.counted import Turnout


def of(db: Session, survey: Survey, respondents: int) -> Turnout:
    """The turnout of a survey that so many answered.

    Of an anonymous survey only the personal links know who took part.
    """
    active = Member.status == MemberStatus.ACTIVE.value
    eligible = _count(db, active)
    if definitions.is_anonymous(survey):
        took_part = exists().where(
            SurveyLink.member_id == Member.id,
            SurveyLink.survey_id == survey.id,
            SurveyLink.answered.is_(True),
        )
        known = _count(db, active, took_part)
        return Turnout(eligible, known) if known else Turnout(eligible, *_unmatched(respondents, eligible))
    responded = exists().where(Response.member_id == Member.id, Response.survey_id == survey.id)
    if not db.execute(select(Member.id).where(responded).limit(1)).first():
        # Where respondents are more than members there is no rate anyhow, and all of them would be looked at.
        if respondents <= eligible and _has_addresses(db, survey):
            # Whoever gave an address that nobody has is known not to be a member by it.
            words = "No respondent is a member by their address, so there is no response rate."
            return Turnout(eligible, None, (words,))
        return Turnout(eligible, *_unmatched(respondents, eligible))
    members = _count(db, active, responded)
    others = respondents - members
    if not others:
        return Turnout(eligible, members)
    who = "1 respondent is not an active member and does"
    if others > 1:
        who = f"{others} respondents are not active members and do"
    return Turnout(eligible, members, (f"{who} not count in the response rate.",))


def _count(db: Session, *conditions: ColumnElement[bool]) -> int:
    return int(db.execute(select(func.count()).select_from(Member).where(*conditions)).scalar_one())


def _has_addresses(db: Session, survey: Survey) -> bool:
    given = select(Response.id).where(Response.survey_id == survey.id, Response.email.is_not(None)).limit(1)
    return db.execute(given).first() is not None


def _unmatched(respondents: int, eligible: int) -> tuple[int | None, tuple[str, ...]]:
    """The rate's numerator where no response names a member: all of them, if so many can be members."""
    if not respondents or not eligible:
        return (0 if eligible else None), ()
    if respondents > eligible:
        return None, ("No response could be matched to a member, so there is no response rate.",)
    return respondents, ("No response could be matched to a member; the rate takes all of them for members.",)
