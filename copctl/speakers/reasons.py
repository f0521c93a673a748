"""Why somebody is suggested, in words: a few for the ranking, a phrase a part for the whole sum. Pure."""

from __future__ import annotations

from datetime import date

from copctl import names
from copctl.speakers.candidate import Candidate, Claimed, Occasion, Piece
from copctl.speakers.parts import local_start, parts_of, speaks, within_a_year

_SHOWN_CLAIMS, _SHOWN_PIECES = 2, 3
_LEVELS = {1: "interested", 2: "practising", 3: "experienced", 4: "can teach it"}
_SAYERS = {"self": "says so", "peer": "a peer says so", "moderator": "the moderator says so"}
_DEEDS = {
    "talk": "gave",
    "resource": "made",
    "project": "ran",
    "thanks": "was thanked for",
    "brings": "offers",
    "bio": "profile:",
}
_IN_PASSING = "has a trace of it, no more"
NOTHING_KNOWN = "nothing known on this"
UNWILLING = "no longer wants to speak"


def told(person: Candidate, occasion: Occasion) -> list[str]:
    """What stands beside a name in the ranking: what they know, then what is to be minded.

    First of all comes why somebody cannot be there, lest anybody read over it.
    """
    known = [claim_words(claim) for claim in _best_claims(person)]
    known += [deed(piece) for piece in person.evidence[:_SHOWN_PIECES] if piece.fits]
    in_the_way = hindrances(person, occasion)
    reasons = [] if person.free_at_that_time else in_the_way
    reasons = reasons + (known or [_IN_PASSING if person.evidence else "the profile speaks of it"])
    reasons.append(_turn(person, occasion))
    reasons += _refusals(person, occasion.on)
    reasons += in_the_way if person.free_at_that_time else []
    if person.speaking is None:
        reasons.append("has not said whether they speak")
    if occasion.language and person.languages and not speaks(person, occasion.language):
        reasons.append(_foreign(person, occasion.language))
    if person.dormant:
        reasons.append("is dormant at the moment")
    if not person.records:
        reasons.append("has not agreed to be recorded")
    return reasons


def of_parts(person: Candidate, best: float, occasion: Occasion) -> dict[str, str]:
    """A phrase for every part of the sum, whatever it comes to."""
    there = local_start(person, occasion)
    free = f"it is {there:%H:%M} where they are" if there else "free, as far as is known"
    if person.coming in ("yes", "maybe"):
        free = f"said {person.coming} to this session's invitation; {free}"
    dated = [piece for piece in person.evidence if piece.fits and piece.dated is not None]
    newest = max(dated, key=lambda piece: piece.dated or date.min, default=None)
    return {
        "text": _text(person, parts_of(person, best, occasion)["text"]),
        "level": "; ".join(map(claim_words, _best_claims(person))) or "no level in it is known",
        "recency": deed(newest) if newest else "nothing of it has a day",
        "willingness": _willingness(person),
        "availability": "; ".join(hindrances(person, occasion)) or free,
        "load": "; ".join([_lately(person, occasion), *_refusals(person, occasion.on)]),
        "fairness": "has not spoken here yet" if person.first_timer else "has spoken here before",
        "language": _language(person, occasion.language),
    }


def _text(person: Candidate, value: float) -> str:
    if value <= 0:
        return "no words of theirs speak of it"
    best = deed(person.evidence[0]) if person.evidence else "the profile speaks of it"
    if person.evidence and not person.evidence[0].fits:
        best = f"{_IN_PASSING}: {best}"
    return f"nobody's words fit better: {best}" if value >= 1 else best


def _willingness(person: Candidate) -> str:
    if person.speaking is None:
        return "has not said whether they speak"
    return "agreed to speak" if person.speaking else UNWILLING


def _language(person: Candidate, wanted: str) -> str:
    if not wanted:
        return "no language was asked for"
    if not person.languages:
        return "their languages are not known"
    return f"speaks {wanted}" if speaks(person, wanted) else _foreign(person, wanted)


def _foreign(person: Candidate, wanted: str) -> str:
    return f"speaks {', '.join(person.languages)}, not {wanted}"


# What they know ---------------------------------------------------------------------------------


def _best_claims(person: Candidate) -> list[Claimed]:
    claims = sorted(person.claims, key=lambda claim: (-claim.level * claim.share, claim.topic))
    return claims[:_SHOWN_CLAIMS]


def claim_words(claim: Claimed) -> str:
    """A level with its word and who stands behind it: `level 4 in X (can teach it), says so and Y agrees`."""
    others = list(dict.fromkeys("the moderator" if name == "moderator" else name for name in claim.agree))
    if claim.said_by == "peer" and others:
        said = f"{_who(others)} say{'s' * (len(others) == 1)} so"
    else:
        # The moderator's word may be noted twice, as the claim and as an endorsement.
        others = [name for name in others if name != "the moderator" or claim.said_by != "moderator"]
        said = _SAYERS.get(claim.said_by, claim.said_by)
        said += f" and {_who(others)} agree{'s' * (len(others) == 1)}" if others else ""
    if claim.doubts:
        said += f", but {_people(claim.doubts)} less sure"
    near = ", near this" if claim.share < 1 else ""
    return f"level {claim.level} in {claim.topic}{near} ({_LEVELS[claim.level]}), {said}"


def _who(others: list[str]) -> str:
    # Two names fit on a line, more do not.
    return " and ".join(others) if len(others) <= 2 else f"{len(others)} others"


def _people(count: int) -> str:
    return "one is" if count == 1 else f"{count} are"


def deed(piece: Piece) -> str:
    """A piece of evidence as something done: `gave 'Title' in 2026-03`."""
    when = f" in {piece.dated:%Y-%m}" if piece.dated else ""
    return f"{_DEEDS.get(piece.kind, 'says')} '{_short(piece.title)}'{when}"


def _short(text: str, most: int = 70) -> str:
    line = names.written(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


# What is to be minded ---------------------------------------------------------------------------


def _turn(person: Candidate, occasion: Occasion) -> str:
    return "has not spoken here yet" if person.first_timer else _lately(person, occasion)


def _lately(person: Candidate, occasion: Occasion) -> str:
    recent = within_a_year(person.spoke_on, occasion.on)
    today = occasion.today or occasion.on
    spoke = [day for day in recent if day <= today]
    coming = [f"is to speak in {day:%Y-%m}" for day in recent if day > today]
    if not spoke:
        return " and ".join(coming[:1]) or "has not spoken in 12 months"
    times = "once" if len(spoke) == 1 else f"{len(spoke)} times"
    return " and ".join([f"spoke {times} in 12 months, last in {max(spoke):%Y-%m}", *coming[:1]])


def _refusals(person: Candidate, on: date) -> list[str]:
    recent = within_a_year(person.declined_on, on)
    return [f"asked in {max(recent):%Y-%m} and declined"] if recent else []


def hindrances(person: Candidate, occasion: Occasion) -> list[str]:
    """What keeps them from being there, or makes it an odd hour."""
    found = ["said no to this session's invitation"] if person.coming == "no" else []
    if person.away_until is not None:
        found.append(f"away until {_day(person.away_until, occasion.on)}")
    if person.speaks_elsewhere:
        found.append(f"speaks in session {person.speaks_elsewhere} that day")
    there = local_start(person, occasion)
    if there is not None and not 8 <= there.hour + there.minute / 60 <= 18:
        found.append(f"it is {there:%H:%M} where they are")
    return found


def _day(day: date, seen_from: date) -> str:
    year = f" {day.year}" if day.year != seen_from.year else ""
    return f"{day.day} {day:%b}{year}"
