"""The seats of a tally for a person: who gets one by which rule, whom that serves, who disagrees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style
from copctl.cli.tally_words import open_section, percent, say, short_number

if TYPE_CHECKING:
    from copctl.topics.counted import Count
    from copctl.topics.verdicts import Committee, Seating

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
_NUMBERS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def show(desk: Desk, counted: Count, filled: Seating, style: Style) -> None:
    """Print a table of the seats under every rule, with sentences under it."""
    if not filled.chosen.winners:
        if style is Style.TABLE:
            say(desk, [_nothing_chosen(filled)])
        return
    open_section(desk, _seats_title(counted), style)
    committees = [filled.chosen, *filled.beside]
    columns = [Column(c.rule, _heading(c, style), numeric=True) for c in committees]
    desk.show(
        Listing(
            [*columns, Column("topic", "Topic")],
            _seat_rows(committees)[: -1 if _serves_all_by_ranking(counted) else None],
            title=_seats_title(counted),
        ),
        style,
    )
    if style is Style.TABLE:
        say(desk, _seat_sentences(counted, filled))


def _nothing_chosen(filled: Seating) -> str:
    if filled.by_budget:
        return f"No topic is chosen: none that was voted for fits into {_amount(filled, filled.budget)}."
    return "No topic is chosen: nobody has voted for one."


def _heading(committee: Committee, style: Style) -> str:
    """A rule as a column's heading; what a completion filled is not by the rule alone."""
    short = _SHORT.get(committee.rule, committee.rule)
    if not committee.completed:
        return short
    # A heading of Markdown is one line.
    return f"{short}\n+ completion" if style is Style.TABLE else f"{short} + completion"


def _amount(filled: Seating, number: float | None) -> str:
    """A sum with its unit; a ballot file's costs have none that is known."""
    exact = number or 0
    told = f"{exact:,}" if isinstance(exact, int) else f"{exact:,.2f}"
    return f"{told} {filled.unit}" if filled.unit == "minutes" else f"a budget of {told}"


def _seats_title(counted: Count) -> str:
    if counted.seating is not None and counted.seating.by_budget:
        return "What fits"
    filled, seats = len(counted.seating.chosen.winners) if counted.seating else 0, counted.seats or 0
    if filled < seats:
        return f"{filled} of {seats} seats"
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
    return [*rows, {"topic": "(served)", **{c.rule: percent(c.coverage) for c in committees}}]


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
            f"{short_number(float(counted.base))} ({percent(chosen.coverage)}); "
            f"left unserved, as they chose none of these: {_says(counted, counted.unserved)}."
        )
    yield from _budgets(filled)
    yield from (committee.completed for committee in filled.beside if committee.completed)
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
    return f"{short_number(served)} says" if weighted else short_number(served)


def _budgets(filled: Seating) -> Iterator[str]:
    if not filled.by_budget:
        return
    spent = [
        f"{_title(c.rule)} uses {c.spent:,}" for c in (filled.chosen, *filled.beside) if c.spent is not None
    ]
    yield f"Of {_amount(filled, filled.budget)} {_listed(spent)}."


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
