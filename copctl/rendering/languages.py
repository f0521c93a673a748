"""The language of a text where its script tells, for the `lang` of what a page shows."""

from __future__ import annotations

from collections import Counter

# Blocks of The Unicode Standard (chapter 16) and the language (BCP 47) that writes in them here.
_BLOCKS = (
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x1780, 0x17FF, "km"),
)


def language_of(text: str) -> str:
    """`th`, `lo`, `my` or `km` where most letters are of that script; "" where the script does not tell."""
    found: Counter[str] = Counter()
    for character in text:
        point = ord(character)
        if point >= 0x0E00 or character.isalpha():
            found[next((code for low, high, code in _BLOCKS if low <= point <= high), "")] += 1
    code, count = found.most_common(1)[0] if found else ("", 0)
    return code if 2 * count > found.total() else ""
