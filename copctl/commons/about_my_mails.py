"""Everything about one person, for them: mails, addresses that get none, signing in, what they changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from copctl.store import journal, suppression
from copctl.store.schema import Change, ChangedRow, Member, Message, ReceivedMail, SignIn, WebSession


def _keys(member: Member) -> list[str]:
    """All their addresses, as they are compared."""
    main = [member.email_key] if member.email_key else []
    return [*main, *(held.email_key for held in member.addresses)]


def _sent(db: Session, member: Member) -> list[dict[str, Any]]:
    """Mails to them without their words: those of a link to sign in would open the door."""
    theirs = or_(Message.member_id == member.id, func.lower(Message.recipient).in_(_keys(member)))
    wanted = select(Message).where(theirs).order_by(Message.id)
    return [
        {
            "kind": mail.kind,
            "to": mail.recipient,
            "subject": mail.subject,
            "status": mail.status,
            "queued_at": mail.queued_at,
            "sent_at": mail.sent_at,
        }
        for mail in db.execute(wanted).scalars()
    ]


def _received(db: Session, member: Member) -> list[dict[str, Any]]:
    theirs = or_(ReceivedMail.member_id == member.id, func.lower(ReceivedMail.sender).in_(_keys(member)))
    wanted = select(ReceivedMail).where(theirs).order_by(ReceivedMail.id)
    return [
        {
            "kind": mail.kind,
            "from": mail.sender,
            "subject": mail.subject,
            "received_at": mail.received_at,
            "taken_for": mail.note,
        }
        for mail in db.execute(wanted).scalars()
    ]


def _held_back(db: Session, member: Member) -> list[dict[str, Any]]:
    return [
        {
            "address": row.email,
            "scope": row.scope,
            "reason": row.reason,
            "detail": row.detail,
            "since": row.since,
        }
        for row in suppression.of_addresses(db, _keys(member))
    ]


def _browsers(db: Session, member: Member) -> list[dict[str, Any]]:
    wanted = select(WebSession).where(WebSession.member_id == member.id).order_by(WebSession.id)
    return [
        {"signed_in_at": row.made_at, "last_seen_at": row.seen_at, "until": row.expires_at}
        for row in db.execute(wanted).scalars()
    ]


def _sign_ins(db: Session, member: Member) -> list[dict[str, Any]]:
    asked = or_(SignIn.member_id == member.id, SignIn.address_key.in_(_keys(member)))
    wanted = select(SignIn).where(asked).order_by(SignIn.id)
    return [{"asked_at": row.made_at, "used_at": row.used_at} for row in db.execute(wanted).scalars()]


def _changes(db: Session, member: Member) -> list[dict[str, Any]]:
    """What they did in the portal, as the log has it."""
    wanted = select(Change).where(Change.who == journal.by_member(member.id)).order_by(Change.id)
    return [{"at": row.at, "what": row.command} for row in db.execute(wanted).scalars()]


def _earlier(db: Session, member: Member) -> list[dict[str, Any]]:
    """What stood in their own row before, which the log keeps so that changes can be undone."""
    wanted = (
        select(Change.at, ChangedRow.before, ChangedRow.after)
        .join(Change, Change.id == ChangedRow.change_id)
        .where(ChangedRow.noun == "member", ChangedRow.row_id == member.id, ChangedRow.before.is_not(None))
        .order_by(ChangedRow.id)
    )
    return [
        {"changed_at": at, "field": field, "was": was}
        for at, before, after in db.execute(wanted).tuples()
        for field, was in (before or {}).items()
        # Keys and numbers of rows say nothing more; a removal that was undone changed nothing.
        if not field.endswith(("_key", "id")) and after is not None and after.get(field) != was
    ]


PARTS = {
    "mails_to_you": _sent,
    "mails_from_you": _received,
    "mail_held_back": _held_back,
    "signed_in": _browsers,
    "asked_to_sign_in": _sign_ins,
    "done_in_the_portal": _changes,
    "earlier": _earlier,
}
COVERED = {
    ("message", "member_id"): "mails_to_you",
    ("received_mail", "member_id"): "mails_from_you",
    ("web_session", "member_id"): "signed_in",
    ("sign_in", "member_id"): "asked_to_sign_in",
}
