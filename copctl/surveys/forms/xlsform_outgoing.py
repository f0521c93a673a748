"""A survey as the tables that XLSForm's own tools take.

Pure. What this program knows and XLSForm does not is written in XLSForm's words: an address is a text
with a constraint, a grid is a group shown as a table, a name that XLSForm refuses is mended.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from copctl import names
from copctl.surveys.forms import xlsform_groups as groups
from copctl.surveys.forms import xlsform_markdown as markdown
from copctl.surveys.forms.xlsform_rows import LANGUAGE, TRANSLATABLE
from copctl.surveys.forms.xlsform_types import EMAIL
from copctl.surveys.questionnaire import CHOOSING, Definition, Item, Option

_TRANSLATED = tuple(f"{base}::" for base in TRANSLATABLE)
Row = dict[str, str]
Table = tuple[str, list[str], list[Row]]


def tables(definition: Definition, form_id: str) -> Iterator[Table]:
    """The tables survey, choices and settings: the name of each, its columns and its rows."""
    ready = _ready(definition)
    settings = {"form_title": definition.title or form_id, "form_id": xml_name(form_id, set())}
    ready = replace(ready, settings={**settings, **ready.settings})
    language = str(definition.settings.get(LANGUAGE, ""))
    # A language without any text would be offered to respondents, and show them nothing.
    unfilled = {
        c.replace("label", base, 1) for c in markdown.waiting(definition) for base in ("label", "hint")
    }
    for title, header, rows in markdown.tables(ready):
        if title == "survey":
            rows = list(_survey_rows(ready, rows))
            header = list(dict.fromkeys([*header, *(c for row in rows for c in row)]))
            header = [c for c in header if c not in ("grid", groups.GROUP, groups.REPEAT)]
            header = [c for c in header if not c.startswith("grid::")]
        header = [c for c in header if c not in unfilled or any(row.get(c) for row in rows)]
        several = any(c.startswith(_TRANSLATED) for c in header)
        yield title, *_named_language(header, rows, language if several else "")


def xml_name(written: str, used: set[str]) -> str:
    """A name that XLSForm takes, none of `used` (which grows); one that it takes already stays."""
    name = (
        written if is_xml_name(written) else "".join(c if _is_inside(c) else "_" for c in names.slug(written))
    )
    if not name or not _is_first(name[0]):
        name = f"_{name}"
    base, number = name, 2
    while name.casefold() in used:
        name, number = f"{base}_{number}", number + 1
    used.add(name.casefold())
    return name


def is_xml_name(name: str) -> bool:
    """Whether XLSForm takes this as the name of a question: a letter or `_`, then no blanks or signs.

    Names of any script may be used (Namespaces in XML 1.0, section 3, NCName).
    """
    return bool(name) and _is_first(name[0]) and all(map(_is_inside, name))


def _is_first(character: str) -> bool:
    return character == "_" or (
        unicodedata.category(character)[0] == "L" and not "\x80" <= character <= "\xbf"
    )


def _is_inside(character: str) -> bool:
    return _is_first(character) or character in "-." or unicodedata.category(character) in ("Mn", "Mc", "Nd")


def _ready(definition: Definition) -> Definition:
    """The definition with names that XLSForm takes and with a label for everything that is shown."""
    used: set[str] = set()
    questions = tuple(_question(item, used) for item in definition.questions)
    lists = {name: _options(options) for name, options in definition.lists.items()}
    called = _list_names(definition)
    return replace(
        definition,
        questions=tuple(
            replace(q, list_name=called.get(q.list_name, "") if q.list_name else "") for q in questions
        ),
        lists={called[name]: options for name, options in lists.items()},
    )


def _list_names(definition: Definition) -> dict[str, str]:
    used: set[str] = set()
    return {name: xml_name(name, used) for name in definition.lists}


def _question(item: Item, used: set[str]) -> Item:
    extra = dict(item.extra)
    kind = item.type
    if kind == "email":
        kind = "text"
        for column, text in EMAIL.items():
            extra.setdefault(column, text)
    return replace(
        item,
        name=xml_name(item.name, used),
        type=kind,
        label=item.label or item.shown,
        # Only a choice of one or of several takes other ones in XLSForm.
        or_other=item.or_other and item.type in CHOOSING[:2],
        extra=extra,
    )


def _options(options: Sequence[Option]) -> tuple[Option, ...]:
    """Choices whose names hold no blank, which parts the answers of a select_multiple."""
    used: set[str] = set()
    return tuple(
        replace(o, name=_choice_name(o.name, used), label=o.label or o.shown, extra=dict(o.extra))
        for o in options
    )


def _choice_name(written: str, used: set[str]) -> str:
    name = re.sub(r"\s+", "_", written)
    base, number = name, 2
    while name.casefold() in used:
        name, number = f"{base}_{number}", number + 1
    used.add(name.casefold())
    return name


def _survey_rows(definition: Definition, rows: Sequence[Row]) -> Iterator[Row]:
    """The rows of the questions, with those that begin and end their groups."""
    row_of = {item.name: row for item, row in zip(definition.questions, rows, strict=True)}
    open_groups: list[tuple[str, str]] = []
    used = {name.casefold() for name in row_of}
    for run in groups.runs(definition.questions):
        path = _path(run[0])
        yield from _step(open_groups, path, used)
        inner = [_question_row(row_of[item.name]) for item in run]
        yield from _table_rows(run, inner, used) if run[0].grid else inner
    yield from _step(open_groups, [], used)


def _path(item: Item) -> list[tuple[str, str]]:
    """The groups that a question stands in, outer ones first, each with its kind."""
    names_of = [part for part in str(item.extra.get(groups.GROUP, "")).split("/") if part]
    repeats = str(item.extra.get(groups.REPEAT, "")).split("/")
    return [("repeat" if name in repeats else "group", name) for name in names_of]


def _step(
    open_groups: list[tuple[str, str]], path: Sequence[tuple[str, str]], used: set[str]
) -> Iterator[Row]:
    """End the groups that a path is not in, and begin those that it is in; `open_groups` follows.

    `used` are the names that are taken; it grows."""
    shared = 0
    while shared < min(len(open_groups), len(path)) and open_groups[shared] == path[shared]:
        shared += 1
    while len(open_groups) > shared:
        kind, _ = open_groups.pop()
        yield {"type": f"end_{kind}"}
    for kind, name in path[shared:]:
        open_groups.append((kind, name))
        yield {"type": f"begin_{kind}", "name": xml_name(name, used), "label": name}


def _question_row(row: Mapping[str, str]) -> Row:
    drop = ("grid", groups.GROUP, groups.REPEAT)
    return {c: v for c, v in row.items() if c not in drop and not c.startswith("grid::")}


def _table_rows(run: Sequence[Item], inner: Sequence[Row], used: set[str]) -> Iterator[Row]:
    """A grid as a group: a table of one list where its rows choose one, else a page of its own."""
    first = run[0]
    look = "table-list" if groups.is_table(run) else "field-list"
    translated = {f"label::{c.partition('::')[2]}": str(v) for c, v in _stems(first).items()}
    name = f"{first.name}{groups.GRID_SUFFIX}"
    used.add(name.casefold())
    yield {"type": "begin_group", "name": name, "label": first.grid, "appearance": look, **translated}
    yield from inner
    yield {"type": "end_group"}


def _stems(item: Item) -> dict[str, Any]:
    return {c: v for c, v in item.extra.items() if c.startswith("grid::")}


def _named_language(header: list[str], rows: list[Row], language: str) -> tuple[list[str], list[Row]]:
    """The tables with their own language named in the heads, as KoboToolbox asks for in a form of several."""
    if not language or f"label::{language}" in header:
        return header, rows
    named = {base: f"{base}::{language}" for base in TRANSLATABLE}
    return (
        [named.get(column, column) for column in header],
        [{named.get(column, column): value for column, value in row.items()} for row in rows],
    )
