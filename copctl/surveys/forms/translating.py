"""The languages of a survey: which it has, what is missing in one, and its texts in one with a fallback.

Pure. Columns are XLSForm's `label::Language (code)` and `hint::Language (code)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copctl import names
from copctl.errors import NotFound
from copctl.surveys.forms.xlsform_markdown import waiting
from copctl.surveys.forms.xlsform_rows import LANGUAGE
from copctl.surveys.questionnaire import Definition, Item, Option

_LABEL = "label::"


def languages(definition: Definition) -> list[str]:
    """The languages beside its own: those that its settings name, then those that any text has."""
    found = [column.removeprefix(_LABEL) for column in waiting(definition)]
    for extra in _extras(definition):
        found += [c.removeprefix(_LABEL) for c in extra if c.startswith(_LABEL)]
    return [language for language in dict.fromkeys(found) if language != own_language(definition)]


def spoken(definition: Definition) -> list[str]:
    """Those of the languages beside its own in which anything stands."""
    found = []
    for language in languages(definition):
        missing, texts = untranslated(definition, language)
        if missing < texts:
            found.append(language)
    return found


def own_language(definition: Definition) -> str:
    """The language of the plain labels, as the settings name it, or ""."""
    return str(definition.settings.get(LANGUAGE, ""))


def find_language(definition: Definition, wanted: str) -> str:
    """The language of this name or code (`km`, `Khmer`, `Khmer (km)`); "" for the survey's own.

    NotFound lists those that there are.
    """
    own = own_language(definition)
    for language in (own, *languages(definition)):
        if language and names.key(wanted) in _spellings(language):
            return "" if language == own else language
    known = [language for language in (own, *languages(definition)) if language]
    raise NotFound(
        f"The survey has no language {wanted!r}.",
        hint=f"it has: {', '.join(known)}" if known else "add columns such as label::Khmer (km)",
    )


def code_of(language: str) -> str:
    """The code in brackets (`km` of `Khmer (km)`), or "" where there is none."""
    return language.rpartition("(")[2].rstrip(") ") if language.endswith(")") else ""


def _spellings(language: str) -> set[str]:
    name = language.rpartition("(")[0] if language.endswith(")") else language
    return {names.key(language), names.key(name), names.key(code_of(language))} - {""}


def untranslated(definition: Definition, language: str) -> tuple[int, int]:
    """How many labels, hints and grid stems have no text in a language, and how many there are."""
    texts = list(_texts(definition, language))
    return sum(not translated for translated in texts), len(texts)


def _texts(definition: Definition, language: str) -> Iterator[str]:
    stems: dict[str, str] = {}
    for item in definition.questions:
        yield str(item.extra.get(f"{_LABEL}{language}", ""))
        if item.hint:
            yield str(item.extra.get(f"hint::{language}", ""))
        if item.grid:
            stems.setdefault(item.grid, str(item.extra.get(f"grid::{language}", "")))
    yield from stems.values()
    for options in definition.lists.values():
        for option in options:
            yield str(option.extra.get(f"{_LABEL}{language}", ""))


def label(thing: Item | Option, language: str) -> str:
    """What a question or a choice is called in a language, or else in the survey's own."""
    return str(thing.extra.get(f"{_LABEL}{language}", "") if language else "") or thing.shown


def hint(item: Item, language: str) -> str:
    """A question's hint in a language, or else in the survey's own."""
    return str(item.extra.get(f"hint::{language}", "") if language else "") or item.hint


def stem(item: Item, language: str) -> str:
    """What a grid is called in a language, or else in the survey's own."""
    return str(item.extra.get(f"grid::{language}", "") if language else "") or item.grid


def _extras(definition: Definition) -> Iterator[Mapping[str, str]]:
    yield from (item.extra for item in definition.questions)
    for options in definition.lists.values():
        yield from (option.extra for option in options)
