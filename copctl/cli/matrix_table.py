"""The grid of who knows what as a terminal, a spreadsheet, a program and a document take it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from copctl.cli.showing import Column, Listing, Style, console, print_record, to_json, width_of

if TYPE_CHECKING:
    from copctl.community.knowing.matrix import Cell, Line, Matrix

# How full a cell is, in quarters of the fullest one: a block beside the number itself.
_BLOCKS = "░▒▓█"
# One of the terminal's own colours, which its owner can read.
_COLOUR = "cyan"
_SUPERSCRIPTS = {1: "¹", 2: "²", 3: "³", 4: "⁴"}
_NOBODY = "·"
_NARROW, _LABEL = 12, 30
_PEOPLE = "People"


def nameless(by: str) -> str:
    """What people without a group are called."""
    return f"(no {by})"


def write(matrix: Matrix, by: str, out: TextIO, style: Style) -> None:
    """Print the grid in this style."""
    if style is Style.JSON:
        print(to_json(as_object(matrix, by)), file=out)
    elif style is Style.TABLE:
        _draw(matrix, by, out)
    else:
        listing(matrix, by, plain=style is Style.CSV).write(out, style)


def as_object(matrix: Matrix, by: str) -> dict[str, Any]:
    """The grid for a program: topics, then a row for each group with its cells in the same order."""
    slugs = [subject.slug for subject in matrix.subjects]
    return {
        "by": by,
        "level": matrix.level,
        "topics": [
            {"topic": subject.label, "slug": subject.slug, "members": cell.members, "highest": cell.highest}
            for subject, cell in zip(matrix.subjects, matrix.totals, strict=True)
        ],
        "rows": [
            {
                by: line.label,
                "people": line.people,
                "topics": [
                    {"slug": slug, "members": cell.members, "highest": cell.highest}
                    for slug, cell in zip(slugs, line.cells, strict=True)
                ],
            }
            for line in matrix.lines
        ],
    }


def listing(matrix: Matrix, by: str, *, plain: bool) -> Listing:
    """A row for each group and a column for each topic; `plain` gives the highest level one of its own."""
    columns = [Column(by, by.capitalize()), Column("people", _PEOPLE, numeric=True)]
    for subject in matrix.subjects:
        columns.append(Column(subject.label, subject.label, numeric=True))
        if plain:
            highest = f"{subject.label}: highest level"
            columns.append(Column(highest, highest, numeric=True))
    keys = [column.key for column in columns]
    return Listing(columns, [dict(zip(keys, _values(line, by, plain), strict=True)) for line in matrix.lines])


def _values(line: Line, by: str, plain: bool) -> Iterator[Any]:
    yield line.label or nameless(by)
    yield line.people
    for cell in line.cells:
        if plain:
            yield cell.members
            yield cell.highest
        else:
            yield f"{cell.members} (highest {cell.highest})" if cell.members else ""


# In the terminal ------------------------------------------------------------------------------------


def _draw(matrix: Matrix, by: str, out: TextIO) -> None:
    from rich.text import Text

    from copctl.community.knowing.levels import word
    from copctl.community.knowing.matrix import letter

    if not matrix.subjects:
        print(f"Nobody is at level {matrix.level} in anything yet. Try: copctl member edit", file=out)
        return
    screen = console(out)
    labels = [line.label or nameless(by) for line in matrix.lines]
    width, wide, shown = _room(matrix, labels, width_of(out))
    head = " " * width + f"  {_PEOPLE}" + "".join(f"{letter(n)} ".rjust(wide) for n in range(shown))
    screen.print(Text(f"People at level {matrix.level} ({word(matrix.level)}) or more\n", style="bold"))
    screen.print(Text(head.rstrip(), style="dim"))
    for label, line in zip(labels, matrix.lines, strict=True):
        screen.print(_row(label, width, line.people, line.cells[:shown], wide, matrix.most))
    everyone = sum(line.people for line in matrix.lines)
    # Totals are greater than any cell: a colour of their own would say nothing.
    screen.print(_row("All", width, everyone, matrix.totals[:shown], wide, 0))
    screen.print()
    topics = zip(matrix.subjects[:shown], matrix.totals, strict=False)
    key = [(letter(n), f"{topic.label} ({cell.members})") for n, (topic, cell) in enumerate(topics)]
    print_record(out, "Topics", key)
    screen.print()
    screen.print(_key(matrix))


def _room(matrix: Matrix, labels: Sequence[str], width: int) -> tuple[int, int, int]:
    """How wide labels and columns are, in cells of a terminal, and how many topics fit."""
    from rich.cells import cell_len

    longest = max([cell_len(label) for label in labels] + [_NARROW])
    most = max(cell.members for cell in matrix.totals)
    # A blank between two columns, the block, the number, the level.
    wide = 1 + 1 + len(str(most)) + 1
    room = width - 1 - 2 - len(_PEOPLE)
    # Labels are cut only where that lets more topics in.
    label = min(longest, max(_NARROW, min(_LABEL, width // 3), room - wide * len(matrix.subjects)))
    fits = (room - label) // wide
    return label, wide, max(1, min(fits, len(matrix.subjects)))


def _row(label: str, width: int, people: int, cells: Sequence[Cell], wide: int, most: int) -> Any:
    from rich.text import Text

    line = Text(f"{_cut(label, width)}  {people:>{len(_PEOPLE)}}")
    for cell in cells:
        if cell.highest is None:
            line.append(f"{_NOBODY} ".rjust(wide), style="dim")
            continue
        number = f"{cell.members}{_SUPERSCRIPTS[cell.highest]}"
        quarter = _quarter(cell.members, most) if most else None
        block = " " if quarter is None else _BLOCKS[quarter]
        line.append(" " * (wide - 1 - len(number)))
        line.append(block, style="" if quarter is None else _COLOUR)
        line.append(number)
    line.rstrip()
    return line


def _quarter(members: int, most: int) -> int:
    """Which block a cell has: the faintest for one person, also where no cell has more than a few."""
    return members - 1 if most <= len(_BLOCKS) else -(-len(_BLOCKS) * members // most) - 1


def _cut(label: str, width: int) -> str:
    """A label in exactly so many cells, whatever its letters take."""
    from rich.cells import cell_len, set_cell_size

    if cell_len(label) <= width:
        return set_cell_size(label, width)
    # A sign that joins two letters must not end a line (Khmer, Burmese).
    return set_cell_size(f"{set_cell_size(label, width - 1).rstrip(' ្္')}…", width)


def _key(matrix: Matrix) -> Any:
    from rich.text import Text

    from copctl.community.knowing.levels import LEVELS

    levels = ", ".join(f"{_SUPERSCRIPTS[n]} {said}" for n, said in LEVELS.items() if n >= matrix.level)
    return Text(
        f"A number counts people, the small one beside it is the highest level among them: {levels}. "
        f"{_NOBODY} nobody.",
        style="dim",
    )


def left_out(matrix: Matrix, by: str, out: TextIO) -> int:
    """How many topics the screen is too narrow for."""
    if not matrix.subjects:
        return 0
    labels = [line.label or nameless(by) for line in matrix.lines]
    return len(matrix.subjects) - _room(matrix, labels, width_of(out))[2]
