"""Which two entries may be one person, how sure that is, and why. Pure; merges nothing.

Signs add up as Fellegi and Sunter (1969, "A Theory for Record Linkage") add them: each has a weight in bits,
positive where it speaks for one person and negative where it speaks for two, and begins from doubt. A sum of
s bits is a certainty of 1 / (1 + 2^-s). Not all pairs are looked at: only people with a mailbox, a name
or the beginning of an address in common, and similar names within one organisation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from math import log2

from copctl.community import alike
from copctl.community.alike import Likeness, Name

CERTAIN, LIKELY, PERHAPS = 98, 75, 50
_DOUBT = -3.0
_NAMES = {
    Likeness.SAME: 5.0,
    Likeness.REORDERED: 4.5,
    Likeness.UNMARKED: 3.5,
    Likeness.NEAR: 2.0,
    Likeness.FEWER_MARKS: 1.5,
    Likeness.SHORTER: 1.5,
    Likeness.SCRIPTS: 0.0,
    Likeness.MARKS: -3.0,
    Likeness.OTHER: -8.0,
}
# A name that so many people have says less, by up to so many bits; where more than a dozen have it, it is
# looked at within organisations only.
_COMMON, _COMMON_BITS, _TOO_COMMON = 3, 4.0, 12

Pair = tuple[int, int]


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
        return frozenset(map(alike.mailbox, self.emails))

    @cached_property
    def locals(self) -> frozenset[str]:
        """What stands before the `@` in their addresses, where it is their own."""
        return frozenset(map(alike.local_part, self.emails)) - {""}

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


class Crowd:
    """All people who are compared, with where they work and how many have their name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {person.number: person for person in people}
        self.bearers = Counter(person.name.line for person in self.people.values())
        self._alike = _organisations(self.people.values())
        self._domains = self._employers()

    def workplace(self, person: Person) -> int | None:
        """Where somebody works: as stored, else as the domain of an address says; one number a spelling."""
        if person.organisation is not None:
            return self._alike[person.organisation]
        places = {self._domains.get(alike.domain_of_work(email)) for email in person.emails}
        return places.pop() if len(places) == 1 else None

    def _employers(self) -> dict[str, int]:
        """Domain -> the one organisation whose people have their addresses there."""
        found: dict[str, set[int]] = defaultdict(set)
        for person in self.people.values():
            if person.organisation is not None:
                for email in person.emails:
                    found[alike.domain_of_work(email)].add(self._alike[person.organisation])
        return {domain: places.pop() for domain, places in found.items() if domain and len(places) == 1}

    def proposals(self, least: int = PERHAPS) -> list[Proposal]:
        """Pairs that may be one person, surest first; those below `least` (0 to 100) are left out."""
        pairs = {(min(pair), max(pair)) for pair in self._pairs()}
        found = (self.weigh(self.people[one], self.people[other]) for one, other in pairs)
        kept = [proposal for proposal in found if proposal.certainty >= least]
        return sorted(kept, key=lambda p: (-p.certainty, self.people[p.one].name.line, p.one, p.other))

    def crowded(self) -> list[tuple[str, int]]:
        """Names that too many have to be a sign across organisations: name, how many."""
        first: dict[str, str] = {}
        for person in self.people.values():
            first.setdefault(person.name.line, person.called)
        return [(first[line], n) for line, n in self.bearers.most_common() if n > _TOO_COMMON]

    # Whom to compare --------------------------------------------------------------------------

    def _pairs(self) -> Iterator[Pair]:
        everyone = self.people.values()
        yield from _within((box, p) for p in everyone for box in p.mailboxes)
        yield from _within((local, p) for p in everyone for local in p.locals)
        yield from _within((p.name.line, p) for p in everyone if p.name.line)
        places: dict[int, list[Person]] = defaultdict(list)
        for person in everyone:
            place = self.workplace(person)
            if place is not None:
                places[place].append(person)
        for colleagues in places.values():
            yield from _similar(colleagues)

    # How sure it is ---------------------------------------------------------------------------

    def weigh(self, one: Person, other: Person) -> Proposal:
        """How sure it is that two are one person."""
        signs = [*self._by_name(one, other), *_by_address(one, other), *self._by_place(one, other)]
        certainty = 100 / (1 + 2 ** -(_DOUBT + sum(sign.bits for sign in signs)))
        ordered = tuple(sorted(signs, key=lambda sign: -sign.bits))
        return Proposal(one.number, other.number, min(99, round(certainty)), ordered)

    def _by_name(self, one: Person, other: Person) -> Iterator[Sign]:
        if one.nameless or other.nameless:
            return
        likeness = alike.compare(one.name, other.name)
        yield Sign(likeness.value, _NAMES[likeness])
        bearers = max(self.bearers[one.name.line], self.bearers[other.name.line])
        if _NAMES[likeness] > 0 and bearers >= _COMMON:
            yield Sign(f"{bearers} people are called so", -min(_COMMON_BITS, log2(bearers)))

    def _by_place(self, one: Person, other: Person) -> Iterator[Sign]:
        here, there = self.workplace(one), self.workplace(other)
        if here is not None and here == there:
            stated = one.organisation is not None and other.organisation is not None
            yield Sign(f"both at {one.employer or other.employer}", 3.0 if stated else 2.0)
        elif here is not None and there is not None:
            yield Sign("at different organisations", -1.0)
        if one.country and other.country:
            agree = one.country == other.country
            yield Sign("the same country" if agree else "different countries", 1.0 if agree else -3.0)
        if one.role and one.role.casefold() == other.role.casefold():
            yield Sign("the same role", 0.5)


