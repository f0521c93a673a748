"""What can be said about a person, read from text and checked: one rule for prompts, options and files."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from copctl import names
from copctl.community.countries import country_code
from copctl.errors import CopctlError, Refused
from copctl.store.schema.member import EvidenceKind, MemberStatus, Purpose
from copctl.when import parse_day, parse_zone

LEVELS = {1: "interested", 2: "practising", 3: "experienced", 4: "can teach it"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A topic as written, and a level 1 to 4."""

    topic: str
    level: int


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence: kind (talk, resource, project, statement), title, text, date."""

    kind: str
    title: str
    text: str = ""
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A consent as a file carries it."""

    purpose: str
    given_on: date
    withdrawn_on: date | None = None


@dataclass(slots=True)  # not frozen: a frozen one takes four times as long to make
class Profile:
    """A person as given. None means that nothing was said, so what is stored stays."""

    name: str | None = None
    email: str | None = None
    organisation: str | None = None
    country: str | None = None
    role: str | None = None
    timezone: str | None = None
    languages: list[str] | None = None
    status: str | None = None
    joined_on: date | None = None
    source: str | None = None
    hours_per_quarter: float | None = None
    motivations: str | None = None
    brings: str | None = None
    bio: str | None = None
    expertise: tuple[Claim, ...] = ()
    evidence: tuple[Proof, ...] = ()
    consents: tuple[Agreement, ...] = ()


# Header of the CSV layout. JSON Lines add evidence and consents.
COLUMNS = tuple(f.name for f in fields(Profile) if f.name not in {"evidence", "consents"})
JSON_FIELDS = tuple(f.name for f in fields(Profile))


def read_profile(given: Mapping[str, Any]) -> Profile:
    """A profile out of texts (or JSON values) by field name; blank values say nothing.

    Raises Refused with one sentence about the first value that will not do.
    """
    values = {}
    for name, value in given.items():
        if isinstance(value, str):
            if not value or value.isspace():
                continue
        elif value is None or value == []:
            continue
        values[name] = _READERS[name](value)
    return Profile(**values)


def clean_name(value: Any) -> str:
    """A name as written, one line."""
    name = _line(value)
    if not names.key(name):
        raise Refused("The name is empty.", hint="write the name as the person writes it")
    return name


# The part before the @ of nearly every address: a dot-atom (RFC 5322, section 3.2.3).
_ATOM = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.IGNORECASE | re.ASCII)
_LOCAL_LENGTH = 64


def clean_email(value: Any) -> str:
    """An email address (RFC 5321 and 6531, without asking the network), normalised.

    A list has few domains and many people: a domain is checked once, and an ordinary local part by its
    pattern; everything else goes through email-validator as a whole.
    """
    text = _line(value)
    local, _, domain = text.rpartition("@")
    if _ATOM.fullmatch(local) and len(local) <= _LOCAL_LENGTH and len(text) < _LOCAL_LENGTH * 2:
        known = _domain(domain)
        if known is not None:
            return f"{local}@{known}"
    return _validated(text)


@lru_cache(maxsize=1024)
def _domain(domain: str) -> str | None:
    """A mail domain as email-validator normalises it, or None for one that it refuses."""
    try:
        return _validated(f"a@{domain}").removeprefix("a@")
    except Refused:
        return None


