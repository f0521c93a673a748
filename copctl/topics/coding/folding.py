"""How free text is folded: spellings that mean one answer, and the words that answers share.

Pure. Khmer, Lao, Thai and Burmese are written without blanks between words: their words here are
overlapping groups of three characters (`names.tokens`). Chinese and Japanese are not taken apart.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from copctl import names

# A modest list: words that say nothing about what an English answer is about. Other languages have none.
_ENGLISH = """
a about above after again all also am an and any anything are as at be because been before being
below between both but by can could did do does doing don done down during each else ever few for
from further get had has have having he her here hers him his how however i if in into is it its
itself just like ll made make many may maybe me might more most much must my no nor not nothing now
of off often on once one only or other our ours out over own please quite rather re really s same
she should so some something still such t than that the their theirs them then there these they
thing this those through to too under until up us use used using ve very was way we were what when
where whether which while who whom why will with within without would yes yet you your yours
"""
STOP_WORDS = frozenset(_ENGLISH.split())
_UNSPACED = ("THAI ", "LAO ", "KHMER ", "MYANMAR ")
_MARK = 16


def is_unspaced(text: str) -> bool:
    """Whether a text has letters of a script that is written without blanks between words."""
    return not text.isascii() and any(unicodedata.name(c, "").startswith(_UNSPACED) for c in text)


@lru_cache(maxsize=16_384)
def runs(text: str) -> tuple[str, ...]:
    """What stands between blanks and punctuation, folded: no case, no plural, no diacritics.

    In scripts without blanks a run may be a whole sentence, and keeps its vowel signs.
    """
    return tuple(_folded(run) for run in names.slug(text).split("-") if run)


def _folded(run: str) -> str:
    if run.isascii():
        return _singular(run)
    if is_unspaced(run):
        return run
    plain = "".join(c for c in unicodedata.normalize("NFKD", run) if not unicodedata.combining(c))
    return _singular(plain or run)


def _singular(word: str) -> str:
    """A word without the S of an English plural (Harman 1991, "How effective is suffixing?")."""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("us", "ss", "is")):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    if word.endswith("es") and word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def fingerprint(text: str) -> str:
    """What spellings of one answer share: its unique words in alphabetical order.

    OpenRefine's fingerprint key collision: outer blanks, case, punctuation, diacritics, order and
    repetition do not count (https://openrefine.org/docs/technical-reference/clustering-in-depth);
    neither does an English plural. Empty for a text without letters or digits.
    """
    return " ".join(sorted(set(runs(text))))


def mark(text: str) -> str:
    """A short name of an answer that does not repeat it: `#` and 16 hexadecimal digits.

    Made from its fingerprint, so that other spellings bear the same; SHA-256, cut. Empty where the
    fingerprint is.
    """
    print_ = fingerprint(text)
    return f"#{hashlib.sha256(print_.encode()).hexdigest()[:_MARK]}" if print_ else ""


def terms(text: str) -> list[str]:
    """The words that an answer is compared by, in their order, stop words left out."""
    return [term for term, _ in spelled_terms(text)]


def spelled_terms(text: str) -> Iterator[tuple[str, str]]:
    """Each word that an answer is compared by, with how it was written here."""
    for written in names.written(text).split(" "):
        for piece in _pieces(written):
            for run in runs(piece):
                yield from _terms_of(run, piece)


def _terms_of(run: str, written: str) -> Iterator[tuple[str, str]]:
    if is_unspaced(run):
        yield from ((gram, gram) for gram in names.tokens(run))
    elif len(run) > 1 and run not in STOP_WORDS:
        yield run, written


def _pieces(written: str) -> Iterator[str]:
    """The parts of something between blanks that punctuation leaves."""
    part = ""
    for character in written:
        # Letters, marks, numbers; format characters too, which Khmer and Thai put between words.
        if unicodedata.category(character)[0] in "LMN" or unicodedata.category(character) == "Cf":
            part += character
        elif part:
            yield part
            part = ""
    if part:
        yield part
