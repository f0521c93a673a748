"""A tally for a person: the lines, who gets the seats, the segments, and the sentences under them.

What was voted on stands in the last column: not every terminal agrees how wide Khmer or Burmese is, and
nothing that comes after it can be pushed out of line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, width_of, words

if TYPE_CHECKING:
    from copctl.topics.counted import Count
    from copctl.topics.segments import Breakdown, Cell
    from copctl.topics.tally import TopicCount
    from copctl.topics.verdicts import Committee, Seating

_BAR, _BAR_LEAST = 24, 8
# What a heading may be wide before it is broken; what the last column needs; what stands between columns.
_HEADING, _ROOM_FOR_TOPIC, _GAP = 14, 28, 3
_WIDE = 10_000
_ALWAYS = (
    Column("rank", "Rank", numeric=True),
    Column("votes", "Votes", numeric=True),
    Column("percent", "Share", numeric=True),
)
_SHORT = {
    "approval": "Plain top",
    "score": "Score",
    "borda": "Borda",
    "copeland": "Copeland",
    "schulze": "Schulze",
    "ranked-pairs": "Ranked pairs",
    "irv": "Runoff",
    "stv": "STV",
    "seqpav": "Seq. PAV",
    "phragmen": "Phragmén",
    "mes": "Equal Shares",
    "greedy": "Greedy",
}
_BY_APPROVALS = ("approval", "seqpav", "phragmen", "mes", "greedy")
_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def show(desk: Desk, counted: Count, style: Style) -> None:
    """Print a tally as tables with sentences under them."""
    nothing = "Nobody has answered this yet."
    width = width_of(desk.stdout) if style is Style.TABLE else _WIDE
    columns = _columns(counted, width)
    room = (width - _needed(columns[:-1], _rows(counted, style, 0)) - _room(counted)) // 2
    desk.show(
        Listing(columns, _rows(counted, style, max(_BAR_LEAST, min(_BAR, room))), nothing=nothing), style
    )
    if style is Style.TABLE:
        _say(desk, base(counted, shows_intervals=any(column.key == "between" for column in columns)))
    if counted.seating is not None:
        _show_seats(desk, counted, counted.seating, style)
    if counted.breakdown is not None:
        _show_segments(desk, counted, counted.breakdown, style)


def _open_section(desk: Desk, title: str, style: Style) -> None:
    """What parts a table from the one before it; Markdown tables have no titles of their own."""
    desk.say(f"\n## {title}\n" if style is Style.MARKDOWN else "")


def _say(desk: Desk, sentences: Iterable[str]) -> None:
    """Print sentences, each broken between words where it is wider than the terminal."""
    from textwrap import fill

    for sentence in sentences:
        desk.say(fill(sentence, width_of(desk.stdout), break_long_words=False, break_on_hyphens=False))


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
        "minutes": Column("minutes", "Cost", numeric=True),
        "interval": Column("between", "95%", numeric=True),
    }
    columns = list(_ALWAYS)
    if _scored(counted):
        columns.append(Column("score", _score_heading(counted), numeric=True))
    columns += [
        column
        for entry, column in optional.items()
        if any(getattr(line, entry) is not None for line in counted.lines)
    ]
    if counted.seating is None and counted.resampled is None:
        columns.append(Column("bar", "", whole=True))
    while len(columns) > len(_ALWAYS) and columns[-1].key in ("bar", "between"):
        if _needed(columns, _rows(counted, Style.TABLE, _BAR_LEAST)) + _room(counted) <= width:
            break
        columns.pop()
    return [*columns, Column("topic", "Topic")]


def _room(counted: Count) -> int:
    """What the last column needs to be read well: its longest cell, or enough to break it between words."""
    return min(_ROOM_FOR_TOPIC, max((len(line.topic) for line in counted.lines), default=0)) + _GAP


def _needed(columns: Sequence[Column], rows: Sequence[dict[str, Any]]) -> int:
    """How wide the columns before the last one are, the gaps between them included."""
    widest = (max(len(c.heading), *(len(words(row[c.key])) for row in rows), 0) for c in columns)
    return sum(width + _GAP for width in widest)


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
            "score": _short_number(line.score),
            "borda": _short_number(line.borda),
            "median": line.median,
            "top_2_box": _percent(line.top_2_box),
            "minutes": line.minutes,
            "chance": _percent(line.chance),
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


def ordinal(number: int) -> str:
    """A number's place as it is said: 1st, 2nd, 3rd, 11th."""
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def _between(interval: tuple[float, float] | None) -> str:
    return f"{interval[0] * 100:.0f}–{interval[1]:.0%}" if interval else ""


