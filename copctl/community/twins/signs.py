"""What speaks for two entries being one person, and what against it: each sign with a weight. Pure.

Signs add up as Fellegi and Sunter (1969, "A Theory for Record Linkage") add them: each has a weight in bits,
positive where it speaks for one person and negative where it speaks for two, and begins from doubt. A sum of
s bits is a certainty of 1 / (1 + 2^-s).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from copctl.community.twins import mailboxes
from copctl.community.twins.alike import Likeness, Name

# From these certainties on, in percent. What a name alone says never makes a pair certain.
CERTAIN, LIKELY, PERHAPS = 98, 75, 50
# Two entries are two people until something speaks for the other.
DOUBT = -3.0
NAMES = {
    Likeness.SAME: 5.0,
    Likeness.REORDERED: 4.5,
    Likeness.TITLED: 3.5,
    Likeness.SPELLED: 3.5,
    Likeness.UNMARKED: 3.5,
    Likeness.NEAR: 2.0,
    Likeness.FEWER_MARKS: 1.5,
    Likeness.SHORTER: 1.5,
    Likeness.SCRIPTS: 0.0,
    Likeness.MARKS: -3.0,
    Likeness.OTHER: -8.0,
}


@dataclass(frozen=True)
class Person:
    """What is compared of somebody. `organisation` is a number and `employer` its name."""

    number: int
    called: str
    emails: tuple[str, ...] = ()
    organisation: int | None = None
    employer: str = ""
    country: str | None = None
    role: str = ""

    @cached_property
    def name(self) -> Name:
        """The name as it is compared."""
        return Name(self.called)

    @cached_property
    def mailboxes(self) -> frozenset[str]:
        """Their mailboxes, each spelled in one way."""
        return frozenset(map(mailboxes.mailbox, self.emails))

    @cached_property
    def locals(self) -> frozenset[str]:
        """What stands before the `@` in their addresses, where it is their own."""
        return frozenset(map(mailboxes.local_part, self.emails)) - {""}

    @cached_property
    def nameless(self) -> bool:
        """Whether the name is only what the address says."""
        bare = "".join(self.name.bare)
        return "@" in self.called or (len(self.name.bare) == 1 and bare in self.locals)


@dataclass(frozen=True)
class Sign:
    """One thing that speaks for or against: in words, with its weight in bits."""

    words: str
    bits: float


@dataclass(frozen=True)
class Proposal:
    """Two numbers that may be one person, how sure that is (0 to 100), and the signs, strongest first."""

    one: int
    other: int
    certainty: int
    signs: tuple[Sign, ...]

    @property
    def sure(self) -> str:
        """How sure, in a word."""
        if self.certainty >= CERTAIN:
            return "certain"
        return "likely" if self.certainty >= LIKELY else "perhaps"

    @property
    def reasons(self) -> list[str]:
        """What speaks for it, in words."""
        return [sign.words for sign in self.signs if sign.bits > 0]

    @property
    def doubts(self) -> list[str]:
        """What does not, or speaks against it."""
        return [sign.words for sign in self.signs if sign.bits <= 0]


def by_address(one: Person, other: Person, *, repeated: bool = False) -> Iterator[Sign]:
    """What the addresses of two people say; `repeated`, where they repeat the name (`repeats_name`)."""
    if not one.emails or not other.emails:
        yield Sign("one has no address", -1.0)
    elif one.mailboxes & other.mailboxes:
        yield Sign("one mailbox, written in two ways", 12.0)
    elif repeated and _repeat_both(one, other):
        yield Sign("the same address at two domains, which only repeats the name", 0.0)
    elif one.locals & other.locals:
        shared = one.locals & other.locals
        telling = any(mailboxes.is_telling(e) for e in one.emails if mailboxes.local_part(e) in shared)
        yield Sign("the same address at two domains", 6.0 if telling else 3.0)
    else:
        yield Sign("different addresses", -2.0)


def repeats_name(one: Person, other: Person) -> bool:
    """Whether what two addresses share but for the domain is only the name of one of the two.

    Every employer gives a namesake that address, so it is no second sign beside the name.
    """
    shared = one.locals & other.locals
    if one.mailboxes & other.mailboxes or not shared:
        return False
    return all(mailboxes.repeats(local, one.name) or mailboxes.repeats(local, other.name) for local in shared)


def at_work(one: Person, other: Person) -> bool:
    """Whether the addresses that two share but for the domain are both at domains of work."""
    shared = one.locals & other.locals
    return all(
        mailboxes.domain_of_work(email)
        for person in (one, other)
        for email in person.emails
        if mailboxes.local_part(email) in shared
    )


def _repeat_both(one: Person, other: Person) -> bool:
    """Whether each has the name that the address repeats: names in two scripts say less than it does."""
    shared = one.locals & other.locals
    return all(mailboxes.repeats(local, person.name) for local in shared for person in (one, other))


def one_domain(one: Person, other: Person) -> str:
    """A domain of work at which both have an address, each another; empty where there is none.

    Who gives one person one address gives two people of one name two.
    """
    if one.mailboxes & other.mailboxes or one.locals & other.locals:
        return ""
    mine, theirs = ({mailboxes.domain_of_work(email) for email in p.emails} for p in (one, other))
    return min((mine & theirs) - {""}, default="")


def certainty(signs: tuple[Sign, ...]) -> int:
    """How sure the signs make it, 0 to 99."""
    return min(99, round(100 / (1 + 2 ** -(DOUBT + sum(sign.bits for sign in signs)))))
