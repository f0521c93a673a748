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


# Header of the CSV layout. JSON Lines add evidence, consents and what `ties` holds.
_RICH = {"evidence", "consents", "ties"}
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
            if value and not value.isspace():
                values[name] = _OF_TEXT[name](value)
        elif value is not None and value != []:
            values[name] = _RULES[name](value)
    if not _TIES.isdisjoint(values):
        values["ties"] = Ties(**{name: values.pop(name) for name in ties.FIELDS if name in values})
    return Profile(**values)


_RULES: dict[str, Callable[[Any], Any]] = {
    "name": clean_name,
    "email": clean_email,
    "organisation": line,
    "country": lambda value: country_code(str(value)),
    "role": line,
    "timezone": lambda value: parse_zone(str(value)),
    "languages": clean_languages,
    "status": clean_status,
    "joined_on": day_or_month,
    "source": line,
    "hours_per_quarter": clean_hours,
    "motivations": text,
    "brings": text,
    "bio": text,
    "expertise": read_claims,
    "evidence": read_proofs,
    "consents": read_agreements,
    "other_emails": clean_emails,
    **ties.READERS,
}
# A list of people repeats most of its cells: each text is asked about once, except where all differ.
_ALL_DIFFER = {"name", "email", "other_emails", "bio"}
_OF_TEXT = {
    name: rule if name in _ALL_DIFFER else lru_cache(maxsize=2048)(rule) for name, rule in _RULES.items()
}


def _own_list(remembered: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
    """The same rule with a list of its own for everybody."""
    return lambda value: list(remembered(value))


_OF_TEXT["languages"] = _own_list(_OF_TEXT["languages"])


def check_value(name: str) -> Callable[[Any], Any]:
    """The rule for one field, for a prompt that checks while a person types."""
    return lambda value: (_OF_TEXT if isinstance(value, str) else _RULES)[name](value)
