"""The words that members' pages are found by, and what of them a question asks for.

Pure. Words are stemmed as `speakers.stems` does; beside a stem stands the word as it was written, so that the
beginning of a word finds it while it is still being typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from copctl import names
from copctl.speakers.stems import STOP_WORDS, stem

# PostgreSQL keeps a million bytes of words for a page at most, and a question is no essay.
_LONGEST_PAGE, _LONGEST_QUESTION, _MOST_WORDS = 100_000, 300, 12


def indexed(title: str, texts: Iterable[str]) -> str:
    """The words of a page, parted by blanks; those of its title count twice."""
    whole = "\n".join(text for text in (title, title, *texts) if text)
    return " ".join(_both(whole[:_LONGEST_PAGE]))


def as_they_are(title: str, texts: Iterable[str]) -> str:
    """The words of a page as they are written, each once, for a search that looks for a part of a word."""
    whole = "\n".join(text for text in (title, *texts) if text)
    return " ".join(dict.fromkeys(whole[:_LONGEST_PAGE].split()))


def _both(text: str) -> Iterator[str]:
    for token in names.tokens(text):
        if token not in STOP_WORDS:
            stemmed = stem(token)
            yield stemmed
            if stemmed != token:
                yield token


def groups(question: str) -> tuple[tuple[str, ...], ...]:
    """What has to be there for a question: of each group one word, which may go on where it ends in `*`.

    The last word may be unfinished. Words that say nothing are left out, unless there is no other.
    """
    tokens = list(islice(names.tokens(question[:_LONGEST_QUESTION]), _MOST_WORDS))
    if not tokens:
        return ()
    *first, last = tokens
    found: list[tuple[str, ...]] = [(stem(token),) for token in first if token not in STOP_WORDS]
    if last not in STOP_WORDS:
        found.append((stem(last), f"{last}*"))
    elif not found:
        found.append((f"{last}*",))
    return tuple(dict.fromkeys(found))
