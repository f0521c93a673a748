"""`copctl member pipeline`: the way in as a funnel."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.member_next import COLUMNS as _NEXT
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.community.pipeline import Stage, Way

_STAGES = [
    Column("status", "Status"),
    Column("people", "People", numeric=True),
    Column("share", "Of all", numeric=True),
    Column("median_days", "Days in it (median)", numeric=True),
]
_WAYS = [
    Column("source", "Came by"),
    Column("came", "Came", numeric=True),
    Column("invited", "Invited", numeric=True),
    Column("joined", "Joined", numeric=True),
    Column("rate", "Joined of all", numeric=True),
    Column("rate_of_invited", "Joined of invited", numeric=True),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("pipeline")(pipeline)


def pipeline(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """Show how people come in, as a funnel.

    How many stand where and for how many days, who joined by which way, and which next steps are due.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import pipeline, progress

    today = desk.today()
    people = progress.travellers(desk.settings.database)
    stages, ways = pipeline.stages(people, today), pipeline.ways(people)
    due = progress.next_steps(desk.settings.database, by=today)
    if style is Style.JSON:
        desk.say(
            to_json({"statuses": list(map(asdict, stages)), "sources": _sources(ways), "next_steps": due})
        )
    elif style is Style.CSV:
        desk.show(Listing([], _flat(stages, ways, due)), style)
    else:
        _show(desk, stages, ways, due, style)


def _sources(ways: list[Way]) -> list[dict[str, Any]]:
    return [{"source": str(row.pop("kind")), **row} for row in map(asdict, ways)]


def _flat(stages: list[Stage], ways: list[Way], due: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """All parts under one header; `part` says which, and cells that it has not are empty."""
    blank = dict.fromkeys(
        ["part", "name", "people", "share", "median_days", "invited", "joined", "rate", "rate_of_invited",
         "due", "next_step"]
    )  # fmt: skip
    return [
        *(blank | {"part": "status", "name": s.status, "people": s.people, "share": s.share,
                   "median_days": s.median_days} for s in stages),
        *(blank | {"part": "source", "name": str(w.kind), "people": w.came, "invited": w.invited,
                   "joined": w.joined, "rate": w.rate, "rate_of_invited": w.rate_of_invited} for w in ways),
        *(blank | {"part": "next step", "name": d["name"], "due": d["due"], "next_step": d["next_step"]}
          for d in due),
    ]  # fmt: skip


def _show(desk: Desk, stages: list[Stage], ways: list[Way], due: list[dict[str, Any]], style: Style) -> None:
    parts = [
        (_STAGES, [asdict(s) | {"share": _percent(s.share)} for s in stages], "Where people stand"),
        (_WAYS, [_in_words(row) for row in _sources(ways)], "Who came by which way"),
        (_NEXT, due, "Next steps that are due"),
    ]
    for columns, rows, title in parts:
        if not rows:
            continue
        if style is Style.MARKDOWN:
            desk.say(f"## {title}\n")
        desk.show(Listing(columns, rows, title=title), style)
        if style is Style.MARKDOWN:
            desk.say("")
    if not ways:
        desk.hint("Nobody is here yet: copctl member add, or copctl member import FILE")


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"rate": _percent(row["rate"]), "rate_of_invited": _percent(row["rate_of_invited"])}


def _percent(share: float | None) -> str:
    """A share as people read it: one of two hundred is not nobody, and all but one are not everybody."""
    if share is None:
        return "-"
    shown = f"{share:.0%}"
    if share > 0 and shown == "0%":
        return "<1%"
    return ">99%" if share < 1 and shown == "100%" else shown
