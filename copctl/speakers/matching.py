"""Who can speak about a topic: one pure ranking, every part of it explained in words.

The seam: `rank` takes candidates with their facts and gives suggestions with scores, parts and
reasons. How well somebody's words fit comes in as a number (`relevance`), who knows what as levels;
nothing here knows where either comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from copctl import names
from copctl.settings import SpeakerWeights
from copctl.speakers import reasons
from copctl.speakers.candidate import Candidate as Candidate
from copctl.speakers.candidate import Claimed as Claimed
from copctl.speakers.candidate import Occasion as Occasion
from copctl.speakers.candidate import Piece as Piece
from copctl.speakers.parts import parts_of

_SHOWN = 3


@dataclass(frozen=True)
class Suggestion:
    """One line of the ranking. `score` and all `parts` run from 0 to 1."""

    rank: int
    candidate: Candidate
    score: float
    parts: dict[str, float]
    reasons: list[str] = field(default_factory=list)
    evidence: list[Piece] = field(default_factory=list)


@dataclass(frozen=True)
class Share:
    """One line of the sum behind a score: the part, its value, what share of the whole it has, and why."""

    part: str
    value: float
    weight: float
    contribution: float
    words: str


def rank(
    candidates: Iterable[Candidate],
    *,
    weights: SpeakerWeights,
    occasion: Occasion,
    best: float | None = None,
    everyone: bool = False,
    text_only: bool = False,
    most: int | None = None,
) -> list[Suggestion]:
    """Rank candidates for an occasion, best first.

    Only people with some relevance (words or level) who have not taken back that they speak are
    suggested, unless `everyone`. The score is the mean of the parts (`parts.parts_of`) weighted by
    `weights`; those who are there only because everyone was asked for have 0. With `text_only` the score
    is the relevance of their words as it came in, and nothing else. `best` is the highest relevance,
    where it is nobody's of these; only the first `most` are given. Equal scores stand in alphabetical
    order and never in the order of input.
    """
    people = [person for person in candidates if everyone or is_suggested(person)]
    if best is None:
        best = max((person.text for person in people), default=0.0)
    lines = [(person, _parts(person, best, occasion, text_only)) for person in people]
    scored = [
        (parts["text"] if text_only else _score(person, parts, weights), person, parts)
        for person, parts in lines
    ]
    scored.sort(key=lambda line: (-line[0], names.key(line[1].name), line[1].number))
    return [
        Suggestion(place, person, score, parts, _reasons(person, occasion), list(person.evidence[:_SHOWN]))
        for place, (score, person, parts) in enumerate(scored[:most], start=1)
    ]


def is_suggested(person: Candidate) -> bool:
    """Whether anything speaks for them, and nothing of their own word against it."""
    return _is_relevant(person) and person.speaking is not False


def _is_relevant(person: Candidate) -> bool:
    return person.text > 0 or bool(person.claims or person.evidence)


def score_of(parts: Mapping[str, float], weights: SpeakerWeights) -> float:
    """The mean of the parts, weighted; 0 where all weights are 0."""
    shares = shares_of(weights)
    return round(sum(parts[name] * share for name, share in shares.items()), 4)


def shares_of(weights: SpeakerWeights) -> dict[str, float]:
    """Each weight over all of them."""
    whole = sum(vars(weights).values()) or 1.0
    return {name: weight / whole for name, weight in vars(weights).items()}


def _parts(person: Candidate, best: float, occasion: Occasion, text_only: bool) -> dict[str, float]:
    parts = parts_of(person, best, occasion)
    if text_only:
        return parts | {"text": round(person.text, 6)}
    return parts


def _score(person: Candidate, parts: Mapping[str, float], weights: SpeakerWeights) -> float:
    """The score of somebody who is suggested; 0 for anybody else, whatever their parts are."""
    return score_of(parts, weights) if is_suggested(person) else 0.0


def _reasons(person: Candidate, occasion: Occasion) -> list[str]:
    if is_suggested(person):
        return reasons.told(person, occasion)
    against = [] if _is_relevant(person) else [reasons.NOTHING_KNOWN]
    return against + ([reasons.UNWILLING] if person.speaking is False else [])


def explained(
    suggestion: Suggestion, best: float, *, weights: SpeakerWeights, occasion: Occasion
) -> list[Share]:
    """The whole sum behind a score: the contributions add up to it (each is rounded to four places).

    The parts of who is not suggested have their values and contribute nothing.
    """
    counts = is_suggested(suggestion.candidate)
    phrases = reasons.of_parts(suggestion.candidate, best, occasion)
    return [
        Share(
            part=name,
            value=suggestion.parts[name],
            weight=round(share, 4),
            contribution=round(suggestion.parts[name] * share, 4) if counts else 0.0,
            words=phrases[name],
        )
        for name, share in shares_of(weights).items()
    ]