def _percent(share: float | None) -> str:
    """A share in whole per cent; what is nearly all or nearly none is not rounded to all or none."""
    if share is None:
        return ""
    if 0.995 <= share < 1:
        return ">99%"
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def _short_number(number: float | None) -> str:
    return "" if number is None else f"{round(number, 2):g}" if number < 1e6 else f"{number:.0f}"


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
            f"{_short_number(float(counted.base))} says."
        )
    yield from _how_sure(counted, shows_intervals)


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
    top = f", {_percent(counted.top_2_box)} on the two highest steps" if counted.top_2_box is not None else ""
    yield f"Mean {counted.mean:g}, median {counted.median:g}{top}."


def _how_sure(counted: Count, shows_intervals: bool) -> Iterator[str]:
    if counted.respondents and shows_intervals:
        yield "95%: where everybody's share may lie, as not everybody answered (Wilson)."
    if counted.resampled is not None:
        drawn = counted.resampled
        yield (
            f"In brackets: ranks in 95% of {drawn.resamples:,} samples drawn from these answers "
            f"(seed {drawn.seed})."
        )


# Seats ------------------------------------------------------------------------------------------------


def _show_seats(desk: Desk, counted: Count, filled: Seating, style: Style) -> None:
    if not filled.chosen.winners:
        if style is Style.TABLE:
            desk.say("Nobody is chosen.")
        return
    _open_section(desk, _seats_title(counted), style)
    committees = [filled.chosen, *filled.beside]
    columns = [Column(c.rule, _SHORT.get(c.rule, c.rule), numeric=True) for c in committees]
    desk.show(
        Listing(
            [*columns, Column("topic", "Topic")],
            _seat_rows(committees)[: -1 if _serves_all_by_ranking(counted) else None],
            title=_seats_title(counted),
        ),
        style,
    )
    if style is Style.TABLE:
        _say(desk, _seat_sentences(counted, filled))


def _seats_title(counted: Count) -> str:
    if counted.seating is not None and counted.seating.by_budget:
        return "What fits"
    return "The seat" if counted.seats == 1 else f"The {_in_words(counted.seats or 0)} seats"


def _in_words(number: int) -> str:
    return _NUMBERS[number] if 1 < number < len(_NUMBERS) else str(number)


def _seat_rows(committees: Sequence[Committee]) -> list[dict[str, Any]]:
    """Everybody who gets a seat under any rule, each with the seat's number under every rule."""
    named = dict.fromkeys(name for committee in committees for name in committee.winners)
    seat = {c.rule: {name: place for place, name in enumerate(c.winners, start=1)} for c in committees}
    rows: list[dict[str, Any]] = [
        {"topic": name, **{rule: str(seats.get(name, "–")) for rule, seats in seat.items()}} for name in named
    ]
    return [*rows, {"topic": "(served)", **{c.rule: _percent(c.coverage) for c in committees}}]


def _seat_sentences(counted: Count, filled: Seating) -> Iterator[str]:
    chosen = filled.chosen
    named = _title(chosen.rule)
    if _serves_all_by_ranking(counted):
        pass
    elif not counted.unserved:
        yield f"{named[0].upper()}{named[1:]} leaves nobody unserved: everybody chose at least one of these."
    else:
        yield (
            f"{named[0].upper()}{named[1:]} serves {_says(counted, chosen.served)} of "
            f"{_short_number(float(counted.base))} ({_percent(chosen.coverage)}); "
            f"left unserved, as they chose none of these: {_says(counted, counted.unserved)}."
        )
    yield from _disagreements(filled)
    if chosen.tied:
        ties = "; ".join(" = ".join(tied) for tied in chosen.ties)
        yield f"Who is chosen hung on a tie ({ties}), broken by {chosen.broken_by}."
    elif chosen.ties:
        yield f"Tied on the way, with no effect: {'; '.join(' = '.join(tied) for tied in chosen.ties)}."


def _serves_all_by_ranking(counted: Count) -> bool:
    """Whether nobody is unserved only because everybody ranked all there is."""
    return counted.rule in ("schulze", "borda", "copeland", "ranked-pairs", "irv", "stv") and (
        not counted.unserved
    )


def _title(rule: str) -> str:
    from copctl.topics.elections import title

    return f"the {title(rule)}" if rule in ("approval", "mes", "stv") else title(rule)


