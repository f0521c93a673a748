"""The archive: which issues went out as what, and to how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl.mail.kinds import NEWSLETTER
from copctl.newsletter import editions, issue
from copctl.settings import Settings
from copctl.store.schema import Edition, Issue, Message
from copctl.store.schema.message import MessageStatus

_STANDING = {
    MessageStatus.SENT: "sent",
    MessageStatus.QUEUED: "queued",
    MessageStatus.SENDING: "queued",
    MessageStatus.UNKNOWN: "unknown",
    MessageStatus.FAILED: "failed",
    MessageStatus.BOUNCED: "failed",
    MessageStatus.SUPPRESSED: "held_back",
    MessageStatus.CANCELLED: "held_back",
}


def listed(db: Session, settings: Settings) -> list[dict[str, Any]]:
    """Every issue, newest first, with its editions, when the newest was frozen, and what its readers got."""
    made: dict[str, list[Edition]] = {}
    held = select(Issue.quarter, Edition).join(Edition, Edition.issue_id == Issue.id)
    for quarter, edition in db.execute(held.order_by(Edition.number)).tuples():
        made.setdefault(quarter, []).append(edition)
    counts = _readers(db)
    rows = []
    for row in issue.listed(db, settings):
        own = made.get(row["quarter"], [])
        readers = counts[row["quarter"]]
        frozen = own[-1].frozen_at if own else None
        rows.append(row | {"editions": len(own), "frozen_at": frozen, "readers": in_order(readers)})
    return rows


def shown(db: Session, row: Issue | None, quarter: str, number: int | None) -> dict[str, Any]:
    """One edition as programs read it: number, subject, texts, hash and whether it still holds, its readers.

    `verified` is None for one that somebody's name was taken out of. NotFound where there is none.
    """
    edition = editions.find(db, row, quarter, number)
    verified = None if edition.redacted_on is not None else editions.is_whole(edition)
    return {
        "quarter": quarter,
        "edition": edition.number,
        "subject": edition.subject,
        "frozen_at": edition.frozen_at,
        "digest": edition.digest,
        "verified": verified,
        "redacted_on": edition.redacted_on,
        "readers": in_order(_counts(db)[edition.id]),
        "text": edition.text,
        "html": edition.html,
        "markdown": edition.markdown,
    }


def in_order(counts: Counter[str]) -> dict[str, int]:
    """How many mails stand where; sent, queued and failed always, the rest where there is one."""
    always = {name: counts[name] for name in ("sent", "queued", "failed")}
    return always | {name: counts[name] for name in ("unknown", "held_back") if counts[name]}


def _readers(db: Session) -> dict[str, Counter[str]]:
    """Quarter -> how many readers stand where, each by the newest edition that reached them, or may yet."""
    asked = (
        select(Issue.quarter, Message.id, Message.member_id, Message.status)
        .join(Edition, Edition.issue_id == Issue.id)
        .join(Message, Message.edition_id == Edition.id)
        .where(Message.kind == NEWSLETTER)
        .order_by(Edition.number)
    )
    best: dict[tuple[str, int], str] = {}
    for quarter, number, member, status in db.execute(asked).tuples():
        # Who was erased since is still somebody.
        reader = quarter, member if member is not None else -number
        stands = _STANDING[MessageStatus(status)]
        if stands != "held_back" or reader not in best:
            best[reader] = stands
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (quarter, _), stands in best.items():
        found[quarter][stands] += 1
    return found


def _counts(db: Session) -> dict[int, Counter[str]]:
    """Edition's number in the store -> how many of its mails stand where."""
    asked = (
        select(Message.edition_id, Message.status, func.count())
        .where(Message.edition_id.is_not(None), Message.kind == NEWSLETTER)
        .group_by(Message.edition_id, Message.status)
    )
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for edition, status, count in db.execute(asked).tuples():
        found[int(edition or 0)][_STANDING[MessageStatus(status)]] += count
    return found
