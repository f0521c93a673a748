"""What a form carries to show that it came from a page of ours: a hash of the browser's own secret.

It is masked anew for every page, so that the size of a compressed page tells nothing of it (Gluck, Harris and
Prado 2013, "BREACH").
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

FIELD = "form_token"
_OCTETS = 16


def made(secret: str) -> str:
    """A token for one page, as 43 letters."""
    pad = secrets.token_bytes(_OCTETS)
    masked = _xor(pad, _plain(secret))
    return base64.urlsafe_b64encode(pad + masked).decode().rstrip("=")


def mark(key: bytes) -> str:
    """What stands for the token until its page is made for somebody; `key` is the community's.

    Nobody can write it, and all workers have the same, so that a page that did not change has the same ETag.
    """
    return hmac.digest(key, b"copctl form mark", hashlib.sha256).hex()


def is_of(token: str, secret: str) -> bool:
    """Whether a form's token was made for who has this secret; nobody's without one."""
    if not secret or not token.isascii() or len(token) > 64:
        return False
    try:
        octets = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return False
    if len(octets) != 2 * _OCTETS:
        return False
    return hmac.compare_digest(_xor(octets[:_OCTETS], octets[_OCTETS:]), _plain(secret))


def _plain(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"copctl form", hashlib.sha256)[:_OCTETS]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
