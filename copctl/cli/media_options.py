"""What is said of a picture, spelled alike when it is added and when that changes."""

from __future__ import annotations

from typing import Annotated

import typer

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Its number, as `list` shows it.")]
Alt = Annotated[str | None, typer.Option(metavar="TEXT", help="What it shows, for whoever does not see it.")]
Credit = Annotated[str | None, typer.Option(metavar="TEXT", help="Whose picture it is.")]
Consent = Annotated[
    str | None,
    typer.Option(metavar="'NAME, HOW'", help="Who agreed that it is shown, and how. Empty takes it back."),
]
ConsentDate = Annotated[
    str | None, typer.Option("--consent-date", metavar="DATE", help="When they agreed (default: today).")
]
People = Annotated[
    bool | None, typer.Option("--people/--no-people", help="Whether somebody can be recognised in it.")
]
