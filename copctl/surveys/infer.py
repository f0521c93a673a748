"""Making a definition out of an export that has none: what each column seems to ask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from copctl import names
from copctl.surveys.intake import grids
from copctl.surveys.intake.repeats import RECORD
from copctl.surveys.intake.shape import Column, Export, Role, cell, cells, keys_of
from copctl.surveys.kinds import Kind, choice_names, distinct, fits, kind_of, options_of, short
from copctl.surveys.questionnaire import Definition, Item, Option
from copctl.tables import Row

_SHOWN = 3
# So many respondents tell a ranking from a grid.
_ENOUGH = 2_000
# What stands under an option's header when it was chosen or not, and what LimeSurvey adds to that.
_MARKS = keys_of(
    ("1", "0", "true", "false", "n/a", "x", "✓", "checked", "unchecked", "selected", "not selected")
)
_SAID = keys_of(("yes", "no", "y", "n", "oui", "non", "sí", "sim", "não", "ja", "nein", "có", "không"))


@dataclass
class Inferred:
    """The definition, and what each column was taken for, in their order."""

    questions: list[Item] = field(default_factory=list)
    lists: dict[str, tuple[Option, ...]] = field(default_factory=dict)
    taken: dict[int, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def add(self, columns: Sequence[Column], kind: Kind, *, label: str, wanted: str, grid: str = "") -> None:
        """Add a question that these columns answer."""
        name = self._free_name(wanted, columns[0].position)
        list_name = name if kind.options else ""
        if kind.options:
            self.lists[list_name] = kind.options
        self.questions.append(
            Item(
                name,
                kind.type,
                label,
                list_name=list_name,
                or_other=bool(kind.options) and kind.type != "rank",
                parameters=kind.parameters,
                grid=grid,
                extra={"repeat": columns[0].repeat} if columns[0].repeat else {},
            )
        )
        self.taken |= {column.position: kind.words for column in columns}

    def _free_name(self, wanted: str, position: int) -> str:
        """A name of its own; a repeated header gets its column's number."""
        name = short(names.slug(wanted)) or f"column-{position + 1}"
        while name in self.names:
            name = f"{name}-{position + 1}"
        self.names.add(name)
        return name


def infer(export: Export, rows: Sequence[Row], title: str) -> tuple[Definition, dict[int, str]]:
    """A definition of an export, and by position what each column of it was taken for."""
    made = Inferred()
    groups = export.groups()
    done: set[int] = set()
    for column in export.questions:
        if column.group is None:
            kind = kind_of(_held(rows, column), export)
            made.add([column], kind, label=column.header, wanted=column.code or column.header)
        elif column.group not in done:
            done.add(column.group)
            _add_group(made, groups[column.group], rows, export)
    others = {c.position: str(c.role) for c in export.columns if c.role is not Role.QUESTION}
    definition = Definition(title, {}, tuple(made.questions), made.lists)
    return definition, dict(sorted((made.taken | others).items()))


def _held(rows: Sequence[Row], column: Column) -> list[str]:
    """The filled cells of a column, those of every record of a repeated group."""
    held = cells(rows, column.position)
    if not column.repeat:
        return held
    return [text for cell in held for text in map(str.strip, cell.split(RECORD)) if text]


def _add_group(made: Inferred, columns: Sequence[Column], rows: Sequence[Row], export: Export) -> None:
    """Add what several columns answer together: choices, a ranking, a grid, or a choice with others."""
    parted = [column for column in columns if not column.is_other and column.part]
    main = [column for column in columns if not column.is_other and not column.part]
    stem = columns[0].stem or _stem_of(parted)
    wanted = columns[0].code or stem
    if main:
        held = _held(rows, main[0])
        kind = kind_of(held, export)
        others = [column for column in columns if column.is_other]
        alone = [*main[1:], *parted]
        if kind.type == "text" and others and not held:
            # Everybody wrote something in, or nobody answered: no option is known.
            alone, others = [*others, *alone], []
        elif kind.type == "text" and others and fits(held):
            # Where others can be written in beside it, the question itself has options.
            kind = Kind("select_one", options=options_of(distinct(held)))
        made.add([main[0], *others], kind, label=stem, wanted=wanted)
        for column in alone:
            made.add(
                [column], kind_of(_held(rows, column), export), label=column.header, wanted=column.header
            )
        return
    lines = [column.part for column in parted]
    answers = [[cell(row, column.position) for column in parted] for row in rows[:_ENOUGH]]
    if grids.looks_ranked(lines, answers):
        swapped = grids.rows_are_places(lines, ())
        candidates = [text for column in parted for text in _held(rows, column)] if swapped else lines
        made.add(columns, Kind("rank", options=options_of(distinct(candidates))), label=stem, wanted=wanted)
    elif _are_options(parted, rows, export):
        made.add(columns, Kind("select_multiple", options=_named(parted)), label=stem, wanted=wanted)
    else:
        _add_grid(made, columns, rows, export, stem)


def _stem_of(columns: Sequence[Column]) -> str:
    """A name for a question whose own text the export leaves out."""
    shown = " / ".join(column.part for column in columns[:_SHOWN])
    return f"{shown} / ..." if len(columns) > _SHOWN else shown


def _are_options(columns: Sequence[Column], rows: Sequence[Row], export: Export) -> bool:
    """Whether each column is an option: its cells repeat it, or are marks of one who ticks it."""
    marks = _MARKS | (_SAID if export.tool == "limesurvey" else frozenset())
    held = [(names.key(column.part), names.key(text)) for column in columns for text in _held(rows, column)]
    return bool(held) and all(text == part or text in marks for part, text in held)


def _named(columns: Sequence[Column]) -> tuple[Option, ...]:
    """The options that columns stand for, called by the tool's own codes where it has any.

    Columns of one code are one option.
    """
    once: dict[str, Column] = {}
    for column in columns:
        once.setdefault(names.key(column.part_code or column.part), column)
    columns = list(once.values())
    spelled = choice_names([column.part_code or column.part for column in columns])
    return tuple(
        Option(column.part_code if column.part_code.isidentifier() else name, column.part)
        for name, column in zip(spelled, columns, strict=True)
    )


def _add_grid(
    made: Inferred, columns: Sequence[Column], rows: Sequence[Row], export: Export, stem: str
) -> None:
    kind = kind_of([text for column in columns for text in _held(rows, column)], export)
    for column in columns:
        part = column.part or column.header
        code = f"{column.code}_{column.part_code}" if column.code and column.part_code else ""
        made.add([column], kind, label=part, wanted=code or f"{stem[:30]} {part}", grid=stem)
