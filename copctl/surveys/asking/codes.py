"""The code in a personal link: unguessable, and kept as its hash only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

# 128 random bits in base 32 (RFC 4648, section 6) without padding, in lower case.
_BYTES = 16
_CODE = re.compile(r"[a-z2-7]{26}")


def derived(key: bytes, survey_id: int, member_id: int) -> str:
    """The code of this person for this survey: the same each time, so that a reminder can repeat it.

    The first 128 bits of HMAC-SHA-256 (RFC 2104); nobody can guess it without the community's key.
    """
    digest = hmac.digest(key, f"copctl survey link {survey_id} {member_id}".encode(), "sha256")
    return base64.b32encode(digest[:_BYTES]).decode().rstrip("=").lower()


def looks_like_code(text: str) -> bool:
    """Whether a text has the form of a code."""
    return _CODE.fullmatch(text.strip().lower()) is not None


def hash_of(code: str) -> str:
    """What the store keeps of a code: SHA-256; 128 random bits need no salt (NIST SP 800-63B, 5.1.2.2)."""
    return hashlib.sha256(code.strip().lower().encode()).hexdigest()
