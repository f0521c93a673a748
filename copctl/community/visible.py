"""What other members may see of somebody: those who agreed to the directory, the fields that they chose."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, exists

from copctl.errors import Refused
from copctl.names import did_you_mean
from copctl.store.schema import Consent, Member
from copctl.store.schema.member import MemberStatus, Purpose

# Field -> what it is called. A name always shows: an entry without one is none.
FIELDS = {
    "role": "Role",
    "organisation": "Organisation",
    "country": "Country",
    "languages": "Languages",
    "expertise": "What I know",
    "brings": "Ask me about",
    "bio": "About me",
    "email": "Email address",
}
# Whoever agreed to be found has not agreed to be written to.
USUAL = tuple(field for field in FIELDS if field != "email")
# What a choice says that shows nothing else.
NAME = "name"
MEMBERS = (MemberStatus.ACTIVE.value, MemberStatus.DORMANT.value)


def is_listed(member: Member) -> bool:
    """Whether other members may know that this person is one: a member whose directory consent stands."""
    return member.status in MEMBERS and any(
        held.purpose == Purpose.DIRECTORY and held.withdrawn_on is None for held in member.consents
    )


def listed() -> ColumnElement[bool]:
    """The same as a condition on `Member`, for a query."""
    stands = exists().where(
        Consent.member_id == Member.id,
        Consent.purpose == Purpose.DIRECTORY.value,
        Consent.withdrawn_on.is_(None),
    )
    return Member.status.in_(MEMBERS) & stands


def shown(member: Member) -> tuple[str, ...]:
    """The fields that other members may see, in the order of `FIELDS`; none of who is not listed."""
    if not is_listed(member):
        return ()
    return tuple(field for field in FIELDS if field in chosen(member.shown))


def chosen(stored: Collection[str] | None) -> Collection[str]:
    """The fields that somebody chose, or the usual ones where they never did."""
    return USUAL if stored is None else stored


def read_fields(given: Iterable[str]) -> list[str]:
    """Names of fields as stored; Refused for one that there is not. `name` may be among them."""
    wanted = [name.strip().casefold() for name in given if name.strip()]
    wanted = [name for name in wanted if name != NAME]
    for name in wanted:
        if name not in FIELDS:
            known = f"the fields are: {', '.join(FIELDS)}"
            raise Refused(f"There is no field {name!r}.", hint=did_you_mean(name, FIELDS, known))
    return [field for field in FIELDS if field in wanted]


def read_choice(text: str) -> list[str] | None:
    """A choice as a moderator types it: `role, bio`, `name` for nothing else, `usual` for no choice."""
    return None if text.strip().casefold() == "usual" else read_fields(text.split(","))


def written(stored: Collection[str] | None) -> list[str] | None:
    """A choice as a file carries it: never empty, since what is empty there says nothing."""
    return None if stored is None else list(stored) or [NAME]
