"""Mails written out from templates, in the language of their reader where there is one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from copctl.names import written
from copctl.rendering import translations
from copctl.rendering.environment import inlined, render
from copctl.settings import Settings

_UNDERLINED = re.compile(r"^(\S.*)\n=+$", re.MULTILINE)


@dataclass(frozen=True)
class Letter:
    """A mail for many: its subject, text and HTML, with marks where each reader's words go."""

    subject: str
    text: str
    html: str

    def to(self, words: Mapping[str, str]) -> Letter:
        """The mail with these words in place of their marks, escaped where they have to be."""
        marks = re.compile("|".join(map(re.escape, words)))

        def put(text: str, made: Callable[[str], str]) -> str:
            # All in one go: a name that looks like a mark stays a name.
            return marks.sub(lambda mark: made(written(words[mark[0]])), text)

        return Letter(put(self.subject, str), put(self.text, str), put(self.html, escape))


def write(settings: Settings, purpose: str, name: str, language: str, said: Mapping[str, Any]) -> Letter:
    """The mail `name` (`onboarding/join`) in a language of `translations.language_for`.

    `purpose` is the community's. Its subject is the heading of its text: the line over `====`, or else the
    first. A language may have no HTML: then the mail is plain text. Refused names a line of a template that
    is wrong.
    """
    own = settings.folder / "templates"
    stem = f"{name}.{language}" if language else name
    words = {"written_in": language} | frame(settings, purpose, language) | dict(said)
    text = render(own, f"{stem}.txt", **words).strip() + "\n"
    has_page = translations.is_there(own, f"{stem}.html")
    html = inlined(render(own, f"{stem}.html", **words)) if has_page else ""
    found = _UNDERLINED.search(text)
    return Letter(found[1] if found else text.partition("\n")[0], text, html)


def frame(settings: Settings, purpose: str, language: str = "") -> dict[str, Any]:
    """What the frame of every mail knows beside its reader's name; see `templates/onboarding/base.html`."""
    return {
        "moderator": settings.moderator,
        "community": {
            "name": settings.name,
            "purpose": purpose,
            "url": settings.url,
            "accent": settings.look.accent,
            "footer": settings.look.footer,
            "language": language or settings.language,
        },
    }
