"""Which topics come next: by demand, and in turns that do justice to those whose topic was never held.

Pure. Sequential Phragmén (see `rules.phragmen`) on the ballots of a survey, with the topics that were held
or are planned in their seats: who voted for one of them has had a turn, and waits a little for the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from copctl.names import key
from copctl.topics.electorate import votes
from copctl.topics.rules.phragmen import seqphragmen
from copctl.topics.rules.profiles import Approvals, Weight
from copctl.topics.rules.ties import TieBreak


class Argument(StrEnum):
    """Why a topic comes next: nothing that waits is wanted more, it is the turn of those who were not
    served, or it stands on the list without ballots.
    """

    DEMAND = "demand"
    TURN = "turn"
    LISTED = "listed"


@dataclass(frozen=True)
class Waiting:
    """A topic that waits for a session, with its demand as it was last counted. `minutes` is its length."""

    number: int
    label: str
    slug: str
    votes: int | None = None
    respondents: int | None = None
    minutes: int | None = None
    survey: str = ""

    @property
    def share(self) -> float:
        """How much of those who were asked want it; below all others where nobody was asked."""
        return (self.votes or 0) / self.respondents if self.respondents else -1.0


@dataclass(frozen=True)
class Turn:
    """A topic in its turn. `unserved` of its voters had none of the topics before it.

    `before` is the topic with more votes that waits longer for it; `drawn` says that a lot decided.
    """

    topic: Waiting
    argument: Argument
    unserved: int | None = None
    before: str = ""
    drawn: bool = False


@dataclass(frozen=True)
class Voted:
    """Approval ballots with the topic (by number) of each candidate, None for what became no topic.

    `held` are the candidates whose topics were held or are planned, in that order.
    """

    ballots: Approvals
    topics: Sequence[int | None]
    held: Sequence[int] = ()


def in_turn(waiting: Sequence[Waiting], voted: Voted | None, most: int) -> list[Turn]:
    """The next topics, at most so many: first those of the ballots by turns, then the others by demand."""
    by_number = {topic.number: topic for topic in waiting}
    turns = _by_turns(voted, by_number) if voted is not None else []
    taken = {turn.topic.number for turn in turns}
    rest = sorted((t for t in waiting if t.number not in taken), key=lambda t: (-t.share, key(t.label)))
    turns += [Turn(t, Argument.LISTED if t.votes is None else Argument.DEMAND) for t in rest]
    return turns[:most]


def _by_turns(voted: Voted, waiting: dict[int, Waiting]) -> list[Turn]:
    ballots = _only(voted, waiting)
    wanted = votes(ballots)
    chosen = seqphragmen(ballots, len(waiting), ties=TieBreak(), seated=voted.held)
    turns: list[Turn] = []
    served = frozenset(voted.held)
    left = set(chosen.winners)
    for candidate in chosen.winners:
        most = max(left, key=lambda c: (wanted[c], c == candidate))
        topic = _topic(voted, waiting, candidate)
        turns.append(
            Turn(
                topic,
                Argument.DEMAND if wanted[candidate] == wanted[most] else Argument.TURN,
                unserved=int(sum(w for b, w in ballots.weights.items() if candidate in b and not b & served)),
                before="" if wanted[candidate] == wanted[most] else _topic(voted, waiting, most).label,
                drawn=_is_drawn(candidate, [set(tied) & left for tied in chosen.ties], wanted),
            )
        )
        served |= {candidate}
        left -= {candidate}
    return turns


def _is_drawn(candidate: int, tied: Iterable[set[int]], wanted: Sequence[Weight]) -> bool:
    """Whether it came before another with as many votes by lot alone."""
    return any(
        candidate in equals and any(wanted[c] == wanted[candidate] for c in equals - {candidate})
        for equals in tied
    )


def _topic(voted: Voted, waiting: dict[int, Waiting], candidate: int) -> Waiting:
    return waiting[voted.topics[candidate] or 0]


def _only(voted: Voted, waiting: dict[int, Waiting]) -> Approvals:
    """The ballots with nothing on them but what was held and what waits."""
    first: dict[int, int] = {}
    for candidate, number in enumerate(voted.topics):
        # Two candidates may have become one topic; the first stands for both.
        if number in waiting and number is not None:
            first.setdefault(number, candidate)
    stands = {c: first.get(number, c) for c, number in enumerate(voted.topics) if number is not None}
    counted = {*first.values(), *voted.held}
    kept: dict[frozenset[int], int] = {}
    for ballot, weight in voted.ballots.weights.items():
        says = frozenset(stands[c] for c in ballot if c in stands) & counted
        kept[says] = kept.get(says, 0) + int(weight)
    return Approvals(voted.ballots.names, kept)
