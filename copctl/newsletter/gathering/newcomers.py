"""Members who joined."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import consent
from copctl.newsletter import wording
from copctl.newsletter.sections import Item, Scope, heading_of, item
from copctl.store.schema import Member
from copctl.store.schema.member import MemberStatus, Purpose


def newcomers(db: Session, scope: Scope) -> Iterator[Item]:
    """Members who joined in the quarter: by name with consent to the directory, the others counted.

    Who was counted once is not counted again, nor named beside the number.
    """
    wanted = select(Member).where(
        Member.status == MemberStatus.ACTIVE.value,
        Member.joined_on.between(scope.quarter.first, scope.quarter.last),
    )
    joined = db.execute(wanted.order_by(Member.joined_on, Member.id)).scalars()
    people = [member for member in joined if f"joined:{member.id}" not in scope.known]
    named = [member for member in people if consent.stands(member, Purpose.DIRECTORY)]
    for member in named:
        yield item(f"member:{member.id}", member.name, wording.newcomer(member))
    unnamed = [m for m in people if m not in named and f"member:{m.id}" not in scope.known]
    if unnamed:
        told = any(key.startswith(("member:", "joined:")) for key in scope.known)
        text = wording.others(len(unnamed), scope.say, beside_named=bool(named) or told)
        keys = tuple(f"joined:{member.id}" for member in unnamed)
        yield Item(keys, heading_of("joined"), f"{len(unnamed)} without a name", text)
