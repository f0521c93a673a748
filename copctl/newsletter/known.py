"""What the store knows of those who stand in a draft: who they are, what they agreed to, what was agreed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community.pictures import may_be_published
from copctl.newsletter import wording
from copctl.newsletter.draft_file import Entry, visible
from copctl.newsletter.pieces import stories, titled
from copctl.newsletter.rules.naming import Person
from copctl.newsletter.rules.words import squeezed
from copctl.newsletter.saying import plainly
from copctl.rendering.markdown import literal, to_plain
from copctl.store.schema import (
    Consent,
    Contribution,
    LearningSession,
    Member,
    Organisation,
    Picture,
    SessionSpeaker,
)
from copctl.store.schema.member import MemberStatus, Purpose

_MEMBERS = (MemberStatus.ACTIVE.value, MemberStatus.DORMANT.value, MemberStatus.LEFT.value)
_GIVEN = ("story", "project", "resource")


def members(db: Session) -> list[Person]:
    """Everybody who is or was a member, and whether they agreed to be named."""
    directory = Consent.purpose == Purpose.DIRECTORY.value
    wanted = (
        select(Member.id, Member.name, Consent.id, Consent.withdrawn_on)
        .outerjoin(Consent, (Consent.member_id == Member.id) & directory)
        .where(Member.status.in_(_MEMBERS))
        .order_by(Member.id)
    )
    return [
        Person(number, name, held is not None and withdrawn is None, withdrawn is not None)
        for number, name, held, withdrawn in db.execute(wanted)
    ]


def all_names(db: Session) -> list[str]:
    """The names of everybody and of every organisation in the store."""
    wanted = select(Member.name).union(select(Organisation.name))
    return list(db.execute(wanted).scalars())


def named_by_right(db: Session, keys: Iterable[str]) -> set[int]:
    """The numbers of those who speak in the sessions that an issue tells of, or gave something to it.

    Who took back their consent to the directory is none of them.
    """
    parts = _parts(keys)
    return (_speaking(db, parts, {"session", "event"}) | _giving(db, parts)) - _took_back(db)


def announced(db: Session, keys: Iterable[str]) -> set[int]:
    """The numbers of those whom a programme names though they took back their consent to the directory.

    They are to speak, and did not take back their consent to that.
    """
    speaking = _speaking(db, _parts(keys), {"session"})
    return speaking & _took_back(db) - _took_back(db, Purpose.SPEAKING)


def unwilling(db: Session, keys: Iterable[str], since: date) -> list[Member]:
    """Givers and speakers of past events who took back their consent to the directory since this day."""
    parts = _parts(keys)
    numbers = (_speaking(db, parts, {"event"}) | _giving(db, parts)) & _took_back(db, since=since)
    return list(db.execute(select(Member).where(Member.id.in_(numbers)).order_by(Member.id)).scalars())


def _parts(keys: Iterable[str]) -> list[tuple[str, str]]:
    split = (key.partition(":") for key in keys)
    return [(kind, number) for kind, _, number in split]


def _speaking(db: Session, parts: Iterable[tuple[str, str]], kinds: Collection[str]) -> set[int]:
    codes = [code for kind, code in parts if kind in kinds]
    wanted = (
        select(SessionSpeaker.member_id)
        .join(LearningSession, LearningSession.id == SessionSpeaker.session_id)
        .where(LearningSession.code.in_(codes), SessionSpeaker.status.in_(wording.SPEAKING))
    )
    return set(db.execute(wanted).scalars())


def _giving(db: Session, parts: Iterable[tuple[str, str]]) -> set[int]:
    pieces = [_number(number) for kind, number in parts if kind in _GIVEN]
    wanted = select(Contribution.member_id).where(Contribution.id.in_(pieces))
    return {number for number in db.execute(wanted).scalars() if number}


def _took_back(db: Session, purpose: Purpose = Purpose.DIRECTORY, since: date = date.min) -> set[int]:
    wanted = select(Consent.member_id).where(Consent.purpose == purpose.value, Consent.withdrawn_on >= since)
    return set(db.execute(wanted).scalars())


def reasons(db: Session, withheld: Iterable[str]) -> dict[str, str]:
    """Why each of these items may not be published, as the end of a sentence."""
    return {key: _reason(db, *key.split(":", 1)) for key in withheld}


def _reason(db: Session, kind: str, number: str) -> str:
    if kind == "member":
        member = db.get(Member, _number(number))
        return f"{member.name} has not agreed to be named" if member else "there is no such member"
    piece = db.get(Contribution, _number(number))
    if piece is None or piece.kind != kind:
        return f"there is no such {kind}"
    if piece.consent_by and piece.consent_on:
        return f"its words are not those that {piece.consent_by} agreed to"
    return "nobody agreed to it"


def reworded(db: Session, entries: Iterable[Entry]) -> dict[str, str]:
    """The stories whose words in the draft are not the agreed ones, and who agreed to those."""
    found = {}
    for entry in entries:
        for key in entry.keys:
            kind, _, number = key.partition(":")
            piece = db.get(Contribution, _number(number)) if kind == "story" else None
            if piece is not None and not _says_the_same(entry, piece):
                found[key] = piece.consent_by
    return found


def _says_the_same(entry: Entry, piece: Contribution) -> bool:
    """Whether an entry has the story's words; the line with its giver and its link may be others."""
    drafted = _first(titled(visible(entry.text)))
    if squeezed(to_plain(drafted)) == squeezed(to_plain(wording.contribution(piece, plainly))):
        return True
    own = [
        text
        for story in stories(drafted)
        for text in (story.title, *(one.text for one in story.pieces if one.kind == "text"))
    ]
    title, _, body = piece.agreed.partition("\n\n")
    agreed = f"{literal(title)}\n\n{body}"
    return squeezed(to_plain("\n\n".join(own))) == squeezed(to_plain(agreed))


def _first(parts: Sequence[str]) -> str:
    """What belongs to a marker: up to the second title, below which something else is told."""
    return "\n".join(parts[: 1 if parts[0].startswith("###") else 2])


def pictures(db: Session, addresses: Collection[str]) -> tuple[dict[str, str], set[str]]:
    """The words of these pictures by their addresses, and the addresses of those that nobody agreed to."""
    numbers = {_number(address.removeprefix("media:")) for address in addresses}
    rows = list(db.execute(select(Picture).where(Picture.id.in_(numbers))).scalars())
    words = {f"media:{row.id}": row.alt for row in rows}
    return words, {f"media:{row.id}" for row in rows if not may_be_published(row)}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
