"""When the results of a survey may be seen."""

from __future__ import annotations

from copctl.errors import Refused
from copctl.store.schema import Survey
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys.questionnaire import is_true


def is_hidden(survey: Survey) -> bool:
    """Whether its results wait for its close (`hide_until_close` in its settings)."""
    return is_true(survey.settings.get("hide_until_close", "")) and survey.status != SurveyStatus.CLOSED


def refuse_hidden(survey: Survey) -> None:
    """Raise Refused for a survey whose results nobody may see yet; how many answered is no result."""
    if not is_hidden(survey):
        return
    first = "" if survey.status == SurveyStatus.OPEN else f"copctl survey open {survey.slug}, then "
    raise Refused(
        f"The results of {survey.slug} are hidden until it is closed.",
        hint=f"{first}copctl survey close {survey.slug}",
    )
