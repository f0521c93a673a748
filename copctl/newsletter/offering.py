"""What a draft was offered: each item's key, and a digest of the words that stood there. Pure.

The digest tells whether a person changed an entry since, without keeping what it said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from hashlib import blake2b


def digest(text: str) -> str:
    """A short name for these words, blanks around them aside; other words have another one (64 bits)."""
    return blake2b(text.strip().encode(), digest_size=8).hexdigest()


def digests(offered: Mapping[str, str] | Collection[str]) -> dict[str, str]:
    """Key -> digest, as an issue remembers it; older issues remember keys alone, whose digests are empty."""
    return dict(offered) if isinstance(offered, Mapping) else dict.fromkeys(offered, "")
