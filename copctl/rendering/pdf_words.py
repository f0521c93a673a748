"""Words that can be searched, copied and read out in a PDF, also where marks stand above and below letters.

Typst sets a mark that it moves up or down as a text of its own, and says of it, as of its letter, that it is
both of them: `ភូមិ` would be found as `ភូភូមិមិ`. Here all but the first are told to say nothing (ActualText,
ISO 32000-1, 14.9.4). A PDF of another make stays as it is.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from copctl.rendering.pdf_file import Objects
from copctl.rendering.pdf_tokens import Token, tokens

# A text: how high it stands, then what is shown there, in one font.
_TEXT = re.compile(rb" ([-\d.]+) cm\b(?:(?! cm\b)[^\n])*\nBT(.*?)\nET\n", re.DOTALL)
_SET = re.compile(rb"/(f\d+) ([\d.]+) Tf")
_MEANING = re.compile(rb"<([0-9A-Fa-f]{4})>\s*<([0-9A-Fa-f]+)>")
_FONT = re.compile(rb"/(f\d+) \d+ 0 R")
_SPAN, _PLACED = b"/Span<<", b" Tm"
_NOTHING = b"<FEFF>"

# Font -> number of a glyph -> what it says.
Meanings = Mapping[bytes, Mapping[int, str]]


class _Part(NamedTuple):
    """What one letter with its marks, or a piece of that, says: by which glyphs.

    `start` to `end` is the place where it is said, `silent` what says nothing in its place.
    """

    said: str
    glyphs: frozenset[int]
    start: int
    end: int
    silent: bytes


class _Text:
    """A text of a page. Only its first and its last part can belong to its neighbours."""

    def __init__(self, found: re.Match[bytes], meanings: Meanings) -> None:
        self.start = found.start(2)
        self.height = float(found[1])
        self._shown = found[2]
        font = _SET.search(self._shown)
        self.font, self.size = (font[1], float(font[2])) if font else (b"", 0.0)
        self._meanings = meanings.get(self.font, {})

    @cached_property
    def first(self) -> _Part | None:
        """What it says at first."""
        return next(_parts(self._shown, self._meanings), None)

    @cached_property
    def last(self) -> _Part | None:
        """What it says at last: the first again where there is no more."""
        if self._shown.count(_PLACED) > 1:
            by = _SPAN if self._shown.endswith(b"EMC") else _PLACED
            tail = self._shown[self._shown.rindex(by) :].removeprefix(_PLACED)
            return next(iter(deque(_parts(tail, self._meanings), maxlen=1)), None)
        parts = list(_parts(self._shown, self._meanings))
        return self.first if len(parts) == 1 else next(reversed(parts), None)

    def is_moved_from(self, before: _Text) -> bool:
        """Whether it stands a little above or below the other, as marks do."""
        is_like = bool(self._meanings) and (self.font, self.size) == (before.font, before.size)
        return is_like and 0 < abs(self.height - before.height) < self.size


def said_once(pdf: bytes) -> bytes:
    """The PDF, in which every letter with its marks says once what it is."""
    try:
        objects = Objects(pdf)
    except ValueError:
        return pdf
    for page in objects.starting(b"<</Type/Page/"):
        held = objects.named(b"Contents", page)
        content = objects.content(held)
        changed = _without_repeats(content, _meanings(objects, objects.named(b"Resources", page)))
        if changed != content:
            objects.put(held, changed)
    return objects.written()


def _meanings(objects: Objects, resources: bytes) -> Meanings:
    found: dict[bytes, dict[int, str]] = {}
    for name in _FONT.findall(resources):
        font = objects.named(name, resources)
        # Other fonts number their glyphs otherwise.
        table = objects.content(objects.named(b"ToUnicode", font)) if b"/Identity-H" in font else b""
        pairs = _MEANING.findall(table)
        found[name] = {int(code, 16): _decoded(bytes.fromhex(text.decode())) for code, text in pairs}
    return found


def _decoded(said: bytes) -> str:
    return said.decode("utf-16-be", "replace").removeprefix("\ufeff")


def _without_repeats(content: bytes, meanings: Meanings) -> bytes:
    kept: list[bytes] = []
    at = 0
    before: _Text | None = None
    used: frozenset[int] = frozenset()  # glyphs of the letter that the text before goes on with
    for found in _TEXT.finditer(content):
        text = _Text(found, meanings)
        more = _more(text, before, used)
        if more is not None and before is not None and before.last is not None:
            kept += [content[at : text.start + more.start], more.silent]
            at = text.start + more.end
            used = used | before.last.glyphs if text.last is more else frozenset()
        else:
            used = frozenset()
        before = text
    return b"".join([*kept, content[at:]])


def _more(text: _Text, before: _Text | None, used: frozenset[int]) -> _Part | None:
    """What a text begins with, where that is more of the letter that the text before ends with."""
    if before is None or not text.is_moved_from(before):
        return None
    first, last = text.first, before.last
    if first is None or last is None or not first.said or first.said != last.said:
        return None
    # The same glyph again begins the same letter again.
    return None if first.glyphs & (last.glyphs | used) else first


def _parts(shown: bytes, meanings: Mapping[int, str]) -> Iterator[_Part]:
    span: Token | None = None
    glyphs: list[int] = []
    begin: int | None = None
    strings: list[Token] = []
    for token in tokens(shown):
        if token.said is not None:
            strings.append(token)
            continue
        if token.word == b"[":
            begin = token.start
            continue
        if token.word == b"BDC" and strings:
            span, glyphs = strings[0], []
        elif token.word == b"EMC" and span is not None:
            yield _Part(_decoded(span.said or b""), frozenset(glyphs), span.start, span.end, _NOTHING)
            span = None
        elif strings and span is not None:
            glyphs += _glyphs(strings)
        elif strings:
            start = strings[0].start if begin is None else begin
            yield from _alone(shown[start : token.end], start, strings, meanings)
        begin, strings = None, []


def _alone(
    words: bytes, start: int, strings: Sequence[Token], meanings: Mapping[int, str]
) -> Iterator[_Part]:
    """Glyphs that each say something of their own, by these words from `start` on."""
    silent = _first_silent(words, strings[0].start - start, strings[0])
    for glyph in _glyphs(strings):
        yield _Part(meanings.get(glyph, ""), frozenset([glyph]), start, start + len(words), silent)


def _glyphs(strings: Sequence[Token]) -> list[int]:
    shown = b"".join(string.said or b"" for string in strings)
    return [int.from_bytes(shown[at : at + 2]) for at in range(0, len(shown), 2)]


def _first_silent(words: bytes, lead: int, string: Token) -> bytes:
    """The same glyphs shown, of which the first says nothing; `lead` is where the string with it begins."""
    said = string.said or b""
    before = words[:lead].lstrip(b"[")
    after = words[lead + string.end - string.start :].removesuffix(b"Tj").removesuffix(b"]TJ").strip()
    rest = (b"<%s>" % said[2:].hex().encode() if said[2:] else b"") + after
    silent = b"/Span<</ActualText%s>>BDC [%s<%s>]TJ EMC" % (_NOTHING, before, said[:2].hex().encode())
    return silent + (b" [%s]TJ" % rest if rest else b"")
