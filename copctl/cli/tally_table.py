"""A tally for a person: the lines, who gets the seats, the segments, and the sentences under them.

What was voted on stands in the last column: not every terminal agrees how wide Khmer or Burmese is, and
nothing that comes after it can be pushed out of line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from copctl.cli import tally_seats, tally_segments
from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, width_of, words
from copctl.cli.tally_words import GAP, ROOM_FOR_TOPIC, WIDE, ordinal, percent, say, short_number

if TYPE_CHECKING:
    from copctl.topics.counted import Count
    from copctl.topics.tally import TopicCount

_BAR, _BAR_LEAST = 24, 8
_ALWAYS = (
    Column("rank", "Rank", numeric=True),
    Column("votes", "Votes", numeric=True),
    Column("percent", "Share", numeric=True),
)
_BY_APPROVALS = ("approval", "seqpav", "phragmen", "mes", "greedy")


def show(desk: Desk, counted: Count, style: Style) -> None:
    """Print a tally as tables with sentences under them."""
    nothing = "Nobody has answered this yet."
    width = width_of(desk.stdout) if style is Style.TABLE else WIDE
    columns = _columns(counted, width)
    room = (width - _needed(columns[:-1], _rows(counted, style, 0)) - _room(counted)) // 2
    desk.show(
        Listing(columns, _rows(counted, style, max(_BAR_LEAST, min(_BAR, room))), nothing=nothing), style
    )
    if style is Style.TABLE:
        say(desk, base(counted, shows_intervals=any(column.key == "between" for column in columns)))
    if counted.seating is not None:
        tally_seats.show(desk, counted, counted.seating, style)
    if counted.breakdown is not None:
        tally_segments.show(desk, counted, counted.breakdown, style)


# The lines --------------------------------------------------------------------------------------------


def _columns(counted: Count, width: int) -> list[Column]:
    """The columns that have something to say, as many as leave room for what was voted on.

    Where there is no room, the bars go first and the intervals next; JSON and CSV have all of it.
    """
    optional = {
        "chance": Column("chance", f"In top {counted.seats}", numeric=True),
        "borda": Column("borda", "Borda", numeric=True),
        "median": Column("median", "Median", numeric=True),
        "top_2_box": Column("top_2_box", "Top 2", numeric=True),
        "minutes": Column("minutes", "Minutes", numeric=True),
        "cost": Column("cost", "Cost", numeric=True),
        "interval": Column("between", "95%", numeric=True),
    }
    # On a scale the lines are its steps: the highest is not the first of anything.
    columns = list(_ALWAYS if counted.mean is None else _ALWAYS[1:])
    if _scored(counted):
        columns.append(Column("score", _score_heading(counted), numeric=True))
    columns += [
        column
        for entry, column in optional.items()
        if any(getattr(line, entry) is not None for line in counted.lines)
    ]
    if counted.seating is None and counted.resampled is None:
        columns.append(Column("bar", "", whole=True))
    while columns[-1].key in ("bar", "between"):
        if _needed(columns, _rows(counted, Style.TABLE, _BAR_LEAST)) + _room(counted) <= width:
            break
        columns.pop()
    return [*columns, Column("topic", "Topic")]


def _room(counted: Count) -> int:
    """What the last column needs to be read well: its longest cell, or enough to break it between words."""
    return min(ROOM_FOR_TOPIC, max((len(line.topic) for line in counted.lines), default=0)) + GAP


def _needed(columns: Sequence[Column], rows: Sequence[dict[str, Any]]) -> int:
    """How wide the columns before the last one are, the gaps between them included."""
    widest = (max(len(c.heading), *(len(words(row[c.key])) for row in rows), 0) for c in columns)
    return sum(width + GAP for width in widest)


def _scored(counted: Count) -> bool:
    """Whether scores say anything that votes and shares do not."""
    if counted.mean is not None or not counted.lines:
        return False
    weighed = counted.manner.weight == "organisation" and counted.rule in _BY_APPROVALS
    return not weighed and any(line.score != line.votes for line in counted.lines)


def _score_heading(counted: Count) -> str:
    if counted.rule == "schulze":
        return "Beats"
    return "Mean" if counted.rule == "score" and counted.survey is not None else "Score"


def _rows(counted: Count, style: Style, room: int) -> list[dict[str, Any]]:
    """The lines as a reader sees them: equal ranks marked with `=`, a bar beside each."""
    ranks = [line.rank for line in counted.lines]
    tied = {rank for rank in ranks if ranks.count(rank) > 1}
    # On a scale the score is the value itself; what stands tall there is how many chose it.
    heights = [
        float(line.votes if counted.mean is not None else max(line.score, 0)) for line in counted.lines
    ]
    highest = max(heights, default=0) or 1
    return [
        {
            "topic": line.topic,
            "rank": _rank(line, tied),
            "votes": line.votes,
            "percent": f"{line.share:.0%}",
            "between": _between(line.interval),
            "score": f"{line.score:.2f}" if _score_heading(counted) == "Mean" else short_number(line.score),
            "borda": short_number(line.borda),
            "median": line.median,
            "top_2_box": percent(line.top_2_box),
            "minutes": line.minutes,
            "cost": line.cost,
            "chance": percent(line.chance),
            "bar": "█" * round(room * height / highest) if style is Style.TABLE else "",
        }
        for line, height in zip(counted.lines, heights, strict=True)
    ]


def _rank(line: TopicCount, tied: set[int]) -> str:
    if line.ranks is None:
        return f"{line.rank}{('=' if line.rank in tied else ' ') if tied else ''}"
    best, worst = line.ranks
    own = ordinal(line.rank) + ("=" if line.rank in tied else "")
    return f"{own} ({ordinal(best)} to {ordinal(worst)})" if best != worst else own


def _between(interval: tuple[float, float] | None) -> str:
    return f"{interval[0] * 100:.0f}–{interval[1]:.0%}" if interval else ""


# The sentences under them ---------------------------------------------------------------------------------


def base(counted: Count, *, shows_intervals: bool) -> Iterator[str]:
    """The sentences under the table: what was asked, out of how many, by which rule, how sure."""
    from copctl.topics.elections import title

    yield counted.label
    people = _people(counted.respondents) if counted.survey else f"{counted.respondents} ballots"
    partial = f", of them {counted.partial} partial" if counted.partial else ""
    answered = (
        "" if counted.answered == counted.respondents else f"; {counted.answered} answered this question"
    )
    rate = f"; {_rate(counted)}" if counted.survey else ""
    named = "approval" if counted.rule == "approval" else title(counted.rule)
    beside = ", Borda beside it" if any(line.borda is not None for line in counted.lines) else ""
    yield f"{people}{partial}{answered}{rate}. Rule: {named}{beside}."
    yield from _scale(counted)
    if counted.manner.weight == "organisation":
        yield (
            f"Every organisation has one say, shared by its people; people without one share one: "
            f"{_says(float(counted.base))}."
        )
    yield from _how_sure(counted, shows_intervals)


def _says(number: float) -> str:
    if number == 1:
        return "1 say in all, so nothing is weighed"
    return f"{short_number(number)} says"


def _people(number: int) -> str:
    return f"{number} {'respondent' if number == 1 else 'respondents'}"


def _rate(counted: Count) -> str:
    if not counted.eligible:
        return "no active members to compare with"
    if counted.response_rate is None:
        return "response rate unknown"
    return f"{counted.members} of {counted.eligible} active members ({counted.response_rate:.0%})"


def _scale(counted: Count) -> Iterator[str]:
    if counted.mean is None:
        return
    top = f", {percent(counted.top_2_box)} on the two highest steps" if counted.top_2_box is not None else ""
    yield f"Mean {counted.mean:.2f}, median {counted.median:g}{top}."


def _how_sure(counted: Count, shows_intervals: bool) -> Iterator[str]:
    if counted.respondents and shows_intervals:
        yield "95%: where everybody's share may lie, as not everybody answered (Wilson)."
    if counted.resampled is not None:
        drawn = counted.resampled
        yield (
            f"In brackets: ranks in 95% of {drawn.resamples:,} samples drawn from these answers "
            f"(seed {drawn.seed})."
        )
