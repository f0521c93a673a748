"""Invented profiles of 60 words each, as `copctl member import` reads them."""

from __future__ import annotations

import random
from itertools import accumulate
from pathlib import Path

FIELD = """
monitoring evaluation learning water energy climate stories storytelling budget gender pumps irrigation solar
impact outcome harvesting indicators community farmers river survey interviews dashboards donors credit
sanitation schools health forests fisheries mapping training facilitation policy villages markets rice drought
floods wells rainfall engineers reports evidence methods sampling baseline adaptation resilience grids tariffs
""".split()  # noqa: SIM905
SYLLABLES = "ka mo ti re su la ne vi pa do ge hu bri sto ter wan".split()  # noqa: SIM905
WORDS, EACH = 20_000, 60


def vocabulary(chance: random.Random) -> list[str]:
    """So many different words: those of the field first, then invented ones."""
    words = dict.fromkeys(FIELD)
    while len(words) < WORDS:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))] = None
    return list(words)


def profiles_csv(path: Path, count: int, *, english: bool = False) -> Path:
    """A file of so many people whose bios have 60 words, frequent and rare ones as in a language (Zipf).

    `english` leaves the invented words out: a language model would spell them letter by letter.
    """
    chance = random.Random(5)
    words = FIELD if english else vocabulary(chance)
    weights = list(accumulate(1 / (place + 10) for place in range(len(words))))
    with path.open("w", encoding="utf-8") as out:
        out.write("name,email,organisation,country,status,bio\n")
        for n in range(count):
            bio = " ".join(chance.choices(words, cum_weights=weights, k=EACH))
            out.write(f"Person {n},person{n}@partner{n % 18}.example,Partner {n % 18},KH,active,{bio}\n")
    return path
