"""Who can speak about a topic: one pure ranking, every part of it explained in words.

The seam: `rank` takes candidates with their facts and gives suggestions with scores, parts and
reasons. What counts as textual relevance comes in as a number, so that a better text part can
replace the one of today without touching the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from copctl import names
from copctl.settings import SpeakerWeights

_YEAR = 365.25
# Evidence loses half its weight in two years: practice moves on, but slowly.
_HALF_LIFE = 2 * _YEAR
_SHOWN = 3


@dataclass(frozen=True)
class Piece:
    """A piece of evidence of a candidate: kind, title, text, day."""

    kind: str
    title: str
    text: str = ""
    dated: date | None = None


@dataclass(frozen=True)
class Claimed:
    """A level (1 to 4) in a topic that the question is about."""

    topic: str
    level: int


@dataclass(frozen=True)
class Candidate:
    """A member who might speak. `text` is the relevance of their words, 0 for none, in any unit.

    `spoke_on` lists the days they spoke in sessions before the day the ranking is for, `offers` what
    they say they bring.
    """

    number: int
    name: str
    email: str | None
    text: float = 0.0
    claims: tuple[Claimed, ...] = ()
    evidence: tuple[Piece, ...] = ()
    spoke_on: tuple[date, ...] = ()
    offers: str = ""
    records: bool = True


@dataclass(frozen=True)
class Suggestion:
    """One line of the ranking. `score` and all `parts` run from 0 to 1."""

    rank: int
    candidate: Candidate
    score: float
    parts: dict[str, float]
    reasons: list[str] = field(default_factory=list)
    evidence: list[Piece] = field(default_factory=list)


def rank(
    candidates: Iterable[Candidate], wanted: str, *, weights: SpeakerWeights, on: date, everyone: bool = False
) -> list[Suggestion]:
    """Rank candidates for a topic or text, best first, as of the day they would speak.

    Only people with some relevance (words or level) are suggested, unless `everyone`. The score is the
    mean of five parts weighted by `weights`: text (relevance over the best candidate's), level (of 4),
    recency (of the newest fitting evidence, half-life two years), load (1 for nobody who spoke within
    twelve months, halved for each time), fairness (1 for who never spoke here). Equal scores stand in
    alphabetical order and never in the order of input.
    """
    people = list(candidates)
    best = max((person.text for person in people), default=0.0) or 1.0
    words = set(names.tokens(wanted))
    lines = [_judged(person, best, words, weights, on) for person in people]
    relevant = [line for line in lines if everyone or line.parts["text"] > 0 or line.parts["level"] > 0]
    relevant.sort(key=lambda s: (-s.score, names.key(s.candidate.name), s.candidate.number))
    return [
        Suggestion(place, line.candidate, line.score, line.parts, line.reasons, line.evidence)
        for place, line in enumerate(relevant, start=1)
    ]


def _judged(person: Candidate, best: float, words: set[str], weights: SpeakerWeights, on: date) -> Suggestion:
    fitting = fitting_evidence(person.evidence, words)
    parts = {
        "text": round(person.text / best, 4),
        "level": max((claim.level for claim in person.claims), default=0) / 4,
        "recency": round(_recency(fitting, on), 4),
        "load": 0.5 ** len(_within_a_year(person.spoke_on, on)),
        "fairness": 0.0 if person.spoke_on else 1.0,
    }
    if not parts["text"] and not parts["level"]:
        return Suggestion(
            0, person, 0.0, {**parts, "load": 0.0, "fairness": 0.0}, ["nothing known on this"], []
        )
    whole = sum(vars(weights).values()) or 1.0
    score = sum(parts[name] * weight for name, weight in vars(weights).items()) / whole
    return Suggestion(
        0, person, round(score, 4), parts, _reasons(person, fitting, words, on), fitting[:_SHOWN]
    )


def fitting_evidence(evidence: Iterable[Piece], words: set[str]) -> list[Piece]:
    """The evidence that holds a word of the question, most words first, then newest."""
    scored = [(len(words & set(names.tokens(f"{piece.title} {piece.text}"))), piece) for piece in evidence]
    kept = [(count, piece) for count, piece in scored if count]
    kept.sort(key=lambda pair: (-pair[0], -(pair[1].dated or date.min).toordinal(), pair[1].title))
    return [piece for _, piece in kept]


def _recency(fitting: Sequence[Piece], on: date) -> float:
    ages = [max((on - piece.dated).days, 0) for piece in fitting if piece.dated is not None]
    return 0.5 ** (min(ages) / _HALF_LIFE) if ages else 0.0


def _within_a_year(days: Iterable[date], on: date) -> list[date]:
    return [day for day in days if 0 <= (on - day).days < _YEAR]


def _reasons(person: Candidate, fitting: Sequence[Piece], words: set[str], on: date) -> list[str]:
    claims = sorted(person.claims, key=lambda claim: (-claim.level, claim.topic))
    reasons = [f"level {claim.level} in {claim.topic}" for claim in claims[:2]]
    reasons += [_deed(piece) for piece in fitting[:_SHOWN]]
    if person.offers and words & set(names.tokens(person.offers)):
        reasons.append(f"offers: {_short(person.offers)}")
    if not reasons:
        reasons.append("the profile speaks of it")
    reasons.append(_turn(person, on))
    if not person.records:
        reasons.append("has not agreed to be recorded")
    return reasons


def _deed(piece: Piece) -> str:
    when = f" in {piece.dated:%Y-%m}" if piece.dated else ""
    verbs = {"talk": "gave", "resource": "made", "project": "ran"}
    if piece.kind in verbs:
        return f"{verbs[piece.kind]} '{piece.title}'{when}"
    return f"says '{_short(piece.title)}'{when}"


def _short(text: str, most: int = 70) -> str:
    line = names.written(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _turn(person: Candidate, on: date) -> str:
    recent = _within_a_year(person.spoke_on, on)
    if not person.spoke_on:
        return "has not spoken here yet"
    if not recent:
        return "has not spoken in 12 months"
    times = "once" if len(recent) == 1 else f"{len(recent)} times"
    return f"spoke {times} in 12 months, last in {max(recent):%Y-%m}"
