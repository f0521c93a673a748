"""A longer text in at most three lines, for readers who have a minute. Pure.

The first three sentences of its paragraphs, or lines of its lists, as long as they are not too long
together. Where something is left out, `…` stands for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from copctl import names
from copctl.rendering.markdown import literal, parsed

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_LINES = 3
# Characters that a reader sees, in all of it: three lines of a mail on a wide screen.
LONGEST = 300
_MARK = "…"
_ZERO_WIDTH_SPACE = "\u200b"
# So many times the room a text is looked through: addresses of links take place in it, none on the screen.
_SPARE = 4
# Longer than any abbreviation.
_LOOKED_BACK = 20
# The end of a sentence: a stop before a blank, or one that needs none (Khmer khan and bariyoosan, the Burmese
# section mark, the ideographic full stop; The Unicode Standard, chapter 16 and section 6.2).
_STOP = re.compile(r"[.!?…][\"'”’»)\]*_]*\s+|[។៕။。！？][”’»)\]*_]*\s*")
# A stop after one of these ends no sentence: one letter, a title, an abbreviation with a stop inside.
_NO_END = re.compile(r"(?:\b\w|\b(?:Dr|Mr|Mrs|Ms|No|St|vs|etc|approx)|\b\w\.\w)\.$")
# Vowels that are written before their consonant (Thai, Lao), and what ties two consonants together
# (Khmer coeng, Myanmar virama): nothing is cut after them.
_BINDS = re.compile("[\u0e40-\u0e44\u0ec0-\u0ec4\u17d2\u1039\u200d]")
# Vowels and repetition marks that follow what they belong to and are letters to Unicode: nothing before them.
_BOUND = re.compile("[\u0e30\u0e32\u0e33\u0e45\u0e46\u0eb0\u0eb2\u0eb3\u0ec6\u17d7]")
_FLAT = {"list_item_open", "list_item_close", "paragraph_open", "paragraph_close", "inline",
         "bullet_list_open", "bullet_list_close", "ordered_list_open", "ordered_list_close"}  # fmt: skip


@dataclass(frozen=True)
class _Line:
    """A sentence or a line of the block with this number; `weight` lines that cannot be parted."""

    text: str
    block: int
    kind: str = "sentence"
    weight: int = 1


def in_three_lines(text: str) -> str:
    """The beginning of a Markdown text: three sentences or lines, 300 characters, whole words.

    It is the text itself where that is short enough, and else ends with `…`. Words of a script without
    spaces are cut between letters that can stand apart. Marks stay pairs; where that cannot be, the words
    come without them.
    """
    whole = names.prose(text)
    said = _said(parsed(whole))
    lines = list(_lines(whole, parsed(whole)))
    kept, end = _within(lines)
    if kept == lines:
        return whole
    body = _laid_out(kept)
    if not kept or not said.startswith(_said(parsed(body))):
        return _unmarked(said)
    return body + (end if kept[-1].kind != "block" else f"\n\n{_MARK}")


def _said(tokens: Iterable[Token]) -> str:
    """The words that a reader sees, one blank between them."""
    parts = []
    for token in tokens:
        if token.type == "inline":
            parts.append("".join(_shown(child) for child in token.children or []))
        elif token.type in {"fence", "code_block"}:
            parts.append(token.content)
    return " ".join(" ".join(parts).split())


def _shown(token: Token) -> str:
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


# Parting it into lines ------------------------------------------------------------------------------


def _lines(text: str, tokens: Sequence[Token]) -> Iterator[_Line]:
    rows = text.split("\n")
    for number, block in enumerate(_blocks(tokens)):
        first = block[0]
        start, end = first.map or (0, 0)
        if first.type in {"paragraph_open", "heading_open"}:
            content = " ".join(line.strip().rstrip("\\") for line in block[1].content.split("\n"))
            yield from (_Line(sentence, number) for sentence in _sentences(content.strip()))
        elif first.type.endswith("_list_open") and all(token.type in _FLAT for token in block):
            yield from (_Line(row, number, "item") for row in _rows(rows, block))
        else:
            held = "\n".join(rows[start:end]).rstrip()
            yield _Line(held, number, "block", held.count("\n") + 1)


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block that stands in no other."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _rows(rows: Sequence[str], block: Sequence[Token]) -> Iterator[str]:
    """The lines of a list, each with what goes on below it."""
    for token in block:
        if token.type == "inline" and token.map:
            start, end = token.map
            rest = [row.strip().rstrip("\\") for row in rows[start + 1 : end]]
            yield " ".join([rows[start].rstrip().rstrip("\\"), *rest])


def _sentences(text: str) -> Iterator[str]:
    """The sentences, each with the blanks after it."""
    start = 0
    for stop in _STOP.finditer(text):
        before = text[max(start, stop.start() - _LOOKED_BACK) : stop.start() + 1]
        is_end = not _NO_END.search(before)
        if is_end and not text[stop.end() : stop.end() + 1].islower():
            yield text[start : stop.end()]
            start = stop.end()
    if text[start:].strip():
        yield text[start:]


# Keeping the first ones -----------------------------------------------------------------------------


def _within(lines: Sequence[_Line]) -> tuple[list[_Line], str]:
    """The lines that fit, the last perhaps shortened, and the mark that stands for the others."""
    kept: list[_Line] = []
    count, room = 0, LONGEST
    for line in lines:
        count += line.weight
        length = len(_said(parsed(line.text)))
        if count > MOST_LINES:
            break
        if length > room:
            part = _shortened(line.text, room) if line.kind != "block" else ""
            return ([*kept, replace(line, text=part)], _MARK) if part else (kept, f" {_MARK}")
        kept.append(line)
        room -= length
    return kept, f" {_MARK}"


def _shortened(text: str, room: int) -> str:
    """As many whole words as have room, no pair of marks torn; nothing where there are none."""
    by_words = _cut(text, room, _word_ends(text))
    if len(by_words) > room // 2:
        return by_words
    return max(by_words, _cut(text, room, _letter_ends(text)), key=len)


def _cut(text: str, room: int, ends: Sequence[int]) -> str:
    said = _said(parsed(text))
    limit = _SPARE * room
    for end in reversed(ends):
        if end > limit:
            continue
        part = text[:end].rstrip()
        shown = _said(parsed(part))
        # A letter less in the text is at most a letter less on the screen.
        limit = end - max(len(shown) - room, 0)
        if shown and len(shown) <= room and said.startswith(shown):
            return part
    return ""


def _word_ends(text: str) -> list[int]:
    return [at for at in range(1, len(text)) if text[at].isspace() or text[at - 1] == _ZERO_WIDTH_SPACE]


def _letter_ends(text: str) -> list[int]:
    """Where a text of a script without spaces can be cut: between letters that can stand apart."""
    return [at for at in range(1, len(text)) if _is_apart(text[at - 1], text[at])]


def _is_apart(before: str, after: str) -> bool:
    if not (names.is_unspaced(before) and names.is_unspaced(after)):
        return False
    return unicodedata.category(after)[0] != "M" and not _BINDS.match(before) and not _BOUND.match(after)


def _laid_out(lines: Sequence[_Line]) -> str:
    text = ""
    for place, line in enumerate(lines):
        if place and lines[place - 1].block != line.block:
            text = f"{text.rstrip()}\n\n"
        elif place and line.kind == "item":
            text += "\n"
        text += line.text
    return text.rstrip()


def _unmarked(said: str) -> str:
    """The words alone, in three sentences at most; what the marks said is left out, so it ends with `…`."""
    text = "".join(list(_sentences(said))[:MOST_LINES]).rstrip()
    if len(text) <= LONGEST:
        return f"{literal(text)} {_MARK}"
    ends = [end for end in (*_word_ends(text), *_letter_ends(text)) if end <= LONGEST]
    return literal(text[: max(ends, default=LONGEST)]) + _MARK
