"""Levels of expertise: their words, and which one counts when several people say something.

Pure. The rule, in the order of its force:

1. What the moderator says counts, upward and downward; of several words the newest.
2. Else what the person says of themselves.
3. Else what peers say: the lower median of their levels, so that at least half of them say so much.

An agreement without a level needs a level to agree with: it vouches, and makes no level by itself.
Peers do not change what a person says of themselves; who vouches for it is kept, and who puts it lower.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from copctl.errors import Refused
from copctl.when import months_before

LEVELS = {1: "interested", 2: "practising", 3: "experienced", 4: "can teach it"}
# From here on somebody can speak about a topic before others.
EXPERIENCED = 3
SELF, PEER, MODERATOR = "self", "peer", "moderator"
# A word about somebody's practice that nobody renewed for so long is called old.
STALE_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Statement:
    """What one voice says of somebody's level in a topic; level None only agrees.

    `by` is the name of the peer who says so, empty for the person and the moderator; `number` theirs.
    """

    voice: str
    level: int | None
    on: date | None = None
    by: str = ""
    number: int | None = None
    note: str = ""

    @property
    def who(self) -> str:
        """Who says so, in a word: a peer by name, else the voice."""
        return self.by or self.voice


@dataclass(frozen=True, slots=True)
class Effective:
    """The level that counts, who said it and when, who vouches for it, and who puts it lower.

    `said_by` is `self`, `peer` or `moderator`; `renewed` the newest day on which anybody said anything.
    """

    level: int
    said_by: str
    said_on: date | None
    vouched: tuple[Statement, ...] = ()
    doubted: tuple[Statement, ...] = ()
    renewed: date | None = None


def word(level: int) -> str:
    """A level as people say it: `experienced`."""
    return LEVELS[level]


def read_level(value: int | None) -> int | None:
    """A level from 1 to 4, or none; Refused for another number."""
    if value is not None and value not in LEVELS:
        raise Refused(
            f"{value} is no level of expertise.",
            hint="1 interested, 2 practising, 3 experienced, 4 can teach it",
        )
    return value


def effective(claim: Statement | None, endorsements: Iterable[Statement]) -> Effective | None:
    """The level that counts, or None where nobody gave one; see the rule above.

    `claim` is what is noted as the claim (by whichever voice), `endorsements` what others said.
    """
    others = sorted(endorsements, key=_place)
    said = ([claim] if claim is not None else []) + others
    counting = _counting(said)
    if counting is None:
        return None
    level, voice, on = counting
    return Effective(
        level=level,
        said_by=voice,
        said_on=on,
        vouched=tuple(s for s in others if _vouches(s, level, claim)),
        doubted=tuple(s for s in others if s.level is not None and s.level < level),
        renewed=max((s.on for s in said if s.on is not None), default=None),
    )


def alone(voice: str, level: int, on: date | None) -> Effective:
    """As `effective` for a claim that nobody else said anything of, which is nearly all there are."""
    return Effective(level, voice, on, renewed=on)


def _place(statement: Statement) -> tuple[bool, date, str, int]:
    """The moderator first, then by day and name: the order in which people are named."""
    day = statement.on or date.min
    return statement.voice != MODERATOR, day, statement.by, statement.number or 0


def _counting(said: Sequence[Statement]) -> tuple[int, str, date | None] | None:
    for voice in (MODERATOR, SELF):
        theirs = [s for s in said if s.voice == voice and s.level is not None]
        if theirs:
            newest = max(theirs, key=lambda s: (s.on or date.min, s.level or 0))
            return newest.level or 0, voice, newest.on
    peers = [s for s in said if s.voice == PEER and s.level is not None]
    if not peers:
        return None
    # A median of an even number lies between two: the lower one is a level that somebody gave.
    middle = sorted(peers, key=lambda s: s.level or 0)[(len(peers) - 1) // 2]
    return middle.level or 0, PEER, max((s.on for s in peers if s.on is not None), default=None)


def _vouches(statement: Statement, level: int, claim: Statement | None) -> bool:
    """Whether somebody's word stands behind this level.

    Who only agreed did so with the claim of that day: one that was raised since needs a new word.
    """
    if statement.level is not None:
        return statement.level >= level
    if claim is None or claim.level is None:
        return False
    is_since = claim.on is None or statement.on is None or statement.on >= claim.on
    return is_since and claim.level >= level


def is_stale(renewed: date | None, today: date, months: int = STALE_MONTHS) -> bool:
    """Whether nobody has said anything for so many months; what has no day is old."""
    return renewed is None or renewed < months_before(today, months)
