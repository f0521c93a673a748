"""Whose address it is: a person has one main address and any number of others, nobody shares one."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.errors import NotFound, Refused
from copctl.store.schema import Member, MemberAddress


def email_key(email: str) -> str:
    """What two spellings of one address share."""
    return names.key(email)


def by_email(db: Session, email: str) -> Member | None:
    """The member with this address, main or other, without regard to case."""
    key = email_key(email)
    main = db.execute(select(Member).where(Member.email_key == key)).scalar_one_or_none()
    if main is not None:
        return main
    others = select(Member).join(MemberAddress).where(MemberAddress.email_key == key)
    return db.execute(others).scalar_one_or_none()


def members_by_address(db: Session) -> dict[str, int]:
    """`email_key` of every address, main and other -> number of its member."""
    main = db.execute(select(Member.email_key, Member.id).where(Member.email_key.is_not(None)))
    others = db.execute(select(MemberAddress.email_key, MemberAddress.member_id))
    return {str(key): int(number) for rows in (others, main) for key, number in rows}


def distinct(emails: Iterable[str], main: str | None) -> list[str]:
    """Other addresses once each, in their order, without the main one."""
    known = {email_key(main)} if main else set()
    found: list[str] = []
    for email in emails:
        if email_key(email) not in known:
            known.add(email_key(email))
            found.append(email)
    return found


def refuse_taken(db: Session, emails: Iterable[str], member: Member | None = None) -> None:
    """Raise Refused for an address that belongs to somebody else."""
    for email in emails:
        owner = by_email(db, email)
        if owner is not None and owner is not member:
            raise Refused(f"{email} belongs to {owner.name} already.", hint=f"copctl member show {owner.id}")


def unknown(member: Member, emails: Iterable[str]) -> list[str]:
    """Those that are no other address of the member yet."""
    if not emails:
        return []
    held = {address.email_key for address in member.addresses}
    return [email for email in emails if email_key(email) not in held]


def add(member: Member, emails: Iterable[str]) -> None:
    """Note other addresses of a member; ask `refuse_taken` about them first."""
    for email in distinct(emails, member.email):
        member.addresses.append(MemberAddress(email=email, email_key=email_key(email)))


def stands_for_name(member: Member) -> bool:
    """Whether an address stands for somebody's name, for want of one."""
    if "@" not in member.name_key:
        return False  # and nobody's other addresses have to be read
    return member.name_key in {member.email_key, *(address.email_key for address in member.addresses)}


def greeted(member: Member) -> str:
    """How a letter calls somebody: by name, and never by an address."""
    return "colleague" if stands_for_name(member) else member.name


def drop(member: Member, emails: Iterable[str]) -> None:
    """Take other addresses out; NotFound for one that is not there."""
    held = {address.email_key: address for address in member.addresses}
    for email in emails:
        address = held.pop(email_key(email), None)
        if address is None:
            raise NotFound(
                f"{email} is no other address of {member.name}.", hint=f"copctl member show {member.id}"
            )
        member.addresses.remove(address)
