"""Tables with two header rows: the question over the first of its columns, its options or rows below."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from copctl import names
from copctl.surveys.intake.shape import Column, keys_of
from copctl.tables import Row

# What stands under a question that has one column only.
_WHOLE = keys_of(("Response", "Open-Ended Response", "Réponse", "Respuesta", "Resposta", "Antwort"))
_OTHER = ("other (", "other:", "other -", "autre (", "otro (", "outro (")
_OTHERS = keys_of(("other", "autre", "otro", "outro", "khác", "อื่นๆ", "ອື່ນໆ", "ផ្សេងៗ", "other, please specify"))
_FEWEST = 2


def stand(headers: Sequence[str], rows: Sequence[Row]) -> bool:
    """Whether the first row under the header is one more header.

    The header has gaps after filled cells, the second row has a text in each of them, all different
    within a question, and nothing under its first cell.
    """
    if not rows or not headers or not headers[0].strip():
        return False
    second = rows[0].cells
    gaps = [i for i, header in enumerate(headers) if not header.strip()]
    if len(gaps) < _FEWEST or second[0].strip():
        return False
    filled = [second[i].strip() for i in gaps if i < len(second)]
    texts = [text for text in filled if text and not _is_number(text)]
    return len(texts) == len(gaps) and all(
        count == 1 for count in Counter((_start_of(headers, i), names.key(second[i])) for i in gaps).values()
    )


def _start_of(headers: Sequence[str], position: int) -> int:
    while position and not headers[position].strip():
        position -= 1
    return position


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()


def columns(headers: Sequence[str], second: Sequence[str]) -> list[Column]:
    """The columns with their questions carried on over the gaps, and what stands below as their part."""
    made: list[Column] = []
    start, stem = 0, ""
    width = max([len(headers), *(i + 1 for i, text in enumerate(second) if text.strip())])
    for position in range(width):
        below = second[position] if position < len(second) else ""
        head = names.written(headers[position]) if position < len(headers) else ""
        if head and names.key(head) != names.key(stem):
            start, stem = position, head
        part = names.written(below)
        whole = not part or names.key(part) in _WHOLE
        made.append(
            Column(
                position,
                stem or part or f"Column {position + 1}" if whole else f"{stem} [{part}]",
                stem=stem,
                part="" if whole else part,
                group=start,
                is_other=not whole and is_other(part),
            )
        )
    sizes = Counter(column.group for column in made)
    return [c if sizes[c.group] > 1 else _alone(c) for c in made]


def _alone(column: Column) -> Column:
    return replace(column, header=column.stem or column.header, stem="", part="", group=None, is_other=False)


def is_other(part: str) -> bool:
    """Whether a column holds what was written in beside the options, by what it is called."""
    key = names.key(part).rstrip(":.")
    return key in _OTHERS or key.startswith(_OTHER)
