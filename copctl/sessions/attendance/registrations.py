"""Who registered for a session, as a tool's list says: an answer, unless they gave one themselves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.sessions.attendance.matching import Placed
from copctl.store.schema import LearningSession, Rsvp
from copctl.store.schema.participation import Coming

SOURCE = "registration"


def note(db: Session, session: LearningSession, placed: Sequence[Placed], *, now: datetime) -> int:
    """Note a yes for who registered, and a no for who called their registration off; gives how many changed.

    An answer that came another way stays: it is the person's own word.
    """
    held = {
        row.member_id: row for row in db.execute(select(Rsvp).where(Rsvp.session_id == session.id)).scalars()
    }
    changed = 0
    for number, said in _said(placed).items():
        answer = Coming.YES.value if said else Coming.NO.value
        row = held.get(number)
        if row is None and said:
            db.add(Rsvp(session_id=session.id, member_id=number, answer=answer, said_at=now, source=SOURCE))
            changed += 1
        elif row is not None and row.source == SOURCE and row.answer != answer:
            row.answer, row.said_at = answer, now
            changed += 1
    db.flush()
    return changed


def _said(placed: Sequence[Placed]) -> dict[int, bool]:
    """What the list says of each member; one valid registration counts more than those called off."""
    said: dict[int, bool] = {}
    for place in placed:
        registered = place.person.registered
        if place.member_id is not None and registered is not None:
            said[place.member_id] = said.get(place.member_id, False) or registered
    return said
