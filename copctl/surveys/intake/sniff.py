"""Which tool wrote an export: the first rule that fits, most particular first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import ModuleType

from copctl import names
from copctl.errors import WrongUsage
from copctl.surveys.asking.codes import looks_like_code
from copctl.surveys.intake import (
    alchemer,
    copctl_export,
    formbricks,
    generic,
    google_forms,
    kobo,
    limesurvey,
    microsoft_forms,
    odk,
    qualtrics,
    surveymonkey,
    typeform,
)
from copctl.surveys.intake.shape import Column, Export, Role, cells
from copctl.tables import Row

# The order matters: what is most particular comes first, and any table is a generic one.
READERS: tuple[ModuleType, ...] = (
    qualtrics, formbricks, alchemer, kobo, odk, limesurvey, microsoft_forms, surveymonkey, typeform,
    google_forms, generic,
)  # fmt: skip
TOOLS = tuple(sorted(reader.TOOL for reader in READERS))
_ENOUGH = 200


def recognise(headers: Sequence[str], rows: Sequence[Row], tool: str | None = None) -> Export:
    """The export with its tool, the rule that matched, and the roles of its columns.

    A `tool` that is named is believed; WrongUsage for an unknown one.
    """
    for reader in (copctl_export, *READERS) if tool is None else [_named(tool)]:
        rule = reader.rule_of(headers, rows)
        if rule or tool is not None:
            export: Export = reader.export_of(headers, rows, rule or f"you said that it is {reader.TOOL}")
            return _with_codes(export, rows)
    raise AssertionError("any table is a generic one")


def _named(tool: str) -> ModuleType:
    key = names.slug(tool)
    for reader in READERS:
        if key == reader.TOOL:
            return reader
    hint = names.did_you_mean(tool, TOOLS, f"the tools are {', '.join(TOOLS)}")
    raise WrongUsage(f"There is no reader for {tool!r}.", hint=hint)


def _with_codes(export: Export, rows: Sequence[Row]) -> Export:
    """The export with the column of personal link codes, which may be called anything."""
    if export.position(Role.CODE) is not None:
        return export
    head = rows[export.header_rows : export.header_rows + _ENOUGH]
    columns = tuple(replace(c, role=Role.CODE) if _holds_codes(c, head) else c for c in export.columns)
    return replace(export, columns=columns)


def _holds_codes(column: Column, rows: Sequence[Row]) -> bool:
    if column.group is not None or column.role not in (Role.QUESTION, Role.IGNORED, Role.KEY):
        return False
    held = cells(rows, column.position)
    # A code's form is so particular that one odd cell, such as a test, does not make it anything else.
    return bool(held) and 2 * sum(map(looks_like_code, held)) >= len(held)
