"""In which language a reader is written to: the first of theirs that the community has a template in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from copctl.resources import shipped

# The mails that have a template for each language.
LETTERS = (
    "onboarding/join", "onboarding/welcome", "onboarding/profile",
    "speakers/ask", "speakers/confirm", "speakers/release",
    "invitation/members", "invitation/speakers", "invitation/prospects",
    "followup/thanks", "followup/missed",
    "access/sign_in", "portal/phrase",
)  # fmt: skip


def language_for(own: Path, template: str, languages: Iterable[str]) -> str:
    """The first of somebody's languages that has a file `template.LANGUAGE.txt`; "" for the plain one.

    `own` is the community's `templates/`, `template` a path in it such as `onboarding/join`. `zh-hant` is
    looked for first as it is, then as `zh`; the plain templates are in English.
    """
    for language in languages:
        for code in dict.fromkeys([language, language.partition("-")[0]]):
            if is_there(own, f"{template}.{code}.txt"):
                return code
            if code == "en":
                return ""
    return ""


def letters_in(own: Path, language: str) -> list[str]:
    """Those of `LETTERS` that somebody who reads only this language gets in it."""
    name = language.partition("-")[0]
    return [
        letter for letter in LETTERS
        if language_for(own, letter, [language]) or (name == "en" and is_there(own, f"{letter}.txt"))
    ]  # fmt: skip


def is_there(own: Path, file: str) -> bool:
    """Whether a template of this name is there, the community's own or as shipped."""
    return any((folder / file).is_file() for folder in (own, shipped("templates")))