def _by_address(one: Person, other: Person) -> Iterator[Sign]:
    if not one.emails or not other.emails:
        yield Sign("one has no address", -1.0)
    elif one.mailboxes & other.mailboxes:
        yield Sign("one mailbox, written in two ways", 12.0)
    elif one.locals & other.locals:
        shared = one.locals & other.locals
        telling = any(alike.is_telling(e) for e in one.emails if alike.local_part(e) in shared)
        yield Sign("the same address at two domains", 6.0 if telling else 3.0)
    else:
        yield Sign("different addresses", -2.0)


def _within(keyed: Iterable[tuple[Hashable, Person]]) -> Iterator[Pair]:
    """Pairs of people with the same key, unless too many have it to mean anything."""
    groups: dict[Hashable, dict[int, None]] = defaultdict(dict)
    for key, person in keyed:
        groups[key][person.number] = None
    for numbers in groups.values():
        if len(numbers) <= _TOO_COMMON:
            yield from combinations(numbers, 2)


def _similar(colleagues: Sequence[Person]) -> Iterator[Pair]:
    """Pairs of one organisation whose names are nearly the same, or one of them shorter."""
    bearers: dict[str, list[int]] = defaultdict(list)
    words: dict[tuple[str, ...], str] = {}
    named: dict[str, Name] = {}
    for person in colleagues:
        bearers[person.name.line].append(person.number)
        words[person.name.bare] = person.name.line
        named[person.name.line] = person.name
    lines = list(bearers)
    near = [(lines[one], lines[other]) for one, other in alike.near_lines(lines)]
    shorter = [
        (line, words[form]) for line, name in named.items() for form in name.shortened() if form in words
    ]
    for same in bearers.values():
        yield from combinations(same, 2) if len(same) <= _TOO_COMMON else ()
    for line, another in (*near, *shorter):
        if line != another and len(bearers[line]) * len(bearers[another]) <= _TOO_COMMON:
            yield from ((one, other) for one in bearers[line] for other in bearers[another])


def _organisations(people: Iterable[Person]) -> Mapping[int, int]:
    """Number of an organisation -> the first number under which the same one is written."""
    called = {p.organisation: p.employer for p in people if p.organisation is not None}
    numbers = sorted(called)
    known = {number: Name(called[number]) for number in numbers}
    first = {number: number for number in numbers}
    lines: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        lines[known[number].line].append(number)
    spelled = list(lines)
    for same in lines.values():
        _join(first, known, ((same[0], other) for other in same[1:]))
    near = alike.near_lines(spelled)
    _join(first, known, ((lines[spelled[a]][0], lines[spelled[b]][0]) for a, b in near))
    return first


def _join(first: dict[int, int], known: Mapping[int, Name], pairs: Iterable[Pair]) -> None:
    for one, other in pairs:
        if _NAMES[alike.compare(known[one], known[other])] > 0:
            old, new = max(first[one], first[other]), min(first[one], first[other])
            first.update({number: new for number, place in first.items() if place == old})
