"""What the moderator said of a survey's columns: read, remembered, and applied to the next export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound, WrongUsage
from copctl.store.schema import ColumnMapping, Survey
from copctl.surveys import definitions
from copctl.surveys.intake.shape import Column, Export, Role

ROLES = {
    "@email": Role.EMAIL, "@name": Role.NAME, "@time": Role.TIMESTAMP, "@key": Role.KEY,
    "@code": Role.CODE, "@finished": Role.STATE, "-": Role.IGNORED,
}  # fmt: skip
# The order of day and month is remembered under a header that no column has.
_ORDER = ""
_DAY_FIRST, _MONTH_FIRST = "@date:dmy", "@date:mdy"


def assign(db: Session, survey: Survey, export: Export, said: Sequence[str]) -> tuple[Export, dict[int, str]]:
    """The export with the roles that were said of it, and by position the questions that columns answer.

    `said` holds `COLUMN=QUESTION`, the column by its header or number, the question by its name, label
    or number, or a role (`@email`, `@name`, `@time`, `@key`, `@code`, `@finished`), or `-` to leave it
    out; nothing after `=` forgets. What was said for an earlier export counts until then.
    """
    for text in said:
        _remember(db, survey, export, text)
    db.flush()
    takes = {
        (m.header, m.place): m.takes
        for m in db.execute(select(ColumnMapping).where(ColumnMapping.survey_id == survey.id)).scalars()
        if m.header != _ORDER
    }
    chosen: dict[int, str] = {}
    for column, place in _places(export):
        wanted = takes.get((names.key(column.header), place))
        if wanted is None:
            continue
        if wanted in ROLES:
            export = _with_role(export, column.position, ROLES[wanted])
        else:
            export = export.with_column(column.position, role=Role.QUESTION)
            chosen[column.position] = wanted
    return export, chosen


def _with_role(export: Export, position: int, role: Role) -> Export:
    if role in (Role.IGNORED, Role.NAME):
        return export.with_column(position, role=role, group=None)
    return export.with_role(position, role)


def _places(export: Export) -> list[tuple[Column, int]]:
    """Every column with its number among those of the same header."""
    seen: Counter[str] = Counter()
    found = []
    for column in export.columns:
        seen[names.key(column.header)] += 1
        found.append((column, seen[names.key(column.header)]))
    return found


def _remember(db: Session, survey: Survey, export: Export, text: str) -> None:
    column, place, wanted = _parse(export, text)
    takes = wanted if wanted in ROLES else _question(survey, wanted) if wanted else ""
    held = db.execute(
        select(ColumnMapping).where(
            ColumnMapping.survey_id == survey.id,
            ColumnMapping.header == names.key(column.header),
            ColumnMapping.place == place,
        )
    ).scalar_one_or_none()
    if held is not None and not takes:
        db.delete(held)
    elif held is not None:
        held.takes = takes
    elif takes:
        db.add(ColumnMapping(survey_id=survey.id, header=names.key(column.header), place=place, takes=takes))


def _question(survey: Survey, wanted: str) -> str:
    found = definitions.find_question(survey, wanted)
    if len(found) > 1:
        raise WrongUsage(
            f"{wanted!r} is a grid of {len(found)} questions.", hint=f"name one row: {found[0].name}"
        )
    return found[0].name


def _parse(export: Export, text: str) -> tuple[Column, int, str]:
    """The column and what it takes; a header may hold `=` itself, so the last one parts them."""
    header, equals, wanted = text.rpartition("=")
    if not equals or not header.strip():
        raise WrongUsage(f"{text!r} assigns nothing.", hint="write --map 'COLUMN=QUESTION'")
    places = _places(export)
    key = names.key(header)
    base, hash_mark, number = key.rpartition("#")
    for column, place in places:
        if names.key(column.header) == key or (
            hash_mark and number == str(place) and names.key(column.header) == base.strip()
        ):
            return column, place, wanted.strip()
    if names.is_number(key) and 0 < int(key) <= len(places):
        return *places[int(key) - 1], wanted.strip()
    hint = names.did_you_mean(
        header, [column.header for column, _ in places], "name it by its header or its number"
    )
    raise NotFound(f"The file has no column {header!r}.", hint=hint)


def remembered_order(db: Session, survey: Survey) -> bool | None:
    """Whether the day stands first in this survey's dates, as the moderator once said; None for never."""
    held = _held_order(db, survey)
    return None if held is None else held.takes == _DAY_FIRST


def remember_order(db: Session, survey: Survey, *, day_first: bool) -> None:
    """Keep the order of day and month for the survey's next export."""
    held = _held_order(db, survey)
    takes = _DAY_FIRST if day_first else _MONTH_FIRST
    if held is None:
        db.add(ColumnMapping(survey_id=survey.id, header=_ORDER, place=1, takes=takes))
    elif held.takes != takes:
        held.takes = takes


def _held_order(db: Session, survey: Survey) -> ColumnMapping | None:
    wanted = select(ColumnMapping).where(ColumnMapping.survey_id == survey.id, ColumnMapping.header == _ORDER)
    return db.execute(wanted).scalar_one_or_none()
