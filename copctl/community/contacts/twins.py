"""Rows about one person, in a list that names somebody more than once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from copctl import names
from copctl.community import name_order
from copctl.community.profile import Profile
from copctl.community.statements import Agreement

_SINGLE = (
    "name", "email", "organisation", "country", "role", "timezone", "status", "joined_on", "source",
    "hours_per_quarter", "motivations", "brings", "bio",
)  # fmt: skip


@dataclass
class Together:
    """People once each, with the line on which each came first; how many rows were another's, and notes."""

    people: list[tuple[int, Profile]] = field(default_factory=list)
    merged: int = 0
    notes: list[str] = field(default_factory=list)


def keys_of(profile: Profile) -> Iterator[str]:
    """What somebody is known by in a list: the main address, the others; without any, the name."""
    if profile.email:
        yield names.key(profile.email)
    for email in profile.other_emails:
        yield names.key(email)
    if not profile.email:
        yield f"name:{names.key(profile.name or '')}"


def together(rows: Iterable[tuple[int, Profile]]) -> Together:
    """Everybody once: rows that share an address are one person, and each says what the others do not."""
    found = Together()
    people: list[tuple[int, Profile] | None] = []
    owners: dict[str, int] = {}
    for line, profile in rows:
        keys = list(dict.fromkeys(keys_of(profile)))
        places = sorted({owners[key] for key in keys if key in owners})
        if not places:
            places = [len(people)]
            people.append((line, profile))
        else:
            _join(people, places[0], line, profile, found)
        first = people[places[0]]
        assert first is not None
        for other in places[1:]:
            # This row shows that two who came apart are one.
            line, profile = people[other] or first
            _join(people, places[0], line, profile, found)
            people[other] = None
            owners.update({key: places[0] for key in owners if owners[key] == other})
        owners.update(dict.fromkeys(keys, places[0]))
    found.people = [person for person in people if person is not None]
    return found


def _join(
    people: list[tuple[int, Profile] | None], place: int, line: int, profile: Profile, found: Together
) -> None:
    held = people[place]
    assert held is not None
    found.merged += 1
    first, kept = held
    if kept.name and profile.name and names.key(kept.name) != names.key(profile.name):
        found.notes.append(
            f"line {line}: {profile.name} has an address of {kept.name} (line {first}) and is taken for them"
        )
    join(kept, profile)


def join(kept: Profile, more: Profile) -> None:
    """Add to a profile what another one of the same person says and it does not."""
    emails = [*kept.other_emails, *([more.email] if more.email else []), *more.other_emails]
    if (
        kept.name
        and more.name
        and (name_order.is_unmarked(kept.name, more.name) or name_order.is_one_word_of(kept.name, more.name))
    ):
        kept.name = more.name
    for name in _SINGLE:
        if getattr(kept, name) is None:
            setattr(kept, name, getattr(more, name))
    main = names.key(kept.email) if kept.email else ""
    kept.other_emails = tuple({names.key(e): e for e in emails if names.key(e) != main}.values())
    if more.languages:
        kept.languages = list(dict.fromkeys([*(kept.languages or []), *more.languages]))
    kept.consents = _consents(kept.consents, more.consents)
    kept.evidence = tuple(dict.fromkeys([*kept.evidence, *more.evidence]))
    levels = {names.slug(c.topic): c for c in more.expertise} | {
        names.slug(c.topic): c for c in kept.expertise
    }
    kept.expertise = tuple(levels.values())


def _consents(kept: Iterable[Agreement], more: Iterable[Agreement]) -> tuple[Agreement, ...]:
    """Once each: what was taken back stays so, else the first day on which it was given counts."""
    best: dict[str, Agreement] = {}
    for said in (*kept, *more):
        held = best.get(said.purpose)
        if held is None or _comes_first(said) < _comes_first(held):
            best[said.purpose] = said
    return tuple(best.values())


def _comes_first(said: Agreement) -> tuple[bool, str]:
    return said.withdrawn_on is None, said.given_on.isoformat()
