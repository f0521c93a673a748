"""Members as vCards (RFC 6350, or RFC 2426 for older address books), which `member import` reads back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

PRODUCT = "-//copctl//member export//EN"
VERSIONS = ("4.0", "3.0")
_WIDEST = 75
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;"})


def as_vcards(entries: Iterable[Mapping[str, Any]], version: str) -> str:
    """One card an entry: name, addresses, organisation, role, country (in words), zone, languages, bio."""
    return "".join(
        _folded(line) for entry in entries for line in _lines({k: v for k, v in entry.items() if v}, version)
    )


def _lines(entry: Mapping[str, Any], version: str) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield f"VERSION:{version}"
    yield f"PRODID:{PRODUCT}"
    yield f"FN:{_text(entry['name'])}"
    # The whole name stands in one part: nobody but the person knows how it divides.
    yield f"N:;{_text(entry['name'])};;;"
    yield from _emails(entry, version)
    for name, field in (("ORG", "organisation"), ("TITLE", "role"), ("NOTE", "bio")):
        if field in entry:
            yield f"{name}:{_text(entry[field])}"
    if "country" in entry:
        yield f"ADR:;;;;;;{_text(entry['country'])}"
    if "timezone" in entry:
        yield f"TZ{';VALUE=text' if version == '3.0' else ''}:{_text(entry['timezone'])}"
    for place, code in enumerate(entry.get("languages", ()), start=1):
        # Preferences are numbers from 1 to 100.
        yield f"LANG{'' if version == '3.0' else f';PREF={min(place, 100)}'}:{code}"
    yield "END:VCARD"


def _emails(entry: Mapping[str, Any], version: str) -> Iterator[str]:
    main = ";TYPE=INTERNET,PREF" if version == "3.0" else ";PREF=1"
    other = ";TYPE=INTERNET" if version == "3.0" else ""
    if "email" in entry:
        yield f"EMAIL{main}:{_text(entry['email'])}"
    for email in entry.get("other_emails", ()):
        yield f"EMAIL{other}:{_text(email)}"


def _text(value: str) -> str:
    return value.translate(_ESCAPES)


def _folded(line: str) -> str:
    """The line in pieces of 75 octets at most (RFC 6350, 3.2), never through a character."""
    if len(line.encode()) <= _WIDEST:
        return f"{line}\r\n"
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        octets = len(character.encode())
        # A piece after the first begins with a blank, which counts.
        if size + octets > _WIDEST - bool(pieces):
            pieces.append(piece)
            piece, size = "", 0
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"
