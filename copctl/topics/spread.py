"""Numbers that people gave: how they are spread, their mean and median, and the share of the two highest.

Pure. Values come with the number of people who gave them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from copctl.topics.middles import FEWEST_STEPS

# More different values than that are put into classes.
_COLUMNS = 12
_CLASSES = 8


@dataclass(frozen=True)
class Spread:
    """What was said on a scale: how many answered, mean and median, lowest and highest.

    `top` is the number of people at the two highest points of the scale (top-2-box), or None.
    """

    answered: int
    mean: float
    median: float
    least: float
    most: float
    top: int | None


def spread(counts: Mapping[float, int], points: Sequence[float] = ()) -> Spread | None:
    """The figures of a scale with these points, or of numbers without one; None where nobody answered.

    The two highest are told by the rule of the tally (`middles.top_two`).
    """
    given = {value: count for value, count in sorted(counts.items()) if count > 0}
    answered = sum(given.values())
    if not answered:
        return None
    total = sum((Fraction(value) * count for value, count in given.items()), Fraction(0))
    top = None
    steps = sorted(set(points))
    if len(steps) >= FEWEST_STEPS:
        top = sum(count for value, count in given.items() if value >= steps[-2])
    middle = (_at(given, (answered - 1) // 2) + _at(given, answered // 2)) / 2
    return Spread(answered, float(total / answered), middle, min(given), max(given), top)


def _at(given: Mapping[float, int], place: int) -> float:
    """The value at a place (0 is the first) when everybody stands in order."""
    for value, count in given.items():
        place -= count
        if place < 0:
            return value
    raise IndexError(place)


def classes(counts: Mapping[float, int]) -> list[tuple[str, int]]:
    """Values with how often each was given, in classes of a round width where there are too many values.

    A class `10–19` holds whole numbers from 10 to 19; `0.5–1` holds what is at least 0.5 and below 1.
    """
    given = {value: count for value, count in sorted(counts.items()) if count > 0}
    if len(given) <= _COLUMNS:
        return [(f"{value:g}", count) for value, count in given.items()]
    low, high = min(given), max(given)
    whole = all(value.is_integer() for value in given)
    width = _round_width((high - low) / _CLASSES, whole)
    first = math.floor(low / width)
    heights = [0] * (math.floor(high / width) - first + 1)
    for value, count in given.items():
        heights[math.floor(value / width) - first] += count
    return [(_class_name((first + n) * width, width, whole), count) for n, count in enumerate(heights)]


def _round_width(least: float, whole: bool) -> float:
    """The smallest of 1, 2, 5, 10, 20 ... (and tenths of them) that is no less."""
    power = 10.0 ** math.floor(math.log10(least))
    width = next(step * power for step in (1, 2, 5, 10) if step * power >= least)
    return max(width, 1.0) if whole else width


def _class_name(start: float, width: float, whole: bool) -> str:
    if whole:
        return f"{start:g}" if width == 1 else f"{start:g}–{start + width - 1:g}"
    return f"{start:g}–{start + width:g}"
