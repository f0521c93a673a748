"""Mails of onboarding written out, in the language of their reader where the community has a template."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from copctl.rendering import letters, translations
from copctl.rendering.letters import Letter
from copctl.settings import Settings
from copctl.store.schema import CharterVersion

__all__ = ["Letter", "frame", "language_for", "write"]

_ROOM = "onboarding"


def language_for(own: Path, name: str, languages: Iterable[str]) -> str:
    """The first of somebody's languages that this mail is written in; see `rendering.translations`."""
    return translations.language_for(own, f"{_ROOM}/{name}", languages)


def write(
    settings: Settings, agreed: CharterVersion | None, name: str, language: str, said: Mapping[str, Any]
) -> Letter:
    """The mail `name` in a language of `language_for`; see `rendering.letters`."""
    return letters.write(settings, _purpose(agreed), f"{_ROOM}/{name}", language, said)


def frame(settings: Settings, agreed: CharterVersion | None, language: str = "") -> dict[str, Any]:
    """What the frame of every mail knows beside its reader's name."""
    return letters.frame(settings, _purpose(agreed), language)


def _purpose(agreed: CharterVersion | None) -> str:
    return agreed.purpose if agreed else ""
