"""Guests of a session who are no members: each becomes a prospect, and nobody twice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import people
from copctl.community.profile import Profile, read_profile
from copctl.community.values import clean_email
from copctl.errors import Refused
from copctl.sessions.attendance import called
from copctl.store.schema import LearningSession, Member
from copctl.store.schema.member import MemberStatus


def guest(
    db: Session, session: LearningSession, name: str, email: str, *, today: date
) -> tuple[Member, bool]:
    """The prospect that a guest becomes, and whether they are new.

    `email` is one that `address` gave; who has none is known by name from then on.
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


def address(text: str) -> str:
    """An address as it is stored; nothing for a text that is none, so that its person is known by name."""
    try:
        return clean_email(text) if text else ""
    except Refused:
        return ""


def _profile(name: str, email: str, session: LearningSession) -> Profile:
    # An address stands for a name that says nothing, such as a device's.
    shown = email if email and called.is_nobody(name) else name
    given = {"name": shown, "email": email, "status": MemberStatus.PROSPECT.value}
    return read_profile({**given, "source": f"session {session.code}"})
