"""Sealing the static site: what a host, or a stranger who asks it, can neither read nor exchange.

Every page is gzip, then AES-256-GCM (NIST SP 800-38D) under a key of its build, with its place as associated
data: a page that a host puts in another's place does not open. The build's random key is wrapped once for
each member, under what PBKDF2 makes of their phrase. `templates/portal/site/site.js` is the other half.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import secrets
from typing import Any

from copctl.commons import phrases
from copctl.errors import Refused

# OWASP Password Storage Cheat Sheet, PBKDF2-HMAC-SHA256.
ROUNDS = 600_000
_KEY, _NONCE, _SALT, _NAME = 32, 12, 16, 16
_LEVEL = 9


def new_key() -> bytes:
    """A key for one build: 256 random bits."""
    return secrets.token_bytes(_KEY)


def new_salt() -> bytes:
    """A salt for one build: 128 random bits (NIST SP 800-132, 5.1).

    One for all members: a label is part of what is stretched, so a guess counts against one label only.
    """
    return secrets.token_bytes(_SALT)


def seal(page: bytes, key: bytes, place: str) -> bytes:
    """A page that opens with the build's key and at its own place only: 96-bit nonce, text, 128-bit tag."""
    # Without a time, so that equal pages of two builds have equal sizes.
    return _locked(gzip.compress(page, _LEVEL, mtime=0), _part(key, "pages"), place)


def unseal(sealed: bytes, key: bytes, place: str) -> bytes:
    """What was sealed; Refused for another key, another place, or bytes that somebody changed."""
    return gzip.decompress(_unlocked(sealed, _part(key, "pages"), place))


def name_of(key: bytes, place: str) -> str:
    """The file name of a place: 128 bits of HMAC-SHA-256, which tell nothing without the build's key."""
    digest = hmac.digest(_part(key, "names"), place.encode(), "sha256")
    return base64.b32encode(digest[:_NAME]).decode().rstrip("=").lower()


def wrap(site_key: bytes, phrase: str, salt: bytes, rounds: int = ROUNDS) -> bytes:
    """The build's key, to be opened with a phrase."""
    return _locked(site_key, _stretched(phrase, salt, rounds), phrases.label(phrase))


def unwrap(wrapped: bytes, phrase: str, salt: bytes, rounds: int = ROUNDS) -> bytes:
    """The build's key; Refused for another phrase."""
    return _unlocked(wrapped, _stretched(phrase, salt, rounds), phrases.label(phrase))


def refuse_without_extra() -> None:
    """Raise Refused where the extra that seals is not installed."""
    _cipher()


def _part(key: bytes, use: str) -> bytes:
    """A key for one use, so that file names and pages share none."""
    return hmac.digest(key, f"copctl portal {use}".encode(), "sha256")


def _stretched(phrase: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", phrase.encode(), salt, rounds, _KEY)


def _locked(text: bytes, key: bytes, about: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + bytes(_cipher()(key).encrypt(nonce, text, about.encode()))


def _unlocked(sealed: bytes, key: bytes, about: str) -> bytes:
    from cryptography.exceptions import InvalidTag

    try:
        return bytes(_cipher()(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode()))
    except (InvalidTag, ValueError) as error:
        raise Refused("This does not open.", hint="check the phrase, and that the files are whole") from error


def _cipher() -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError as error:
        raise Refused(
            "Sealing the site needs the extra portal.", hint="pip install 'copctl[portal]'"
        ) from error
    return AESGCM
