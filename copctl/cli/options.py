"""Options that many commands share, so that they are spelled and explained once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from copctl.cli.showing import Style, style_of

FORMATS = "table|json|csv|markdown"

Format = Annotated[
    str | None,
    typer.Option("--format", metavar=FORMATS, help="How to show it (default: table).", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether I am sure.")]
InputFile = Annotated[Path, typer.Argument(help="The file, or - for standard input.", metavar="FILE")]

__all__ = ["AsJson", "DryRun", "Format", "InputFile", "Style", "Yes", "style_of"]
