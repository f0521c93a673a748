"""Mails that a person has to look at, and what they decide."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from shlex import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import people, suppression
from copctl.errors import NotFound, Refused, WrongUsage
from copctl.sessions import planning, rsvps
from copctl.store.schema import Member, ReceivedMail
from copctl.store.schema.member import MemberStatus

_SPEAKS = re.compile(r" says (yes|no|maybe) to speaking at session (\d{4}-\d{2}(?:-\d+)?)$")
_SESSION = re.compile(r"\bsession (\d{4}-\d{2}(?:-\d+)?)\b")

# Who is no member was promised to be asked no more, once they answer that they would rather not.
_OUTSIDE = (MemberStatus.PROSPECT, MemberStatus.INVITED)


@dataclass(frozen=True)
class Open:
    """A mail that waits for a person: what it may be, and a command that settles it."""

    number: int
    kind: str
    sender: str
    subject: str
    note: str
    received_at: datetime
    member: str
    session: str
    hint: str


def waiting(db: Session) -> list[Open]:
    """The mails that wait, the oldest first."""
    wanted = select(ReceivedMail).where(ReceivedMail.settled.is_(False))
    rows = db.execute(wanted.order_by(ReceivedMail.received_at, ReceivedMail.id)).scalars()
    return [_open(db, row) for row in rows]


def _open(db: Session, row: ReceivedMail) -> Open:
    member = db.get(Member, row.member_id) if row.member_id is not None else None
    session = _session_of(row)
    return Open(
        row.id, row.kind, row.sender, row.subject, row.note, row.received_at,
        member.name if member is not None else "", session, _hint(row, member, session),
    )  # fmt: skip


def _session_of(row: ReceivedMail) -> str:
    found = _SESSION.search(row.note)
    return found[1] if found else ""


def _hint(row: ReceivedMail, member: Member | None, session: str) -> str:
    """The command that most likely settles it; what strangers wrote is quoted, as people copy it."""
    done = f"copctl mail review {row.id} --done"
    if row.kind == "unsubscribe" and member is not None:
        return f"copctl mail review {row.id} --unsubscribe"
    if row.kind == "unsubscribe" and row.sender:
        held_back = f"copctl mail suppress {quote(row.sender)} --reason unsubscribed, then {done}"
        return f"copctl mail review {row.id} --unsubscribe --member MEMBER, or {held_back}"
    if row.kind == "bounce" and member is not None and member.email:
        return f"copctl mail suppress {quote(member.email)} --all --reason bounced, then {done}"
    spoken = _SPEAKS.search(row.note) if row.kind == "reply" else None
    if spoken is not None:
        who = str(member.id) if member is not None else "MEMBER"
        steps = {"yes": "accept", "no": "decline"}
        step = steps.get(spoken[1])
        return f"copctl speakers {step} {spoken[2]} {who}, then {done}" if step else done
    if row.kind == "reply" and session:
        who = "" if member is not None else " --member MEMBER"
        return f"copctl mail review {row.id} --answer yes|no|maybe{who}"
    if row.kind == "other" and member is not None and member.status in _OUTSIDE:
        return f"{done}, or --unsubscribe if it says that they want no more mail"
    return done


def find(db: Session, number: int) -> ReceivedMail:
    """The mail with this number that waits; NotFound for none, Refused for one that is settled."""
    row = db.get(ReceivedMail, number) if 0 < number < 2**31 else None
    if row is None:
        raise NotFound(f"No mail that came in has the number {number}.", hint="copctl mail review")
    if row.settled:
        raise Refused(f"Mail {number} is settled already: {row.note}.", hint="copctl mail review")
    return row


def settle(db: Session, numbers: Iterable[int]) -> int:
    """Say that these mails were looked at, and how many they are."""
    rows = [find(db, number) for number in dict.fromkeys(numbers)]
    for row in rows:
        row.settled = True
    db.flush()
    return len(rows)


def unsubscribe(
    db: Session, number: int, *, member: str | None, today: date, now: datetime
) -> tuple[str, bool]:
    """Unsubscribe who wrote a mail, or who is named, and settle it: whom, and whether that is new.

    WrongUsage where nobody knows whose wish it is.
    """
    row = find(db, number)
    named = member or (str(row.member_id) if row.member_id is not None else "")
    if not named:
        raise WrongUsage(
            f"Nobody knows whose wish mail {number} is: no member has the address that wrote it.",
            hint=f"copctl mail review {number} --unsubscribe --member MEMBER",
        )
    who = people.find(db, named)
    changed = suppression.unsubscribe(db, who, today=today, now=now, source="by mail, as you read it")
    row.settled, row.member_id, row.note = True, who.id, f"{who.name} unsubscribed, as you read it"
    db.flush()
    return who.name, changed


def answer(
    db: Session, number: int, word: str, *, member: str | None, session: str | None, now: datetime
) -> tuple[str, str, bool]:
    """Note the answer that a mail gives and settle it: whose it is, of which session, whether it is new.

    The member and the session are those of the mail where they are not named; WrongUsage where nobody knows.
    """
    row = find(db, number)
    named = member or (str(row.member_id) if row.member_id is not None else "")
    code = session or _session_of(row)
    if row.kind == "unsubscribe" and not code:
        raise WrongUsage(
            f"Mail {number} asks to unsubscribe and answers no session.",
            hint=f"copctl mail review {number} --unsubscribe",
        )
    missing = [("whose answer it is", "--member MEMBER")] * (not named)
    missing += [("which session it answers", "--session CODE")] * (not code)
    if missing:
        raise WrongUsage(
            f"Mail {number} does not say {' and '.join(what for what, _ in missing)}.",
            hint=f"copctl mail review {number} --answer {word} {' '.join(option for _, option in missing)}",
        )
    found, who = planning.find(db, code), people.find(db, named)
    changed = rsvps.answer(db, found, who, word, said_at=now, source="moderator")
    row.settled, row.member_id = True, who.id
    row.note = f"{who.name} says {rsvps.read_coming(word).value} to session {found.code}, as you read it"
    db.flush()
    return who.name, found.code, changed
