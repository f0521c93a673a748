"""Google Forms: its own CSV ("Download responses") and the CSV or XLSX of the linked Sheet."""

from __future__ import annotations

from collections.abc import Sequence

from copctl import names
from copctl.surveys.intake import grids, identity
from copctl.surveys.intake.multiselect import COMMA, SEMICOLON
from copctl.surveys.intake.shape import Export, Role, cells, keys_of, plain_columns
from copctl.surveys.intake.timestamps import is_moment, names_zone
from copctl.tables import Row

TOOL = "google-forms"
_OF_PERSONS = (Role.EMAIL, Role.NAME)
_ENOUGH = 200
# "Timestamp" in the languages that Forms has been met in.
TIMESTAMPS = keys_of((
    "Timestamp", "Horodateur", "Carimbo de data/hora", "Marca temporal", "Zeitstempel", "Cap waktu",
    "Stempel waktu", "Dấu thời gian", "ประทับเวลา", "Отметка времени", "Sygnatura czasowa",
    "Informazioni cronologiche", "Tijdstempel", "タイムスタンプ", "ការបោះត្រាពេលវេលា", "ປະທັບເວລາ",
    "时间戳记", "時間戳記", "타임스탬프", "Zaman damgası", "Tidstämpel", "Časová značka",
))  # fmt: skip


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """Column 1 is the timestamp in some language, and holds times where it holds anything."""
    if not headers or names.key(headers[0]) not in TIMESTAMPS:
        return ""
    held = cells(rows[:_ENOUGH], 0)
    if held and not any(map(is_moment, held)):
        return ""
    return f"column 1 is {names.written(headers[0])!r}"


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Its own CSV joins choices by `;` and names the zone of its times; a Sheet joins them by `, `."""
    own = any(map(names_zone, cells(rows[:_ENOUGH], 0)))
    found = {0: Role.TIMESTAMP, **identity.roles(headers, rows, taken=(0,))}
    # A form's question may be headed "Date" or "Token": Forms itself writes no such columns.
    kept = {i: r for i, r in found.items() if i == 0 or r in _OF_PERSONS or not headers[i].strip()}
    told = rule + (
        ", and its times name their zone: Google Forms' own CSV, choices joined by ';'"
        if own
        else ", and its times name no zone: a Google Sheet's export, choices joined by ', '"
    )
    columns = grids.bracketed(plain_columns(headers, kept))
    return Export(TOOL, told, columns, (SEMICOLON,) if own else (COMMA,))
