"""Who is in the store already, and the fast way in for who is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import addresses, consent, exchange, people, standing, vocabulary
from copctl.community.contacts.shape import NameOrder
from copctl.community.organisations import Spellings
from copctl.community.profile import Profile
from copctl.community.statements import Claim
from copctl.store.bulk import insert_rows, next_ids
from copctl.store.schema import (
    Consent,
    Evidence,
    EvidenceTopic,
    Expertise,
    Member,
    MemberAddress,
)
from copctl.store.schema.member import MemberStatus, Voice

_ACTIVE, _SELF = MemberStatus.ACTIVE.value, Voice.SELF.value


@dataclass(frozen=True)
class Terms:
    """How to take a file in: the day, the consents its people gave, whether bad rows are left out.

    `encoding` is the file's, where it is not UTF-8; `tool` and `said` (column -> field) overrule what is
    told from the file itself. `source` and `status` are for people who are new; empty ones are the
    reader's to say. `overwrite` lets any file move people back in their status, and a list of contacts
    change what is stored. `name_order` is how parts of names are joined, None for as their columns stand.
    """

    today: date
    consents: tuple[str, ...] = ()
    source: str = ""
    skip_bad: bool = False
    encoding: str | None = None
    tool: str | None = None
    said: Mapping[str, str] = field(default_factory=dict)
    status: str | None = None
    overwrite: bool = False
    name_order: NameOrder | None = None


class Directory:
    """Who and what is in the store already, and the fast way in for what is not."""

    def __init__(self, db: Session) -> None:
        self.db = db
        self.organisations = Spellings(db)
        self.topics: dict[str, int] = {}
        # Aliases of the file -> the topics that they were read as.
        self.read_as: dict[str, str] = {}
        # Nobody of the file can be there before it when nobody is there at all.
        self.is_first = db.execute(select(Member.id).limit(1)).first() is None

    def stored(
        self, profiles: Iterable[Profile], *, by_others: bool = False, full: bool = False
    ) -> dict[str, Member]:
        """The members of a chunk that the store knows, by identity.

        `by_others` looks for the other addresses of the people in the file too; `full` loads what
        `exchange.full_entry` says as well.
        """
        if self.is_first:
            return {}
        wanted = list(profiles)
        emails = [people.email_key(p.email) for p in wanted if p.email]
        if by_others:
            emails += [people.email_key(email) for p in wanted for email in p.other_emails]
        held = select(MemberAddress.email_key, MemberAddress.member_id)
        others = dict(self.db.execute(held.where(MemberAddress.email_key.in_(emails))).tuples().all())
        nameless = [names.key(p.name or "") for p in wanted if not p.email]
        known = (Member.email_key.in_(emails)) | (Member.email_key.is_(None) & Member.name_key.in_(nameless))
        if others:
            known = known | Member.id.in_(others.values())
        found = self.db.execute(
            select(Member).where(known).options(*exchange.PARTS, *(exchange.MORE if full else ()))
        ).scalars()
        by_number = {m.id: m for m in found}
        main = {m.email_key or f"name:{m.name_key}": m for m in by_number.values()}
        return {key: by_number[number] for key, number in others.items()} | main

    def refuse_taken(self, profile: Profile) -> None:
        """Raise Refused for somebody new with another address that belongs to a member."""
        if not self.is_first:
            addresses.refuse_taken(self.db, profile.other_emails)

    def topic(self, label: str) -> int:
        """The number of a topic, made when it is new."""
        slug = names.slug(label)
        if slug not in self.topics:
            topic = vocabulary.lookup_or_make(self.db, label)
            self.topics[slug] = topic.id
            if topic.slug != slug:
                self.read_as[label] = topic.label
        return self.topics[slug]

    def add(self, profiles: list[Profile], terms: Terms) -> None:
        """Put new members in, with all that came with them."""
        if not profiles:
            return
        numbers = next_ids(self.db, Member, len(profiles))
        self._insert_members(profiles, numbers, terms)
        self._insert_parts(
            Expertise,
            ("topic_id", "level", "claimed_on", "said_by"),
            ((n, (self.topic(c.topic), c.level, c.claimed_on or terms.today, c.said_by or _SELF))
             for n, p in zip(numbers, profiles, strict=True) for c in distinct_claims(self, p)),
        )  # fmt: skip
        self._insert_parts(
            MemberAddress,
            ("email", "email_key"),
            ((n, (email, people.email_key(email))) for n, p in zip(numbers, profiles, strict=True)
             for email in addresses.distinct(p.other_emails, p.email)),
        )  # fmt: skip
        self._insert_evidence(profiles, numbers)
        self._insert_parts(
            Consent,
            ("purpose", "given_on", "withdrawn_on", "source"),
            ((n, row) for n, p in zip(numbers, profiles, strict=True) for row in _consents(p, terms)),
        )

    def _insert_evidence(self, profiles: list[Profile], numbers: Iterable[int]) -> None:
        pieces = [(n, e) for n, p in zip(numbers, profiles, strict=True) for e in p.evidence]
        made = self._insert_parts(
            Evidence,
            ("kind", "title", "text", "dated", "source"),
            [(n, (e.kind, e.title, e.text, e.date, e.source)) for n, e in pieces],
        )
        topics = [
            (number, topic)
            for number, (_, e) in zip(made, pieces, strict=True)
            for topic in dict.fromkeys(self.topic(label) for label in e.topics)
        ]
        links = next_ids(self.db, EvidenceTopic, len(topics)) if topics else []
        insert_rows(
            self.db,
            EvidenceTopic,
            ("id", "evidence_id", "topic_id"),
            [(n, *link) for n, link in zip(links, topics, strict=True)],
        )

    def _insert_members(self, profiles: list[Profile], numbers: Iterable[int], terms: Terms) -> None:
        columns = (
            "id", "name", "name_key", "email", "email_key", "organisation_id", "country", "role", "timezone",
            "languages", "status", "joined_on", "source", "hours_per_quarter", "motivations", "brings", "bio",
            "status_since",
        )  # fmt: skip
        insert_rows(
            self.db,
            Member,
            columns,
            [self._member_row(n, p, terms) for n, p in zip(numbers, profiles, strict=True)],
        )

    def _member_row(self, number: int, p: Profile, terms: Terms) -> tuple[Any, ...]:
        assert p.name is not None
        status = p.status or _ACTIVE
        joined = p.joined_on or (terms.today if status == _ACTIVE else None)
        since = p.ties.status_since if p.ties is not None else None
        organisation = self.organisations.number(p.organisation, p.country) if p.organisation else None
        return (
            number, p.name, names.key(p.name), p.email, people.email_key(p.email) if p.email else None,
            organisation, p.country, p.role or "", p.timezone, p.languages or [], status, joined,
            p.source or terms.source, p.hours_per_quarter, p.motivations or "", p.brings or "", p.bio or "",
            since or standing.since(status, joined, today=terms.today),
        )  # fmt: skip

    def _insert_parts(
        self, model: type[Any], columns: tuple[str, ...], parts: Iterable[tuple[int, tuple[Any, ...]]]
    ) -> range | list[int]:
        """Put in what belongs to members; the numbers of the rows, in their order."""
        rows = list(parts)
        numbers = next_ids(self.db, model, len(rows)) if rows else []
        insert_rows(
            self.db,
            model,
            ("id", "member_id", *columns),
            [(n, member, *values) for n, (member, values) in zip(numbers, rows, strict=True)],
        )
        return numbers


def distinct_claims(directory: Directory, profile: Profile) -> Iterator[Claim]:
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
        source = agreement.source or terms.source
        yield agreement.purpose, agreement.given_on, agreement.withdrawn_on, source
    for purpose in terms.consents:
        if purpose not in given:
            yield purpose, terms.today, None, consent.of_file(terms.source)
