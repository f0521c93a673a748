"""Taking in a file of members: who is new, who changed, what is wrong, in one transaction.

New people go in by the thousand with prepared statements; people who are there already are compared
field by field, so that taking the same file in again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from copctl import names
from copctl.community import consent, people
from copctl.community.directory import Directory, Terms, distinct_claims
from copctl.community.exchange import Entry, entry_of, read_entries
from copctl.community.profile import Profile, read_profile
from copctl.community.statements import Claim
from copctl.errors import CopctlError, Refused
from copctl.store.schema import Member, Organisation
from copctl.store.schema.member import MemberStatus

_CHUNK = 2_000
_SHOWN = 20


@dataclass
class Outcome:
    """What an import does: counts, field changes, rows that will not do, columns that nobody knows."""

    rows: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    unknown_columns: list[str] = field(default_factory=list)
    bad: list[tuple[int, str]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def take_in(db: Session, path: Path, terms: Terms, *, seen: Any = None) -> Outcome:
    """Import members from a file; `seen` is called with the number of rows after each chunk.

    Refused when a row will not do, unless `terms.skip_bad`: then it is left out and listed.
    """
    unknown, entries = read_entries(path, terms.encoding)
    outcome = Outcome(unknown_columns=unknown)
    directory = Directory(db)
    used: dict[str, int] = {}
    for chunk in _chunks(entries):
        good = list(_read(chunk, outcome, used))
        stored = directory.stored(profile for _, profile in good)
        fresh = list(_without_known(good, stored, directory, terms, outcome))
        directory.add(fresh, terms)
        outcome.new += len(fresh)
        db.flush()
        db.expunge_all()
        if seen is not None:
            seen(outcome.rows)
    if outcome.bad and not terms.skip_bad:
        raise Refused(
            _refusal(path, outcome.bad),
            hint=_mending(unknown),
        )
    outcome.skipped = len(outcome.bad)
    return outcome


def _without_known(
    good: Iterable[tuple[int, Profile]],
    stored: Mapping[str, Member],
    directory: Directory,
    terms: Terms,
    outcome: Outcome,
) -> Iterator[Profile]:
    """The people who are new; those who are there already are changed on the way."""
    for line, profile in good:
        member = stored.get(_identity(profile))
        try:
            if member is None:
                people.refuse_incomplete(profile)
                directory.refuse_taken(profile)
                yield profile
            else:
                if member.email is None:
                    people.refuse_unreachable(member.name, profile.status or member.status)
                _merge(directory, member, profile, terms, outcome)
        except CopctlError as error:
            outcome.bad.append((line, error.message.rstrip(".")))


def _mending(unknown: list[str]) -> str:
    hint = "mend those rows, or leave them out with --skip-bad (add --dry-run to see them all)"
    if unknown:
        hint += f"; unknown columns, which stay out: {', '.join(unknown)}"
    return hint


def _refusal(path: Path, bad: list[tuple[int, str]]) -> str:
    listed = "; ".join(f"line {line}: {reason}" for line, reason in sorted(bad)[:_SHOWN])
    more = f"; and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
    rows = "row" if len(bad) == 1 else "rows"
    return f"{path.name} has {len(bad)} bad {rows}, so nothing was imported: {listed}{more}"


def _chunks(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while chunk := list(islice(entries, _CHUNK)):
        yield chunk


def _identity(profile: Profile) -> str:
    return people.email_key(profile.email) if profile.email else f"name:{names.key(profile.name or '')}"


def _read(chunk: Iterable[Entry], outcome: Outcome, used: dict[str, int]) -> Iterator[tuple[int, Profile]]:
    """The rows that will do; the others go to `outcome.bad` with their reason."""
    for line, entry in chunk:
        outcome.rows += 1
        if isinstance(entry, str):
            outcome.bad.append((line, entry))
            continue
        try:
            profile = read_profile(entry)
            if profile.name is None and profile.email is None:
                people.refuse_incomplete(profile)
        except CopctlError as error:
            outcome.bad.append((line, error.message.rstrip(".")))
            continue
        taken = _stands_already(profile, line, used)
        if taken:
            outcome.bad.append((line, taken))
            continue
        yield line, profile


def _stands_already(profile: Profile, line: int, used: dict[str, int]) -> str:
    """What to say of a row whose person, or one of whose addresses, another row has; else nothing."""
    keys = {_identity(profile): profile.email or profile.name}
    keys |= {people.email_key(email): email for email in profile.other_emails}
    for key, who in keys.items():
        first = used.setdefault(key, line)
        if first != line:
            return f"{who} stands in line {first} already"
    return ""


def _merge(directory: Directory, member: Member, profile: Profile, terms: Terms, outcome: Outcome) -> None:
    before = entry_of(member)
    if profile.email and people.email_key(profile.email) != member.email_key:
        # Known by another address of theirs, which stays the other.
        profile = replace(profile, email=None)
    if member.status == MemberStatus.LEFT and profile.status not in (None, MemberStatus.LEFT):
        outcome.warnings.append(f"{member.name} has left and stays so; the file says {profile.status}")
        profile = replace(profile, status=None)
    if profile.organisation is not None:
        number = directory.organisation(profile.organisation, profile.country)
        if number != member.organisation_id:
            member.organisation = directory.db.get(Organisation, number)
        profile = replace(profile, organisation=None)
    profile = replace(profile, expertise=tuple(_new_claims(directory, member, profile)))
    people.apply(directory.db, member, profile, today=terms.today, source=terms.source)
    for purpose in terms.consents:
        held = consent.held(member, purpose)
        if held is not None and held.withdrawn_on is not None:
            outcome.warnings.append(
                f"{member.name} withdrew {purpose} on {held.withdrawn_on} and it stays so"
            )
        if held is None:
            consent.give(member, purpose, today=terms.today, source=terms.source)
    after = entry_of(member)
    changed = [name for name in before if before[name] != after[name]]
    outcome.updated += bool(changed)
    outcome.unchanged += not changed
    outcome.differences += [
        {"member": member.email or member.name, "field": name, "before": before[name], "after": after[name]}
        for name in changed
    ]


def _new_claims(directory: Directory, member: Member, profile: Profile) -> Iterator[Claim]:
    known = {claim.topic_id: claim.level for claim in member.expertise}
    for claim in distinct_claims(directory, profile):
        if known.get(directory.topic(claim.topic)) != claim.level:
            yield claim
