"""Two entries of one person, field by field: whose value is kept. Looks at both, changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from copctl import names
from copctl.community.twins.alike import Likeness, Name, compare
from copctl.errors import WrongUsage
from copctl.store.schema import Member
from copctl.store.schema.member import MemberStatus

A, B = "a", "b"
_STANDING = (
    MemberStatus.PROSPECT, MemberStatus.INVITED, MemberStatus.DORMANT, MemberStatus.ACTIVE,
)  # fmt: skip

Choice = Callable[[Member, Member], str]


@dataclass(frozen=True)
class Line:
    """One field: what A and B hold, what is kept, and whose that is (`a`, `b`, or both)."""

    field: str
    a: Any
    b: Any
    kept: Any
    side: str


def _first(column: str) -> Choice:
    """A's value, unless there is none."""
    return lambda a, b: B if _blank(getattr(a, column)) and not _blank(getattr(b, column)) else A


def _blank(value: Any) -> bool:
    return value is None or value in ("", [])


def _name(a: Member, b: Member) -> str:
    """A's name, unless B's is the same with the marks that belong on it, or A's is only an address."""
    mine, theirs = Name(a.name), Name(b.name)
    if "@" in a.name and "@" not in b.name:
        return B
    return B if compare(mine, theirs) is Likeness.UNMARKED and theirs.marked else A


def _status(a: Member, b: Member) -> str:
    """The one further in; but who left stays gone, unless the other entry says later that they came back."""
    if MemberStatus.LEFT in (a.status, b.status):
        gone, there = (A, B) if a.status == MemberStatus.LEFT else (B, A)
        left, came = (a, b) if gone == A else (b, a)
        back = left.status_since and came.status_since and came.status_since > left.status_since
        return there if back else gone
    return B if _STANDING.index(MemberStatus(b.status)) > _STANDING.index(MemberStatus(a.status)) else A


def _earlier(a: Member, b: Member) -> str:
    return B if b.joined_on and (a.joined_on is None or b.joined_on < a.joined_on) else A


def _later(a: Member, b: Member) -> str:
    return B if b.checked_on and (a.checked_on is None or b.checked_on > a.checked_on) else A


def _referrer(a: Member, b: Member) -> str:
    """Whoever told A of the community; nobody told of it to themselves."""
    return A if a.referred_by_id not in (None, b.id) or b.referred_by_id in (None, a.id) else B


# Field -> its columns, and whose value is kept unless somebody says otherwise.
FIELDS: Mapping[str, tuple[tuple[str, ...], Choice]] = {
    "name": (("name", "name_key"), _name),
    "email": (("email", "email_key"), _first("email")),
    "organisation": (("organisation_id",), _first("organisation_id")),
    "country": (("country",), _first("country")),
    "role": (("role",), _first("role")),
    "timezone": (("timezone",), _first("timezone")),
    "languages": (("languages",), _first("languages")),
    "status": (("status", "status_since"), _status),
    "joined_on": (("joined_on",), _earlier),
    "source": (("source",), _first("source")),
    "referred_by": (("referred_by_id",), _referrer),
    "next_step": (("next_step", "next_step_on"), _first("next_step")),
    "checked_on": (("checked_on",), _later),
    "hours_per_quarter": (("hours_per_quarter",), _first("hours_per_quarter")),
    "motivations": (("motivations",), _first("motivations")),
    "brings": (("brings",), _first("brings")),
    "bio": (("bio",), _first("bio")),
    "shown": (("shown",), _first("shown")),
    # It counts what A was given.
    "phrase": (("phrase",), lambda _a, _b: A),
}


def read_keeps(given: list[str]) -> dict[str, str]:
    """`field=b` texts as field -> letter; WrongUsage for a field or a letter that is none."""
    found = {}
    for text in given:
        field, _, letter = (part.strip().lower() for part in text.partition("="))
        field = field.replace("-", "_")
        if field not in FIELDS:
            known = names.did_you_mean(field, FIELDS, f"choose one of: {', '.join(FIELDS)}")
            raise WrongUsage(f"No field is called {field!r}.", hint=known)
        if len(letter) != 1 or not "a" <= letter <= "z":
            raise WrongUsage(
                f"{text!r} does not say whose {field} is kept.", hint=f"--keep {field}=a, or {field}=b"
            )
        found[field] = letter
    return found


def settle(a: Member, b: Member, keep: Mapping[str, str]) -> tuple[list[Line], dict[str, Any]]:
    """Every field that either holds, and the columns of A as they will be.

    `keep` says of a field whose value is kept, `a` or `b`. Languages of both are kept where nobody says so.
    """
    lines: list[Line] = []
    values: dict[str, Any] = {}
    for field, (columns, choose) in FIELDS.items():
        side = keep.get(field) or choose(a, b)
        source = a if side == A else b
        taken = {column: getattr(source, column) for column in columns}
        if field == "languages" and field not in keep:
            taken, side = {"languages": _both(a.languages, b.languages)}, "both"
        if taken.get("referred_by_id") in (a.id, b.id):
            taken = {"referred_by_id": None}
        values |= taken
        mine, theirs = _shown(a, field), _shown(b, field)
        kept = taken["languages"] if field == "languages" else _shown(source, field)
        if field == "referred_by" and taken["referred_by_id"] is None:
            kept = None
        if not (_blank(mine) and _blank(theirs)):
            lines.append(Line(field, mine, theirs, kept, side))
    return lines, values


def _both(mine: list[str], theirs: list[str]) -> list[str]:
    return [*mine, *(language for language in theirs if language not in mine)]


def _shown(member: Member, field: str) -> Any:
    if field == "organisation":
        return member.organisation.name if member.organisation else None
    if field == "referred_by":
        return member.referred_by.name if member.referred_by else None
    value = getattr(member, field)
    return value.isoformat() if field in ("joined_on", "checked_on") and value else value
