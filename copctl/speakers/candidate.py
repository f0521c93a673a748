"""What is known of somebody who might speak, and the occasion that a speaker is wanted for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of what a candidate said, made or ran: kind, title, day, and how well it fits (0 for not).

    One that barely `fits` is no reason to suggest somebody, and says nothing of when they last did it.
    """

    kind: str
    title: str
    dated: date | None = None
    score: float = 0.0
    fits: bool = True


@dataclass(frozen=True, slots=True)
class Claimed:
    """A level (1 to 4) in a topic that the question is about, and who says so.

    `said_by` is `self`, `peer` or `moderator`; `agree` names who else stands behind it, `doubts` counts
    those who put it lower. `share` says how near the topic is to what was asked for: 1 for the topic and
    what is narrower, less for its neighbours.
    """

    topic: str
    level: int
    said_by: str = "self"
    agree: tuple[str, ...] = ()
    doubts: int = 0
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Occasion:
    """When somebody would speak: at a session, or in general as of a day. `language` is what is spoken.

    `today` is the day on which it is asked, where that is not the day of the occasion: what lies between
    is still to come.
    """

    on: date
    today: date | None = None
    code: str = ""
    starts_at: datetime | None = None
    language: str = ""


@dataclass(frozen=True)
class Candidate:
    """A member who might speak. `text` is the relevance of their words, 0 for none, in any unit.

    `evidence` are their best pieces, best first. `spoke_on` lists the days they spoke, or will have spoken,
    in sessions before the occasion, `declined_on` those on which they were asked and said no. `speaking` is
    whether they agreed to speak (None: they have not said), `records` whether to be recorded, `dormant`
    whether they take no part at the moment. `away_until` is the last day of an absence that covers the
    occasion, `speaks_elsewhere` the code of another session that they are on the programme of that day,
    `spoke_this_quarter` whether any other session of that quarter has them. `coming` is what they answered to
    the occasion's invitation: yes, no, maybe, or nothing.
    """

    number: int
    name: str
    email: str | None
    text: float = 0.0
    claims: tuple[Claimed, ...] = ()
    evidence: tuple[Piece, ...] = ()
    organisation: str = ""
    country: str | None = None
    timezone: str | None = None
    languages: tuple[str, ...] = ()
    spoke_on: tuple[date, ...] = ()
    declined_on: tuple[date, ...] = ()
    spoke_this_quarter: bool = False
    speaking: bool | None = None
    records: bool = True
    dormant: bool = False
    away_until: date | None = None
    speaks_elsewhere: str = ""
    coming: str = ""

    @property
    def first_timer(self) -> bool:
        """Whether they have never spoken here."""
        return not self.spoke_on

    @property
    def level(self) -> int:
        """Their highest level in a topic that was asked for (not in its neighbours), 0 for none."""
        return max((claim.level for claim in self.claims if claim.share >= 1), default=0)

    @property
    def free_at_that_time(self) -> bool:
        """Whether neither an absence nor another session is in the way, nor their own no.

        Who said that they come has thought of their absence.
        """
        if self.coming == "yes":
            return not self.speaks_elsewhere
        return self.coming != "no" and self.away_until is None and not self.speaks_elsewhere
