"""The objects of a PDF as Typst writes it (ISO 32000-1, 7.5): found, and written again with other contents.

Only what is needed to change a stream: no encryption, no object streams, no updates behind the first end.
"""

from __future__ import annotations

import re
import zlib
from itertools import pairwise

_START = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_COUNT = re.compile(rb"xref\s+0 (\d+)\s+")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_STREAM = re.compile(rb"(\d+ 0 obj\n)<<(.*?)>>\nstream\n", re.DOTALL)
_LENGTH = re.compile(rb"/Length (\d+)")
_REFERENCE = re.compile(rb"(\d+) 0 R")


class Objects:
    """The objects of a PDF by their numbers; ValueError for a file of another make."""

    def __init__(self, pdf: bytes) -> None:
        end = _START.search(pdf)
        table = _COUNT.match(pdf, int(end[1])) if end else None
        if end is None or table is None:
            raise ValueError("no plain table of objects")
        offsets = [int(found[1]) for found in _ENTRY.finditer(pdf, table.end(), end.start())]
        if len(offsets) != int(table[1]) - 1 or offsets != sorted(offsets):
            raise ValueError("objects do not follow each other")
        self._head = pdf[: offsets[0]]
        self._trailer = pdf[pdf.index(b"trailer", table.end()) : end.start()]
        self._objects = [pdf[start:stop] for start, stop in pairwise([*offsets, int(end[1])])]

    def starting(self, words: bytes) -> list[bytes]:
        """The objects that begin with these words."""
        return [held for held in self._objects if held.partition(b" 0 obj\n")[2].startswith(words)]

    def named(self, name: bytes, holder: bytes) -> bytes:
        """The object that `/name 7 0 R` in the holder stands for; empty where there is no such entry."""
        found = re.search(rb"/%s (\d+) 0 R" % name, holder)
        return self._objects[int(found[1]) - 1] if found else b""

    def content(self, held: bytes) -> bytes:
        """What a stream holds, made large again; empty for what is no such stream."""
        found = _STREAM.match(held)
        if found is None or b"/Filter/FlateDecode" not in found[2]:
            return b""
        length = _LENGTH.search(found[2])
        size = int(length[1]) if length else 0
        return zlib.decompress(held[found.end() : found.end() + size])

    def put(self, held: bytes, content: bytes) -> None:
        """Give a stream other content."""
        found = _STREAM.match(held)
        assert found is not None
        packed = zlib.compress(content)
        about = _LENGTH.sub(b"/Length %d" % len(packed), found[2])
        made = b"%s<<%s>>\nstream\n%s\nendstream\nendobj\n" % (found[1], about, packed)
        self._objects[self._objects.index(held)] = made

    def written(self) -> bytes:
        """The file, with its table of objects as it is now."""
        rows, at = [b"0000000000 65535 f\r\n"], len(self._head)
        for made in self._objects:
            rows.append(b"%010d 00000 n\r\n" % at)
            at += len(made)
        table = b"xref\n0 %d\n%s" % (len(rows), b"".join(rows))
        return b"".join([self._head, *self._objects, table, self._trailer, b"startxref\n%d\n%%%%EOF" % at])
