"""Taking changes back: the journal's rows are put back, as a change of its own.

A change can be undone while every row it touched still is as it left it. That one rule covers later
edits, later removals, and undoing things out of order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Table, UniqueConstraint, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from copctl.errors import NotFound, Refused
from copctl.store.base import Base
from copctl.store.bulk import journal_removed
from copctl.store.journal import Touched, Values, change_number, is_moderators, note, through, typed
from copctl.store.schema.journal import Change, ChangedRow

_CHUNK = 500
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Undone:
    """The change that was taken back, its command, and the number of the change that did it."""

    number: int
    command: str
    by: int


def undo(db: Session, number: int | None = None) -> Undone:
    """Take back a change: the moderator's last one that still stands, or the one with this number.

    What members do in the portal is theirs: it is only taken back by its number.

    Raises NotFound when there is none, Refused when it is final, was undone already, or when later
    changes touched the same rows or lean on them. Undoing an undo does the change again.
    """
    change = _standing(db, number)
    columns = ChangedRow.noun, ChangedRow.row_id, ChangedRow.before, ChangedRow.after
    backwards = select(*columns).where(ChangedRow.change_id == change.id).order_by(ChangedRow.id.desc())
    rows = [Touched(*row) for row in db.execute(backwards)]
    if any(row.before is None and row.after is None for row in rows):
        raise Refused(f"Change {change.id} cannot be undone: what it held was erased.", hint="copctl log")
    _refuse_touched_later(db, change, rows)
    try:
        with db.begin_nested():
            for step in _steps(rows):
                _put_back(db, step)
    except IntegrityError as error:
        raise _clash(db, change, rows) from error
    # What ranges held was noted when they were taken out.
    note(db, [Touched(row.noun, row.row_id, row.after, row.before) for row in rows if through(row) is None])
    undone = Undone(change.id, change.command, change_number(db))
    _link(db, change)
    return undone


def newer_of_members(db: Session, number: int) -> list[int]:
    """Changes of members in the portal after this one that still stand, the newest first."""
    stands = Change.undone_by.is_(None), Change.undoes.is_(None), Change.final == ""
    newer = select(Change.id).where(Change.id > number, ~is_moderators(), *stands)
    return list(db.execute(newer.order_by(Change.id.desc())).scalars())


def _standing(db: Session, number: int | None) -> Change:
    if number is None:
        last = select(Change).where(
            Change.undone_by.is_(None), Change.undoes.is_(None), Change.final == "", is_moderators()
        )
        change = db.execute(last.order_by(Change.id.desc()).limit(1)).scalar_one_or_none()
        if change is None:
            raise NotFound("There is nothing to undo.", hint="copctl log")
        return change
    change = db.get(Change, number) if abs(number) <= _LARGEST else None
    if change is None:
        raise NotFound(f"There is no change {number}.", hint="copctl log")
    if change.undone_by is not None:
        raise Refused(
            f"Change {number} was undone already, by change {change.undone_by}.",
            hint=f"copctl undo {change.undone_by} does it again",
        )
    if change.final:
        raise Refused(f"Change {number} cannot be undone: {change.final}.", hint="copctl log")
    return change


# Rows as they are now --------------------------------------------------------------------------


def _refuse_touched_later(db: Session, change: Change, rows: Sequence[Touched]) -> None:
    newest_first: dict[tuple[str, int], Touched] = {}
    for row in rows:
        last = through(row)
        if last is not None:
            _refuse_range_touched_later(db, change, row, last)
            continue
        newest_first.setdefault((row.noun, row.row_id), row)
    for noun, group in groupby(sorted(newest_first.values(), key=lambda r: r.noun), key=lambda r: r.noun):
        for row in _altered(db, Base.metadata.tables[noun], list(group)):
            later = _last_touch(db, change, noun, row.row_id)
            if later is None or later < change.id:
                raise _outdated(change, noun)
            raise Refused(
                f"Change {change.id} cannot be undone: change {later} touched the same records later.",
                hint=f"copctl undo {later} first, or copctl log {later} to look at it",
            )


def _outdated(change: Change, noun: str) -> Refused:
    """What to say where no change says why rows are otherwise: deliveries stand outside the journal."""
    why = (
        "mails that it queued went out since" if noun == "message" else "its records are not as it left them"
    )
    hint = "copctl mail queue --all" if noun == "message" else "copctl log"
    return Refused(f"Change {change.id} cannot be undone: {why}.", hint=hint)


def _refuse_range_touched_later(db: Session, change: Change, row: Touched, last: int) -> None:
    """Every row of a range must hold what it held before anything else touched it."""
    later = (
        select(ChangedRow.row_id, func.min(ChangedRow.id))
        .where(
            ChangedRow.noun == row.noun,
            ChangedRow.row_id.between(row.row_id, last),
            ChangedRow.change_id > change.id,
        )
        .group_by(ChangedRow.row_id)
    )
    first = dict(db.execute(later).tuples().all())
    if not first:
        return
    left = [
        Touched(
            row.noun,
            number,
            None,
            db.execute(select(ChangedRow.before).where(ChangedRow.id == entry)).scalar(),
        )
        for number, entry in first.items()
    ]
    for altered in _altered(db, Base.metadata.tables[row.noun], left):
        number = _last_touch(db, change, row.noun, altered.row_id)
        raise Refused(
            f"Change {change.id} cannot be undone: change {number} touched the same records later.",
            hint=f"copctl undo {number} first, or copctl log {number} to look at it",
        )


def _altered(db: Session, table: Table, rows: Sequence[Touched]) -> Iterator[Touched]:
    """The rows that are not, or not only, as the change left them."""
    for start in range(0, len(rows), _CHUNK):
        chunk = rows[start : start + _CHUNK]
        found = db.execute(select(table).where(table.c.id.in_([row.row_id for row in chunk]))).mappings()
        now = {values["id"]: dict(values) for values in found}
        yield from (row for row in chunk if not _is_as_left(table, now.get(row.row_id), row.after))


def _is_as_left(table: Table, now: Values | None, left: Values | None) -> bool:
    if now is None or left is None:
        return now is None and left is None
    # A column that a migration added since is not compared: the change did not know it.
    return all(now[name] == value for name, value in typed(table, left).items())


def _last_touch(db: Session, change: Change, noun: str, row_id: int) -> int | None:
    touches = select(func.max(ChangedRow.change_id)).where(
        ChangedRow.noun == noun, ChangedRow.row_id == row_id, ChangedRow.change_id != change.id
    )
    return db.execute(touches).scalar_one()


# Putting back ----------------------------------------------------------------------------------


def _steps(rows: Iterable[Touched]) -> Iterator[list[Touched]]:
    """The rows in their order, those of one table that are treated alike together."""
    for _, group in groupby(rows, key=_treatment):
        yield list(group)


def _treatment(row: Touched) -> tuple[str, bool, bool, bool]:
    return row.noun, row.before is None, row.after is None, through(row) is not None


def _put_back(db: Session, rows: Sequence[Touched]) -> None:
    table = Base.metadata.tables[rows[0].noun]
    if through(rows[0]) is not None:
        for row in rows:
            last = through(row) or row.row_id
            journal_removed(db, table, row.row_id, last)
            db.execute(delete(table).where(table.c.id.between(row.row_id, last)))
    elif rows[0].before is None:
        for start in range(0, len(rows), _CHUNK):
            numbers = [row.row_id for row in rows[start : start + _CHUNK]]
            db.execute(delete(table).where(table.c.id.in_(numbers)))
    elif rows[0].after is None:
        db.execute(insert(table), [typed(table, row.before or {}) for row in rows])
    else:
        for row in rows:
            db.execute(update(table).where(table.c.id == row.row_id).values(typed(table, row.before or {})))


def _link(db: Session, change: Change) -> None:
    number = change_number(db)
    db.execute(update(Change).where(Change.id == number).values(undoes=change.id))
    db.execute(update(Change).where(Change.id == change.id).values(undone_by=number))
    if change.undoes is not None:
        # Undoing an undo: the first change stands again.
        db.execute(update(Change).where(Change.id == change.undoes).values(undone_by=None))
    db.expire_all()


# What stands in the way ------------------------------------------------------------------------


def _clash(db: Session, change: Change, rows: Sequence[Touched]) -> Refused:
    """What to say when the constraints refuse: something leans on these rows, or took their place."""
    leaning = next((c for row in rows if row.before is None for c in _leaning(db, change, row)), None)
    rival = next((c for row in rows if row.before is not None for c in _rivals(db, change, row)), None)
    if leaning is not None:
        why, other = f"change {leaning} leans on what it added", leaning
    elif rival is not None:
        why, other = f"change {rival} put something else in its place", rival
    else:
        return Refused(
            f"Change {change.id} cannot be undone: what it needs is not there any more.", hint="copctl log"
        )
    return Refused(
        f"Change {change.id} cannot be undone: {why}.",
        hint=f"copctl undo {other} first, or copctl log {other} to look at it",
    )


def _leaning(db: Session, change: Change, row: Touched) -> Iterator[int]:
    """The last changes of rows that refer to this one."""
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table.name != row.noun:
                continue
            column = constraint.columns[0]
            for number in db.execute(select(table.c.id).where(column == row.row_id).limit(1)).scalars():
                yield from filter(None, [_last_touch(db, change, table.name, number)])


def _rivals(db: Session, change: Change, row: Touched) -> Iterator[int]:
    """The last changes of rows that hold what must be unique and was this row's."""
    table, values = Base.metadata.tables[row.noun], row.before or {}
    for constraint in table.constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        same = [column == values.get(column.name) for column in constraint.columns]
        for number in db.execute(select(table.c.id).where(*same, table.c.id != row.row_id)).scalars():
            yield from filter(None, [_last_touch(db, change, row.noun, number)])
