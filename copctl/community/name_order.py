"""Names as lists have them and as people write them: which of two is fuller, and whose family stands first.

Pure. Nothing here turns a name round: whoever has the list says so.
"""

from __future__ import annotations

from copctl.community.twins import alike

# Where the family name is written first; Laos, Thailand and Myanmar are not among them.
_FAMILY_FIRST = {"KH", "VN", "CN", "HK", "TW", "MO", "KR", "KP", "JP", "HU", "MN"}
# Letters that only Vietnamese has (The Unicode Standard, Latin Extended Additional), with its own two vowels.
_VIETNAMESE = frozenset("ơưƠƯ") | {chr(point) for point in range(0x1EA0, 0x1EFA)}


def is_family_first(name: str | None, country: str | None) -> bool:
    """Whether somebody's family name is likely to stand first where they live, or as their letters say."""
    return bool(name) and (country in _FAMILY_FIRST or not _VIETNAMESE.isdisjoint(name or ""))


def is_unmarked(name: str, fuller: str) -> bool:
    """Whether `fuller` is the same name, word for word, with the marks that belong on it."""
    bare, marked = alike.Name(name), alike.Name(fuller)
    if bare.words == marked.words or not (bare.spaced and marked.spaced):
        return False
    return not bare.marked and bare.words == tuple(map(alike.without_marks, marked.words))


def is_turned(name: str, other: str) -> bool:
    """Whether two names differ only in the order of their words."""
    return alike.compare(alike.Name(name), alike.Name(other)) is alike.Likeness.REORDERED


def is_one_word_of(name: str, longer: str) -> bool:
    """Whether a name is a single word of a longer one: a given name alone."""
    part, whole = alike.Name(name), alike.Name(longer)
    return len(part.bare) == 1 < len(whole.bare) and part.bare[0] in whole.bare
