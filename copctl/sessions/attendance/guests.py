"""Guests of a session who are no members: each becomes a prospect, and nobody twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import people
from copctl.community.profile import Profile, read_profile
from copctl.errors import Refused
from copctl.store.schema import LearningSession, Member
from copctl.store.schema.member import MemberStatus


def guest(
    db: Session, session: LearningSession, name: str, email: str, *, today: date
) -> tuple[Member, bool]:
    """The prospect that a guest becomes, and whether they are new.

    An address that is none is left out; who has no address is known by name from then on.
    """
    profile = _profile(name, email, session)
    if profile.email is not None:
        owner = people.by_email(db, profile.email)
        if owner is not None:
            return owner, False
    else:
        key = names.key(profile.name or "")
        twin = select(Member).where(Member.name_key == key, Member.email_key.is_(None)).limit(1)
        found = db.execute(twin).scalar_one_or_none()
        if found is not None:
            return found, False
    return people.add(db, profile, today=today), True


def _profile(name: str, email: str, session: LearningSession) -> Profile:
    given = {"name": name, "status": MemberStatus.PROSPECT.value, "source": f"session {session.code}"}
    try:
        return read_profile({**given, "email": email})
    except Refused:
        return read_profile(given)
