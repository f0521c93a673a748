"""The former name of `passages`, until suggestions ask it themselves."""

from __future__ import annotations

from sqlalchemy.orm import Session

from copctl.speakers.passages import offers as offers
from copctl.speakers.passages import refresh as refresh
from copctl.speakers.passages import touched
from copctl.store import fulltext


def is_stale(db: Session) -> bool:
    """Whether anybody was touched since the index was brought up to date."""
    return bool(touched(db, fulltext.seen(db)))
