"""Taking in an export without a definition: the survey is made from what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from copctl.errors import Refused
from copctl.store.schema import Survey
from copctl.surveys import definitions
from copctl.surveys.infer import infer
from copctl.surveys.intake.export import Sheet
from copctl.surveys.intake.shape import Role, cells
from copctl.surveys.intake.timestamps import reader_for


def discover(
    db: Session, slug: str, sheet: Sheet, *, zone: ZoneInfo, today: date
) -> tuple[Survey, dict[int, str]]:
    """Make a survey from an export: it, and by position what each column was taken for.

    It counts as open since its first answer. Refused when the file has no answers to judge by.
    """
    if not sheet.rows:
        raise Refused(
            f"{sheet.file} has no answers to make a survey from.",
            hint=f"copctl survey new {slug} --from FILE",
        )
    definition, taken = infer(sheet.export, sheet.rows, slug)
    if not definition.questions:
        raise Refused(
            f"{sheet.file} has no column that looks like a question.",
            hint=f"write the questions down: copctl survey new {slug} --from FILE",
        )
    first = min(_days(sheet, zone), default=today)
    return definitions.create(db, slug, definition, opened_on=first), taken


def _days(sheet: Sheet, zone: ZoneInfo) -> Sequence[date]:
    position = sheet.export.position(Role.TIMESTAMP)
    held = cells(sheet.rows, position) if position is not None else []
    reader = reader_for(held, zone, sheet.day_first)
    return [moment.astimezone(zone).date() for text in held if (moment := reader.read(text)) is not None]
