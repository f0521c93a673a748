"""What an edition says that must not be said any more: somebody took back their consent since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community.pictures import may_be_published
from copctl.newsletter import contents, known
from copctl.newsletter.draft_file import DraftFile, read
from copctl.newsletter.rules.outline import outlined
from copctl.newsletter.rules.words import NameIndex, words_of
from copctl.store.schema import Contribution, Edition, Member, Picture


def why(db: Session, edition: Edition) -> str:
    """In a few words what an edition has that nobody agrees to now; empty when all of it may be said."""
    return next(_reasons(db, edition), "")


def _reasons(db: Session, edition: Edition) -> Iterator[str]:
    draft = contents.untold(db).found_in(read(edition.markdown))
    for key in sorted({*contents.withheld(db, sorted(draft.keys)), *draft.tells}):
        kind, _, number = key.partition(":")
        yield _member(db, number) if kind == "member" else _story(db, number)
    yield from _named(db, edition, draft)
    for picture in db.execute(select(Picture).order_by(Picture.id)).scalars():
        if _shows(edition.html, picture) and not may_be_published(picture):
            yield f"shows picture {picture.id}, to which nobody agrees any more"


def _named(db: Session, edition: Edition, draft: DraftFile) -> Iterator[str]:
    # Days are the community's and the moment is UTC's, which is half a day apart at most.
    since = (edition.frozen_at - timedelta(hours=12)).date()
    passages = outlined(edition.markdown, draft).passages
    for member in known.unwilling(db, draft.keys, since):
        index = NameIndex.of([member.name], least=1)
        if any(True for one in passages for _ in index.seen(one.words, words_of(one.words))):
            yield _took_back(member)


def _took_back(member: Member) -> str:
    return f"names {member.name}, who took back their consent to the directory"


def _member(db: Session, number: str) -> str:
    member = db.get(Member, _row(number))
    if member is None:
        return "names somebody who is no member any more"
    return _took_back(member)


def _story(db: Session, number: str) -> str:
    piece = db.get(Contribution, _row(number))
    if piece is None:
        return "tells a story that is not there any more"
    return f"tells {piece.kind} {piece.id} ({piece.title}), whose consent was taken back"


def _row(number: str) -> int:
    # A longer one is nobody's, and more than the store can look for.
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def _shows(html: str, picture: Picture) -> bool:
    """Whether a page has a picture, within the mail or on the web."""
    return f"cid:{picture.digest[:16]}@" in html or f'/{picture.file}"' in html
