"""Endorsing: a peer or the moderator says that a member knows a topic, or takes that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from copctl import names
from copctl.community.knowing import claims
from copctl.community.knowing.levels import MODERATOR, PEER, Effective, read_level
from copctl.errors import NotFound, Refused
from copctl.store.schema import Endorsement, Member, Topic


@dataclass(frozen=True)
class Word:
    """What somebody says of a member: a level, or None who only agrees; a note of why.

    `by` is the peer who says so, None for the moderator.
    """

    by: Member | None
    level: int | None = None
    note: str = ""


def endorse(db: Session, member: Member, topic: Topic, word: Word, *, today: date) -> Effective:
    """Note a word, in place of what the same person said before; gives the level that counts then.

    Refused for oneself, and for agreeing where nobody has said a level.
    """
    if word.by is member:
        raise Refused(
            f"{member.name} cannot endorse themselves.",
            hint=f"what they say of themselves: copctl member edit {member.id} --expertise '{topic.label}:3'",
        )
    level, note = read_level(word.level), names.prose(word.note)
    held = _held(member, topic, word.by)
    if held is None:
        member.endorsements.append(
            Endorsement(
                topic_id=topic.id,
                voice=MODERATOR if word.by is None else PEER,
                by=word.by,
                by_id=word.by.id if word.by else None,
                level=level,
                note=note,
                given_on=today,
            )
        )
    elif (held.level, held.note) != (level, note or held.note):
        held.level, held.note, held.given_on = level, note or held.note, today
    return _counting(db, member, topic)


def _counting(db: Session, member: Member, topic: Topic) -> Effective:
    db.flush()
    found = claims.effective_in(db, topics=[topic.id], members=[member.id]).get((member.id, topic.id))
    if found is None:
        raise Refused(
            f"Nobody has said how well {member.name} knows {topic.label}, so there is nothing to agree with.",
            hint="add --level 3 (1 interested, 2 practising, 3 experienced, 4 can teach it)",
        )
    return found


def withdraw(member: Member, topic: Topic, by: Member | None) -> None:
    """Take back what a peer, or the moderator, said; NotFound when they said nothing."""
    held = _held(member, topic, by)
    if held is None:
        who = by.name if by else "The moderator"
        raise NotFound(
            f"{who} has not endorsed {member.name} for {topic.label}.",
            hint=f"copctl expertise show member:{member.id}",
        )
    member.endorsements.remove(held)


def _held(member: Member, topic: Topic, by: Member | None) -> Endorsement | None:
    # A peer who was removed leaves an endorsement of nobody: it is still not the moderator's.
    said = (topic.id, MODERATOR if by is None else PEER, by.id if by else None)
    held = (e for e in member.endorsements if (e.topic_id, e.voice, e.by_id) == said)
    return next(held, None)