def _says(counted: Count, served: float) -> str:
    weighted = counted.manner.weight == "organisation"
    return f"{_short_number(served)} says" if weighted else _short_number(served)


def _disagreements(filled: Seating) -> Iterator[str]:
    if not filled.beside:
        return
    if filled.agreed:
        yield "All these rules choose the same."
        return
    own = filled.chosen.winners
    others: dict[tuple[str, str], list[str]] = {}
    for other in filled.beside:
        more = _listed([name for name in other.winners if name not in set(own)])
        less = _listed([name for name in own if name not in set(other.winners)])
        others.setdefault((more, less), []).append(_title(other.rule) + _on_a_tie(other))
    for (more, less), rules in others.items():
        if (more, less) != ("nobody", "nobody"):
            takes = "takes" if len(rules) == 1 else "take"
            yield (
                f"The rules disagree: {_listed(rules)} {takes} {more} where "
                f"{_title(filled.chosen.rule)} takes {less}."
            )


def _on_a_tie(committee: Committee) -> str:
    return f" (on a tie, broken by {committee.broken_by})" if committee.tied else ""


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 2 else names) or "nobody"


# Segments ---------------------------------------------------------------------------------------------


def _show_segments(desk: Desk, counted: Count, parts: Breakdown, style: Style) -> None:
    for few in _fitting(parts, width_of(desk.stdout) if style is Style.TABLE else _WIDE):
        _open_section(desk, f"By {parts.by}", style)
        listing = Listing(
            [*few, Column("topic", "Topic")], _segment_rows(counted, parts), title=f"By {parts.by}"
        )
        desk.show(listing, style)
    if style is Style.TABLE:
        _say(desk, _segment_sentences(parts))


def _fitting(parts: Breakdown, width: int) -> Iterator[list[Column]]:
    """The segments' columns, as many to a table as fit beside what was voted on."""
    from rich.cells import cell_len

    few: list[Column] = []
    used = _ROOM_FOR_TOPIC
    for place, column in enumerate(parts.columns):
        heading = _broken(f"{column.name} ({column.people})")
        need = max(9, *(cell_len(line) for line in heading.split("\n"))) + _GAP
        if few and used + need > width:
            yield few
            few, used = [], _ROOM_FOR_TOPIC
        few.append(Column(str(place), heading, numeric=True))
        used += need
    if few:
        yield few


def _broken(heading: str) -> str:
    """A heading on several lines where it is long; what has no blanks stays as it is."""
    lines = [""]
    for word in heading.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > _HEADING:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def _segment_rows(counted: Count, parts: Breakdown) -> list[dict[str, Any]]:
    place = {name: row for row, name in enumerate(parts.rows)}
    # On a scale the lines are its steps; its segments have one row, of means.
    order = [line.topic for line in counted.lines if line.topic in place] or list(parts.rows)
    rows: list[dict[str, Any]] = [
        {
            "topic": name,
            **{str(at): _cell(column.cells[place[name]]) for at, column in enumerate(parts.columns)},
        }
        for name in order
    ]
    if any(column.served is not None and not column.served.suppressed for column in parts.columns):
        served = {
            str(at): _percent(c.served.share) if c.served and not c.served.suppressed else "–"
            for at, c in enumerate(parts.columns)
        }
        rows.append({"topic": "(served)", **served})
    return rows


def _cell(cell: Cell) -> str:
    if cell.suppressed:
        return "–"
    if cell.mean is not None:
        return f"{cell.mean:.2f}"
    lift = "" if cell.lift is None else f" ×{cell.lift:.1f}"
    return f"{_percent(cell.share)}{lift}"


def _segment_sentences(parts: Breakdown) -> Iterator[str]:
    yield from parts.notes
    if any(cell.lift is not None for column in parts.columns for cell in column.cells):
        yield "Share of each group's respondents, and × how it compares with everybody's."
    served = [column.served for column in parts.columns if column.served is not None]
    if served and all(cell.suppressed for cell in served):
        yield "Whom the chosen leave unserved is kept back in every group."
    if parts.kept_back:
        yield f"– is kept back: fewer than {parts.least} people, or what would give such a number away."
    for column in parts.columns:
        if column.of:
            yield f"{column.name.capitalize()}: {', '.join(column.of)}."
    if parts.small:
        yield f"Fewer than {parts.least} people: {', '.join(parts.small)}."
