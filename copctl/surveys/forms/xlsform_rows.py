"""A survey out of XLSForm's three tables, whatever kind of file they came from.

Pure. Columns are known in all their spellings, groups and repeats are flattened with their names kept,
and whatever a survey here cannot hold is named in a note, never dropped in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from copctl import names
from copctl.errors import Refused
from copctl.surveys.forms.xlsform_groups import Group, leave
from copctl.surveys.forms.xlsform_types import EMAIL, Fate, Kind, classify
from copctl.surveys.questionnaire import Definition, Item, Option, is_true

SHEETS = ("survey", "choices", "settings")
LANGUAGE = "default_language"
TITLES = ("form_title", "title")
_OWN = {"type", "name", "label", "hint", "required", "parameters", "grid", "list_name", "or_other"}
_KNOWN = _OWN | {
    "relevant", "constraint", "constraint_message", "required_message", "calculation", "appearance",
    "default", "choice_filter", "readonly", "repeat_count", LANGUAGE, "form_id", "version",
    "style", "instance_name",
}  # fmt: skip
_ALIASES = {
    "value": "name", "caption": "label", "relevance": "relevant", "title": "form_title",
    "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id",
    "read_only": "readonly", "calculate": "calculation",
    "constraining_message": "constraint_message", "requiredmsg": "required_message",
}  # fmt: skip
_TRANSLATED = re.compile(
    r"(?:media\s*::?\s*)?(label|hint|grid|guidance_hint|constraint_message|required_message|image|audio|video)"
    r"\s*::?\s*(.+)",
    re.IGNORECASE,
)
# What can be written in several languages, as far as it is words.
TRANSLATABLE = ("label", "hint", "grid", "guidance_hint", "constraint_message", "required_message")
_SHOWN = 6
# What may stand in the column `required` that is no condition.
_SAID = {"", "yes", "no", "true", "false", "true()", "false()", "1", "0", "y", "n"}


@dataclass
class Sheet:
    """One table while it is read: its header, and its rows by column with the lines they stand in."""

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    ruled: bool = False

    def begin(self, cells: Iterable[str], line: int, name: str) -> None:
        """Take a row as the header; Refused for one that has a column twice."""
        self.header = [column(cell) for cell in cells]
        for head in self.header:
            if head and self.header.count(head) > 1:
                raise Refused(
                    f"{name}, line {line} has the column {head!r} twice.", hint="take one of the two out"
                )

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Take a row; cells without a column are passed over."""
        self.rows.append((line, {c: v for c, v in zip(self.header, cells, strict=False) if c}))


@dataclass(frozen=True)
class Form:
    """A survey as a file defines it, and what of the file it could not hold or took otherwise."""

    definition: Definition
    notes: tuple[str, ...] = ()


def column(cell: str) -> str:
    """A column's name: XLSForm's own are written in one way (`label::English (en)`), others as they are."""
    written = names.written(cell)
    translated = _TRANSLATED.fullmatch(written)
    if translated is not None:
        return f"{translated[1].lower()}::{names.written(translated[2])}"
    plain = names.key(written).replace(" ", "_")
    return plain if plain in _KNOWN else _ALIASES.get(plain, written)


def build(sheets: Mapping[str, Sheet], heading: str = "") -> Form:
    """The survey that these tables define; `heading` is its title where the settings have none."""
    empty = Sheet()
    settings = {k: v for _, row in sheets.get("settings", empty).rows for k, v in row.items() if v}
    title = next((settings.pop(key) for key in TITLES if key in settings), heading)
    for sheet in sheets.values():
        _fold(sheet, settings.get(LANGUAGE, ""))
    reader = _Reader()
    for line, row in sheets["survey"].rows:
        reader.take(line, row)
    items = reader.finish()
    definition = Definition(title, settings, items, _lists(sheets.get("choices", empty).rows))
    return Form(definition, tuple(reader.notes()))


