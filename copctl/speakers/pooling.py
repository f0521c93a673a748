"""From documents to people: the mean of the best three, and two scores blended into one.

Pure. Documents are scored one by one (Balog, Azzopardi and de Rijke 2006, model 2) and the best few count:
the mean of all falls with every other thing a person did, and sums reward who wrote most.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import TypeVar

BEST = 3
# How much of a blend is meaning; the rest is words.
MEANING = 0.8

Key = TypeVar("Key")


def pooled(scores: Iterable[float], documents: int) -> float:
    """The mean of a person's best three scores; documents that are not among them scored 0.

    Who has fewer than three documents is judged by those they have.
    """
    best = sorted(scores, reverse=True)[:BEST]
    return math.fsum(best) / min(max(documents, len(best)), BEST) if best else 0.0


def standardised(scores: Mapping[Key, float]) -> dict[Key, float]:
    """How many standard deviations each is above the mean; all 0 where they do not differ."""
    if not scores:
        return {}
    middle = math.fsum(scores.values()) / len(scores)
    spread = math.sqrt(math.fsum((score - middle) ** 2 for score in scores.values()) / len(scores))
    if spread < 1e-12:
        return dict.fromkeys(scores, 0.0)
    return {key: (score - middle) / spread for key, score in scores.items()}


def blended(meaning: Mapping[Key, float], words: Mapping[Key, float]) -> dict[Key, float]:
    """0.8 of the standardised meaning and 0.2 of the standardised words, for everyone in `meaning`."""
    nearer = standardised(meaning)
    shared = standardised({key: words.get(key, 0.0) for key in meaning})
    return {key: MEANING * nearer[key] + (1 - MEANING) * shared[key] for key in meaning}


def shown(deviations: float) -> float:
    """A blend as a score from 0 to 1: the share of a normal distribution that is below it."""
    return 0.5 * math.erfc(-deviations / math.sqrt(2))
