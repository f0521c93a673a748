"""vCards as text: cards, properties, parameters and values, of versions 2.1, 3.0 and 4.0.

Versit vCard 2.1 (1996), RFC 2426 (1998), RFC 6350 (2011, sections 3.2 to 3.4 for the lines). Written for
files as they are found: a card that is broken is one sentence, and the others are read.
"""

from __future__ import annotations

import io
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# Group, name, parameters (a value may be quoted), value.
_LINE = re.compile(r'(?:[^.;:"]+\.)?([A-Za-z0-9_-]+)((?:;(?:[^";:]|"[^"]*")*)*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';((?:[^";:]|"[^"]*")*)')
_VALUE = re.compile(r'"([^"]*)"|([^",]+)')
_QUOTED_PRINTABLE = re.compile(r"[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]", re.IGNORECASE)
_BASE64 = re.compile(r"[^:]*;(?:ENCODING=)?(?:BASE64|B)[;:]", re.IGNORECASE)
_BEGIN, _END = "BEGIN:VCARD", "END:VCARD"
_UNFINISHED = "the card has no END:VCARD"
# What a line is called that is no property.
NO_PROPERTY = "(lines that are no property)"
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_TOKEN = re.compile(r"\\.|.", re.DOTALL)


@dataclass(frozen=True)
class Property:
    """A property: its name in capitals, parameters (names in capitals, values as written), its raw value."""

    name: str
    parameters: Mapping[str, list[str]]
    raw: str

    @property
    def preference(self) -> int:
        """1 is preferred to 100: `PREF=1` (4.0), `TYPE=PREF` (3.0) or a bare `PREF` (2.1)."""
        stated = self.parameters.get("PREF", [""])[0]
        if stated.isdecimal() and len(stated) < 4:
            return int(stated)
        return 1 if "PREF" in (text.upper() for text in self.parameters.get("TYPE", ())) else 100

    @property
    def text(self) -> str:
        """The value as a text, without its escapes (RFC 6350, section 3.4)."""
        return unescaped(self.raw)

    def parts(self) -> list[str]:
        """The parts of a structured value, without their escapes."""
        return [unescaped(part) for part in _split(self.raw)]


@dataclass
class Card:
    """A card: the line on which it begins, its version, and its properties in their order."""

    line: int
    version: str = ""
    properties: list[Property] = field(default_factory=list)

    def named(self, name: str) -> list[Property]:
        """The properties of this name that hold something, the preferred ones first."""
        held = [p for p in self.properties if p.name == name and p.raw.strip(" ;,")]
        return sorted(held, key=lambda p: p.preference)

    def first(self, name: str) -> str:
        """The text of the preferred property of this name, or nothing."""
        return next((p.text.strip() for p in self.named(name)), "")


def cards(text: str) -> Iterator[tuple[int, Card | str]]:
    """The cards of a text with their lines; in place of a broken one, what is wrong with it."""
    held: Card | None = None
    wrong, nested = "", 0
    for number, line in _logical(text):
        mark = line.strip().upper()
        if held is None:
            held, wrong = (Card(number) if mark == _BEGIN else None), ""
        elif nested or (mark == _BEGIN and _is_agent(held)):
            nested += {_BEGIN: 1, _END: -1}.get(mark, 0)
        elif mark in (_BEGIN, _END):
            yield held.line, _UNFINISHED if mark == _BEGIN else wrong or held
            held, wrong = (Card(number) if mark == _BEGIN else None), ""
        else:
            wrong = _add(held, line) or wrong
    if held is not None:
        yield held.line, _UNFINISHED


def _is_agent(card: Card) -> bool:
    """Whether a card inside a card follows (RFC 2426, AGENT), and not the next one after a broken one."""
    return bool(card.properties) and card.properties[-1].name == "AGENT" and not card.properties[-1].raw


def _add(card: Card, line: str) -> str:
    """Add a line to a card; what is wrong with it, if anything is."""
    found = _LINE.fullmatch(line)
    if found is None:
        card.properties.append(Property(NO_PROPERTY, {}, line))
        return ""
    name, parameters, raw = found[1].upper(), _parameters(found[2]), found[3]
    if name == "VERSION":
        card.version = raw.strip()
    if "QUOTED-PRINTABLE" in (text.upper() for text in parameters.get("ENCODING", ())):
        charset = parameters.get("CHARSET", ["utf-8"])[0]
        decoded = _decoded(raw, charset)
        if decoded is None:
            return f"its {name} is no {charset} text"
        raw = decoded
    card.properties.append(Property(name, parameters, raw))
    return ""


def _decoded(raw: str, charset: str) -> str | None:
    try:
        return quopri.decodestring(raw.encode("utf-8", "replace")).decode(charset)
    except (LookupError, ValueError):
        return None


def _parameters(text: str) -> dict[str, list[str]]:
    """Parameters by name; a bare one, as 2.1 writes them, is an encoding or a type."""
    found: dict[str, list[str]] = {}
    for given in _PARAMETER.findall(text):
        name, equals, values = given.partition("=")
        if not equals:
            name, values = ("ENCODING" if _is_encoding(given) else "TYPE"), given
        listed = [quoted or plain.strip() for quoted, plain in _VALUE.findall(values)]
        found.setdefault(name.strip().upper(), []).extend(listed)
    return {name: values for name, values in found.items() if values}


def _is_encoding(word: str) -> bool:
    return word.strip().upper() in {"QUOTED-PRINTABLE", "BASE64", "8BIT", "7BIT"}


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with those that continue them joined: folded ones, and soft breaks of quoted-printable."""
    held: list[str] = []
    begun, old, soft = 0, False, False
    for number, physical in enumerate(io.StringIO(text, newline=None), start=1):
        line = physical.removesuffix("\n")
        if held and (soft or line[:1] in (" ", "\t")):
            # Folding puts one blank in (RFC 6350, 3.2); 2.1 folds where a blank stands and keeps it.
            whole = soft or (old and not _BASE64.match(held[0]))
            held.append(line if whole else line[1:])
        else:
            if held:
                yield begun, "".join(held)
            held, begun = ([line], number) if line.strip() else ([], number)
        upper = line.strip().upper()
        old = upper == "VERSION:2.1" or (old and not upper.startswith("VERSION:"))
        soft = bool(held) and held[-1].endswith("=") and _QUOTED_PRINTABLE.match(held[0]) is not None
        if soft:
            held[-1] = held[-1][:-1]
    if held:
        yield begun, "".join(held)


def unescaped(text: str) -> str:
    r"""The text without its escapes: `\n` is a line end, any other `\x` is x."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text)


def _split(text: str) -> list[str]:
    """The parts of a structured value between its `;`, escapes as they are."""
    if "\\" not in text:
        return text.split(";")
    parts: list[list[str]] = [[]]
    for token in _TOKEN.findall(text):
        if token == ";":
            parts.append([])
        else:
            parts[-1].append(token)
    return ["".join(part) for part in parts]
