"""What people know of a wish: how well their words fit, their levels, and what shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from copctl.speakers.candidate import Candidate, Claimed, Piece
from copctl.speakers.facts import Facts
from copctl.speakers.parts import level_of
from copctl.speakers.relevance import Passage, Relevance


@dataclass(frozen=True)
class Knowledge:
    """By the numbers of the people in question; who is in none of them has nothing to show."""

    words: Mapping[int, Relevance]
    levels: Mapping[int, tuple[Claimed, ...]]
    # Evidence that is known to be about the topics, whatever its words.
    about: Mapping[int, Iterable[Piece]]

    def named(self) -> set[int]:
        """Everybody with something to show."""
        return self.words.keys() | self.levels.keys() | self.about.keys()

    def text(self, number: int) -> float:
        """How well somebody's words fit, 0 for not at all."""
        return self.words[number].score if number in self.words else 0.0

    def level(self, number: int) -> float:
        """The level part of somebody's score."""
        return level_of(self.levels.get(number, ()))

    def evidence(self, number: int) -> tuple[Piece, ...]:
        """The best passages first, then what is known to be about the topic and is not among them."""
        best = self.words[number].best if number in self.words else ()
        beside = list(self.about.get(number, ()))
        # What is known to be about the topic fits, whatever its words.
        sure = set(map(_place, beside))
        found = [Piece(p.kind, p.title, p.dated, p.score, p.fits or _place(p) in sure) for p in best]
        known = set(map(_place, found))
        return (*found, *(piece for piece in beside if _place(piece) not in known))

    def candidates(self, facts: Facts, people: Iterable[int]) -> list[Candidate]:
        """These people with all that is known of them."""
        return [
            facts.candidate(
                number,
                text=self.text(number),
                claims=self.levels.get(number, ()),
                evidence=self.evidence(number),
            )
            for number in people
        ]


def _place(piece: Piece | Passage) -> tuple[str, str, date | None]:
    """What tells a piece of somebody's evidence from their others."""
    return piece.kind, piece.title, piece.dated
