"""Groups, repeats and tables of an XLSForm: flattened on the way in, put back on the way out.

Pure. A group's name stays with its questions as `group` (outer ones first, parted by `/`), and again as
`repeat` where it is one that repeats; a group that is shown as a table becomes a
grid, which a survey here knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from copctl import names
from copctl.surveys.questionnaire import CHOOSING, Item

GROUP, REPEAT, RELEVANT, APPEARANCE = "group", "repeat", "relevant", "appearance"
# Our own grids are written as groups of this name after their first question.
GRID_SUFFIX = "_grid"
# LimeSurvey's conditions are in a language of its own, which XLSForm's `relevant` cannot hold.
LIMESURVEY = "limesurvey_relevance"
_TABLES = ("table-list", "field-list")


def condition_of(item: Item) -> str:
    """The condition under which a tool asks a question, as that tool writes it, or ""."""
    return str(item.extra.get(RELEVANT) or item.extra.get(LIMESURVEY) or "")


@dataclass
class Group:
    """An open group while a form is read; `kind` is group, repeat, score, rank or kobomatrix."""

    kind: str
    row: Mapping[str, str]
    start: int
    labels: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, kind: str, row: Mapping[str, str], start: int) -> Group:
        """The group that a row begins; `start` is how many questions stand before it."""
        return cls(kind, row, start)

    @property
    def name(self) -> str:
        """Its name, or its label where it has none."""
        return self.row.get("name") or self.row.get("label") or self.kind

    def takes(self, row: Mapping[str, str]) -> bool:
        """Whether a row is no question of its own: the places of a ranking, the header row of a table."""
        if self.kind == "rank":
            self.labels.append(row.get("label", ""))
            return True
        return row.get(APPEARANCE, "").split(" ")[0] == "label"

    def mark(self, item: Item) -> Item:
        """A question with what its group says of it: its name, and when it is asked."""
        extra: dict[str, Any] = dict(item.extra)
        for key in (GROUP, REPEAT) if self.kind == "repeat" else (GROUP,):
            extra[key] = f"{self.name}/{extra[key]}" if extra.get(key) else self.name
        outer, inner = self.row.get(RELEVANT, ""), extra.get(RELEVANT, "")
        if outer:
            extra[RELEVANT] = f"({outer}) and ({inner})" if inner else outer
        return replace(item, extra=extra)


def leave(group: Group, items: Sequence[Item]) -> tuple[list[Item], list[str]]:
    """The questions of a group that is ended, and what is to be said of it."""
    if group.kind == "repeat":
        asked = ", ".join(item.name for item in items) or "nothing"
        return list(items), [f"the repeated group {group.name} is flattened; its questions are {asked}"]
    if group.kind == "rank":
        return [_ranking(group)], []
    if group.kind == "kobomatrix":
        return list(items), [f"the matrix {group.name} is taken as plain questions"]
    if group.kind == "score":
        scored = group.row.get("kobo--score-choices", "")
        # Inside a score group the rows have a type of their own and share the group's list.
        items = [replace(i, type="select_one", list_name=i.list_name or scored) for i in items]
        return _as_grid(group, items), []
    return (_as_grid(group, items) if _is_table(group, items) else list(items)), []


def _ranking(group: Group) -> Item:
    """KoboToolbox's ranking group as the one question that it is."""
    row = group.row
    extra = {k: v for k, v in row.items() if v and "::" in k and not k.startswith("kobo--")}
    return Item(
        row.get("name", ""), "rank", row.get("label", ""), row.get("hint", ""),
        list_name=row.get("kobo--rank-items", ""), extra=extra,
    )  # fmt: skip


def _is_table(group: Group, items: Sequence[Item]) -> bool:
    """Whether a group is shown as one table: all its questions choose one from the same list."""
    looks = group.row.get(APPEARANCE, "").split(" ")
    table, page = (name in looks for name in _TABLES)
    same = len({(item.type, item.list_name, item.parameters) for item in items}) == 1
    choosing = bool(items) and items[0].type in ("select_one", "range")
    if not same or not choosing or any(item.grid for item in items):
        return False
    own = group.row.get("name", "") == f"{items[0].name}{GRID_SUFFIX}"
    return table or own or (page and len(items) > 1)


def _as_grid(group: Group, items: Sequence[Item]) -> list[Item]:
    """The questions as rows of a grid, which is called what the group is called."""
    stem = group.row.get("label", "") or _first_translation(group.row) or group.name
    extra = {
        f"grid::{k.partition('::')[2]}": v for k, v in group.row.items() if k.startswith("label::") and v
    }
    return [replace(item, grid=stem, extra={**_without(group, item, items[0]), **extra}) for item in items]


def _without(group: Group, item: Item, first: Item) -> dict[str, Any]:
    """What a grid's row says beside its labels; the look of a table, and our own group's name, go."""
    kept = dict(item.extra)
    if str(kept.get(APPEARANCE, "")).startswith(("list-nolabel", "label")):
        del kept[APPEARANCE]
    if group.name == f"{first.name}{GRID_SUFFIX}" and GROUP in kept:
        outer = str(kept.pop(GROUP)).removesuffix(group.name).rstrip("/")
        kept |= {GROUP: outer} if outer else {}
    return kept


def _first_translation(row: Mapping[str, str]) -> str:
    return next((text for column, text in row.items() if column.startswith("label::") and text), "")


def runs(items: Sequence[Item]) -> list[list[Item]]:
    """Questions that follow each other in one grid together; every other question alone."""
    found: list[list[Item]] = []
    for item in items:
        last = found[-1][-1] if found else None
        if last is not None and item.grid and _shares(item, last):
            found[-1].append(item)
        else:
            found.append([item])
    return found


def _shares(item: Item, other: Item) -> bool:
    return (names.key(item.grid), item.type, item.list_name, item.parameters, item.extra.get(GROUP)) == (
        names.key(other.grid), other.type, other.list_name, other.parameters, other.extra.get(GROUP)
    )  # fmt: skip


def is_table(run: Sequence[Item]) -> bool:
    """Whether the rows of a grid can be written as XLSForm's table of one list."""
    return run[0].type in CHOOSING[:1]
