"""Asking those who came how it was, with a survey of the session's own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from copctl.followup.mailing import Group
from copctl.store.schema import LearningSession, Survey
from copctl.store.schema.member import MemberStatus
from copctl.surveys import definitions
from copctl.surveys.asking import inviting
from copctl.surveys.asking.inviting import Occasion
from copctl.surveys.forms import starters

STARTER = "session-feedback"
_EVERYBODY = tuple(status.value for status in MemberStatus if status != MemberStatus.LEFT)


@dataclass(frozen=True)
class Asking:
    """How to ask: `survey` is a slug, "" for the starter; `url` is where it is answered."""

    survey: str = ""
    url: str = ""


def ask(
    db: Session, session: LearningSession, asking: Asking, occasion: Occasion, whom: Collection[int]
) -> Group:
    """Queue an invitation to the session's feedback survey for these members.

    The survey is made from the starter when the session has none. NotFound for an unknown one, Refused for
    one that is not open or an address that is none.
    """
    if not whom:
        return Group("feedback", why_none="nobody is noted as having been there")
    survey = _survey_of(db, session, asking, occasion.today)
    if asking.url:
        inviting.keep_address(survey, asking.url)
    if not (survey.settings.get("url") or occasion.settings.url):
        return Group(
            "feedback",
            why_none="it is not known where it is answered (--feedback-url, or url in community.toml)",
        )
    outcome = inviting.invite(db, survey, occasion, _EVERYBODY, among=whom)
    # Who was not there was not meant to be asked, and is no news.
    left_out = [person for person in outcome.left_out if person["number"] in whom]
    return Group("feedback", outcome.queued, outcome.already, left_out)


def _survey_of(db: Session, session: LearningSession, asking: Asking, today: date) -> Survey:
    if asking.survey:
        survey = definitions.find(db, asking.survey)
    elif session.feedback_survey_id is not None:
        survey = db.get_one(Survey, session.feedback_survey_id)
    else:
        definition = starters.find(STARTER).definition
        titled = replace(definition, title=f"How was “{session.title}”?")
        slug = f"feedback-{session.code}"
        survey = definitions.lookup(db, slug) or definitions.create(db, slug, titled, opened_on=today)
    session.feedback_survey_id = survey.id
    return survey
