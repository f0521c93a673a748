"""What a mail about a survey says, rendered once for all its readers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Any

from copctl.errors import CopctlError
from copctl.names import written
from copctl.rendering.environment import day, inlined, render
from copctl.settings import Settings
from copctl.store.schema import CharterVersion, Survey
from copctl.surveys.asking.address import is_personal, template_of
from copctl.surveys.definitions import is_anonymous
from copctl.surveys.forms import effort
from copctl.when import parse_day

NAME = "%NAME%"


@dataclass(frozen=True)
class Letter:
    """A mail for many: its subject, and text and HTML with `NAME` and `address.CODE` where they go."""

    subject: str
    text: str
    html: str

    def to(self, name: str) -> tuple[str, str]:
        """Text and HTML for a reader of this name."""
        return self.text.replace(NAME, written(name)), self.html.replace(NAME, escape(written(name)))


def write(
    survey: Survey,
    settings: Settings,
    agreed: CharterVersion | None,
    *,
    reminder: bool = False,
    began: bool = False,
) -> Letter:
    """The mail that invites to a survey or reminds of it, a community's own templates first.

    Refused when nobody knows where the survey is answered; see `address.template_of`.
    """
    own = settings.folder / "templates"
    said = _said(survey, settings, agreed) | {"reminder": reminder, "began": began}
    subject = f"Reminder: {survey.title}" if reminder else f"{settings.name} asks: {survey.title}"
    return Letter(
        subject=subject,
        text=render(own, "survey/invitation.txt", **said).strip() + "\n",
        html=inlined(render(own, "survey/invitation.html", **said)),
    )


def _said(survey: Survey, settings: Settings, agreed: CharterVersion | None) -> dict[str, Any]:
    link = template_of(survey, settings.url)
    return {
        "title": survey.title,
        "name": NAME,
        "link": link,
        "personal": is_personal(link),
        "minutes": _minutes(survey),
        "closes": _closes(survey),
        "anonymous": is_anonymous(survey),
        "moderator": settings.moderator,
        "community": {
            "name": settings.name,
            "purpose": agreed.purpose if agreed else "",
            "url": settings.url,
            "accent": settings.look.accent,
            "footer": settings.look.footer,
            "language": settings.language,
        },
    }


def _minutes(survey: Survey) -> int:
    said = str(survey.settings.get("minutes", "")).strip()
    if said.isdecimal() and int(said[:4]) > 0:
        return int(said[:4])
    return effort.minutes(question.type for question in survey.questions)


def _closes(survey: Survey) -> str:
    """The last day as people say it, or as the survey says it where it is no date."""
    said = written(str(survey.settings.get("closes", "") or ""))
    try:
        found: date | None = parse_day(said) if said else None
    except CopctlError:
        return said
    return day(found) if found else said
