"""How near each of a few texts is to one text; for a handful that needs no index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import TypeVar

from copctl.speakers import stems, tfidf

Key = TypeVar("Key", bound=Hashable)


def likeness(wanted: str, texts: Mapping[Key, str]) -> dict[Key, float]:
    """Key of each text -> how near it is to the wanted one, from 0 to 1 (see `tfidf`)."""
    words = {key: list(stems.terms(text)) for key, text in texts.items()}
    held = Counter(word for found in words.values() for word in set(found))
    rare, unknown = tfidf.rarities(len(words), held), tfidf.rarity(len(words), 0)
    asked = tfidf.unit(stems.terms(wanted), rare, unknown)
    return {key: tfidf.cosine(asked, tfidf.unit(found, rare, unknown)) for key, found in words.items()}
