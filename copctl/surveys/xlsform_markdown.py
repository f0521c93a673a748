r"""XLSForm as Markdown tables: read in two layouts, written in one.

The layouts are (a) a heading `# survey`, `# choices`, `# settings`, each followed by an ordinary
table, and (b) one table a sheet with the sheet's name in the first cell, as pyxform's authors write
them. In a cell `\|` is a bar and `\\` a backslash (GitHub Flavored Markdown, 4.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from copctl import names
from copctl.errors import Refused
from copctl.surveys.questionnaire import Definition, Item, Option, is_true, split_type

SHEETS = ("survey", "choices", "settings")
_HEADING = re.compile(r"^\s{0,3}(#{1,6})?\s*(.*?)\s*#*\s*$")
_RULE = re.compile(r":?-+:?")
_TITLES = ("form_title", "title")
_HINT = "give it tables under the headings '# survey', '# choices' and '# settings'"


@dataclass
class _Sheet:
    """One table while it is read: the line and cells of its header, and its rows by column."""

    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    ruled: bool = False


def read(text: str, name: str = "The file") -> Definition:
    """The survey that a Markdown text defines; Refused when it holds none. `name` is for the message."""
    sheets, heading = _sheets(text, name)
    if "survey" not in sheets:
        raise Refused(f"{name} has no survey table.", hint=_HINT)
    settings = {k: v for _, row in sheets.get("settings", _Sheet()).rows for k, v in row.items() if v}
    title = next((settings.pop(key) for key in _TITLES if key in settings), heading)
    return Definition(
        title=title,
        settings=settings,
        questions=tuple(_item(line, row) for line, row in sheets["survey"].rows),
        lists=_lists(sheets.get("choices", _Sheet()).rows),
    )


def _sheets(text: str, name: str) -> tuple[dict[str, _Sheet], str]:
    """The tables by sheet, and the first heading that names none: a title."""
    found: dict[str, _Sheet] = {}
    sheet: _Sheet | None = None
    title = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if not line.lstrip().startswith("|"):
            kind, words, is_heading = _heading(line)
            title = title or (words if is_heading and not kind else "")
            if kind or is_heading:
                sheet = found.setdefault(kind, _Sheet()) if kind else None
            continue
        cells = _cells(line)
        kind = _sheet_name(cells)
        if kind:
            sheet = found.setdefault(kind, _Sheet())
        elif sheet is not None:
            _take_row(sheet, number, cells, name)
    return found, title


def _heading(line: str) -> tuple[str, str, bool]:
    """The sheet that a line names (or ""), its words, and whether it is a heading at all."""
    match = _HEADING.match(line)
    assert match is not None
    words = names.written(match[2])
    bare = names.key(words.strip("*_: "))
    return (bare if bare in SHEETS else ""), words, bool(match[1])


def _sheet_name(cells: Sequence[str]) -> str:
    """The sheet that a row of layout (b) begins, or "" for any other row."""
    first = names.key(cells[0]) if cells else ""
    return first if first in SHEETS and not any(cells[1:]) else ""


def _take_row(sheet: _Sheet, line: int, cells: list[str], name: str) -> None:
    if not any(cells):
        return
    if not sheet.ruled and not sheet.rows and all(_RULE.fullmatch(cell) for cell in cells if cell):
        sheet.ruled = True
        return
    if not sheet.header:
        sheet.header = [_column(cell) for cell in cells]
        _refuse_repeated(sheet.header, line, name)
        return
    if any(cells[len(sheet.header) :]):
        raise Refused(
            f"{name}, line {line} has {len(cells)} cells where the header has {len(sheet.header)}.",
            hint="write a bar inside a text as \\|",
        )
    cells += [""] * (len(sheet.header) - len(cells))
    sheet.rows.append((line, {c: v for c, v in zip(sheet.header, cells, strict=False) if c}))


def _column(cell: str) -> str:
    """A column's name: XLSForm's own are written in one way, the others stay as they are."""
    plain = names.key(cell).replace(" ", "_")
    known = {"type", "name", "label", "hint", "required", "parameters", "grid", "list_name", "or_other"}
    aliases = {"value": "name", **dict.fromkeys(_TITLES, "form_title")}
    return plain if plain in known else aliases.get(plain, names.written(cell))


def _refuse_repeated(header: Sequence[str], line: int, name: str) -> None:
    for column in header:
        if column and header.count(column) > 1:
            raise Refused(
                f"{name}, line {line} has the column {column!r} twice.", hint="take one of the two out"
            )


def _cells(line: str) -> list[str]:
    r"""The cells of a table row; `\|` and `\\` are a bar and a backslash."""
    cells, current = [], ""
    pieces = iter(re.findall(r"\\[\\|]|\||[^\\|]+|\\", line.strip()))
    for piece in pieces:
        if piece == "|":
            cells.append(current)
            current = ""
        else:
            current += piece[1] if len(piece) == 2 and piece[0] == "\\" else piece
    if current.strip():
        cells.append(current)
    return [names.written(cell) for cell in cells[1:]]


def _item(line: int, row: dict[str, str]) -> Item:
    rest = dict(row)
    kind, list_name, others = split_type(rest.pop("type", ""))
    required, other_column = rest.pop("required", ""), rest.pop("or_other", "")
    return Item(
        type=kind,
        list_name=list_name,
        or_other=others or is_true(other_column),
        required=is_true(required),
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


# Writing ----------------------------------------------------------------------------------------


def write(definition: Definition) -> str:
    """The definition as Markdown in layout (a); `read` gives the same definition back."""
    tables = [("survey", [_item_row(item) for item in definition.questions])]
    if definition.lists:
        tables.append(("choices", list(_option_rows(definition.lists))))
    settings = {"form_title": definition.title, **definition.settings}
    filled = {key: str(value) for key, value in settings.items() if value not in (None, "")}
    if filled:
        tables.append(("settings", [filled]))
    return "\n".join(f"# {name}\n\n{_table(rows)}" for name, rows in tables)


def _item_row(item: Item) -> dict[str, str]:
    written = f"{item.type} {item.list_name}".strip()
    fixed = {
        "type": f"{written} or_other" if item.or_other else written,
        "name": item.name,
        "label": item.label,
        "hint": item.hint,
        "required": "yes" if item.required else "",
        "parameters": item.parameters,
        "grid": item.grid,
    }
    return {**fixed, **item.extra}


def _option_rows(lists: Mapping[str, Iterable[Option]]) -> Iterator[dict[str, str]]:
    for list_name, options in lists.items():
        for option in options:
            yield {"list_name": list_name, "name": option.name, "label": option.label, **option.extra}


def _table(rows: Sequence[Mapping[str, str]]) -> str:
    """A table with the columns that any row fills (`type`, `name`, `label` and `list_name` always)."""
    columns = dict.fromkeys(column for row in rows for column in row)
    always = {"type", "list_name", "name", "label"}
    kept = [c for c in columns if c in always or any(row.get(c) for row in rows)]
    lines = [_line(kept), _line(["---"] * len(kept))]
    lines += [_line([row.get(column, "") for column in kept]) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    escaped = (names.written(cell).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(escaped) + " |"
