"""What becomes of two entries when one goes into the other, as a table of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, words

if TYPE_CHECKING:
    from copctl.community.twins.merging import Merged

_LONG = 120


def show_merged(desk: Desk, merged: Merged, style: Style) -> None:
    """Each field with both values and the kept one, then what is worth a note."""
    rows = merged.fields if style is Style.CSV else [_short(row) for row in merged.fields]
    title = f"{merged.other_name} ({merged.other}) into {merged.kept_name} ({merged.kept})"
    desk.show(Listing(_columns(merged), rows, title=title), style)
    for note in merged.notes:
        desk.hint(f"Note: {note}.")


def _short(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line for a person: of a long text its beginning is enough to know it by."""
    shown = {key: words(value) for key, value in row.items()}
    return {key: f"{text[:_LONG]}…" if len(text) > _LONG else text for key, text in shown.items()}


def _columns(merged: Merged) -> list[Column]:
    return [
        Column("field", "Field"),
        Column("a", f"A ({merged.kept})"),
        Column("b", f"B ({merged.other})"),
        Column("kept", "Kept"),
    ]
