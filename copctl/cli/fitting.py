"""How wide each column of a table is drawn, and which are left out where there is no room. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


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
