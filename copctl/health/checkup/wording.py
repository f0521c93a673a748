"""How much of what copctl says by itself is said in the languages that members read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from copctl.community.languages import language_code, language_name
from copctl.errors import CopctlError
from copctl.health.checkup.finding import Finding, Premises, Status
from copctl.rendering import catalogues, translations

_SHOWN = 3


def of_words(premises: Premises) -> Iterator[Finding]:
    """A line for each language: how many fixed words are in it, and which are not.

    A language that has some makes mails of two languages; one that has none is written to in English.
    """
    every = catalogues.template()
    for code in _languages(premises):
        try:
            missing = catalogues.untranslated(premises.templates, code)
        except CopctlError:
            continue  # the check of the community's own templates says it
        is_begun = len(missing) < len(every)
        what = _share("fixed word", len(every) - len(missing), len(every))
        if missing:
            what += f"; {_named(missing)} in English" if is_begun else "; they show in English"
        yield Finding(
            "words",
            _status(premises, code, has_all=not missing, is_begun=is_begun),
            f"{_who(premises, code)}: {what}.",
            _translate(missing, code),
        )


def of_mails(premises: Premises) -> Iterator[Finding]:
    """A line for each language: which mails have a template in it; the others go out in English."""
    for code in _languages(premises):
        there = translations.letters_in(premises.templates, code)
        missing = [letter for letter in translations.LETTERS if letter not in there]
        what = _share("mail", len(there), len(translations.LETTERS))
        if missing:
            what += f" ({', '.join(there)})" if there else "; they go out in English"
        yield Finding(
            "mails",
            _status(premises, code, has_all=not missing, is_begun=False),
            f"{_who(premises, code)}: {what}.",
            f"write templates/{missing[0]}.{code}.txt, and so on" if missing else "",
        )


def _languages(premises: Premises) -> list[str]:
    """The community's own language, then the others, those of most readers first."""
    own = premises.settings.language
    others = sorted(premises.readers.items(), key=lambda found: (-found[1], found[0]))
    return [own, *(code for code, _ in others if code != own)]


def _who(premises: Premises, code: str) -> str:
    count = premises.readers.get(code, 0)
    facts = ["the community's own"] if code == premises.settings.language else []
    facts += [f"{count} member{'s' * (count != 1)}"] if count else []
    name = language_name(code)
    said = name if code in (name, language_code(name)) else f"{name}, {code}"
    return f"{said} ({', '.join(facts)})"


def _status(premises: Premises, code: str, *, has_all: bool, is_begun: bool) -> Status:
    if has_all:
        return Status.OK
    return Status.WARNING if is_begun or code == premises.settings.language else Status.NOTE


def _share(noun: str, there: int, total: int) -> str:
    if not there:
        return f"no {noun} of {total} is in it"
    return f"all {total} {noun}s are in it" if there == total else f"{there} of {total} {noun}s are in it"


def _named(words: Sequence[str]) -> str:
    shown = ", ".join(f"“{text}”" for text in words[:_SHOWN])
    more = len(words) - _SHOWN
    return f"{shown} and {more} more are" if more > 0 else f"{shown} {'is' if len(words) == 1 else 'are'}"


def _translate(missing: Sequence[str], code: str) -> str:
    them = "it" if len(missing) == 1 else "them"
    return f"translate {them} in templates/locales/{code}.po" if missing else ""
