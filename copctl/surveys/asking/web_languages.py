"""The languages that a survey can be read in in the browser: which to begin with, which to offer. Pure.

A language that waits for its translation is none: whoever chose it would read the original.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from copctl.errors import NotFound
from copctl.surveys.forms.translating import code_of, find_language, own_language, spoken
from copctl.surveys.questionnaire import Definition

# How an address asks for the survey's own language, where nobody said which that is.
_OWN = "own"


@dataclass(frozen=True)
class Language:
    """A language to read the survey in; `wish` is what an address says for it (`km`), "" its own."""

    wish: str
    name: str
    is_chosen: bool = False


def wished(definition: Definition, wishes: Iterable[str]) -> str:
    """The first of these languages (`km`, `Khmer`) that the survey is written in, "" for its own."""
    readable = {own_language(definition), *spoken(definition)}
    for wish in wishes:
        if wish == _OWN:
            return ""
        try:
            found = find_language(definition, wish)
        except NotFound:
            continue
        if not found or found in readable:
            return found
    return ""


def to_choose(definition: Definition, chosen: str) -> list[Language]:
    """The languages that the survey can be read in; none where there is only one."""
    others = spoken(definition)
    if not others:
        return []
    own = own_language(definition)
    return [
        Language(_wish(own) or _OWN, _called(own) or "Original", not chosen),
        *(Language(_wish(one), _called(one), one == chosen) for one in others),
    ]


def _wish(language: str) -> str:
    return code_of(language) or language


def _called(language: str) -> str:
    return language.rpartition("(")[0].strip() or language
