"""What is the reader's own: who they are, and what they sent in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from copctl.commons.view import View
from copctl.community import contributions
from copctl.errors import NotFound
from copctl.store.schema import Contribution, Member, Offer
from copctl.store.schema.contribution import ContributionKind

_SHOWN = 20


@dataclass(frozen=True)
class SentIn:
    """Something that the reader sent in, and what became of it.

    `verdict` is waiting, accepted or declined; `note` is what the moderator said of it; `place` is where it
    stands, empty where it does not.
    """

    kind: str
    title: str
    at: datetime
    verdict: str
    note: str
    place: str


def reader_of(view: View) -> Member:
    """Who looks; NotFound where a page is made for nobody in particular."""
    if view.reader is None:
        raise NotFound("This page is for who is signed in.", hint="sign in to see your own page")
    return view.reader


def sent_in(view: View) -> list[SentIn]:
    """What the reader sent in, newest first: the last ones."""
    theirs = (
        select(Offer)
        .where(Offer.member_id == reader_of(view).id)
        .order_by(Offer.offered_at.desc(), Offer.id.desc())
        .options(joinedload(Offer.contribution))
        .limit(_SHOWN)
    )
    return [
        SentIn(one.kind, one.title, one.offered_at, one.verdict, one.note, _place(one.contribution))
        for one in view.db.execute(theirs).scalars()
    ]


def _place(piece: Contribution | None) -> str:
    if piece is None or not contributions.may_be_published(piece):
        return ""
    return f"/{'resources' if piece.kind == ContributionKind.RESOURCE else 'stories'}/{piece.id}"
