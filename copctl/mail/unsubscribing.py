"""The token in a mail that unsubscribes its reader: nobody can make one for somebody else."""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Mapping
from hashlib import sha256

# Marks that begin so stand for the token of a letter's reader, which is put in as the mail goes out.
MARK = "%TOKEN"
_PURPOSE = b"copctl unsubscribe"
# 128 bits of 256: RFC 2104, section 5, lets a code be cut to half of its length.
_OCTETS = 16
_TOKEN = re.compile(r"(?<![a-z0-9])([0-9]{1,18})-([a-z2-7]{26})(?![a-z0-9])")


def token_of(key: bytes, member_id: int) -> str:
    """What unsubscribes this member: their number and a code, `12-` and 26 letters and digits.

    `key` is the community's (`link_key`). Mail programs may change the case of it, so it has none.
    """
    code = hmac.digest(key, _PURPOSE + b"\0" + str(member_id).encode(), sha256)[:_OCTETS]
    return f"{member_id}-{b32encode(code).decode('ascii').rstrip('=').lower()}"


def with_token(words: Mapping[str, str], token: str) -> dict[str, str]:
    """The words of a letter's reader with their token behind its mark; empty for a mail without one."""
    return {mark: token if mark.startswith(MARK) else word for mark, word in words.items()}


def member_of(key: bytes, token: str) -> int | None:
    """The member whom a token unsubscribes, or None when it is none of ours.

    It may stand in a longer text, such as the subject of the mail that came back.
    """
    for found in _TOKEN.finditer(token.lower()):
        number = int(found[1])
        if hmac.compare_digest(token_of(key, number), found[0]):
            return number
    return None
