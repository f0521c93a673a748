"""For whom an issue is written out: a member as its reader."""

from __future__ import annotations

from collections.abc import Iterable

from copctl.newsletter.page import Reader
from copctl.rendering import catalogues
from copctl.settings import Settings
from copctl.store.schema import Member


def reader_of(settings: Settings, member: Member, unsubscribe: str = "") -> Reader:
    """The member as a reader: by name, in the first of their languages that our fixed words are said in."""
    return Reader(language_for(settings, member.languages or ()), member.name, unsubscribe)


def language_for(settings: Settings, languages: Iterable[str]) -> str:
    """The first of these languages that fixed words are said in, or else the community's own."""
    own = settings.folder / "templates"
    return next((one for one in languages if catalogues.is_said(own, one)), settings.language)