def _validated(text: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        # Reserved domains such as example.org are somebody's test data, not a mistake.
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        reason = " ".join(str(error).split()).rstrip(".")
        raise Refused(
            f"{text!r} is not an email address: {reason}.", hint="check it with the person"
        ) from error


def _scalar(value: Any) -> str:
    if type(value) is str:
        return value
    if isinstance(value, dict | list | bool):
        raise Refused(f"{json.dumps(value, ensure_ascii=False)} is no text.", hint="write it in quotes")
    return str(value)


def _text(value: Any) -> str:
    return names.prose(_scalar(value))


def _line(value: Any) -> str:
    return names.written(_scalar(value))


def _choice(kind: Any, noun: str) -> Callable[[Any], str]:
    known = [str(member) for member in kind]

    def read(value: Any) -> str:
        word = str(value).strip().lower()
        if word not in known:
            raise Refused(f"{value!r} is no {noun}.", hint=f"choose one of: {', '.join(known)}")
        return word

    return read


clean_status = _choice(MemberStatus, "status")
clean_purpose = _choice(Purpose, "consent")
_clean_kind = _choice(EvidenceKind, "kind of evidence")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


def clean_languages(value: Any) -> list[str]:
    """Language codes such as `km` or `zh-hant` (BCP 47), in the order given."""
    given = value if isinstance(value, list) else re.split(r"[;,\s]+", str(value))
    codes = [str(code).strip().lower() for code in given if str(code).strip()]
    for code in codes:
        if not _LANGUAGE.fullmatch(code):
            raise Refused(f"{code!r} is no language code.", hint="use codes such as en, km, lo, th, vi or my")
    return list(dict.fromkeys(codes))


def clean_hours(value: Any) -> float:
    """Hours a quarter: a number from 0 to 2,000."""
    try:
        hours = float(str(value).strip())
    except ValueError:
        hours = -1
    if not 0 <= hours <= 2_000:
        raise Refused(f"{value!r} is not a number of hours.", hint="write hours a quarter, such as 6 or 2.5")
    return hours


def _day(value: Any) -> date:
    return value if isinstance(value, date) else parse_day(str(value))


def clean_topic(value: Any) -> str:
    """A topic's label: one line with at least one letter or digit."""
    label = _line(value)
    if not names.slug(label):
        raise Refused(
            f"{value!r} is no topic: it has no letter in it.", hint="write it in words, such as storytelling"
        )
    return label


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
        return _highest([_claim(_part(item, "topic"), _part(item, "level")) for item in value])
    return _highest([_split_claim(part) for part in _claim_parts(str(value)) if part.strip()])


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


def _part(item: Any, name: str) -> Any:
    if not isinstance(item, Mapping) or name not in item:
        raise Refused(
            f"{json.dumps(item, ensure_ascii=False)} has no {name}.", hint=f"every entry needs {name}"
        )
    return item[name]


def read_proofs(value: Any) -> tuple[Proof, ...]:
    """Evidence as a list of objects with kind, title, text and date.

    The same kind, title and date is the same piece, once.
    """
    if not isinstance(value, list):
        raise Refused(
            "evidence is not a list.", hint='write [{"kind": "talk", "title": "...", "date": "2026-03-01"}]'
        )
    found: dict[tuple[str, str, date | None], Proof] = {}
    for item in value:
        proof = _proof(item)
        place = (proof.kind, names.key(proof.title), proof.date)
        if place not in found or not found[place].text:
            found[place] = proof
    return tuple(found.values())


def _proof(item: Any) -> Proof:
    kind, title = _clean_kind(_part(item, "kind")), _line(_part(item, "title"))
    if not names.key(title):
        raise Refused("A piece of evidence has no title.", hint="give the talk, project or resource its name")
    dated = item.get("date")
    return Proof(kind, title, _text(item.get("text") or ""), _day(dated) if dated else None)


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
        raise Refused(
            "consents is not a list.", hint='write [{"purpose": "newsletter", "given_on": "2026-03-01"}]'
        )
    by_purpose = {}
    for item in value:
        purpose = clean_purpose(_part(item, "purpose"))
        gone = item.get("withdrawn_on")
        by_purpose[purpose] = Agreement(purpose, _day(_part(item, "given_on")), _day(gone) if gone else None)
    return tuple(by_purpose.values())


def _remembered(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same rule, asked once about each text: a list of people repeats most of its cells."""
    known = lru_cache(maxsize=2048)(read)
    return lambda value: known(value) if type(value) is str else read(value)


_languages = _remembered(clean_languages)

_READERS: dict[str, Callable[[Any], Any]] = {
    "name": clean_name,
    "email": clean_email,
    "organisation": _remembered(_line),
    "country": _remembered(lambda value: country_code(str(value))),
    "role": _remembered(_line),
    "timezone": _remembered(lambda value: parse_zone(str(value))),
    "languages": lambda value: list(_languages(value)),
    "status": _remembered(clean_status),
    "joined_on": _remembered(_day),
    "source": _remembered(_line),
    "hours_per_quarter": _remembered(clean_hours),
    "motivations": _remembered(_text),
    "brings": _remembered(_text),
    "bio": _text,
    "expertise": _remembered(read_claims),
    "evidence": read_proofs,
    "consents": read_agreements,
}


def check_value(name: str) -> Callable[[str], Any]:
    """The rule for one field, for a prompt that checks while a person types."""
    return _READERS[name]


__all__ = ["CopctlError", "Profile", "read_profile"]
