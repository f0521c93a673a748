"""A member's pass phrase: six words that can be said, read out and typed in any language.

A word is a proquint (Wilkerson 2009, "A Proposal for Proquints"): 16 bits as consonant, vowel, consonant,
vowel, consonant. The first word is a label, which stands in the clear beside the key that the phrase opens;
the other five are 80 random bits that nobody else has.
"""

from __future__ import annotations

import hmac
import re
import unicodedata

_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"
_WORDS, _LETTERS = 6, 5
_WORD = re.compile(f"[{_CONSONANTS}][{_VOWELS}][{_CONSONANTS}][{_VOWELS}][{_CONSONANTS}]")
_NO_LETTER = re.compile(r"[^a-z]")


def derived(key: bytes, member: int, count: int) -> str:
    """The phrase of this member, such as `lusab-babad-gutih-tugad-mudof-bozos`: the same each time.

    The first 96 bits of HMAC-SHA-256 (RFC 2104) by the community's key; `count` is `member.phrase`.
    """
    digest = hmac.digest(key, f"copctl portal phrase {member} {count}".encode(), "sha256")
    return "-".join(word(int.from_bytes(digest[at : at + 2])) for at in range(0, 2 * _WORDS, 2))


def word(bits: int) -> str:
    """The proquint of 16 bits."""
    return (
        _CONSONANTS[bits >> 12]
        + _VOWELS[bits >> 10 & 3]
        + _CONSONANTS[bits >> 6 & 15]
        + _VOWELS[bits >> 4 & 3]
        + _CONSONANTS[bits & 15]
    )


def read(typed: str) -> str | None:
    """The phrase that somebody meant, or None for what cannot be one.

    Only letters count: case, width, blanks, hyphens, and whatever else a keyboard puts between words do not.
    The page that asks for it does the same.
    """
    letters = _NO_LETTER.sub("", unicodedata.normalize("NFKC", typed).lower())
    words = [letters[at : at + _LETTERS] for at in range(0, len(letters), _LETTERS)]
    fits = len(words) == _WORDS and all(map(_WORD.fullmatch, words))
    return "-".join(words) if fits else None


def label(phrase: str) -> str:
    """The word that tells which key a phrase opens; two members may share one."""
    return phrase[:_LETTERS]
