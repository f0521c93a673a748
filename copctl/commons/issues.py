"""The newest issues of the newsletter that went out, by their places in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from copctl.commons.newsletter import called
from copctl.commons.view import View
from copctl.newsletter import editions
from copctl.newsletter.page import months
from copctl.store.schema import Edition, Issue
from copctl.when import parse_quarter


@dataclass(frozen=True)
class Sent:
    """An issue that went out: its subject, its months in words, and where it stands."""

    title: str
    months: str
    place: str


def newest(view: View, most: int) -> list[Sent]:
    """So many issues that were sent, newest first, as their last edition is called."""
    wanted = (
        select(Issue.quarter, Edition.subject)
        .join(Edition, Edition.issue_id == Issue.id)
        .where(editions.is_newest(), editions.is_out())
        .order_by(Issue.quarter.desc())
        .limit(most)
    )
    rows = view.db.execute(wanted).tuples().all()
    return [
        Sent(title, months(parse_quarter(name), view.settings.language), f"/newsletter/{name}")
        for title, (name, _) in zip(called(view, [subject for _, subject in rows]), rows, strict=True)
    ]
