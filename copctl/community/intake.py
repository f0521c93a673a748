"""Taking in a file of members: who is new, who changed, what is wrong, in one transaction.

New people go in by the thousand with prepared statements; people who are there already are compared
field by field, so that taking the same file in again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from copctl import names
from copctl.community import consent, people, vocabulary
from copctl.community.exchange import Entry, entry_of, read_entries
from copctl.community.profile import Profile, read_profile
from copctl.community.statements import Claim
from copctl.errors import CopctlError, Refused
from copctl.store.bulk import insert_rows, next_ids
from copctl.store.schema import Consent, Evidence, Expertise, Member, Organisation
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


@dataclass(frozen=True)
class Terms:
    """How to take a file in: the day, the consents its people gave, how many differences to keep."""

    today: date
    consents: tuple[str, ...] = ()
    source: str = "import"
    skip_bad: bool = False


def take_in(db: Session, path: Path, terms: Terms, *, seen: Any = None) -> Outcome:
    """Import members from a file; `seen` is called with the number of rows after each chunk.

    Refused when a row will not do, unless `terms.skip_bad`: then it is left out and listed.
    """
    unknown, entries = read_entries(path)
    outcome = Outcome(unknown_columns=unknown)
    directory = _Directory(db)
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
    directory: _Directory,
    terms: Terms,
    outcome: Outcome,
) -> Iterator[Profile]:
    """The people who are new; those who are there already are changed on the way."""
    for line, profile in good:
        member = stored.get(_identity(profile))
        try:
            if member is None:
                people.refuse_incomplete(profile)
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
        first = used.setdefault(_identity(profile), line)
        if first != line:
            who = profile.email or profile.name
            outcome.bad.append((line, f"{who} stands in line {first} already"))
            continue
        yield line, profile


def _merge(directory: _Directory, member: Member, profile: Profile, terms: Terms, outcome: Outcome) -> None:
    before = entry_of(member)
    if member.status == MemberStatus.LEFT and profile.status not in (None, MemberStatus.LEFT):
        outcome.warnings.append(f"{member.name} has left and stays so; the file says {profile.status}")
        profile = replace(profile, status=None)
    if profile.organisation is not None:
        number = directory.organisation(profile.organisation, profile.country)
        if number != member.organisation_id:
            member.organisation = directory.db.get(Organisation, number)
        profile = replace(profile, organisation=None)
    profile = replace(profile, expertise=tuple(_new_claims(directory, member, profile)))
    people.apply(directory.db, member, profile, today=terms.today)
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


def _new_claims(directory: _Directory, member: Member, profile: Profile) -> Iterator[Claim]:
    known = {claim.topic_id: claim.level for claim in member.expertise}
    for claim in _distinct_claims(directory, profile):
        if known.get(directory.topic(claim.topic)) != claim.level:
            yield claim


class _Directory:
    """Who and what is in the store already, and the fast way in for what is not."""

    def __init__(self, db: Session) -> None:
        self.db = db
        known = db.execute(select(Organisation.name_key, Organisation.id)).tuples()
        self.organisations: dict[str, int] = dict(known.all())
        self.topics: dict[str, int] = {}
        # Nobody of the file can be there before it when nobody is there at all.
        self.is_first = db.execute(select(Member.id).limit(1)).first() is None

    def stored(self, profiles: Iterable[Profile]) -> dict[str, Member]:
        """The members of a chunk that the store knows, by identity."""
        if self.is_first:
            return {}
        wanted = list(profiles)
        emails = [people.email_key(p.email) for p in wanted if p.email]
        nameless = [names.key(p.name or "") for p in wanted if not p.email]
        known = (Member.email_key.in_(emails)) | (Member.email_key.is_(None) & Member.name_key.in_(nameless))
        found = self.db.execute(
            select(Member)
            .where(known)
            .options(
                joinedload(Member.organisation),
                selectinload(Member.expertise).joinedload(Expertise.topic),
                selectinload(Member.evidence),
                selectinload(Member.consents),
            )
        ).scalars()
        return {m.email_key or f"name:{m.name_key}": m for m in found}

    def organisation(self, name: str, country: str | None) -> int:
        """The number of an organisation, made when it is new."""
        key = names.key(name)
        if key not in self.organisations:
            made = Organisation(name=name, name_key=key, country=country)
            self.db.add(made)
            self.db.flush()
            self.organisations[key] = made.id
        return self.organisations[key]

    def topic(self, label: str) -> int:
        """The number of a topic, made when it is new."""
        slug = names.slug(label)
        if slug not in self.topics:
            self.topics[slug] = vocabulary.lookup_or_make(self.db, label).id
        return self.topics[slug]

    def add(self, profiles: list[Profile], terms: Terms) -> None:
        """Put new members in, with all that came with them."""
        if not profiles:
            return
        numbers = next_ids(self.db, Member, len(profiles))
        self._insert_members(profiles, numbers, terms)
        self._insert_parts(
            Expertise,
            ("topic_id", "level", "claimed_on"),
            ((n, (self.topic(c.topic), c.level, terms.today)) for n, p in zip(numbers, profiles, strict=True)
             for c in _distinct_claims(self, p)),
        )  # fmt: skip
        self._insert_parts(
            Evidence,
            ("kind", "title", "text", "dated"),
            ((n, (e.kind, e.title, e.text, e.date)) for n, p in zip(numbers, profiles, strict=True)
             for e in p.evidence),
        )  # fmt: skip
        self._insert_parts(
            Consent,
            ("purpose", "given_on", "withdrawn_on", "source"),
            ((n, row) for n, p in zip(numbers, profiles, strict=True) for row in _consents(p, terms)),
        )

    def _insert_members(self, profiles: list[Profile], numbers: Iterable[int], terms: Terms) -> None:
        columns = (
            "id", "name", "name_key", "email", "email_key", "organisation_id", "country", "role", "timezone",
            "languages", "status", "joined_on", "source", "hours_per_quarter", "motivations", "brings", "bio",
        )  # fmt: skip
        insert_rows(
            self.db,
            Member,
            columns,
            [self._member_row(n, p, terms) for n, p in zip(numbers, profiles, strict=True)],
        )

    def _member_row(self, number: int, p: Profile, terms: Terms) -> tuple[Any, ...]:
        assert p.name is not None
        status = p.status or MemberStatus.ACTIVE.value
        joined = p.joined_on or (terms.today if status == MemberStatus.ACTIVE else None)
        organisation = self.organisation(p.organisation, p.country) if p.organisation else None
        return (
            number, p.name, names.key(p.name), p.email, people.email_key(p.email) if p.email else None,
            organisation, p.country, p.role or "", p.timezone, p.languages or [], status, joined,
            p.source or terms.source, p.hours_per_quarter, p.motivations or "", p.brings or "", p.bio or "",
        )  # fmt: skip

    def _insert_parts(
        self, model: type[Any], columns: tuple[str, ...], parts: Iterable[tuple[int, tuple[Any, ...]]]
    ) -> None:
        rows = list(parts)
        numbers = next_ids(self.db, model, len(rows)) if rows else []
        insert_rows(
            self.db,
            model,
            ("id", "member_id", *columns),
            [(n, member, *values) for n, (member, values) in zip(numbers, rows, strict=True)],
        )


def _distinct_claims(directory: _Directory, profile: Profile) -> Iterator[Claim]:
    """A person's claims, once a topic: two labels may be aliases of one."""
    best: dict[int, Claim] = {}
    for claim in profile.expertise:
        number = directory.topic(claim.topic)
        if number not in best or claim.level > best[number].level:
            best[number] = claim
    return iter(best.values())


def _consents(profile: Profile, terms: Terms) -> Iterator[tuple[Any, ...]]:
    given = {a.purpose: a for a in profile.consents}
    for agreement in given.values():
        yield agreement.purpose, agreement.given_on, agreement.withdrawn_on, terms.source
    for purpose in terms.consents:
        if purpose not in given:
            yield purpose, terms.today, None, terms.source
