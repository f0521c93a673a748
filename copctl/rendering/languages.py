"""The language of a text where its script tells, and how it is read: the `lang` and `dir` of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

# Blocks of The Unicode Standard (chapter 16) and the language (BCP 47) that writes in them here.
_BLOCKS = (
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x1780, 0x17FF, "km"),
)
# Words of one script, with the blanks between them.
_WORDS = re.compile(
    "|".join(
        f"(?P<{code}>[{chr(low)}-{chr(high)}]+(?:[\\s\u200b-\u200d]+[{chr(low)}-{chr(high)}]+)*)"
        for low, high, code in _BLOCKS
    )
)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The text cut where its script tells of another language: pairs of a language, or "", and a part."""
    at = 0
    for found in _WORDS.finditer(text):
        if found.start() > at:
            yield "", text[at : found.start()]
        yield str(found.lastgroup), found[0]
        at = found.end()
    if at < len(text):
        yield "", text[at:]


def language_of(text: str) -> str:
    """`th`, `lo`, `my` or `km` where most letters are of that script; "" where the script does not tell."""
    if text.isascii():
        return ""
    found: Counter[str] = Counter()
    # Each character once: most of a long text says again what its first words said.
    for character, times in Counter(text).items():
        point = ord(character)
        code = next((code for low, high, code in _BLOCKS if low <= point <= high), "")
        if code or character.isalpha():
            found[code] += times
    most, count = found.most_common(1)[0] if found else ("", 0)
    return most if 2 * count > found.total() else ""


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
