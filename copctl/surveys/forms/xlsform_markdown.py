r"""XLSForm as Markdown tables: read in two layouts, written in one.

The layouts are (a) a heading `# survey`, `# choices`, `# settings`, each followed by an ordinary
table, and (b) one table a sheet with the sheet's name in the first cell, as pyxform's authors write
them. In a cell `\|` is a bar and `\\` a backslash (GitHub Flavored Markdown, 4.10).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from copctl import names
from copctl.errors import Refused
from copctl.surveys.forms.xlsform_rows import SHEETS, Form, Sheet, build
from copctl.surveys.questionnaire import Definition, Item, Option

_HEADING = re.compile(r"^\s{0,3}(#{1,6})?\s*(.*?)\s*#*\s*$")
_RULE = re.compile(r":?-+:?")
_HINT = "give it tables under the headings '# survey', '# choices' and '# settings'"
# The setting that names the languages whose columns are written even while they are empty.
LANGUAGES = "languages"


def read(text: str, name: str = "The file") -> Definition:
    """The survey that a Markdown text defines; Refused when it holds none. `name` is for the message."""
    return read_form(text, name).definition


def read_form(text: str, name: str = "The file") -> Form:
    """The same, with what of the text a survey cannot hold."""
    sheets, heading = _sheets(text, name)
    if "survey" not in sheets:
        raise Refused(f"{name} has no survey table.", hint=_HINT)
    return build(sheets, heading)


def _sheets(text: str, name: str) -> tuple[dict[str, Sheet], str]:
    """The tables by sheet, and the first heading that names none: a title."""
    found: dict[str, Sheet] = {}
    sheet: Sheet | None = None
    title = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        if not line.lstrip().startswith("|"):
            kind, words, is_heading = _heading(line)
            title = title or (words if is_heading and not kind else "")
            if kind or is_heading:
                sheet = found.setdefault(kind, Sheet()) if kind else None
            continue
        cells = _cells(line)
        kind = _sheet_name(cells)
        if kind:
            sheet = found.setdefault(kind, Sheet())
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


def _take_row(sheet: Sheet, line: int, cells: list[str], name: str) -> None:
    if not any(cells):
        return
    if not sheet.ruled and not sheet.rows and all(_RULE.fullmatch(cell) for cell in cells if cell):
        sheet.ruled = True
        return
    if not sheet.header:
        sheet.begin(cells, line, name)
        return
    if any(cells[len(sheet.header) :]):
        raise Refused(
            f"{name}, line {line} has {len(cells)} cells where the header has {len(sheet.header)}.",
            hint="write a bar inside a text as \\|",
        )
    cells += [""] * (len(sheet.header) - len(cells))
    sheet.add(line, cells)


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


# Writing ----------------------------------------------------------------------------------------


def write(definition: Definition) -> str:
    """The definition as Markdown in layout (a); `read` gives the same definition back."""
    return "\n".join(f"# {name}\n\n{_table(header, rows)}" for name, header, rows in tables(definition))


def tables(definition: Definition) -> Iterator[tuple[str, list[str], list[dict[str, str]]]]:
    """The tables of a definition: the name of each, its columns, and its rows."""
    languages = waiting(definition)
    questions = [_item_row(item) for item in definition.questions]
    yield (
        "survey",
        _columns(questions, [*languages, *(c.replace("label", "hint", 1) for c in languages)]),
        questions,
    )
    if definition.lists:
        options = list(_option_rows(definition.lists))
        yield "choices", _columns(options, languages), options
    settings = {"form_title": definition.title, **definition.settings}
    filled = {key: str(value) for key, value in settings.items() if value not in (None, "")}
    if filled:
        yield "settings", list(filled), [filled]


def waiting(definition: Definition) -> list[str]:
    """The columns of the languages that the settings name, such as `label::Khmer (km)`."""
    named = str(definition.settings.get(LANGUAGES, "")).split(",")
    return [f"label::{names.written(language)}" for language in named if language.strip()]


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


def _columns(rows: Sequence[Mapping[str, str]], languages: Sequence[str]) -> list[str]:
    """The columns that any row fills; `type`, `name`, `label`, `list_name` and the languages' always."""
    always = dict.fromkeys(("type", "list_name", "name", "label"))
    filled = {column for row in rows for column in row if row[column]}
    columns = dict.fromkeys(column for row in rows for column in row)
    kept = [c for c in columns if c in always or c in filled]
    for column in reversed(languages):
        base = column.partition("::")[0]
        if base in kept and column not in kept:
            kept.insert(kept.index(base) + 1, column)
    return kept


def _table(header: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    lines = [_line(header), _line(["---"] * len(header))]
    lines += [_line([row.get(column, "") for column in header]) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Iterable[str]) -> str:
    escaped = (names.written(cell).replace("\\", "\\\\").replace("|", "\\|") for cell in cells)
    return "| " + " | ".join(escaped) + " |"
