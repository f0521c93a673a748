"""Which two entries may be one person. Pure; merges nothing.

Not all pairs are looked at: only people with a mailbox, a name or the beginning of an address in common, and
similar names within one organisation. How sure a pair is, `signs` says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from math import log2

from copctl.community.twins import alike, employers, mailboxes
from copctl.community.twins.alike import Name
from copctl.community.twins.signs import (
    LIKELY,
    NAMES,
    PERHAPS,
    Person,
    Proposal,
    Sign,
    at_work,
    by_address,
    certainty,
    one_domain,
    repeats_name,
)

# Below this, two are two people.
_APART = 10
# A name that so many people have says less, by up to so many bits; where more than a dozen have it, it is
# looked at within organisations only.
_COMMON, _COMMON_BITS, _TOO_COMMON = 3, 4.0, 12

Pair = tuple[int, int]


class Crowd:
    """All people who are compared, with where they work and how many have their name."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = {person.number: person for person in people}
        self._alike = employers.together(
            {p.organisation: p.employer for p in self.people.values() if p.organisation is not None}
        )
        self._domains = self._employers()
        # Several entries at one place may be one person: how common a name is, the places say.
        self.bearers = Counter(
            line for line, _ in {(p.name.line, self._whereabouts(p)) for p in self.people.values()}
        )

    def workplace(self, person: Person) -> int | None:
        """Where somebody works: as stored, else as the domain of an address says; one number a spelling."""
        if person.organisation is not None:
            return self._alike[person.organisation]
        places = {self._domains.get(mailboxes.domain_of_work(email)) for email in person.emails}
        return places.pop() if len(places) == 1 else None

    def _whereabouts(self, person: Person) -> tuple[bool, int]:
        place = self.workplace(person)
        return (False, person.number) if place is None else (True, place)

    def _employers(self) -> dict[str, int]:
        """Domain -> the one organisation whose people have their addresses there."""
        found: dict[str, set[int]] = defaultdict(set)
        for person in self.people.values():
            if person.organisation is not None:
                for email in person.emails:
                    found[mailboxes.domain_of_work(email)].add(self._alike[person.organisation])
        return {domain: places.pop() for domain, places in found.items() if domain and len(places) == 1}

    def proposals(self, least: int = PERHAPS) -> list[Proposal]:
        """Pairs that may be one person, surest first; those below `least` (0 to 100) are left out."""
        pairs = {(min(pair), max(pair)) for pair in self._pairs()}
        found = [self.weigh(self.people[one], self.people[other]) for one, other in pairs]
        kept = [proposal for proposal in self._doubted(found) if proposal.certainty >= least]
        return sorted(kept, key=lambda p: (-p.certainty, self.people[p.one].name.line, p.one, p.other))

    def _doubted(self, found: Sequence[Proposal]) -> Iterator[Proposal]:
        """The same pairs; where one of a pair may as well be somebody else, no more than perhaps.

        `Nguyen Thi Huong` may be Hương or Hường: whoever merges both makes one of two people.
        """
        partners: dict[int, dict[int, int]] = defaultdict(dict)
        for proposal in found:
            if proposal.certainty >= PERHAPS:
                partners[proposal.one][proposal.other] = proposal.certainty
                partners[proposal.other][proposal.one] = proposal.certainty
        for proposal in found:
            rival = self._rival(proposal, partners)
            if rival is None:
                yield proposal
            else:
                doubt = Sign(f"one may as well be {rival.called} ({rival.number})", 0.0)
                capped = min(proposal.certainty, LIKELY - 1)
                yield replace(proposal, certainty=capped, signs=(*proposal.signs, doubt))

    def _rival(self, proposal: Proposal, partners: Mapping[int, Mapping[int, int]]) -> Person | None:
        """Somebody who is as surely one of the pair and surely not the other."""
        if proposal.certainty < PERHAPS:
            return None
        for one, other in ((proposal.one, proposal.other), (proposal.other, proposal.one)):
            for third, sure in partners[one].items():
                if third != other and sure >= proposal.certainty and self._are_two(third, other):
                    return self.people[third]
        return None

    def _are_two(self, one: int, other: int) -> bool:
        return self.weigh(self.people[one], self.people[other]).certainty < _APART

    def crowded(self) -> list[tuple[str, int]]:
        """Names that too many have to be a sign across organisations: name, how many entries."""
        entries = Counter(person.name.line for person in self.people.values())
        first: dict[str, str] = {}
        for person in self.people.values():
            first.setdefault(person.name.line, person.called)
        return [(first[line], n) for line, n in entries.most_common() if n > _TOO_COMMON and line]

    # Whom to compare --------------------------------------------------------------------------

    def _pairs(self) -> Iterator[Pair]:
        everyone = self.people.values()
        yield from _within((box, p) for p in everyone for box in p.mailboxes)
        yield from _within((local, p) for p in everyone for local in p.locals)
        yield from _within((p.name.line, p) for p in everyone if p.name.line)
        yield from _within((p.name.joined, p) for p in everyone if p.name.joined)
        if any(p.name.title for p in everyone):
            yield from _within((p.name.untitled.line, p) for p in everyone if p.name.line)
            yield from _within((p.name.untitled.joined, p) for p in everyone if p.name.joined)
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
        repeated = self._are_apart(one, other) and repeats_name(one, other)
        signs = [
            *self._by_name(one, other),
            *by_address(one, other, repeated=repeated),
            *self._by_place(one, other),
        ]
        domain = one_domain(one, other)
        if domain:
            signs.append(Sign(f"two addresses at {domain}", 0.0))
        ordered = tuple(sorted(signs, key=lambda sign: -sign.bits))
        sure = certainty(ordered)
        most = LIKELY - 1 if domain or repeated else sure
        return Proposal(one.number, other.number, min(sure, most), ordered)

    def _are_apart(self, one: Person, other: Person) -> bool:
        """Whether two work at different places, as far as their organisations or their addresses say."""
        here, there = self.workplace(one), self.workplace(other)
        if here is not None and there is not None:
            return here != there
        return at_work(one, other)

    def _by_name(self, one: Person, other: Person) -> Iterator[Sign]:
        if one.nameless or other.nameless:
            return
        likeness = alike.compare(one.name, other.name)
        yield Sign(likeness.value, NAMES[likeness])
        bearers = max(self.bearers[one.name.line], self.bearers[other.name.line])
        if NAMES[likeness] > 0 and bearers >= _COMMON:
            yield Sign(f"people at {bearers} places are called so", -min(_COMMON_BITS, log2(bearers / 2)))

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
            yield Sign("the same role", 0.25)


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
    sounds: dict[str, str] = {}
    for line, name in named.items():
        if name.sounded:
            near += [(sounds.setdefault(name.sounded, line), line)]
    for same in bearers.values():
        yield from combinations(same, 2) if len(same) <= _TOO_COMMON else ()
    for line, another in (*near, *shorter):
        if line != another and len(bearers[line]) * len(bearers[another]) <= _TOO_COMMON:
            yield from ((one, other) for one in bearers[line] for other in bearers[another])
