"""People who may be stored twice: proposed with reasons, and merged only when somebody says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import people
from copctl.community.twins import merging
from copctl.community.twins.merging import Merged
from copctl.community.twins.pairing import Crowd, Pair
from copctl.community.twins.signs import PERHAPS, Person, Proposal
from copctl.store.schema import Member, MemberAddress, Organisation
from copctl.store.schema.member import MemberStatus

_STANDING = {
    MemberStatus.ACTIVE.value: 0, MemberStatus.DORMANT.value: 1, MemberStatus.INVITED.value: 2,
    MemberStatus.PROSPECT.value: 3, MemberStatus.LEFT.value: 4,
}  # fmt: skip


@dataclass(frozen=True)
class Found:
    """Pairs as rows to show, surest first, and names that too many people have to be looked at."""

    rows: list[dict[str, Any]]
    crowded: list[tuple[str, int]]

    @property
    def pairs(self) -> list[Pair]:
        """The numbers of each pair: who stays, who goes into them."""
        return [(row["keep"], row["other"]) for row in self.rows]


def find(db: Session, *, least: int = PERHAPS, apart: Collection[frozenset[int]] = ()) -> Found:
    """Pairs of members who may be one person.

    `least` is the certainty, 0 to 100, below which a pair is left out; `apart` are pairs of numbers that
    are two people. The one of a pair who stays is the one further in: active before invited, with an
    address before without, then who came first.
    """
    status: dict[int, str] = {}
    crowd = Crowd(_everyone(db, status))
    proposals = [p for p in crowd.proposals(least) if frozenset((p.one, p.other)) not in apart]
    return Found([_row(crowd, status, p) for p in proposals], crowd.crowded())


def _everyone(db: Session, status: dict[int, str]) -> list[Person]:
    others: dict[int, list[str]] = defaultdict(list)
    for number, email in db.execute(select(MemberAddress.member_id, MemberAddress.email)).tuples():
        others[number].append(email)
    query = select(
        Member.id, Member.name, Member.email, Member.organisation_id, Organisation.name, Member.country,
        Member.role, Member.status,
    ).outerjoin(Organisation, Member.organisation_id == Organisation.id).order_by(Member.id)  # fmt: skip
    found = []
    for number, name, main, place, employer, country, role, standing in db.execute(query).tuples():
        emails = (*([main] if main else []), *others.get(number, ()))
        found.append(Person(number, name, emails, place, employer or "", country, role))
        status[number] = standing
    return found


def _row(crowd: Crowd, status: dict[int, str], proposal: Proposal) -> dict[str, Any]:
    pair = (crowd.people[proposal.one], crowd.people[proposal.other])
    keep, other = sorted(
        pair, key=lambda p: (_STANDING[status[p.number]], not p.emails, p.organisation is None, p.number)
    )
    return {
        "certainty": proposal.certainty,
        "sure": proposal.sure,
        "keep": keep.number,
        "keep_name": keep.called,
        "keep_email": keep.emails[0] if keep.emails else None,
        "keep_organisation": keep.employer or None,
        "other": other.number,
        "other_name": other.called,
        "other_email": other.emails[0] if other.emails else None,
        "other_organisation": other.employer or None,
        "reasons": proposal.reasons,
        "doubts": proposal.doubts,
    }


def merge_all(db: Session, pairs: Iterable[Pair], *, today: date) -> list[Merged]:
    """Merge each pair, the second into the first; who was merged already is looked for where they went."""
    gone: dict[int, int] = {}
    done = []
    for keep, other in pairs:
        keep, other = _where(gone, keep), _where(gone, other)
        if keep != other:
            kept, merged = people.find(db, str(keep)), people.find(db, str(other))
            done.append(merging.merge(db, kept, merged, today=today))
            gone[other] = keep
    return done


def _where(gone: dict[int, int], number: int) -> int:
    while number in gone:
        number = gone[number]
    return number
