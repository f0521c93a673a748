"""Single values about a person, read from text and checked; one sentence says what will not do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from copctl import names
from copctl.community.languages import language_code
from copctl.errors import Refused
from copctl.store.schema.member import Duty, EvidenceKind, MemberStatus, Purpose, Voice
from copctl.when import parse_day


def clean_name(value: Any) -> str:
    """A name as written, one line."""
    name = line(value)
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
    text = line(value)
    local, _, domain = text.rpartition("@")
    if _ATOM.fullmatch(local) and len(local) <= _LOCAL_LENGTH and len(text) < _LOCAL_LENGTH * 2:
        known = _domain(domain)
        if known is not None:
            return f"{local}@{known}"
    return _validated(text)


def clean_emails(value: Any) -> tuple[str, ...]:
    """Several addresses: a list of them, or a text with `;` or `,` between."""
    parts = value if isinstance(value, list | tuple) else re.split(r"[;,]", _scalar(value))
    return tuple(clean_email(part) for part in parts if str(part).strip())


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


def text(value: Any) -> str:
    """A longer text, as `names.prose` keeps it."""
    return names.prose(_scalar(value))


def line(value: Any) -> str:
    """A text of one line, as `names.written` keeps it."""
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


clean_kind = _choice(EvidenceKind, "kind of evidence")


clean_voice = _choice(Voice, "voice")


clean_duty = _choice(Duty, "duty")


def clean_level(value: Any) -> int:
    """A level of expertise, 1 to 4."""
    text = str(value).strip()
    if text not in ("1", "2", "3", "4"):
        raise Refused(
            f"{value!r} is no level of expertise.",
            hint="1 interested, 2 practising, 3 experienced, 4 can teach it",
        )
    return int(text)


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


# What stands between two languages.
_BETWEEN = re.compile(r"\s*(?:[;,/&+|\n]|:::|\band\b)\s*", re.IGNORECASE)


def clean_languages(value: Any) -> list[str]:
    """Language codes such as `km` or `zh-hant` (BCP 47), in the order given.

    Codes and names are taken (`Lao; English`, `ភាសាខ្មែរ`), in a list or a text.
    """
    given = value if isinstance(value, list) else _BETWEEN.split(_scalar(value))
    codes = [code for text in given for code in _language_codes(line(text))]
    return list(dict.fromkeys(codes))


def _language_codes(text: str) -> list[str]:
    """The code of one name; of anything else, the codes or names that it has as words."""
    known = language_code(text)
    return [known] if known else [_language(word) for word in text.split()]


def _language(word: str) -> str:
    code = language_code(word) or word.lower().replace("_", "-")
    if not _LANGUAGE.fullmatch(code):
        raise Refused(
            f"{word!r} is no language code or name.", hint="use codes such as en, km, lo, th, vi or my"
        )
    return code


def clean_hours(value: Any) -> float:
    """Hours a quarter: a number from 0 to 2,000."""
    try:
        # Many write a comma for the point; one before three figures parts thousands elsewhere.
        hours = float(re.sub(r"^(\d+),(\d\d?)$", r"\1.\2", str(value).strip()))
    except ValueError:
        hours = -1
    if not 0 <= hours <= 2_000:
        raise Refused(f"{value!r} is not a number of hours.", hint="write hours a quarter, such as 6 or 2.5")
    return hours


def day(value: Any) -> date:
    """A calendar day, written `2026-03-01`."""
    return value if isinstance(value, date) else parse_day(str(value))


_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_MOMENT = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[T ]\d.*", re.DOTALL)


def day_or_month(value: Any) -> date:
    """A calendar day, or the first day of a month written `2026-03`; the time of a moment counts nothing.

    For what is remembered roughly: when somebody joined, when a talk was given. A consent needs its day.
    """
    if isinstance(value, date):
        return value
    text = str(value).strip()
    if found := _MONTH.fullmatch(text):
        return parse_day(f"{found[1]}-{found[2]}-01")
    found = _MOMENT.fullmatch(text)
    return parse_day(found[1] if found else text)


def clean_topic(value: Any) -> str:
    """A topic's label: one line with at least one letter or digit."""
    label = line(value)
    if not names.slug(label):
        raise Refused(
            f"{value!r} is no topic: it has no letter in it.", hint="write it in words, such as storytelling"
        )
    return label


def part(item: Any, name: str) -> Any:
    """One value of an object in a list; Refused for an entry without it."""
    if not isinstance(item, Mapping) or name not in item:
        raise Refused(
            f"{json.dumps(item, ensure_ascii=False)} has no {name}.", hint=f"every entry needs {name}"
        )
    return item[name]
