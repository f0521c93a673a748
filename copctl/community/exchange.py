"""Members as files: what `member export` writes, `member import` reads back."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from copctl.cells import guarded
from copctl.community import tying
from copctl.community.contacts import vcard_writing
from copctl.community.countries import country_name
from copctl.community.profile import COLUMNS
from copctl.community.statements import Claim, write_claims
from copctl.store.schema import CommunityDuty, Endorsement, Evidence, EvidenceTopic, Expertise, Member


def entry_of(member: Member) -> dict[str, Any]:
    """Everything `member import` reads about a member, as JSON Lines carry it."""
    return {
        "name": member.name,
        "email": member.email or "",
        "other_emails": [address.email for address in member.addresses],
        "organisation": member.organisation.name if member.organisation else "",
        "country": member.country or "",
        "role": member.role,
        "timezone": member.timezone or "",
        "languages": member.languages,
        "status": member.status,
        "joined_on": member.joined_on.isoformat() if member.joined_on else "",
        "source": member.source,
        "hours_per_quarter": member.hours_per_quarter,
        "motivations": member.motivations,
        "brings": member.brings,
        "bio": member.bio,
        "expertise": [{"topic": c.topic.label, "level": c.level} for c in member.expertise],
        "evidence": [
            {
                "kind": e.kind,
                "title": e.title,
                "text": e.text,
                "date": e.dated.isoformat() if e.dated else None,
            }
            for e in member.evidence
        ],
        "consents": [
            {
                "purpose": c.purpose,
                "given_on": c.given_on.isoformat(),
                "withdrawn_on": c.withdrawn_on.isoformat() if c.withdrawn_on else None,
            }
            for c in member.consents
        ],
    }


def full_entry(member: Member) -> dict[str, Any]:
    """As `entry_of`, with all that hangs on it, so that nothing is lost between two communities."""
    entry = entry_of(member)
    for piece, claim in zip(entry["expertise"], member.expertise, strict=True):
        piece["said_by"] = claim.said_by
        piece["claimed_on"] = claim.claimed_on.isoformat() if claim.claimed_on else None
    for piece, proof in zip(entry["evidence"], member.evidence, strict=True):
        piece["source"] = proof.source
        piece["topics"] = [link.topic.label for link in proof.topics]
    for piece, consent in zip(entry["consents"], member.consents, strict=True):
        piece["source"] = consent.source
    return entry | tying.ties_of(member)


def everyone(db: Session, *, full: bool = False) -> Iterable[Member]:
    """All members by number, some thousand at a time, with what an export needs of them."""
    wanted = select(Member).options(*PARTS, *(MORE if full else ())).order_by(Member.id)
    return db.execute(wanted.execution_options(yield_per=_AT_ONCE)).scalars()


_AT_ONCE = 1_000
PARTS = (
    joinedload(Member.organisation),
    selectinload(Member.addresses),
    selectinload(Member.expertise).joinedload(Expertise.topic),
    selectinload(Member.evidence),
    selectinload(Member.consents),
)
MORE = (
    selectinload(Member.referred_by),
    selectinload(Member.steps),
    selectinload(Member.duties).joinedload(CommunityDuty.organisation),
    selectinload(Member.absences),
    selectinload(Member.endorsements).joinedload(Endorsement.topic),
    selectinload(Member.endorsements).selectinload(Endorsement.by),
    selectinload(Member.evidence).selectinload(Evidence.topics).joinedload(EvidenceTopic.topic),
)


def as_jsonl(members: Iterable[Member]) -> str:
    """One JSON object a line, every script as written."""
    return "".join(json.dumps(full_entry(m), ensure_ascii=False) + "\n" for m in members)


def as_csv(members: Iterable[Member]) -> str:
    """The CSV layout: one row a member, evidence and consents left out, formulas guarded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(text) for text in row_of(member)] for member in members)
    return out.getvalue()


def row_of(member: Member) -> list[str]:
    """The texts of `COLUMNS`, as they are."""
    entry = entry_of(member)
    entry["languages"] = "; ".join(member.languages)
    entry["other_emails"] = "; ".join(entry["other_emails"])
    entry["expertise"] = write_claims(Claim(c.topic.label, c.level) for c in member.expertise)
    hours = member.hours_per_quarter
    entry["hours_per_quarter"] = "" if hours is None else f"{hours!r}".removesuffix(".0")
    return [str(entry[column]) for column in COLUMNS]


def as_vcards(members: Iterable[Member], version: str) -> str:
    """A vCard a member: name, addresses, organisation, role, country, zone, languages and bio."""
    entries = ({**entry_of(m), "country": country_name(m.country)} for m in members)
    return vcard_writing.as_vcards(entries, version)
