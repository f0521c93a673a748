"""What a list of the portal can be filtered by."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import Session

_MOST = 200


def of(db: Session, wanted: Select[Any], order: Any, is_chosen: ColumnElement[bool]) -> list[tuple[str, str]]:
    """What can be chosen, out of pairs of a value and what it is called, in an order.

    Of very many only the first; the one that is chosen is always there, or the form would forget it.
    """
    first = db.execute(wanted.order_by(order).limit(_MOST)).tuples().all()
    rest = db.execute(wanted.where(is_chosen)).tuples() if len(first) == _MOST else ()
    return [(str(value), shown) for value, shown in dict.fromkeys([*first, *rest])]
