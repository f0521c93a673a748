"""Which term of a taxonomy a free tag may mean, and why. Pure: it proposes, people decide.

Four signs, the surest first: another way to write the term, the same words in any order and number, all
words of the one in the other, and nearly the same letters (RapidFuzz's token set ratio, 0 to 100). Where
there is a language model, meaning is a fifth, for whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from copctl import names

# Words that say nothing of a topic.
_LITTLE = frozenset("a about an and as at by for from in into of on or our the their to using with".split())  # noqa: SIM905
SAME_NAME, SAME_WORDS = 100.0, 98.0
# All words of the one in the other: from here, up to ten points below the same words.
_WITHIN, _SPAN = 55.0, 38.0
_LETTERS, _LEAST = 86.0, 62.0
_SHORT = 4
# The cosine of two short texts that mean much the same in the model of `semantic` is rarely below this.
_AKIN = 0.5


@dataclass(frozen=True)
class Term:
    """A term of a taxonomy: its slug, its label and the other ways to write it."""

    slug: str
    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """A term that a tag may mean, why, and how sure that is (0 to 100)."""

    slug: str
    label: str
    why: str
    score: float


def propose(tag: str, terms: Iterable[Term], most: int = 3) -> list[Proposal]:
    """The terms that a tag may mean, likeliest first; of equals the one whose words come first in the tag."""
    words = stems(tag)
    found = []
    for term in terms:
        best = max((_likeness(tag, words, way) for way in (term.label, *term.aliases)), default=None)
        if best is not None and best[0] >= _LEAST:
            found.append(
                ((-best[0], -best[1], term.label), Proposal(term.slug, term.label, best[2], best[0]))
            )
    likely = [proposal for _, proposal in sorted(found, key=lambda pair: pair[0])[:most]]
    return likely[:1] if likely and likely[0].score >= SAME_WORDS else likely


def _likeness(tag: str, words: Sequence[str], way: str) -> tuple[float, int, str]:
    """How sure, where in the tag (later is less), and the words for why."""
    other = stems(way)
    place = -min((n for n, word in enumerate(words) if word in other), default=len(words))
    if names.slug(tag) == names.slug(way):
        return SAME_NAME, place, f"another way to write it: {way}"
    if not words or not other:
        return 0.0, place, ""
    if set(words) == set(other):
        return SAME_WORDS, place, f"the same words as {way}"
    if set(other) < set(words):
        return _within(other, words), place, f"it says {way}"
    if set(words) < set(other):
        return _within(words, other), place, f"part of {way}"
    letters = fuzz.token_set_ratio(" ".join(words), " ".join(other))
    near = (
        letters if letters >= _LETTERS and min(map(len, ("".join(words), "".join(other)))) > _SHORT else 0.0
    )
    return round(near * 0.9, 1), place, f"written nearly as {way} ({letters:.0f} of 100)"


def _within(part: Sequence[str], whole: Sequence[str]) -> float:
    return round(_WITHIN + _SPAN * len(set(part)) / len(set(whole)), 1)


def propose_by_meaning(
    encode: Callable[[Sequence[str]], Any], tags: Sequence[str], terms: Sequence[Term], most: int = 3
) -> list[list[Proposal]]:
    """For each tag the terms that mean much the same; `encode` gives a vector of length 1 for each text.

    A term means what its nearest way to write it means. The score is 100 times the cosine.
    """
    ways = [(term, way) for term in terms for way in (term.label, *term.aliases)]
    if not tags or not ways:
        return [[] for _ in tags]
    likeness = encode(tags) @ encode([way for _, way in ways]).T
    return [_nearest(ways, [float(cosine) for cosine in row], most) for row in likeness]


def _nearest(ways: Sequence[tuple[Term, str]], cosines: Sequence[float], most: int) -> list[Proposal]:
    best: dict[str, Proposal] = {}
    for (term, way), cosine in sorted(zip(ways, cosines, strict=True), key=lambda pair: -pair[1]):
        if cosine < _AKIN or len(best) == most:
            break
        why = f"means much the same as {way} ({100 * cosine:.0f} of 100)"
        best.setdefault(term.slug, Proposal(term.slug, term.label, why, round(100 * cosine, 1)))
    return list(best.values())


@lru_cache(maxsize=8192)
def stems(text: str) -> tuple[str, ...]:
    """The words of a tag that say what it is about, folded and without the S of a plural.

    Words of scripts without blanks come in groups of three letters (`names.tokens`). Plurals by Harman
    1991, "How effective is suffixing?".
    """
    return tuple(_singular(word) for word in names.tokens(text) if word not in _LITTLE)


def _singular(word: str) -> str:
    if (
        len(word) < _SHORT
        or not word.isascii()
        or not word.endswith("s")
        or word.endswith(("us", "ss", "is"))
    ):
        return word
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return f"{word[:-3]}y"
    return word[:-1]
