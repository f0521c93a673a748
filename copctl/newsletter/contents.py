"""What a quarter's issue can say: items out of the store, each with a key that never changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from sqlalchemy.orm import Session

from copctl.community import contributions, visible
from copctl.newsletter.gathering import (
    contributed,
    newcomers,
    sessions,
    speakers_wanted,
    survey_results,
    topics,
)
from copctl.newsletter.sections import SECTIONS, Item, Scope, SectionKind, heading_of
from copctl.newsletter.untold import Telling, Untold
from copctl.store.schema import Contribution, Member

__all__ = ["SECTIONS", "Item", "Scope", "SectionKind", "gathered", "heading_of", "untold", "withheld"]

_SOURCES: Iterable[Callable[[Session, Scope], Iterable[Item]]] = (
    sessions.upcoming,
    sessions.events,
    survey_results.results,
    topics.asked_for,
    speakers_wanted.calls,
    contributed.pieces,
    newcomers.newcomers,
)


def gathered(db: Session, scope: Scope) -> list[Item]:
    """Every item for the issue, in the order of its sections, with those that it holds already.

    What it holds reads as the store has it now; what is no longer so (a session that is over) is left out.
    """
    return [item for source in _SOURCES for item in source(db, scope)]


def untold(db: Session) -> Untold:
    """What tells of the stories that may not be published, wherever it stands."""
    held = [s for s in contributions.listed(db, "story") if not contributions.may_be_published(s)]
    if not held:
        return Untold()
    every = (piece for kind in contributed.KINDS for piece in contributions.listed(db, kind))
    free = filter(contributions.may_be_published, every)
    return Untold.of(map(_telling, held), map(_telling, free))


def _telling(piece: Contribution) -> Telling:
    return Telling(f"{piece.kind}:{piece.id}", piece.title, piece.body)


def withheld(db: Session, keys: Collection[str]) -> list[str]:
    """Which of these keys may not be published: consent is missing or was taken back, or who gave it left."""
    return [key for key in keys if not _is_free(db, *key.split(":", 1))]


def _is_free(db: Session, kind: str, number: str) -> bool:
    if kind not in {"story", "member"}:
        return True
    row_id = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    if kind == "story":
        piece = db.get(Contribution, row_id)
        return piece is not None and piece.kind == kind and contributions.may_be_published(piece)
    member = db.get(Member, row_id)
    return member is not None and visible.is_listed(member)
