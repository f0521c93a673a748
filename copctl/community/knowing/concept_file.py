"""A taxonomy's file: the shipped one by its name, or a table (CSV, XLSX) with the same columns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from copctl import names
from copctl.community.knowing.concepts import COLUMNS, Concept, concept, faults, resolved
from copctl.community.knowing.taxonomy import OWN
from copctl.errors import NotFound, Refused
from copctl.resources import shipped
from copctl.tables import Table, read_table

_SHOWN = 5
# What a taxonomy is listed with besides: its CSV can be changed and loaded again.
_LISTED = ("narrower", "members", "status", "scheme")


def find_file(named: str) -> Path:
    """The file that was named, or the shipped taxonomy of this name; NotFound lists those."""
    path = Path(named)
    if named == "-" or path.exists():
        return path
    found = shipped_file(named)
    if found is not None:
        return found
    known = sorted(_shipped())
    raise NotFound(
        f"There is no taxonomy and no file {named!r}.",
        hint=f"name a file, or one that ships: {', '.join(known)}",
    )


def shipped_file(name: str) -> Path | None:
    """The taxonomy of this name that ships with the program, or None."""
    return _shipped().get(name)


def _shipped() -> dict[str, Path]:
    return {path.stem: path for path in (shipped("data") / "taxonomies").glob("*.csv")}


def scheme_of(path: Path) -> str:
    """What the taxonomy of a file is called in the store: the file's name without its ending."""
    scheme = "taxonomy" if str(path) == "-" else names.slug(path.stem)
    if scheme in ("", OWN):
        raise Refused(
            f"A taxonomy cannot be called {path.stem!r}.", hint="give the file another name, such as ours.csv"
        )
    return scheme


def read(path: Path, encoding: str | None = None) -> tuple[list[Concept], list[str]]:
    """The terms of a file, broader and related as slugs, and the headings of columns that are not read.

    Refused in one sentence where rows will not do, with their lines.
    """
    table = read_table(path, encoding)
    places = _places(table)
    unknown = [heading for heading in table.header if _is_unknown(heading)]
    rows = ((row.line, row.cells) for row in table.rows if any(cell.strip() for cell in row.cells))
    concepts = resolved(
        [
            concept(line, {name: cells[place] for name, place in places.items() if place < len(cells)})
            for line, cells in rows
        ]
    )
    _refuse_faulty(path, concepts)
    return concepts, unknown


def _is_unknown(heading: str) -> bool:
    return bool(heading.strip()) and names.key(heading) not in (*COLUMNS, *_LISTED)


def _places(table: Table) -> dict[str, int]:
    places = {names.key(heading): place for place, heading in reversed(list(enumerate(table.header)))}
    if "label" not in places:
        raise Refused(
            f"{table.name} has no column label.", hint=f"its first row must name: {', '.join(COLUMNS)}"
        )
    return {name: places[name] for name in COLUMNS if name in places}


def _refuse_faulty(path: Path, concepts: Sequence[Concept]) -> None:
    if not concepts:
        raise Refused(f"{path.name} has no terms.", hint="write one term a row under the headings")
    wrong = faults(concepts)
    if wrong:
        listed = "; ".join(f"line {line}: {reason}" for line, reason in wrong[:_SHOWN])
        more = f"; and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        rows = "row" if len({line for line, _ in wrong}) == 1 else "rows"
        count = len({line for line, _ in wrong})
        raise Refused(
            f"{path.name} has {count} bad {rows}, so nothing was loaded: {listed}{more}.",
            hint="mend that in the file and load it again",
        )
