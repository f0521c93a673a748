"""How suggestions look: a block a person for reading, plain rows for programs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, width_of
from copctl.cli.wrapping import wrapped
from copctl.settings import SpeakerWeights

if TYPE_CHECKING:
    from copctl.speakers.matching import Suggestion

# Longer lines are harder to read, however wide the screen.
_WIDEST = 100

_COLUMNS = [
    Column("rank", "Rank", numeric=True),
    Column("member", "Member"),
    Column("score", "Score", numeric=True),
    Column("why", "Why"),
]
JOIN = "Who said yes becomes one: copctl member join"
NOBODY = "Nobody's profile speaks of this. Ask the community: copctl survey, or widen the words."


def row(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion as programs read it."""
    return {
        "rank": suggestion.rank,
        "member": suggestion.candidate.name,
        "email": suggestion.candidate.email,
        "score": suggestion.score,
        "parts": suggestion.parts,
        "reasons": suggestion.reasons,
        "evidence": [{"kind": p.kind, "title": p.title, "date": p.dated} for p in suggestion.evidence],
    }


def flat(whole: Mapping[str, Any]) -> dict[str, Any]:
    """A suggestion, or somebody on a panel, as a spreadsheet takes it: a column for each part, no lists."""
    cells = {key: value for key, value in whole.items() if key not in ("parts", "reasons", "evidence")}
    # Who is on the programme and does not fit has no parts; the columns are there for everybody.
    cells |= {f"part_{name}": whole["parts"].get(name) for name in vars(SpeakerWeights())}
    cells["reasons"] = whole["reasons"]
    if "evidence" in whole:
        cells["evidence"] = [_piece(piece) for piece in whole["evidence"]]
    return cells


def _piece(piece: Mapping[str, Any]) -> str:
    dated = f" ({piece['date']})" if piece["date"] else ""
    return f"{piece['kind']}: {piece['title']}{dated}"


def show(desk: Desk, suggestions: Sequence[Suggestion], style: Style) -> None:
    """Print a ranking in this style."""
    rows: list[Mapping[str, Any]] = [row(suggestion) for suggestion in suggestions]
    if style is Style.TABLE and rows:
        _print_blocks(desk, suggestions)
        return
    if style is Style.MARKDOWN:
        rows = [{**r, "score": f"{r['score']:.2f}", "why": "; ".join(r["reasons"])} for r in rows]
    if style is Style.CSV:
        rows = list(map(flat, rows))
    nothing = "" if rows else nobody(desk)
    desk.show(Listing(_COLUMNS, rows, nothing=nothing), style)


def nobody(desk: Desk) -> str:
    """Why nobody is suggested, and what to do about it."""
    from copctl.speakers import facts

    waiting = facts.not_yet_members(desk.settings.database)
    return f"{waiting} {JOIN}" if waiting else NOBODY


def _print_blocks(desk: Desk, suggestions: Sequence[Suggestion]) -> None:
    width = min(width_of(desk.stdout), _WIDEST)
    strong = _emphasis(desk)
    margin = len(str(suggestions[-1].rank))
    for place, suggestion in enumerate(suggestions):
        if place:
            print(file=desk.stdout)
        for line in block(suggestion, width, margin, strong):
            print(line, file=desk.stdout)


def block(suggestion: Suggestion, width: int, margin: int, strong: tuple[str, str] = ("", "")) -> list[str]:
    """The lines of one person: rank, name and score, whom they work for, and why."""
    from rich.cells import cell_len

    person = suggestion.candidate
    name = " ".join(person.name.split())
    score = f"{suggestion.score:.2f}"
    indent = " " * (margin + 2)
    head = wrapped(name, width - len(score) - 2, indent)
    head[0] = head[0][margin + 2 :]
    gap = " " * max(width - margin - 2 - cell_len(head[0]) - len(score), 2)
    lines = [f"{suggestion.rank:>{margin}}  {strong[0]}{head[0]}{strong[1]}{gap}{score}", *head[1:]]
    place = ", ".join(filter(None, [person.organisation, person.country, person.email]))
    lines += wrapped(place, width, indent)
    lines += wrapped("; ".join(suggestion.reasons), width, indent)
    return lines


def _emphasis(desk: Desk) -> tuple[str, str]:
    """What begins and ends strong letters: nothing where it would stand in the text as signs."""
    plain = desk.environ.get("NO_COLOR") or desk.environ.get("TERM") == "dumb" or os.name == "nt"
    return ("", "") if plain or not desk.stdout.isatty() else ("\x1b[1m", "\x1b[0m")
