"""Qualtrics: three header rows (codes, texts, JSON with an `ImportId`)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from copctl import names
from copctl.surveys.intake.shape import Column, Export, Role, grouped, keys_of
from copctl.surveys.intake.two_headers import is_other
from copctl.tables import Row

TOOL = "qualtrics"
_ROLES = {
    "startdate": Role.BEGUN, "enddate": Role.IGNORED, "status": Role.IGNORED, "ipaddress": Role.IGNORED,
    "progress": Role.IGNORED, "duration (in seconds)": Role.IGNORED, "finished": Role.STATE,
    "recordeddate": Role.TIMESTAMP, "responseid": Role.KEY, "recipientlastname": Role.NAME,
    "recipientfirstname": Role.NAME, "recipientemail": Role.EMAIL, "externalreference": Role.IGNORED,
    "externaldatareference": Role.IGNORED, "locationlatitude": Role.IGNORED,
    "locationlongitude": Role.IGNORED, "distributionchannel": Role.IGNORED, "userlanguage": Role.IGNORED,
    "q_recaptchascore": Role.IGNORED, "q_relevantidduplicate": Role.IGNORED,
}  # fmt: skip
_FINISHED = keys_of(("True", "1", "Yes", "Vrai", "Verdadero", "Wahr"))
_PREVIEWS = keys_of(("Survey Preview", "1", "Survey Test", "2"))
_CODE = re.compile(r"(.+?)_(\d+(?:_\d+)*)(_TEXT)?")
_CHOSEN = re.compile(r"\s+-\s+Selected Choice\b")
_BELOW = 2


def rule_of(headers: Sequence[str], rows: Sequence[Row]) -> str:
    """The cells of row 3 are JSON with an `ImportId`."""
    if len(rows) < _BELOW:
        return ""
    held = [text for text in rows[1].cells if text.strip()]
    told = bool(held) and all("ImportId" in _json(text) for text in held)
    return "the cells of row 3 are JSON with an 'ImportId': three header rows" if told else ""


def _json(text: str) -> dict[str, Any]:
    if not text.lstrip().startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def export_of(headers: Sequence[str], rows: Sequence[Row], rule: str) -> Export:
    """Codes come from row 1, texts from row 2, the zone of the times from row 3."""
    texts = rows[0].cells if rows else []
    told = [_json(text) for text in rows[1].cells] if len(rows) >= _BELOW else []
    zone = next((str(entry["timeZone"]) for entry in told if entry.get("timeZone")), "")
    columns = [_column(i, code, texts[i] if i < len(texts) else "") for i, code in enumerate(headers)]
    status = next((c.position for c in columns if names.key(c.code) == "status"), None)
    return Export(
        TOOL,
        rule,
        _parted(columns),
        (",",),
        header_rows=_BELOW,
        zone=zone,
        finished=_FINISHED,
        no_respondent=None if status is None else (status, _PREVIEWS),
    )


def _column(position: int, code: str, text: str) -> Column:
    role = _ROLES.get(names.key(code), Role.QUESTION)
    shown = names.written(_CHOSEN.sub("", text)) or names.written(code) or f"Column {position + 1}"
    return Column(position, shown, role, code=names.written(code))


def _parted(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Columns `Q5_1`, `Q5_2` belong together, and with them `Q5_9_TEXT`, which was written in."""
    bases: dict[str, list[Column]] = {}
    for column in columns:
        if column.role is Role.QUESTION:
            match = _CODE.fullmatch(column.code)
            bases.setdefault(match[1] if match else column.code, []).append(column)
    made: dict[int, Column] = {}
    for base, same in bases.items():
        if len(same) > 1:
            stem = _shared([c.header for c in same])
            made |= {c.position: _part(c, base, stem) for c in same}
    return grouped([made.get(c.position, c) for c in columns])


def _shared(texts: Sequence[str]) -> str:
    """What all texts begin with, up to the ` - ` before what is each one's own."""
    first = f"{texts[0]} - "
    ends = [match.start() for match in re.finditer(" - ", first)]
    fitting = [
        first[:end] for end in ends if all(f"{text} - ".startswith(f"{first[:end]} - ") for text in texts)
    ]
    return fitting[-1] if fitting else texts[0]


def _part(column: Column, base: str, stem: str) -> Column:
    match = _CODE.fullmatch(column.code)
    rest = column.header.removeprefix(stem).removeprefix(" - ")
    written = bool(match and match[3])
    part = (rest.removesuffix(" - Text") or "Other") if written else rest
    return replace(
        column,
        header=f"{stem} [{part}]" if part else stem,
        stem=stem,
        part=part if match else "",
        code=base,
        part_code=match[2] if match else "",
        is_other=written or is_other(part),
    )
