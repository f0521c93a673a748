"""Which tool wrote an export: the first rule that fits, most particular first."""

from __future__ import annotations

from collections.abc import Sequence

from copctl.surveys.intake import generic, google_forms
from copctl.surveys.intake.shape import Export
from copctl.tables import Row


def recognise(headers: Sequence[str], rows: Sequence[Row]) -> Export:
    """The export with its tool, the rule that matched, and the roles of its columns."""
    return google_forms.recognise(headers, rows) or generic.recognise(headers, rows)
