"""What speaks for somebody, as it is told to themselves when they are asked to speak. Pure.

Only what speaks for them, and nothing that is the moderator's business: no doubts, no names of those who
vouch, no word on how often they were asked.
"""

from __future__ import annotations

from copctl import names
from copctl.speakers.candidate import Candidate, Claimed, Piece

_MOST_PIECES, _MOST_CLAIMS = 3, 2
_LONGEST = 120
_LEVELS = {1: "are interested in", 2: "work with", 3: "are experienced in", 4: "can teach"}
_DEEDS = {
    "talk": "you gave",
    "resource": "you made",
    "project": "you ran",
    "thanks": "you were thanked for",
    "brings": "you offer:",
    "bio": "your profile says:",
}


def why_you(person: Candidate) -> list[str]:
    """Why they of all people, the best first: what they did, then what they know of it."""
    done = [_deed(piece) for piece in person.evidence[:_MOST_PIECES]]
    claims = sorted(
        (claim for claim in person.claims if claim.share >= 1), key=lambda claim: (-claim.level, claim.topic)
    )
    return list(dict.fromkeys([*done, *(_claim(claim) for claim in claims[:_MOST_CLAIMS])]))


def _deed(piece: Piece) -> str:
    title = names.written(piece.title)
    short = title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1].rstrip()}…"
    when = f" ({piece.dated:%Y-%m})" if piece.dated else ""
    return f"{_DEEDS.get(piece.kind, 'you say:')} “{short}”{when}"


def _claim(claim: Claimed) -> str:
    """Their level in words; where nobody but they said so, it is their own word."""
    knows = f"{_LEVELS[claim.level]} {claim.topic}"
    if claim.said_by == "self":
        others = len(claim.agree)
        agree = (
            f", and {others} other{'s' * (others != 1)} of us agree{'s' * (others == 1)}" if others else ""
        )
        return f"you say that you {knows}{agree}"
    return f"others of us say that you {knows}"
