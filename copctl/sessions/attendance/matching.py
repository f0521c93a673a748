"""Who the people of a report are: by address, by what the moderator said before, and names as proposals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community.addresses import email_key, members_by_address
from copctl.community.twins import alike
from copctl.sessions.attendance import called
from copctl.sessions.attendance.persons import Person
from copctl.settings import Moderator
from copctl.store.schema import Attendance, LearningSession, Member

# A name of a member as a whole counts more than one that is near.
_SAME = 100
_MOST = 3
_BY, _NEXT = ", by ", "\n"


class How(StrEnum):
    """By what somebody was known."""

    EMAIL = "email"
    NAME = "name"
    HAND = "hand"


@dataclass(frozen=True)
class Proposal:
    """A name in a report and whom it may mean: (number, name, likeness 84 to 100), likest first."""

    name: str
    candidates: tuple[tuple[int, str, int], ...]


@dataclass
class Placed:
    """Somebody in a report and the member they are; none for a guest and for who is still to be told.

    `open_to` holds the proposal where the moderator should say who it is.
    """

    person: Person
    member_id: int | None = None
    how: How | None = None
    open_to: Proposal | None = None

    @property
    def is_guest(self) -> bool:
        """Whether they are nobody the community knows, and somebody that it can name."""
        return self.member_id is None and self.open_to is None and self.can_be_named

    @property
    def can_be_named(self) -> bool:
        """Whether there is a person's name or an address; a device or a telephone number is neither."""
        return bool(self.person.email) or not called.is_nobody(self.person.name)


@dataclass
class Known:
    """What the store knows of names and addresses, and what the moderator says (key -> number, 0: nobody)."""

    by_address: Mapping[str, int]
    people: Mapping[int, alike.Name]
    without_address: frozenset[int]
    said: Mapping[str, int]
    by_hand: Mapping[str, int]
    here: Mapping[str, int]
    take_same: bool = False
    by_key: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, name in self.people.items():
            self.by_key.setdefault(name.key, []).append(number)


def known(
    db: Session, session: LearningSession, said: Mapping[str, int], *, take_same: bool = False
) -> Known:
    """Everything that `place` asks; `said` is by `names.key`, `take_same` takes one member's exact name."""
    rows = db.execute(select(Member.id, Member.name, Member.email_key).order_by(Member.id)).all()
    return Known(
        by_address=members_by_address(db),
        people={int(number): alike.Name(str(name)) for number, name, _ in rows},
        without_address=frozenset(int(number) for number, _, key in rows if key is None),
        said=said,
        by_hand=_remembered(db, How.HAND) | _remembered(db, How.HAND, session=session),
        here=_remembered(db, How.NAME, session=session),
        take_same=take_same,
    )


def _remembered(db: Session, how: How, *, session: LearningSession | None = None) -> dict[str, int]:
    """Names under which members were known in this way, by key; the newest counts."""
    wanted = select(Attendance.name, Attendance.member_id).where(
        Attendance.member_id.is_not(None), Attendance.name != "", Attendance.source.endswith(f"{_BY}{how}")
    )
    if session is not None:
        wanted = wanted.where(Attendance.session_id == session.id)
    rows = db.execute(wanted.order_by(Attendance.session_id, Attendance.id))
    return {
        names.key(label): int(number)
        for name, number in rows
        for label in labels_of(str(name))
        if number is not None
    }


def labels_of(name: str) -> tuple[str, ...]:
    """The labels that a row keeps: what was told by hand stays known, whichever device somebody used."""
    return tuple(name.split(_NEXT)) if name else ()


def name_of(labels: Iterable[str]) -> str:
    """Labels as a row keeps them; no label holds the end of a line."""
    return _NEXT.join(dict.fromkeys(labels))


def source_of(tool: str, how: How | None) -> str:
    """What is kept of where a row came from: `zoom, by email`."""
    return f"{tool}{_BY}{how}" if how else tool


def how_of(source: str) -> How | None:
    """By what the member of a row was known, out of its source."""
    return next((how for how in How if source.endswith(f"{_BY}{how}")), None)


def place(person: Person, known: Known) -> Placed:
    """Who somebody is. An address decides, then the moderator's word; of a name alone there is a proposal."""
    number = known.by_address.get(email_key(person.email)) if person.email else None
    if number is not None:
        return Placed(person, number, How.EMAIL)
    key = names.key(person.name)
    if key in known.said:
        return Placed(person, known.said[key] or None, How.HAND)
    if key in known.by_hand:
        return Placed(person, known.by_hand[key], How.HAND)
    if not person.email:
        by_name = known.here.get(key) or _only_one(key, known)
        if by_name is not None:
            return Placed(person, by_name, How.NAME)
    candidates = candidates_of(person.readings, known)
    return Placed(person, open_to=Proposal(person.name, tuple(candidates)) if candidates else None)


def _only_one(key: str, known: Known) -> int | None:
    """The only member of exactly this name, when that is enough to know them by.

    It is when the moderator says so, and for a person without an address: two of those never share a name.
    """
    same = known.by_key.get(key, [])
    if len(same) == 1 and (known.take_same or same[0] in known.without_address):
        return same[0]
    return None


def candidates_of(readings: Sequence[str], known: Known) -> list[tuple[int, str, int]]:
    """Members whose names one of the readings may mean, likest first."""
    scores: dict[int, int] = {}
    for text in readings:
        for number in known.by_key.get(names.key(text), ()):
            scores[number] = _SAME
    for text in readings[:_MOST]:
        for number, score in alike.nearest(text, known.people, _MOST):
            scores[number] = max(scores.get(number, 0), score)
    likest = sorted(scores, key=lambda number: (-scores[number], number))[:_MOST]
    return [(number, known.people[number].written, scores[number]) for number in likest]


def left_out(person: Person, moderator: Moderator) -> str:
    """Why somebody in a report is nobody to count, or nothing."""
    if called.is_bot(person.name, person.email):
        return "records the meeting"
    address, keys = email_key(person.email), {names.key(text) for text in person.readings}
    mine = address and address == email_key(moderator.email)
    if mine or (not address and names.key(moderator.name) and names.key(moderator.name) in keys):
        return "moderates the community"
    return ""


def is_host(person: Person, hosts: frozenset[str]) -> bool:
    """Whether the file says that they ran the meeting; a member who did was there all the same."""
    return person.is_host or email_key(person.email) in hosts or names.key(person.name) in hosts - {""}
