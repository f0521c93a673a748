"""The newest issues of the newsletter that went out, by their places in the archive."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from copctl.commons.view import View
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
    last = (
        select(Edition.issue_id, func.max(Edition.number).label("number"))
        .group_by(Edition.issue_id)
        .subquery()
    )
    wanted = (
        select(Issue.quarter, Edition.subject)
        .join(Edition, Edition.issue_id == Issue.id)
        .join(last, (last.c.issue_id == Edition.issue_id) & (last.c.number == Edition.number))
        .order_by(Issue.quarter.desc())
        .limit(most)
    )
    return [
        Sent(subject, months(parse_quarter(quarter), view.settings.language), f"/newsletter/{quarter}")
        for quarter, subject in view.db.execute(wanted).tuples()
    ]
