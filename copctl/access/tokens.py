"""The link and the code that let somebody in: made from the community's key, kept as hashes only."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

# Crockford (2002), "Base 32": no letters that look like digits or like each other.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
_LETTERS = 8
_LINK = re.compile(r"[A-Za-z0-9_-]{43}")
# 16 MiB and some 50 ms a guess (RFC 7914, section 2); five guesses a code, and ten minutes to make them.
_COST, _BLOCK, _LANES = 2**14, 8, 1


def link_of(key: bytes, nonce: str) -> str:
    """The 256 bits of a link as 43 letters: HMAC-SHA-256 (RFC 2104), base64url (RFC 4648, section 5).

    The store keeps the nonce and not the community's key, so a copy of the store lets nobody in.
    """
    digest = hmac.digest(key, b"copctl sign-in link\0" + nonce.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def code_of(key: bytes, nonce: str) -> str:
    """The code for another browser, 40 bits as eight letters and digits: `7K4M2XQP`."""
    digest = hmac.digest(key, b"copctl sign-in code\0" + nonce.encode(), hashlib.sha256)
    number = int.from_bytes(digest[:5], "big")
    return "".join(_ALPHABET[(number >> (5 * place)) & 31] for place in reversed(range(_LETTERS)))


def written(code: str) -> str:
    """A code as people read it: `7K4M-2XQP`."""
    return f"{code[:4]}-{code[4:]}"


def typed(text: str) -> str:
    """A code as somebody typed it, without blanks and hyphens, with what is easily misread put right."""
    return "".join(c for c in text.upper() if c.isascii() and c.isalnum()).translate(_MISREAD)[:64]


def looks_like_link(text: str) -> bool:
    """Whether a text has the form of a link's 256 bits."""
    return _LINK.fullmatch(text) is not None


def hash_of(token: str) -> str:
    """What the store keeps of 256 random bits: SHA-256, which needs no salt for them (NIST SP 800-63B)."""
    return hashlib.sha256(token.encode()).hexdigest()


def slow_hash_of(code: str, salt: str) -> str:
    """What the store keeps of a short code: scrypt (RFC 7914) with a salt of its own."""
    digest = hashlib.scrypt(
        code.encode(), salt=bytes.fromhex(salt), n=_COST, r=_BLOCK, p=_LANES, dklen=32, maxmem=64 * 2**20
    )
    return digest.hex()


def is_code(code: str, salt: str, kept: str) -> bool:
    """Whether this is the code that the store keeps the hash of."""
    return hmac.compare_digest(slow_hash_of(code, salt), kept)


def keyed(key: bytes, purpose: str, text: str) -> str:
    """A hash that nobody can guess back without the community's key: for addresses of the net."""
    return hmac.digest(key, f"copctl {purpose}\0{text}".encode(), hashlib.sha256).hex()[:32]
