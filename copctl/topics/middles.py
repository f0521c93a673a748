"""The middle of numbers on a scale: mean, median, and the share of the two highest steps.

Pure, and exact until it is shown. Numbers come as how many (or how much of the vote) gave each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from copctl.topics.rules.profiles import Weight

# A scale of fewer steps has no two highest worth telling.
FEWEST_STEPS = 3


def mean(given: Mapping[Fraction, Weight]) -> float | None:
    """The mean to four decimals, or None where nobody gave a number."""
    total = sum(given.values())
    if not total:
        return None
    weighted = sum((value * weight for value, weight in given.items()), Fraction(0))
    return round(float(weighted / total), 4)


def median(given: Mapping[Fraction, Weight]) -> float | None:
    """The number in the middle, or half way between the two that are; None where nobody gave one."""
    total = sum(given.values())
    if not total:
        return None
    half, passed = Fraction(total) / 2, Fraction(0)
    ordered = sorted(value for value, weight in given.items() if weight)
    for place, value in enumerate(ordered):
        passed += given[value]
        if passed > half:
            return float(value)
        if passed == half:
            return float((value + ordered[place + 1]) / 2)
    return None


def top_two(given: Mapping[Fraction, Weight], steps: Sequence[Fraction]) -> float | None:
    """The share of numbers on the two highest steps of the scale (top-2-box), from 0 to 1.

    None where nobody gave a number, and on scales of fewer than three steps, where it would say nothing.
    """
    total = sum(given.values())
    highest = sorted(set(steps))[-2:]
    if not total or len(set(steps)) < FEWEST_STEPS:
        return None
    high = sum(weight for value, weight in given.items() if value >= highest[0])
    return round(float(Fraction(high) / total), 4)
