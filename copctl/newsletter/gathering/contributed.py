"""Projects, resources and stories of change that members gave."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import contributions
from copctl.newsletter import wording
from copctl.newsletter.sections import Item, Scope, item
from copctl.store.schema import Change, ChangedRow, Contribution

KINDS = ("project", "resource", "story")


def pieces(db: Session, scope: Scope) -> Iterator[Item]:
    """Those of the quarter, and older ones that came in too late for the issue before."""
    late = _late(db, scope)
    for kind in KINDS:
        since = scope.quarter.first
        older = [p for p in late if p.kind == kind and p.dated < since]
        for piece in [*older, *contributions.listed(db, kind, since=since, until=scope.quarter.last)]:
            if contributions.may_be_published(piece):
                yield item(f"{kind}:{piece.id}", piece.title, wording.contribution(piece, scope.say))


def _late(db: Session, scope: Scope) -> list[Contribution]:
    """What came in, or got its consent, after the issue before was drafted and was in none; oldest first."""
    numbers = _numbers(scope)
    if scope.past:
        before = scope.past[0].drafted_at
        arrived = db.execute(
            select(ChangedRow.row_id)
            .join(Change, ChangedRow.change_id == Change.id)
            .where(ChangedRow.noun == "contribution", ChangedRow.before.is_(None), Change.at > before)
        ).scalars()
        agreed = db.execute(select(Contribution.id).where(Contribution.consent_on >= scope.since)).scalars()
        numbers |= {*arrived, *agreed}
    wanted = select(Contribution).where(
        Contribution.id.in_(numbers), Contribution.dated < scope.quarter.first
    )
    found = db.execute(wanted.order_by(Contribution.dated, Contribution.id)).scalars()
    return [piece for piece in found if f"{piece.kind}:{piece.id}" not in scope.told]


def _numbers(scope: Scope) -> set[int]:
    """The pieces that this issue holds already: they stay its own when their day is corrected."""
    split = (key.partition(":") for key in scope.known)
    return {int(number) for kind, _, number in split if kind in KINDS and number.isdecimal()}
