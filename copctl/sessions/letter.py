"""An invitation written out: HTML, plain text, and the calendar part."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from copctl.files import write_bytes, write_text
from copctl.mail.calendar import to_ics
from copctl.rendering.environment import inlined, render
from copctl.sessions.invitation import Audience, Invitation, occasion_of
from copctl.settings import Settings
from copctl.store.schema import LearningSession


@dataclass(frozen=True)
class Letter:
    """The three parts of an invitation."""

    html: str
    text: str
    ics: bytes


def write(
    invitation: Invitation, audience: Audience, session: LearningSession, settings: Settings, *, now: datetime
) -> Letter:
    """Render the three parts, a community's own templates first; Refused names a line that is wrong."""
    own = settings.folder / "templates"
    said: dict[str, Any] = {field.name: getattr(invitation, field.name) for field in fields(invitation)}
    description = render(own, "invitation/calendar.txt", **said).strip()
    return Letter(
        html=inlined(render(own, f"invitation/{audience}.html", **said)),
        text=render(own, f"invitation/{audience}.txt", **said).strip() + "\n",
        ics=to_ics(occasion_of(session, settings, description), stamp=now, attendee=invitation.reader),
    )


def save(letter: Letter, folder: Path) -> list[Path]:
    """Write `invitation.html`, `.txt` and `.ics` into a folder, and say where they are."""
    return [
        write_text(folder / "invitation.html", letter.html),
        write_text(folder / "invitation.txt", letter.text),
        write_bytes(folder / "invitation.ics", letter.ics),
    ]