def _fold(sheet: Sheet, language: str) -> None:
    """Make `label::English (en)` the label where English is the form's own language and none is plain."""
    for base in TRANSLATABLE:
        wanted = f"{base}::{language}"
        if language and base not in sheet.header and wanted in sheet.header:
            for _, row in sheet.rows:
                row[base] = row.pop(wanted, "")


@dataclass
class _Reader:
    """Goes down the survey table: questions so far, the groups that are open, what was left out."""

    items: list[Item] = field(default_factory=list)
    open: list[Group] = field(default_factory=list)
    left: dict[Fate, list[str]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    def take(self, line: int, row: Mapping[str, str]) -> None:
        kind = classify(row.get("type", ""))
        if kind.fate is Fate.BEGIN:
            self.open.append(Group.of(kind.word, row, start=len(self.items)))
        elif kind.fate is Fate.END:
            self._close(line)
        elif kind.fate in (Fate.QUESTION, Fate.AS_TEXT):
            if kind.fate is Fate.AS_TEXT:
                self._leave_out(kind.fate, row, row.get("type", ""))
            self._ask(line, row, kind)
        else:
            self._leave_out(kind.fate, row, kind.word)

    def _ask(self, line: int, row: Mapping[str, str], kind: Kind) -> None:
        inside = self.open[-1] if self.open else None
        if inside is not None and inside.takes(row):
            return
        item = _item(line, row, kind)
        if names.key(row.get("required", "")) not in _SAID:
            self.said.append(f"{item.name} is required under a condition, and was taken as not required")
        for group in reversed(self.open):
            item = group.mark(item)
        self.items.append(item)

    def _close(self, line: int) -> None:
        if not self.open:
            self.said.append(f"line {line} ends a group that was never begun, and was passed over")
            return
        group = self.open.pop()
        self.items[group.start :], said = leave(group, self.items[group.start :])
        self.said += said

    def _leave_out(self, fate: Fate, row: Mapping[str, str], word: str) -> None:
        self.left.setdefault(fate, []).append(f"{row.get('name') or row.get('label') or 'unnamed'} ({word})")

    def finish(self) -> tuple[Item, ...]:
        while self.open:
            self.said.append(
                f"the group {self.open[-1].name} is never ended; it is taken to end with the form"
            )
            self._close(0)
        return tuple(self.items)

    def notes(self) -> Iterable[str]:
        """A sentence for each way of not fitting."""
        for fate, what in self.left.items():
            shown = ", ".join(what[:_SHOWN])
            more = f" and {len(what) - _SHOWN} more" if len(what) > _SHOWN else ""
            yield f"{fate.value}: {shown}{more}"
        yield from self.said


def _item(line: int, row: Mapping[str, str], kind: Kind) -> Item:
    rest = dict(row)
    for done in ("type", "required", "or_other"):
        rest.pop(done, None)
    is_address = kind.word == "text" and rest.get("constraint") == EMAIL["constraint"]
    if is_address:
        rest = {column: text for column, text in rest.items() if EMAIL.get(column) != text}
    return Item(
        type="email" if is_address else kind.word,
        list_name=kind.list_name,
        or_other=kind.or_other or is_true(row.get("or_other", "")),
        required=is_true(row.get("required", "")),
        name=rest.pop("name", ""),
        label=rest.pop("label", ""),
        hint=rest.pop("hint", ""),
        parameters=rest.pop("parameters", ""),
        grid=rest.pop("grid", ""),
        extra={k: v for k, v in rest.items() if v},
        line=line,
    )


def _lists(rows: Iterable[tuple[int, dict[str, str]]]) -> dict[str, tuple[Option, ...]]:
    lists: dict[str, tuple[Option, ...]] = {}
    for line, row in rows:
        rest = dict(row)
        list_name, name, label = rest.pop("list_name", ""), rest.pop("name", ""), rest.pop("label", "")
        option = Option(name, label, {k: v for k, v in rest.items() if v}, line=line)
        lists[list_name] = (*lists.get(list_name, ()), option)
    return lists
