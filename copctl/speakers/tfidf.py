"""How near two texts are by their words: TF-IDF with sublinear frequency, compared by cosine.

Pure. Rarity: Sparck Jones 1972; 1 + ln(frequency) and the cosine as in Manning, Raghavan and Schuetze 2008,
chapter 6 (weighting "ltc"); rarity smoothed as if one more text held every word.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

Weights = dict[str, float]


def rarity(texts: int, held: int) -> float:
    """What a word weighs that so many of the texts hold: ln((1 + texts) / (1 + held)) + 1."""
    return math.log((1 + texts) / (1 + held)) + 1


def rarities(texts: int, held: Mapping[str, int]) -> Weights:
    """The rarity of each word, by how many texts hold it."""
    return {word: rarity(texts, count) for word, count in held.items()}


def unit(words: Iterable[str], rare: Mapping[str, float], unknown: float) -> Weights:
    """The weights of a text's words, of length 1 together; `unknown` is the rarity of a word not listed.

    Empty for a text without words.
    """
    log = math.log
    weights = {
        word: rare.get(word, unknown) * (1 + log(count) if count > 1 else 1)
        for word, count in Counter(words).items()
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The cosine of two texts of length 1: 0 where they share no word, 1 where they are alike."""
    # An exact sum: words in common come in no order, and the score must not depend on it.
    return min(math.fsum([one[word] * other[word] for word in one.keys() & other.keys()]), 1.0)
