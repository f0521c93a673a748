"""Consent: what a member said yes to, since when, and what they took back."""

from __future__ import annotations

from datetime import date
from shlex import quote

from copctl.community.statements import Agreement
from copctl.errors import NotFound
from copctl.store.schema import Consent, Member
from copctl.store.schema.member import Purpose

# How the source of a consent begins that a file gave for all its people.
FROM_FILE = "import"


def held(member: Member, purpose: str) -> Consent | None:
    """The consent's row, standing or withdrawn, or None when it was never given."""
    return next((c for c in member.consents if c.purpose == purpose), None)


def stands(member: Member, purpose: str) -> bool:
    """Whether the member consents today."""
    row = held(member, purpose)
    return row is not None and row.withdrawn_on is None


def give(member: Member, purpose: str, *, today: date, source: str) -> None:
    """The member says yes (again)."""
    row = held(member, purpose)
    if row is None:
        member.consents.append(Consent(purpose=purpose, given_on=today, source=source))
    elif row.withdrawn_on is not None:
        row.given_on, row.withdrawn_on, row.source = today, None, source


def withdraw(member: Member, purpose: str, *, today: date) -> None:
    """The member takes a consent back; NotFound when there is none to take back."""
    row = held(member, purpose)
    if row is None or row.withdrawn_on is not None:
        raise NotFound(f"{member.name} has given no consent for {purpose}.", hint=_instead(member, purpose))
    row.withdrawn_on = today


def _instead(member: Member, purpose: str) -> str:
    """Who never agreed to mail may still say that they want none."""
    if purpose == Purpose.NEWSLETTER and member.email:
        return (
            f"to send them no mail to many: copctl mail suppress {quote(member.email)} --reason unsubscribed"
        )
    return f"copctl member show {member.id}"


def take_over(member: Member, agreement: Agreement, *, source: str) -> None:
    """Take a consent over from a file: it may give a first consent or withdraw one, never revive one."""
    row = held(member, agreement.purpose)
    if row is None:
        member.consents.append(
            Consent(
                purpose=agreement.purpose,
                given_on=agreement.given_on,
                withdrawn_on=agreement.withdrawn_on,
                source=agreement.source or source,
            )
        )
    elif row.withdrawn_on is None and agreement.withdrawn_on is not None and _ends(agreement, row):
        row.given_on = min(row.given_on, agreement.given_on)
        row.withdrawn_on = agreement.withdrawn_on


def of_file(source: str) -> str:
    """The source of a consent that a file gives for all its people."""
    return source if source.startswith(FROM_FILE) else f"{FROM_FILE}: {source}"


def _ends(agreement: Agreement, row: Consent) -> bool:
    """Whether a withdrawal ends a consent that stands.

    An old file knows nothing of a consent that was given again since. But what another file said of all
    its people together is no such consent: who unsubscribed before that stays unsubscribed.
    """
    assert agreement.withdrawn_on is not None
    return agreement.withdrawn_on >= row.given_on or row.source.startswith(FROM_FILE)


def ended(member: Member, agreement: Agreement) -> bool:
    """Whether a file gives a consent that the member took back: it stays so, and that is worth a word."""
    row = held(member, agreement.purpose)
    return row is not None and row.withdrawn_on is not None and agreement.withdrawn_on is None
