"""What can be said about a person, read from text and checked: one rule for prompts, options and files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from copctl.community import ties
from copctl.community.countries import country_code
from copctl.community.statements import (
    Agreement,
    Claim,
    Proof,
    read_agreements,
    read_claims,
    read_proofs,
)
from copctl.community.ties import Ties
from copctl.community.values import (
    clean_email,
    clean_emails,
    clean_hours,
    clean_languages,
    clean_name,
    clean_status,
    day_or_month,
    line,
    text,
)
from copctl.when import parse_zone


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
    other_emails: tuple[str, ...] = ()
    ties: Ties | None = None


# Header of the CSV layout. JSON Lines add evidence, consents, other addresses and what `ties` holds.
_RICH = {"evidence", "consents", "other_emails", "ties"}
COLUMNS = tuple(f.name for f in fields(Profile) if f.name not in _RICH)


JSON_FIELDS = (*(f.name for f in fields(Profile) if f.name != "ties"), *ties.FIELDS)
_TIES = frozenset(ties.FIELDS)


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
    if not _TIES.isdisjoint(values):
        values["ties"] = Ties(**{name: values.pop(name) for name in ties.FIELDS if name in values})
    return Profile(**values)


def _remembered(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same rule, asked once about each text: a list of people repeats most of its cells."""
    known = lru_cache(maxsize=2048)(read)
    return lambda value: known(value) if type(value) is str else read(value)


_languages = _remembered(clean_languages)


_READERS: dict[str, Callable[[Any], Any]] = {
    "name": clean_name,
    "email": clean_email,
    "organisation": _remembered(line),
    "country": _remembered(lambda value: country_code(str(value))),
    "role": _remembered(line),
    "timezone": _remembered(lambda value: parse_zone(str(value))),
    "languages": lambda value: list(_languages(value)),
    "status": _remembered(clean_status),
    "joined_on": _remembered(day_or_month),
    "source": _remembered(line),
    "hours_per_quarter": _remembered(clean_hours),
    "motivations": _remembered(text),
    "brings": _remembered(text),
    "bio": text,
    "expertise": _remembered(read_claims),
    "evidence": read_proofs,
    "consents": read_agreements,
    "other_emails": clean_emails,
    **ties.READERS,
}


def check_value(name: str) -> Callable[[str], Any]:
    """The rule for one field, for a prompt that checks while a person types."""
    return _READERS[name]
