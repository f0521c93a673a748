"""From the entries of a file to people: which rows will do, what is wrong with the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from copctl import names
from copctl.community import name_order, people
from copctl.community.contacts import twins
from copctl.community.contacts.shape import Contacts, Entry, LeftOut
from copctl.community.profile import Profile, check_value, read_profile
from copctl.errors import CopctlError
from copctl.store.schema import Member

_CHUNK = 2_000
# What a list of contacts may say in words that nobody knows, without the person being left out for it.
_SPARE = ("country", "timezone", "languages")
_NOBODY = LeftOut("no name and no address")

Arrival = tuple[int, Profile]


@dataclass
class Outcome:
    """What an import does: counts, field changes, rows that will not do, columns that nobody knows.

    rows = new + updated + unchanged + skipped + merged + left out. `left_out` counts entries that are
    nobody to take in, by why; `nameless` people are called by their address; `kept` says where a file
    says something else than the store, which stays. `family_first` counts names that came with the given
    name first, of people whose families stand first. `organisations` are names that were taken for an
    organisation that is written otherwise, `topics` aliases that were read as a topic: as the file has it ->
    as it is known.
    """

    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    merged: int = 0
    nameless: int = 0
    family_first: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unknown_columns: list[str] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    organisations: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)

    def keep(self, member: Member, name: str, stored: Any, said: Any) -> None:
        """Note where the store keeps what it has, whatever the file says."""
        who = member.email or member.name
        self.kept.append({"member": who, "field": name, "stored": stored, "file": said})

    def turned(self) -> list[dict[str, Any]]:
        """What was kept of names that the file has in another order of words."""
        return [k for k in self.kept if k["field"] == "name" and name_order.is_turned(k["stored"], k["file"])]

    def refuse(self, line: int, error: CopctlError) -> None:
        """Note a row that will not do."""
        self.bad.append((line, error.message.rstrip(".")))


def arriving(contacts: Contacts, outcome: Outcome) -> Iterator[list[Arrival]]:
    """The people of a file, some thousand at a time.

    In copctl's own layout every row is another person, read as it comes. Other lists are read whole,
    since any two rows may be about one person.
    """
    if contacts.is_own:
        used: dict[str, int] = {}
        while chunk := list(islice(contacts.entries, _CHUNK)):
            yield list(_read_own(chunk, outcome, used))
        return
    found = twins.together(_read_list(contacts, outcome))
    outcome.merged = found.merged
    outcome.warnings += found.notes
    for start in range(0, len(found.people), _CHUNK):
        yield found.people[start : start + _CHUNK]


# copctl's own layout --------------------------------------------------------------------------------


def _read_own(chunk: Iterable[Entry], outcome: Outcome, used: dict[str, int]) -> Iterator[Arrival]:
    """The rows that will do; the others go to `outcome.bad` with their reason."""
    for line, entry in chunk:
        outcome.rows += 1
        if not isinstance(entry, dict):
            outcome.bad.append((line, str(entry)))
            continue
        try:
            profile = read_profile(entry)
            if profile.name is None and profile.email is None:
                people.refuse_incomplete(profile)
        except CopctlError as error:
            outcome.refuse(line, error)
            continue
        taken = _stands_already(profile, line, used)
        if taken:
            outcome.bad.append((line, taken))
            continue
        yield line, profile


def identity(profile: Profile) -> str:
    """What a person of a file is known by: the address, or the name of somebody without one."""
    return people.email_key(profile.email) if profile.email else f"name:{names.key(profile.name or '')}"


def _stands_already(profile: Profile, line: int, used: dict[str, int]) -> str:
    """What to say of a row whose person, or one of whose addresses, another row has; else nothing."""
    keys = {identity(profile): profile.email or profile.name}
    if profile.other_emails:
        keys |= {people.email_key(email): email for email in profile.other_emails}
    for key, who in keys.items():
        first = used.setdefault(key, line)
        if first != line:
            return f"{who} stands in line {first} already"
    return ""


# Other lists ----------------------------------------------------------------------------------------


def _read_list(contacts: Contacts, outcome: Outcome) -> Iterator[Arrival]:
    odd: dict[str, list[int]] = {}
    for line, entry in contacts.entries:
        outcome.rows += 1
        if isinstance(entry, str):
            outcome.bad.append((line, entry))
            continue
        if not isinstance(entry, LeftOut):
            try:
                profile = read_profile(_understood(entry, line, odd))
                if profile.name or profile.email or not contacts.is_list:
                    _refuse_nobody(profile)
                    yield line, profile
                    continue
            except CopctlError as error:
                outcome.refuse(line, error)
                continue
            entry = _NOBODY
        outcome.left_out[entry.why] += 1
    outcome.warnings += [_odd_words(reason, lines) for reason, lines in odd.items()]


def _refuse_nobody(profile: Profile) -> None:
    if profile.name is None and profile.email is None:
        people.refuse_incomplete(profile)


def _understood(entry: Mapping[str, Any], line: int, odd: dict[str, list[int]]) -> dict[str, Any]:
    """The entry without what nobody knows of countries, zones and languages; noted with the line."""
    kept = dict(entry)
    for name in _SPARE:
        value = kept.get(name)
        if not value or (isinstance(value, str) and value.isspace()):
            continue
        try:
            check_value(name)(value)
        except CopctlError as error:
            odd.setdefault(error.message.rstrip("."), []).append(line)
            del kept[name]
    return kept


def _odd_words(reason: str, lines: list[int]) -> str:
    where = f"line {lines[0]}" + (f" and {len(lines) - 1} more" if len(lines) > 1 else "")
    return f"{where}: {reason}, so it stays out"
