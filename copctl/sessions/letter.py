"""An invitation written out: subject, HTML, plain text, and what calendars get."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

from copctl.files import write_bytes, write_text
from copctl.mail.calendar import Occasion, to_ics
from copctl.rendering import translations
from copctl.rendering.environment import inlined, render
from copctl.sessions.audience import Audience
from copctl.sessions.invitation import Invitation, occasion_of
from copctl.settings import Settings
from copctl.store.schema import LearningSession, Member

_ROOM = "invitation"
_UNDERLINED = re.compile(r"^(\S.*)\n=+$", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    """The parts of an invitation; `html` is empty where a language has no page."""

    subject: str
    text: str
    html: str
    occasion: Occasion


def language_of(settings: Settings, audience: Audience, member: Member) -> str:
    """The first language of a reader that the invitation is written in; "" for the plain templates.

    Who lists no language is taken to read the community's.
    """
    languages = member.languages or [settings.language]
    return translations.language_for(settings.folder / "templates", f"{_ROOM}/{audience}", languages)


def write(invitation: Invitation, audience: Audience, session: LearningSession, settings: Settings) -> Letter:
    """Render the parts, a community's own templates first; Refused names a line that is wrong.

    A language needs its text only. Without a page of its own the mail is plain text; without a subject, the
    heading of the text is taken: the line over `====`, or else the first.
    """
    own = settings.folder / "templates"
    said: dict[str, Any] = {field.name: getattr(invitation, field.name) for field in fields(invitation)}
    said["audience"] = audience.value
    language = invitation.written_in

    def rendered(name: str, ending: str, *, fall_back: bool) -> str:
        file = f"{_ROOM}/{name}.{language}.{ending}" if language else f"{_ROOM}/{name}.{ending}"
        if language and not translations.is_there(own, file):
            # The calendar's words in English are better than none; other parts are left out.
            return render(own, f"{_ROOM}/{name}.{ending}", **said) if fall_back else ""
        return render(own, file, **said)

    text = rendered(audience, "txt", fall_back=True).strip() + "\n"
    page = rendered(audience, "html", fall_back=False)
    subject = rendered("subject", "txt", fall_back=False)
    description = rendered("calendar", "txt", fall_back=True).strip()
    return Letter(
        subject=" ".join(subject.split()) or _heading(text),
        text=text,
        html=inlined(page) if page else "",
        occasion=occasion_of(session, settings, description),
    )


def _heading(text: str) -> str:
    found = _UNDERLINED.search(text)
    return found[1] if found else text.partition("\n")[0]


def save(letter: Letter, invitation: Invitation, folder: Path, *, now: datetime) -> list[Path]:
    """Write `invitation.html`, `.txt` and `.ics` into a folder, and say where they are."""
    page = folder / "invitation.html"
    written = [write_text(page, letter.html)] if letter.html else []
    return [
        *written,
        write_text(folder / "invitation.txt", letter.text),
        write_bytes(
            folder / "invitation.ics", to_ics(letter.occasion, stamp=now, attendee=invitation.reader)
        ),
    ]
