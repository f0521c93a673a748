"""`copctl speakers`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style

app = plain_group("Find who can speak about a topic.")

_COLUMNS = [
    Column("rank", "Rank", numeric=True),
    Column("member", "Member"),
    Column("score", "Score", numeric=True),
    Column("why", "Why"),
]


@app.callback()
def speakers() -> None:
    """Find who can speak about a topic."""


@app.command("suggest")
def suggest(
    ctx: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC-OR-TEXT", help="A topic of the list, or any words.")
    ] = None,
    session: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="For this session: its day, its topics, without its speakers."),
    ] = None,
    most: Annotated[int, typer.Option("-n", "--most", min=1, help="How many to suggest.")] = 5,
    everyone: Annotated[
        bool, typer.Option("--all", help="Rank everyone, also those with nothing to show.")
    ] = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Suggest speakers out of the members, each with the reasons."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    if session is None:
        topic = desk.ask(topic, "TOPIC", "Which topic, or what should the session be about?")
    ranked = _ranked(desk, topic, session, everyone)
    rows = [_row(suggestion) for suggestion in (ranked if everyone else ranked[:most])]
    nothing = "Nobody's profile speaks of this. Ask the community: copctl survey, or widen the words."
    shown = rows if style is Style.JSON else [_for_people(row) for row in rows]
    desk.show(Listing(_COLUMNS, shown, nothing=nothing), style)


def _ranked(desk: Desk, topic: str | None, code: str | None, everyone: bool) -> list[Any]:
    from copctl.sessions import planning
    from copctl.speakers import profiles, suggestions

    with desk.reading() as db:
        suggestions.wanted(db, topic, planning.find(db, code) if code is not None else None)
        stale = profiles.is_stale(db)
    if stale:
        with desk.transaction() as db:
            profiles.refresh(db)
    with desk.reading() as db:
        what = suggestions.wanted(db, topic, planning.find(db, code) if code is not None else None)
        return suggestions.suggest(
            db, what, weights=desk.settings.speakers, today=desk.today(), everyone=everyone
        )


def suggested_addresses(desk: Desk, code: str, most: int) -> list[str]:
    """The addresses of the first few that are suggested for a session."""
    return [suggestion.candidate.email for suggestion in _ranked(desk, None, code, False)[:most]]


def _row(suggestion: Any) -> dict[str, Any]:
    return {
        "rank": suggestion.rank,
        "member": suggestion.candidate.name,
        "email": suggestion.candidate.email,
        "score": suggestion.score,
        "parts": suggestion.parts,
        "reasons": suggestion.reasons,
        "evidence": [{"kind": p.kind, "title": p.title, "date": p.dated} for p in suggestion.evidence],
    }


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "score": f"{row['score']:.2f}", "why": "; ".join(row["reasons"])}
