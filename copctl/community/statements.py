"""What a person says of themselves or others: what they know, what shows it, what they consent to."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from copctl import names
from copctl.community.knowing.levels import LEVELS
from copctl.community.values import (
    clean_kind,
    clean_purpose,
    clean_topic,
    clean_voice,
    day,
    day_or_month,
    line,
    part,
    text,
)
from copctl.errors import Refused

# How JSON Lines write them, for whoever wrote them otherwise.
_PROOFS = '[{"kind": "talk", "title": "Its title", "date": "2026-03-01"}].'
_AGREEMENTS = '[{"purpose": "newsletter", "given_on": "2026-03-01"}].'
_CLAIMS = '[{"topic": "storytelling", "level": 3}].'
_WHERE = "docs/contacts.md has a whole line as an example"


@dataclass(frozen=True, slots=True)
class Claim:
    """A topic as written, a level 1 to 4, and where a file says so who claimed it (a `Voice`), and when."""

    topic: str
    level: int
    said_by: str = ""
    claimed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: kind (talk, resource, project, statement), title, text, date, topics.

    `source` names what it came from by itself, as `Evidence.source`.
    """

    kind: str
    title: str
    text: str = ""
    date: date | None = None
    source: str = ""
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """A consent as a file carries it; `source` is where it was given, where the file says so."""

    purpose: str
    given_on: date
    withdrawn_on: date | None = None
    source: str = ""


def _claim(topic: Any, level: Any) -> Claim:
    try:
        number = int(str(level).strip())
    except ValueError:
        number = 0
    if number not in LEVELS:
        raise Refused(
            f"{level!r} is no level of expertise.",
            hint="1 interested, 2 practising, 3 experienced, 4 can teach it",
        )
    return Claim(clean_topic(topic), number)


def read_claims(value: Any) -> tuple[Claim, ...]:
    """Expertise as `topic:level; topic:level` (quote a topic that holds `;`), or a list of objects.

    A topic that comes twice keeps its highest level.
    """
    if isinstance(value, list):
        return _highest([_split_claim(i) if isinstance(i, str) else _full_claim(i) for i in value])
    return _highest([_split_claim(part) for part in _claim_parts(str(value)) if part.strip()])


def _json(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False)


def _full_claim(item: Any) -> Claim:
    if not isinstance(item, dict) or not {"topic", "level"} <= item.keys():
        raise Refused(f"{_json(item)} is no expertise: write {_CLAIMS}", hint=_WHERE)
    claim = _claim(part(item, "topic"), part(item, "level"))
    voice, claimed = item.get("said_by"), item.get("claimed_on")
    if not voice and not claimed:
        return claim
    return replace(
        claim, said_by=clean_voice(voice) if voice else "", claimed_on=day(claimed) if claimed else None
    )


def _highest(given: Iterable[Claim]) -> tuple[Claim, ...]:
    best: dict[str, Claim] = {}
    for claim in given:
        known = best.get(names.slug(claim.topic))
        if known is None or claim.level > known.level:
            best[names.slug(claim.topic)] = claim
    return tuple(best.values())


def _claim_parts(text: str) -> list[str]:
    return next(csv.reader([names.written(text)], delimiter=";", skipinitialspace=True), [])


def _split_claim(part: str) -> Claim:
    topic, colon, level = part.rpartition(":")
    if not colon:
        raise Refused(f"{part.strip()!r} has no level.", hint="write topic:level, such as storytelling:3")
    return _claim(topic, level)


def write_claims(claims: Iterable[Claim]) -> str:
    """Expertise as `read_claims` reads it."""
    return "; ".join(_quoted(f"{claim.topic}:{claim.level}") for claim in claims)


def _quoted(claim: str) -> str:
    return '"' + claim.replace('"', '""') + '"' if ";" in claim or '"' in claim else claim


def read_proofs(value: Any) -> tuple[Proof, ...]:
    """Evidence as a list of objects with kind, title, text and date, or as `read_proof` writes it.

    A text may hold several pieces with `;` between (quote one that holds `;`). The same kind, title and date
    is the same piece, once.
    """
    if isinstance(value, str) and ":" in value:
        value = [piece for piece in _claim_parts(value) if piece.strip()]
    if not isinstance(value, list):
        raise Refused(f"evidence is not a list: write {_PROOFS}", hint=_WHERE)
    found: dict[tuple[str, str, date | None], Proof] = {}
    for item in value:
        proof = _proof(read_proof(item) if isinstance(item, str) else item)
        place = (proof.kind, names.key(proof.title), proof.date)
        if place not in found or not found[place].text:
            found[place] = proof
    return tuple(found.values())


def _proof(item: Any) -> Proof:
    if not isinstance(item, dict) or not {"kind", "title"} <= item.keys():
        raise Refused(f"{_json(item)} is no piece of evidence: write {_PROOFS}", hint=_WHERE)
    kind, title = clean_kind(part(item, "kind")), line(part(item, "title"))
    if not names.key(title):
        raise Refused("A piece of evidence has no title.", hint="give the talk, project or resource its name")
    dated, topics = item.get("date"), item.get("topics") or []
    if not isinstance(topics, list):
        raise Refused("topics is not a list.", hint='write ["storytelling", "outcome harvesting"]')
    return Proof(
        kind,
        title,
        text(item.get("text") or ""),
        day_or_month(dated) if dated else None,
        line(item.get("source") or ""),
        tuple(clean_topic(topic) for topic in topics),
    )


_PROOF = re.compile(r"(?P<kind>[^:]+):(?P<title>.+?)(?:\((?P<date>\d{4}-\d{1,2}-\d{1,2})\))?", re.DOTALL)


def read_proof(text: str) -> dict[str, Any]:
    """Evidence written `talk: Outcome harvesting in practice (2026-03-01)`, as `read_proofs` takes it."""
    match = _PROOF.fullmatch(text.strip())
    if match is None:
        raise Refused(f"{text!r} is no evidence.", hint="write it as 'talk: Its title (2026-03-01)'")
    return {"kind": match["kind"].strip(), "title": match["title"].strip(), "date": match["date"]}


def read_agreements(value: Any) -> tuple[Agreement, ...]:
    """Consents as a list of objects with purpose, given_on and, where it was taken back, withdrawn_on."""
    if not isinstance(value, list):
        raise Refused(f"consents is not a list: write {_AGREEMENTS}", hint=_WHERE)
    by_purpose = {}
    for item in value:
        if not isinstance(item, dict) or not {"purpose", "given_on"} <= item.keys():
            raise Refused(f"{_json(item)} is no consent: write {_AGREEMENTS}", hint=_WHERE)
        purpose = clean_purpose(part(item, "purpose"))
        gone = item.get("withdrawn_on")
        by_purpose[purpose] = Agreement(
            purpose,
            day(part(item, "given_on")),
            day(gone) if gone else None,
            line(item.get("source") or ""),
        )
    return tuple(by_purpose.values())
