"""How words are compared in the search of the static site: by one rule here and in the reader's browser."""

from __future__ import annotations

import re
import unicodedata

# Accents over Latin, Greek and Cyrillic letters. Vowel signs of Khmer, Thai, Lao and Burmese stay: they
# are letters, not decoration.
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """The text without case, accents and marks that nobody sees; in blanks of one.

    `site.js` does the same: upper case first makes `ß` and `SS` one, then both sigmas are one.
    """
    cased = unicodedata.normalize("NFC", text).upper().lower()
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", cased)).replace("ς", "σ").replace("đ", "d")
    seen = "".join(c for c in plain if unicodedata.category(c) != "Cf")
    return unicodedata.normalize("NFC", " ".join(seen.split()))
