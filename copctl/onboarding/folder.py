"""The catch-up pack as a folder of pages that open offline."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from copctl.community.addresses import greeted
from copctl.community.charter import HEADINGS
from copctl.onboarding.catching_up import Pack, said
from copctl.rendering.colours import readable
from copctl.rendering.environment import day, render
from copctl.rendering.languages import language_of
from copctl.sessions.programme import SPEAKING
from copctl.settings import Settings
from copctl.store.schema import LearningSession

_PAPER, _DARK_PAPER = "#ffffff", "#16191a"


def pages(made: Pack, settings: Settings) -> dict[str, str]:
    """File name -> HTML. Nothing in them is fetched from anywhere; recordings are links.

    `index.html` is the way in; there is a page for the charter, each recording and the last newsletter.
    """
    overrides = settings.folder / "templates"
    shown = _shared(settings) | said(made, settings) | {"name": greeted(made.reader)}
    shown["has_charter"] = any(made.charter.values())
    files = {"index.html": render(overrides, "catchup/index.html", **shown)}
    if shown["has_charter"]:
        parts = [(heading, made.charter[field]) for field, heading in HEADINGS.items() if made.charter[field]]
        files["charter.html"] = render(overrides, "catchup/charter.html", **shown, parts=parts)
    for _, session in made.recordings:
        page = render(overrides, "catchup/recording.html", **shown, held=_held(session))
        files[f"session-{session.code}.html"] = page
    if made.issue:
        files["newsletter.html"] = made.issue[1]
    return files


def _shared(settings: Settings) -> dict[str, Any]:
    accent = settings.look.accent
    return {
        "community": {
            "name": settings.name,
            "url": settings.url,
            "language": settings.language,
            "footer": settings.look.footer,
        },
        "moderator": settings.moderator,
        "colours": {"accent": readable(accent, _PAPER), "dark_accent": readable(accent, _DARK_PAPER)},
    }


def _held(session: LearningSession) -> dict[str, Any]:
    return {
        "title": session.title,
        "language": language_of(session.title),
        "when": day(session.starts_at.astimezone(ZoneInfo(session.timezone))),
        "link": session.recording,
        "about": session.about,
        "notes": session.notes,
        "topics": [entry.topic.label for entry in session.topics],
        "speakers": [
            (entry.member.name, entry.talk) for entry in session.speakers if entry.status in SPEAKING
        ],
    }
