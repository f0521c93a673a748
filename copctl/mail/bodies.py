"""Bodies of a mail for many: encoded once, but for the gaps where each reader's words go.

Quoted-printable (RFC 2045, section 6.7) can be cut anywhere between characters: a soft line break stands at
every cut, so that no line grows too long whatever is put in. Where a text is mostly of letters that take
three bytes (Khmer, Thai, Lao, Burmese), base64 is less than half as long, and is made per reader: joining and
encoding are both one step of C.
"""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from collections.abc import Callable, Collection, Mapping

from copctl import names

_LINE = 76
_SOFT = b"=\r\n"
_BREAKS = re.compile("\r\n?|\n")


def split(text: str, marks: Collection[str]) -> list[str]:
    """A text at its marks: every second piece is a mark. The longest mark wins where two begin alike."""
    if not marks:
        return [text]
    found = "|".join(re.escape(mark) for mark in sorted(marks, key=len, reverse=True))
    return re.split(f"({found})", text)


class Body:
    """One text part of a letter: `encoding` is its Content-Transfer-Encoding.

    `put` makes a reader's word fit into the text (`html.escape` for HTML). The text ends with a line end.
    """

    def __init__(self, text: str, marks: Collection[str], put: Callable[[str], str] = str) -> None:
        whole = _BREAKS.sub("\n", text)
        pieces = split(whole if whole.endswith("\n") else f"{whole}\n", marks)
        self.put = put
        self.gaps = pieces[1::2]
        static = [_printable(piece, is_last=False) for piece in pieces[0:-1:2]]
        static.append(_printable(pieces[-1], is_last=True))
        octets = [piece.replace("\n", "\r\n").encode() for piece in pieces[::2]]
        # Without the soft line breaks at the gaps; base64 takes four characters for three, and line ends.
        letters = sum(map(len, static)) - 2 * len(_SOFT) * len(self.gaps)
        is_long = letters > sum(map(len, octets)) * 78 / 57
        self.encoding = "base64" if is_long else "quoted-printable"
        self.static = octets if is_long else static

    def filled(self, words: Mapping[str, str]) -> bytes:
        """The part for one reader, encoded; `words` has one for every mark."""
        if not self.gaps:
            return self._encoded(self.static[0])
        bound = {mark: self._word(words[mark]) for mark in set(self.gaps)}
        parts = [self.static[0]]
        for mark, after in zip(self.gaps, self.static[1:], strict=True):
            parts += (bound[mark], after)
        return self._encoded(b"".join(parts))

    def _word(self, word: str) -> bytes:
        # One line: a name with line ends in it would look like text of the letter.
        word = self.put(names.written(word))
        return word.encode() if self.encoding == "base64" else _printable(word, is_last=False)

    def _encoded(self, content: bytes) -> bytes:
        return in_base64(content) if self.encoding == "base64" else content


def in_base64(content: bytes) -> bytes:
    """Base64 in lines of 76 characters (RFC 2045, section 6.8), with a line end after the last."""
    whole = b2a_base64(content, newline=False)
    return b"\r\n".join([whole[at : at + _LINE] for at in range(0, len(whole), _LINE)]) + b"\r\n"


def _printable(piece: str, *, is_last: bool) -> bytes:
    """A piece in quoted-printable; something else may stand right after it, unless it is the last."""
    encoded: bytes = b2a_qp(piece.encode(), quotetabs=False, istext=True).replace(b"\n", b"\r\n")
    if is_last or not encoded or encoded.endswith(b"\n"):
        return encoded
    return _with_room(encoded) + _SOFT


def _with_room(encoded: bytes) -> bytes:
    """Quoted-printable whose last line has room for one character more."""
    start = encoded.rfind(b"\n") + 1
    if len(encoded) - start < _LINE:
        return encoded
    cut = len(encoded) - (3 if encoded[-3:-2] == b"=" else 1)
    return encoded[:cut] + _SOFT + encoded[cut:]
