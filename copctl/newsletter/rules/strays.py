"""Whether the two mails of an issue, HTML and plain text, say the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from copctl.newsletter.draft_file import NAME
from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.outline import Outline
from copctl.newsletter.rules.words import Word, is_unspaced, squeezed, words_of

_SHOWN = 6


@dataclass(frozen=True)
class _Said:
    """The words of a mail, and all its letters in a row, for scripts without spaces between words."""

    words: frozenset[str]
    letters: str

    @classmethod
    def of(cls, text: str) -> _Said:
        return cls(frozenset(word.key for word in words_of(text)), squeezed(text))

    def has(self, word: Word) -> bool:
        return word.key in self.words or (is_unspaced(word.key) and squeezed(word.key) in self.letters)


def strays(outline: Outline, html: str, text: str, files: tuple[str, str]) -> Iterator[Finding]:
    """A finding for each mail that leaves out words of the draft which the other one has.

    `html` are the words that the HTML shows. The templates' own words are not compared: they may differ.
    """
    in_html, in_text = _Said.of(html), _Said.of(text)
    drafted = _drafted(outline)
    for file, other, has, lacks in (
        (files[0], files[1], in_text, in_html), (files[1], files[0], in_html, in_text),
    ):  # fmt: skip
        missing = [bool(has.has(word) and not lacks.has(word)) for word in drafted]
        if any(missing):
            yield Finding(
                Level.WARNING, "stray text", Place(file),
                f"{file} leaves out words that {other} has: {_first(drafted, missing)}.",
                f"mend templates/newsletter/{'email.txt' if file == files[1] else ''}",
            )  # fmt: skip


def _drafted(outline: Outline) -> list[Word]:
    passages = (p.words.replace(NAME, " ") for p in outline.passages if p.part != "preheader")
    return [word for words in passages for word in words_of(words)]


def _first(words: Sequence[Word], missing: Sequence[bool]) -> str:
    """The first words that are missing one after another, and how many more there are."""
    start = missing.index(True)
    end = next((n for n in range(start, len(words)) if not missing[n]), len(words))
    shown = " ".join(word.text for word in words[start : min(end, start + _SHOWN)])
    more = sum(missing) - min(end - start, _SHOWN)
    return f"{shown!r}" + (f", and {more} more" if more else "")
