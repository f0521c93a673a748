"""The language of a text where its script tells, and how it is read: the `lang` and `dir` of a page."""

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


# Languages, and scripts (ISO 15924), that run from right to left (Unicode CLDR, layout orientation).
_LEFTWARD = frozenset({
    "apc", "ar", "ary", "bal", "bgn", "bqi", "brh", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo",
    "ps", "rhg", "sd", "sdh", "skr", "syr", "trw", "ug", "ur", "yi",
})  # fmt: skip
_LEFTWARD_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def direction(language: str) -> str:
    """`rtl` for a language (BCP 47) that is read from right to left, `ltr` for every other one."""
    name, *rest = language.casefold().replace("_", "-").split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    is_leftward = script in _LEFTWARD_SCRIPTS if script else name in _LEFTWARD
    return "rtl" if is_leftward else "ltr"
