"""Evidence that adds itself: what a session or a contribution shows of the people who gave it.

The source of such a piece (`session:2026-03`, `contribution:12`) is its only owner: each time the source
changes, its pieces are brought in line with it, and taken back when it shows nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound, Refused
from copctl.store.schema import Evidence, EvidenceTopic, Member, Topic
from copctl.store.schema.member import EvidenceKind

_SESSION = "session:"


@dataclass(frozen=True)
class Deed:
    """What somebody did: of a kind of evidence, with its text, day and topics.

    `topics` is None where the source says nothing of them: what a moderator said stays.
    """

    kind: str
    title: str
    text: str
    dated: date
    topics: tuple[Topic, ...] | None = None


def settle(
    db: Session, source: str, deeds: Iterable[tuple[Member, Deed]], *, before: Iterable[int | None] = ()
) -> None:
    """Make the evidence of a source what it shows now: at most one deed of each member.

    `before` are the numbers of those it may have shown something of before: a list from another
    community may name a source of the same name, and what it says of others is not touched. What
    somebody typed or imported before, of the same kind, title and day, stays as it is and is
    not doubled.
    """
    wanted = {member.id: (member, deed) for member, deed in deeds}
    # Flushed once with what it belongs to: the log would otherwise tell of one edit as several.
    with db.no_autoflush:
        among = {*wanted, *(number for number in before if number is not None)}
        shown = select(Evidence).where(Evidence.source == source, Evidence.member_id.in_(among))
        held = db.execute(shown).scalars().all()
        for piece in held:
            member, deed = wanted.pop(piece.member_id, (piece.member, None))
            if deed is None or _is_typed(member, deed):
                member.evidence.remove(piece)
            else:
                _write(piece, deed)
        for member, deed in wanted.values():
            if not _is_typed(member, deed):
                piece = Evidence(source=source)
                _write(piece, deed)
                member.evidence.append(piece)


def _is_typed(member: Member, deed: Deed) -> bool:
    place = (deed.kind, names.key(deed.title), deed.dated)
    return any((e.kind, names.key(e.title), e.dated) == place and not e.source for e in member.evidence)


def _write(piece: Evidence, deed: Deed) -> None:
    piece.kind, piece.title, piece.text, piece.dated = deed.kind, deed.title, deed.text, deed.dated
    if deed.topics is None:
        return
    wanted = {topic.id: topic for topic in deed.topics}
    for link in list(piece.topics):
        if wanted.pop(link.topic_id, None) is None:
            piece.topics.remove(link)
    piece.topics += [EvidenceTopic(topic=topic, topic_id=number) for number, topic in wanted.items()]


def tell_topics(member: Member, title: str, topics: Iterable[Topic]) -> bool:
    """Say which topics evidence of this title is about, beside those it has; False where it has them all.

    NotFound for a title that the member has not; Refused for a talk of a session, whose topics are the
    session's.
    """
    pieces = [piece for piece in member.evidence if names.key(piece.title) == names.key(title)]
    if not pieces:
        raise NotFound(
            f"{member.name} has no evidence called {names.written(title)!r}.",
            hint=names.did_you_mean(
                title, [e.title for e in member.evidence], f"copctl expertise show member:{member.id}"
            ),
        )
    own = [piece for piece in pieces if not piece.source.startswith(_SESSION)]
    if not own:
        code = pieces[0].source.removeprefix(_SESSION)
        raise Refused(
            f"That talk is about what session {code} is about.",
            hint=f"copctl session edit {code} --topic TOPIC",
        )
    return sum(_add_topic(piece, topic) for topic in topics for piece in own) > 0


def _add_topic(piece: Evidence, topic: Topic) -> bool:
    if any(link.topic_id == topic.id for link in piece.topics):
        return False
    piece.topics.append(EvidenceTopic(topic=topic, topic_id=topic.id))
    return True


def thank(
    member: Member, what: str, *, on: date, by: Member | None = None, topic: Topic | None = None
) -> bool:
    """Note what somebody was thanked for; False when the same thanks of that day are noted already.

    Refused for thanks without a word, and for thanking oneself.
    """
    title = names.written(what)
    if not names.key(title):
        raise Refused("The thanks are for nothing.", hint="say what for, in a few words")
    if by is member:
        raise Refused(f"{member.name} cannot thank themselves.", hint="--by MEMBER names who thanks them")
    place = (EvidenceKind.THANKS.value, names.key(title), on)
    if any((e.kind, names.key(e.title), e.dated) == place for e in member.evidence):
        return False
    piece = Evidence(kind=EvidenceKind.THANKS.value, title=title, dated=on, source="")
    piece.text = f"Thanked by {by.name}." if by is not None else ""
    if topic is not None:
        piece.topics.append(EvidenceTopic(topic=topic, topic_id=topic.id))
    member.evidence.append(piece)
    return True
