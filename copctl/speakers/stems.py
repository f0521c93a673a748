"""Words without their endings, so that "evaluating" finds "evaluation": the English stemmer of Porter 1980.

Pure. M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980: the rules are those of the
article. Words of other scripts pass unharmed, and scripts without spaces come as groups of characters.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from copctl import names

# Words that say nothing of what a text is about. Decided before anything was measured: short, and
# without those that are also names in this field (it, us, who).
STOP_WORDS = frozenset((
    "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "could",
    "did", "do", "does", "doing", "for", "from", "had", "has", "have", "he", "her", "his", "how", "i", "if",
    "in", "into", "is", "its", "me", "my", "no", "nor", "not", "of", "on", "or", "our", "s", "she",
    "should", "so", "t", "than", "that", "the", "their", "them", "then", "there", "these", "they", "this",
    "those", "to", "too", "was", "we", "were", "what", "when", "where", "which", "why", "will", "with",
    "would", "you", "your",
    # What makes a noun of a verb in Khmer, Thai, Lao and Burmese, as groups of three characters: nearly every
    # title has one, as English has "the".
    "ការ", "การ", "ควา", "วาม", "ການ", "ຄວາ", "ວາມ", "မှု",
))  # fmt: skip

# (ending, what it becomes) of each step, longest first: only the longest that fits is tried.
_PLURALS = (("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", ""))
_DOUBLE = (
    ("ational", "ate"), ("ization", "ize"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
    ("tional", "tion"), ("biliti", "ble"), ("entli", "ent"), ("ousli", "ous"), ("ation", "ate"),
    ("alism", "al"), ("aliti", "al"), ("iviti", "ive"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"),
    ("abli", "able"), ("alli", "al"), ("ator", "ate"), ("eli", "e"),
)  # fmt: skip
_SINGLE = (
    ("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ness", ""),
    ("ful", ""),
)  # fmt: skip
_LAST = tuple(
    (ending, "")
    for ending in ("ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous",
                   "ive", "ize", "ion", "al", "er", "ic", "ou")
)  # fmt: skip


def terms(text: str) -> list[str]:
    """The words that a text is compared by, in their order: folded, without stop words, stemmed."""
    return [stem(token) for token in names.tokens(text) if token not in STOP_WORDS]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without its English endings; what is not a word of three letters a to z stays."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return word
    word = _swapped(word, _PLURALS, 0)
    word = _past(word)
    if word.endswith("y") and "v" in _shape(word[:-1]):
        word = f"{word[:-1]}i"
    word = _swapped(word, _DOUBLE, 1)
    word = _swapped(word, _SINGLE, 1)
    word = _swapped(word, _LAST, 2)
    return _final(word)


def _shape(word: str) -> str:
    """`c` or `v` for each letter; y is a vowel after a consonant."""
    shape = ""
    for letter in word:
        vowel = letter in "aeiou" or (letter == "y" and shape.endswith("c"))
        shape += "v" if vowel else "c"
    return shape


def _measure(word: str) -> int:
    """How often vowels are followed by consonants: the m of the article."""
    return _shape(word).count("vc")


def _swapped(word: str, rules: Sequence[tuple[str, str]], least: int) -> str:
    """The word with its longest ending of these replaced, where enough of it is left."""
    for ending, instead in rules:
        if word.endswith(ending):
            left = word.removesuffix(ending)
            # "ion" goes only after s or t (step 4).
            fits = ending != "ion" or left.endswith(("s", "t"))
            return f"{left}{instead}" if fits and (not least or _measure(left) >= least) else word
    return word


def _past(word: str) -> str:
    """Step 1b: -eed, -ed and -ing."""
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) else word
    ending = next((ending for ending in ("ed", "ing") if word.endswith(ending)), None)
    if ending is None or "v" not in _shape(word.removesuffix(ending)):
        return word
    word = word.removesuffix(ending)
    if word.endswith(("at", "bl", "iz")):
        return f"{word}e"
    if _ends_double(word) and word[-1] not in "lsz":
        return word[:-1]
    return f"{word}e" if _measure(word) == 1 and _ends_short(word) else word


def _final(word: str) -> str:
    """Step 5: a last e, and one of two l."""
    if word.endswith("e"):
        left = word[:-1]
        measure = _measure(left)
        if measure > 1 or (measure == 1 and not _ends_short(left)):
            word = left
    return word[:-1] if word.endswith("ll") and _measure(word) > 1 else word


def _ends_double(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c"


def _ends_short(word: str) -> bool:
    """Consonant, vowel, consonant at the end, the last not w, x or y: the *o of the article."""
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"
