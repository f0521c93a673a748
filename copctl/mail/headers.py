"""Header lines of a mail: 7-bit, folded, and with nothing in them that starts a header of its own."""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

from copctl import names

_Unit = TypeVar("_Unit", str, bytes)
# Lines with encoded words have 76 characters at most (RFC 2047, section 2); the name of the header and an
# encoded word's own frame of 12 need the rest.
_LINE, _WORD = 76, 48
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~ ]*")
_DOT_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+(\.[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~]+)*")
_DOMAIN = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.\-]*[A-Za-z0-9_])?|\[[0-9A-Fa-fIPv:.]+\]")
# What stands for itself in the Q encoding of a name (RFC 2047, section 5, rule 3).
_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
# Embeddings, overrides and isolates turn what follows a name around: they could show another address.
_TURNING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def one_line(text: str) -> str:
    """A text as a header may hold it: no line ends, no controls, nothing that turns the rest around."""
    if text.isascii():
        return names.written(text)
    return names.written(text.translate(_TURNING))


def line(name: str, text: str) -> bytes:
    """A header of free text, such as the subject, with its CRLF."""
    text = one_line(text)
    if text.isascii() and "=?" not in text and max(map(len, text.split(" "))) < _LINE - len(name) - 2:
        return f"{name}: {_folded(text, len(name) + 2)}\r\n".encode("ascii")
    words = "\r\n ".join(_encoded_words(text))
    return f"{name}: {words}\r\n".encode("ascii")


def mailbox(name: str, person: str, email: str) -> bytes:
    """A header with one person's name and address, such as `To`, with its CRLF."""
    shown, address = _phrase(one_line(person)), addr_spec(email)
    if not shown:
        return f"{name}: {address}\r\n".encode("ascii")
    space = " " if len(name) + len(shown) + len(address) + 5 <= _LINE and "\r" not in shown else "\r\n "
    return f"{name}: {shown}{space}<{address}>\r\n".encode("ascii")


@lru_cache(maxsize=1024)
def ascii_domain(domain: str) -> str:
    """A domain as the DNS has it (RFC 5890); empty for what can be none."""
    try:
        found = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return found if _DOMAIN.fullmatch(found) else ""


def addr_spec(email: str) -> str:
    """An address as it stands in a header or an envelope; nobody's where it can be none."""
    local, _, domain = one_line(email).rpartition("@")
    held = ascii_domain(domain)
    if not held or not local or not local.isascii():
        return "nobody@community.invalid"
    return f"{local if _DOT_ATOM.fullmatch(local) else _quoted(local)}@{held}"


def _phrase(person: str) -> str:
    if not person.isascii() or "=?" in person or len(person) > _LINE - 20:
        return "\r\n ".join(_encoded_words(person))
    return person if _ATOMS.fullmatch(person) else _quoted(person)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _folded(text: str, used: int) -> str:
    lines, width = [""], used
    for word in text.split(" "):
        if width + len(word) + 1 > _LINE and lines[-1]:
            lines.append("")
            width = 1
        lines[-1] += f" {word}" if lines[-1] else word
        width += len(word) + 1
    return "\r\n ".join(lines)


def _encoded_words(text: str) -> Iterator[str]:
    """The text as encoded words of whole characters (RFC 2047), in whichever encoding is shorter."""
    as_q = [_as_q(character) for character in text]
    if sum(map(len, as_q)) <= len(text.encode()) * 4 / 3:
        yield from (f"=?utf-8?q?{''.join(piece)}?=" for piece in _pieces(as_q, _WORD))
        return
    octets = [character.encode() for character in text]
    for piece in _pieces(octets, _WORD * 3 // 4):
        yield f"=?utf-8?b?{b2a_base64(b''.join(piece), newline=False).decode('ascii')}?="


@lru_cache(maxsize=4096)
def _as_q(character: str) -> str:
    if character == " ":
        return "_"
    return "".join(chr(octet) if octet in _PLAIN else f"={octet:02X}" for octet in character.encode())


def _pieces(units: list[_Unit], most: int) -> Iterator[list[_Unit]]:
    held: list[_Unit] = []
    width = 0
    for unit in units:
        if width + len(unit) > most and held:
            yield held
            held, width = [], 0
        held.append(unit)
        width += len(unit)
    if held:
        yield held
