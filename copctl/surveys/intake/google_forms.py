"""Google Forms: its own CSV ("Download responses") and the CSV or XLSX of the linked Sheet."""

from __future__ import annotations

from collections.abc import Sequence

from copctl import names
from copctl.surveys.intake import identity
from copctl.surveys.intake.multiselect import COMMA, SEMICOLON
from copctl.surveys.intake.shape import Column, Export, Role, cells, headings
from copctl.surveys.intake.timestamps import is_moment, names_zone
from copctl.tables import Row

TOOL = "google-forms"
_OF_PERSONS = (Role.EMAIL, Role.NAME)
# "Timestamp" in the languages that Forms has been met in.
TIMESTAMPS = {
    names.key(word)
    for word in (
        "Timestamp", "Horodateur", "Carimbo de data/hora", "Marca temporal", "Zeitstempel", "Cap waktu",
        "Stempel waktu", "Dấu thời gian", "ประทับเวลา", "Отметка времени", "Sygnatura czasowa",
        "Informazioni cronologiche", "Tijdstempel", "タイムスタンプ", "ការបោះត្រាពេលវេលា", "ປະທັບເວລາ",
    )
}  # fmt: skip


def recognise(headers: Sequence[str], rows: Sequence[Row]) -> Export | None:
    """The export, or None when another tool wrote it: column 1 must be the timestamp in some language."""
    if not headers or names.key(headers[0]) not in TIMESTAMPS:
        return None
    held = cells(rows, 0)
    if held and not any(map(is_moment, held)):
        return None
    own = any(map(names_zone, held))
    found = {0: Role.TIMESTAMP, **identity.roles(headers, rows, taken=(0,))}
    # A form's question may be headed "Date" or "Token": Forms itself writes no such columns.
    kept = {i: r for i, r in found.items() if i == 0 or r in _OF_PERSONS or not headers[i].strip()}
    columns = tuple(Column(i, h, kept.get(i, Role.QUESTION)) for i, h in enumerate(headings(headers)))
    rule = f"column 1 is {names.written(headers[0])!r}, and " + (
        "its times name their zone: Google Forms' own CSV, choices joined by ';'"
        if own
        else "its times name no zone: a Google Sheet's export, choices joined by ', '"
    )
    return Export(TOOL, rule, columns, (SEMICOLON,) if own else (COMMA,))
