"""A survey on paper: what stands on the form, block by block, in one language with a fallback.

Pure; a template draws it. A block is one question, or one grid with its rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from copctl.surveys.forms.translating import hint, label, stem
from copctl.surveys.forms.xlsform_groups import runs
from copctl.surveys.questionnaire import Definition, Item, Option
from copctl.surveys.replies import as_asked, asks_who
from copctl.surveys.scales import Scale

# From so many short choices on, they stand in two columns.
_COLUMNS, _SHORT = 6, 34
# What is printed of a scale in one row; a longer one is a line to write on.
_WIDEST = 11
# More choices than that are not printed: people write theirs on a line.
_MOST = 40
_LINES = {"text": 3, "email": 1, "date": 1, "integer": 1, "decimal": 1, "range": 1}


@dataclass(frozen=True)
class Block:
    """One thing on the form. `kind` is note, one, several, rank, scale, lines, agree or grid.

    `number` counts questions (0 for a note). `choices` are what can be ticked; `rows` the rows of a grid;
    `lines` how many lines there are to write on; `writes_in` whether others may be added.
    """

    kind: str
    number: int
    label: str
    hint: str = ""
    required: bool = False
    choices: Sequence[str] = ()
    rows: Sequence[str] = ()
    lines: int = 0
    writes_in: bool = False
    in_columns: bool = False


def blocks(definition: Definition, language: str = "") -> Iterator[Block]:
    """The form from top to bottom; `language` is one of the survey's, or "" for its own."""
    number = 0
    persons = asks_who(definition.questions)
    for run in runs([as_asked(item) for item in definition.questions]):
        first = run[0]
        if first.type == "note":
            yield Block("note", 0, label(first, language), hint(first, language))
            continue
        number += 1
        if first.grid:
            yield _grid(run, number, definition, language)
        else:
            block = _single(first, number, definition.options(first), language)
            yield replace(block, lines=1) if first.name in persons else block


def _grid(run: Sequence[Item], number: int, definition: Definition, language: str) -> Block:
    first = run[0]
    steps = Scale.of(first.parameters).steps if first.type == "range" else []
    across = steps or [label(option, language) for option in definition.options(first)]
    return Block(
        "grid",
        number,
        stem(first, language),
        hint(first, language),
        required=any(item.required for item in run),
        choices=across,
        rows=[label(item, language) for item in run],
    )


def _single(item: Item, number: int, options: Sequence[Option], language: str) -> Block:
    kind = {"select_one": "one", "select_multiple": "several", "rank": "rank", "acknowledge": "agree"}.get(
        item.type
    )
    steps = Scale.of(item.parameters).steps if item.type == "range" else []
    if len(options) > _MOST:
        kind, options = "lines", ()
    if kind is None:
        kind = "scale" if 0 < len(steps) <= _WIDEST else "lines"
    choices = [label(option, language) for option in options] or (steps if kind == "scale" else [])
    return Block(
        kind,
        number,
        label(item, language),
        hint(item, language),
        required=item.required,
        choices=choices,
        lines=_LINES.get(item.type, 1),
        writes_in=item.or_other,
        in_columns=len(choices) >= _COLUMNS and max(map(len, choices), default=0) <= _SHORT,
    )
