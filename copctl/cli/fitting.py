"""How wide each column of a table is drawn, and which are left out where there is no room. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_MARKUP = re.compile(r"<[a-zA-Z/][^<>]{0,200}>|&nbsp;")


@dataclass(frozen=True)
class Need:
    """What a column needs, in cells of a terminal: `full` shows it without folding, `least` it must have.

    A `spare` column may be left out.
    """

    full: int
    least: int
    spare: bool = False


def widths(needs: Sequence[Need], room: int, between: int) -> dict[int, int] | None:
    """The width of each column by its place, with so many cells `between` two; None where they do not fit.

    Spare columns are left out from the last on, as many as it takes. What room is left goes to where most
    is folded.
    """
    kept = dict(enumerate(needs))
    spare = [place for place, need in kept.items() if need.spare]
    while (left := _left(kept, room, between)) < 0:
        if not spare:
            return None
        del kept[spare.pop()]
    given = {place: need.least for place, need in kept.items()}
    for _ in range(left):
        folded = [place for place, need in kept.items() if given[place] < need.full]
        if not folded:
            break
        given[max(folded, key=lambda place: kept[place].full / given[place])] += 1
    return given


def _left(kept: dict[int, Need], room: int, between: int) -> int:
    return room - sum(need.least for need in kept.values()) - between * (len(kept) - 1)


def shortened(text: str, most: int) -> str:
    """A text on one line without HTML's marks, cut with an ellipsis where it has more than `most` letters.

    A row of a grid, `Stem [Row]`, keeps its end, which tells it from the others. Marks above and below a
    letter stay with it and do not count.
    """
    line = " ".join(_MARKUP.sub(" ", text).split())
    if len(_letters(line)) <= most:
        return line
    stem, bracket, row = line.rpartition(" [")
    if bracket and row.endswith("]"):
        end = f" [{_cut(row[:-1], max(most - 12, 1))}]"
        return _cut(stem, max(most - len(_letters(end)), 1)) + end
    return _cut(line, most)


def _cut(line: str, most: int) -> str:
    letters = _letters(line)
    if len(letters) <= most:
        return line
    return line[: letters[most - 1]].rstrip(" .,:;\u17d2\u1039") + "…"


def _letters(line: str) -> list[int]:
    """Where each letter begins."""
    return [n for n, c in enumerate(line) if unicodedata.category(c)[0] != "M"]
