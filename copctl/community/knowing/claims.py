"""Who knows what at which level, out of claims and endorsements, read in two plain questions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from copctl.community.knowing.levels import Effective, Statement, alone
from copctl.community.knowing.levels import effective as counting
from copctl.store import quick

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

# By (number of the member, number of the topic).
Levels = dict[tuple[int, int], Effective]
_Rows = Iterable[Mapping[str, Any]]
# A longer list of numbers costs more to read than what it leaves out.
_FEW = 5_000

# Both run on SQLite and PostgreSQL alike, with and without SQLAlchemy.
_CLAIMS = """
SELECT e.member_id AS member_id, e.topic_id AS topic_id, e.level AS level, e.said_by AS voice,
       e.claimed_on AS said_on FROM expertise e
"""
_ENDORSEMENTS = """
SELECT e.member_id AS member_id, e.topic_id AS topic_id, e.level AS level, e.voice AS voice,
       e.given_on AS said_on, e.note AS note, e.by_id AS by_id, m.name AS by_name
FROM endorsement e LEFT JOIN member m ON m.id = e.by_id
"""


def effective(
    url: str, *, topics: Collection[int] | None = None, members: Collection[int] | None = None
) -> Levels:
    """The level that counts of each member in each topic, by `store.quick`; see `levels`.

    `topics` and `members` are numbers; None means all. Who has no level in a topic is not in it.
    """
    return _asked(lambda sql: quick.rows(url, sql), topics, members)


def effective_in(
    db: Session, *, topics: Collection[int] | None = None, members: Collection[int] | None = None
) -> Levels:
    """As `effective`, in a session that is open already."""
    from sqlalchemy import text

    return _asked(lambda sql: [dict(row) for row in db.execute(text(sql)).mappings()], topics, members)


def _asked(
    ask: Callable[[str], _Rows], topics: Collection[int] | None, members: Collection[int] | None
) -> Levels:
    named = (("topic_id", topics), ("member_id", members))
    limits = [f"e.{name} IN ({_numbers(few)})" for name, few in named if few is not None and len(few) <= _FEW]
    where = f" WHERE {' AND '.join(limits)}" if limits else ""
    found = of_rows(ask(_CLAIMS + where), ask(_ENDORSEMENTS + where))
    if all(wanted is None or len(wanted) <= _FEW for wanted in (topics, members)):
        return found
    of, about = (None if wanted is None else set(wanted) for wanted in (members, topics))
    return {
        place: level
        for place, level in found.items()
        if (of is None or place[0] in of) and (about is None or place[1] in about)
    }


def _numbers(wanted: Collection[int]) -> str:
    # Written out: a question takes only so many parameters. `int` lets nothing else in.
    return ", ".join(str(int(number)) for number in wanted) or "NULL"


def of_rows(claims: _Rows, endorsements: _Rows) -> Levels:
    """The levels that count, out of rows of the tables `expertise` and `endorsement`.

    Both have member_id, topic_id, level, voice and said_on (a date, or its ISO 8601 text);
    endorsements also note, by_id and by_name.
    """
    others: dict[tuple[int, int], list[Statement]] = {}
    for row in endorsements:
        others.setdefault((row["member_id"], row["topic_id"]), []).append(_statement(row))
    found: Levels = {}
    for row in claims:
        place = row["member_id"], row["topic_id"]
        on = _day(row["said_on"])
        if place in others:
            claim = Statement(row["voice"], row["level"], on)
            _put(found, place, counting(claim, others.pop(place)))
        else:
            found[place] = alone(row["voice"], row["level"], on)
    for place, said in others.items():
        _put(found, place, counting(None, said))
    return found


def _put(found: Levels, place: tuple[int, int], level: Effective | None) -> None:
    if level is not None:
        found[place] = level


def _statement(row: Mapping[str, Any]) -> Statement:
    return Statement(
        voice=row["voice"],
        level=row["level"],
        on=_day(row["said_on"]),
        by=row["by_name"] or "",
        number=row["by_id"],
        note=row["note"],
    )


def _day(stored: date | str | None) -> date | None:
    return date.fromisoformat(stored) if isinstance(stored, str) else stored
