"""Rules made looser, step by step and in words: what is in the way of a panel, and what each rule costs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from copctl.speakers.panel import Candidate, Panel, Rules

_NAMES = {
    "size": "how many people there are to be",
    "per_organisation": "the limit for one organisation",
    "countries": "the number of countries",
    "first_timers": "the number of first-time speakers",
    "quarter": "that nobody speaks twice in the quarter",
    "free": "that everyone has time that day",
}

Solve = Callable[[Sequence[Candidate], Rules], Panel]


@dataclass(frozen=True)
class Looser:
    """One rule made looser: which, the rules as they would be, in words, and what to type for it."""

    rule: str
    rules: Rules
    words: str
    option: str = ""


@dataclass(frozen=True)
class Relaxed:
    """What one step gives: the panel that there would be."""

    step: Looser
    panel: Panel


def named(rule: str) -> str:
    """A rule, or two joined by `and`, in words."""
    return " and ".join(_NAMES.get(one, f"the number of people at {one}") for one in rule.split(" and "))


def steps(rules: Rules, available: Sequence[Candidate]) -> Iterator[list[Looser]]:
    """For each rule that is set, its looser forms, the nearest first and the last without it."""
    yield _of_organisation(rules)
    yield _of_countries(rules)
    yield _of_first_timers(rules)
    yield from _of_levels(rules)
    if rules.rested and any(person.spoke_this_quarter and not person.seated for person in available):
        words = "if somebody may speak twice in the quarter"
        yield [Looser("quarter", replace(rules, rested=False), words, "--twice-a-quarter")]
    if rules.free and any(not (person.free or person.seated) for person in available):
        words = "if those come who have no time that day"
        yield [Looser("free", replace(rules, free=False), words)]


def _of_organisation(rules: Rules) -> list[Looser]:
    if rules.per_organisation is None:
        return []
    found = [
        Looser(
            "per_organisation",
            replace(rules, per_organisation=most),
            f"with at most {most} of one organisation instead of {rules.per_organisation}",
            f"--per-organisation {most}",
        )
        for most in range(rules.per_organisation + 1, rules.size)
    ]
    if rules.per_organisation < rules.size:
        free = replace(rules, per_organisation=None)
        words = "with any number of one organisation"
        found.append(Looser("per_organisation", free, words, "no --per-organisation"))
    return found


def _of_countries(rules: Rules) -> list[Looser]:
    found = []
    for least in range(rules.countries - 1, -1, -1):
        named = f"{least} {'country' if least == 1 else 'countries'} instead of {rules.countries}"
        words, option = f"with {named}", f"--countries {least}"
        if not least:
            words, option = "with any countries", "no --countries"
        found.append(Looser("countries", replace(rules, countries=least), words, option))
    return found


def _of_first_timers(rules: Rules) -> list[Looser]:
    found = []
    for least in range(rules.first_timers - 1, -1, -1):
        words = f"with {least} who never spoke here instead of {rules.first_timers}"
        option = f"--first-timers {least}"
        if not least:
            words, option = "with nobody who must be new", "no --first-timers"
        found.append(Looser("first_timers", replace(rules, first_timers=least), words, option))
    return found


def _of_levels(rules: Rules) -> Iterator[list[Looser]]:
    for level, wanted in rules.levels:
        found = []
        for least in range(wanted - 1, -1, -1):
            left = tuple((at, least if at == level else n) for at, n in rules.levels)
            levels = tuple((at, n) for at, n in left if n)
            words = f"with {least} at level {level} instead of {wanted}"
            if not least:
                words = f"without a rule for level {level}"
            found.append(Looser(f"level {level}", replace(rules, levels=levels), words, _typed(levels)))
        yield found


def _typed(levels: Iterable[tuple[int, int]]) -> str:
    typed = ",".join(f"{level}:{least}" for level, least in levels)
    return f"--levels {typed}" if typed else "no --levels"


def in_the_way(candidates: Sequence[Candidate], rules: Rules, solve: Solve) -> list[Relaxed]:
    """For rules that no panel keeps: for each the least step by which one does, and a smaller panel.

    Where no rule alone is in the way, the pairs of rules that are, with the least steps of both together.
    """
    ways = [way for way in steps(rules, candidates) if way]
    found = [relaxed for way in ways if (relaxed := _first(candidates, way, solve)) is not None]
    if not found:
        pairs = combinations(ways, 2)
        found = [
            both for pair in pairs if (both := _least_of_both(candidates, rules, pair, solve)) is not None
        ]
    fewer = _first(candidates, smaller(rules), solve)
    return found if fewer is None else [*found, fewer]


def _first(candidates: Sequence[Candidate], way: Iterable[Looser], solve: Solve) -> Relaxed | None:
    for step in way:
        panel = solve(candidates, step.rules)
        if panel.members:
            return Relaxed(step, panel)
    return None


def _least_of_both(
    candidates: Sequence[Candidate], rules: Rules, pair: tuple[list[Looser], list[Looser]], solve: Solve
) -> Relaxed | None:
    """The fewest steps of two rules together by which there is a panel, and of those the best panel.

    The further the one rule is eased, the less of the other is needed: going down those stairs, each
    question settles a row or a column, so there are no more of them than steps.
    """
    one, other = pair
    taken, left = 0, len(other) - 1
    best: tuple[int, Relaxed] | None = None
    while taken < len(one) and left >= 0:
        found = _first(candidates, [_both(rules, one[taken], other[left])], solve)
        if found is None:
            if (
                left == len(other) - 1
                and _first(candidates, [_both(rules, one[-1], other[-1])], solve) is None
            ):
                return None
            taken += 1
            continue
        if best is None or (taken + left, -found.panel.fit) < (best[0], -best[1].panel.fit):
            best = taken + left, found
        left -= 1
    return best[1] if best is not None else None


def _both(rules: Rules, one: Looser, other: Looser) -> Looser:
    """Two steps at once; each says which fields of the rules it changes."""
    changed = {
        name: value
        for step in (one, other)
        for name, value in vars(step.rules).items()
        if value != getattr(rules, name) and name != "levels"
    }
    left = [dict(step.rules.levels) for step in (one, other)]
    eased = ((level, min(own.get(level, 0) for own in left)) for level, _ in rules.levels)
    levels = changed["levels"] = tuple(pair for pair in eased if pair[1])
    options = dict.fromkeys(
        _typed(levels) if "--levels" in step.option else step.option for step in (one, other)
    )
    typed = [option for option in options if option]
    words = f"{one.words} and {other.words}"
    return Looser(
        f"{one.rule} and {other.rule}",
        replace(rules, **changed),
        words,
        (" and " if any(option.startswith("no ") for option in typed) else " ").join(typed),
    )


def smaller(rules: Rules) -> list[Looser]:
    """Panels of fewer people, as long as the other rules ask for no more than that."""
    asked = max(rules.countries, rules.first_timers, sum(least for _, least in rules.levels), 1)
    return [
        Looser(
            "size",
            replace(rules, size=size),
            f"with {size} {'person' if size == 1 else 'people'} instead of {rules.size}",
            f"--panel {size}",
        )
        for size in range(rules.size - 1, asked - 1, -1)
    ]


def prices(candidates: Sequence[Candidate], rules: Rules, panel: Panel, solve: Solve) -> list[Relaxed]:
    """What the panel would be without each of its rules, where that is more; the dearest rule first."""
    ways = [way[-1] for way in steps(rules, candidates) if way]
    found = [Relaxed(step, solve(candidates, step.rules)) for step in ways]
    dearer = [relaxed for relaxed in found if relaxed.panel.fit > panel.fit]
    return sorted(dearer, key=lambda relaxed: -relaxed.panel.fit)
