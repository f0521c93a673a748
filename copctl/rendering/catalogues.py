"""Fixed words in the reader's language: the community's own catalogue first, then ours, then English.

A catalogue is a gettext PO file, `locales/LANGUAGE.po` in a community's `templates/`, or in `data/` as
shipped. What it leaves empty, or marks as fuzzy, is not translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from copctl.rendering.phrases import filled
from copctl.rendering.po_files import NONE, Catalogue, read
from copctl.resources import shipped

FOLDER, ENGLISH = "locales", "en"
_TAG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def N_(text: str) -> str:  # noqa: N802 - the name that every tool for translators looks for
    """The text itself, marked as one that is translated later, where its reader is known."""
    return text


@dataclass(frozen=True)
class Words:
    """What one reader's language says for our fixed words; `catalogues` are asked in their order."""

    language: str
    catalogues: tuple[Catalogue, ...]

    def said(self, text: str) -> str:
        """The translation, its places not yet filled; the text itself where nobody translated it."""
        return next((c.said[text][0] for c in self.catalogues if text in c.said), text)

    def counted(self, one: str, many: str, count: int) -> str:
        """As `said`, in the form that goes with the count."""
        found = next((c for c in self.catalogues if one in c.said), None)
        if found is None:
            return one if count == 1 else many
        return found.form(one, count)

    def gettext(self, text: str, /, **values: Any) -> str:
        """The translation with its values; KeyError names one that is missing."""
        return filled(self.said(text), values)

    def ngettext(self, one: str, many: str, number: int, /, **values: Any) -> str:
        """As `gettext`, in the form that goes with the number, which `%(count)s` stands for."""
        return filled(self.counted(one, many, number), {"count": number} | values)


def words(own: Path | None, language: str) -> Words:
    """The words of a language (BCP 47; empty for English); `own` is a community's `templates/`.

    `km-KH` is looked for first as it is, then as `km`. Refused names the file and the line of a catalogue
    that cannot be read.
    """
    # A community may have its own English too, which also stands for what nobody translated.
    tags = _narrowing(language)
    asked = [*_files(own, tags), *_files(shipped("data"), tags), *_files(own, [ENGLISH])]
    return Words(language, tuple(_read(file) for file in dict.fromkeys(asked)))


def is_said(own: Path | None, language: str) -> bool:
    """Whether fixed words can be said in this language: English, or one with a catalogue."""
    tags = _narrowing(language)
    return ENGLISH in tags or any(True for folder in (own, shipped("data")) for _ in _files(folder, tags))


def untranslated(own: Path | None, language: str) -> tuple[str, ...]:
    """Our fixed words that show in English to a reader of this language, in the template's order.

    Raises as `words`.
    """
    tags = _narrowing(language)
    if not tags or tags[-1] == ENGLISH:
        return ()
    asked = [_read(file) for folder in (own, shipped("data")) for file in _files(folder, tags)]
    return tuple(text for text in template() if not any(text in known.said for known in asked))


def template() -> tuple[str, ...]:
    """All our fixed words, as `copctl.pot` lists them; of two forms the singular."""
    return tuple(_read(shipped("data") / FOLDER / "copctl.pot").asked)


def own_files(own: Path) -> dict[str, Path]:
    """The community's own catalogues by their language (BCP 47, lower case)."""
    return _there(own)


def _narrowing(language: str) -> list[str]:
    """`zh-hant-tw`, `zh-hant`, `zh` (BCP 47, lookup: RFC 4647, 3.4); nothing for what is no tag."""
    tag = language.casefold().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return []
    parts = tag.split("-")
    return ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _files(folder: Path | None, tags: list[str]) -> Iterator[Path]:
    found = _there(folder) if folder is not None else {}
    return (found[tag] for tag in tags if tag in found)


def _there(folder: Path) -> dict[str, Path]:
    # Translators' tools write `zh_Hant.po`.
    files = sorted((folder / FOLDER).glob("*.po"))
    return {file.stem.casefold().replace("_", "-"): file for file in files if file.is_file()}


def _read(file: Path) -> Catalogue:
    state = file.stat()
    return _kept(file, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=32)
def _kept(file: Path, _changed: int, size: int) -> Catalogue:
    return read(file) if size else NONE
