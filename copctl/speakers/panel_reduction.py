"""Fewer candidates, the same best panel: who can never be on it is left out before anything is solved.

Two people are of one kind when the rules cannot tell them apart but by their organisation and country.
Each step below is exact by an exchange: take a panel with somebody whom the step leaves out; among those
it keeps stands somebody better (or equal and earlier in the alphabet) who can take that seat without
breaking a rule. Exchanges only ever go up the order, so they end, and the best panel is among the kept.
What remains is bounded by the rules alone, however many candidates there are.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from copctl.speakers.panel import Candidate, Rules, in_order, may_sit


def reduced(candidates: Iterable[Candidate], rules: Rules, *, spare: int = 0) -> list[Candidate]:
    """The candidates among whom the best panel is to be found, best first; who is seated stays.

    `spare` is how many of them may be taken by other panels at the same time.
    """
    people = in_order(person for person in candidates if may_sit(person, rules))
    tell = _teller(rules)
    if rules.countries > 1:
        people = _before_enough_countries(people, rules, spare, tell)
    return _best_of_each_kind(people, rules, spare, tell)


def _teller(rules: Rules) -> Callable[[Candidate], Any]:
    """What the rules can tell of a person beside organisation and country."""
    levels = {level for level, _ in rules.levels}
    if not rules.first_timers:
        return lambda person: person.level if person.level in levels else None
    return lambda person: (person.first_timer, person.level if person.level in levels else None)


def _best_of_each_kind(
    people: Sequence[Candidate], rules: Rules, spare: int, tell: Callable[[Candidate], Any]
) -> list[Candidate]:
    """The best of each kind and country, and of those the best of each organisation.

    Of an organisation the others on the panel hold at most `seats - 1` seats and other panels take `spare`
    people, so the first `seats + spare` of a class leave one to exchange for. Of a kind, the others on the
    panel either sit there themselves or fill an organisation, at the price of `seats` people for `seats`
    of those counted: `size - 1 + spare` people cannot keep `size + spare` counted ones from a seat.
    """
    kept: list[Candidate] = []
    counted: Counter[Any] = Counter()
    of_class: Counter[Any] = Counter()
    for person in people:
        kind = (person.country if rules.countries else None, tell(person))
        if counted[kind] >= rules.size + spare and not person.seated:
            continue
        if person.organisation is None:
            counted[kind] += 1
        else:
            of_class[kind, person.organisation] += 1
            if of_class[kind, person.organisation] > rules.seats + spare and not person.seated:
                continue
            counted[kind] += of_class[kind, person.organisation] <= rules.seats
        kept.append(person)
    return kept


def _before_enough_countries(
    people: Sequence[Candidate], rules: Rules, spare: int, tell: Callable[[Candidate], Any]
) -> list[Candidate]:
    """Of each kind, nobody below a row of people from so many countries that one is always left over.

    Each of the `size - 1` others on the panel rules out one country and one seat of an organisation, each of
    the `spare` one person: of `2 * (size - 1) + spare + 1` people of different countries, with no more than
    `seats` of one organisation, one can take the seat and brings a country of their own.
    """
    enough = 2 * (rules.size - 1) + spare + 1
    seen: dict[Any, set[str]] = defaultdict(set)
    seated: Counter[Any] = Counter()
    kept: list[Candidate] = []
    for person in people:
        kind = tell(person)
        if len(seen[kind]) >= enough and not person.seated:
            continue
        kept.append(person)
        if person.country is None or person.country in seen[kind]:
            continue
        if person.organisation is None or seated[kind, person.organisation] < rules.seats:
            seated[kind, person.organisation] += 1
            seen[kind].add(person.country)
    return kept
