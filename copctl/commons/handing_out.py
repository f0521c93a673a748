"""Sending members their pass phrases. The store never holds one: it is put in when the mail goes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.commons import phrases
from copctl.community import addresses, charter, visible
from copctl.errors import Refused
from copctl.mail import outbox
from copctl.mail.mime import can_receive
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.rendering import letters, translations
from copctl.rendering.letters import Letter
from copctl.settings import Settings
from copctl.store.schema import ChangedRow, CharterVersion, Member, Message
from copctl.store.schema.message import MessageStatus

KIND = "pass phrase"
PHRASE = "%PHRASE%"
# Among a mail's words, in no text of it: which of a member's phrases it brings.
_COUNT = "%@phrase%"
_NAME = "%NAME%"
_TEMPLATE = "portal/phrase"
_WEB = ("https://", "http://")


@dataclass
class Outcome:
    """Who gets a mail, how many had theirs already, and who was left out and why."""

    queued: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)


def phrase_of(member: Member, key: bytes) -> str:
    """A member's phrase; Refused for who is none, since it would open nothing."""
    _refuse_stranger(member)
    return phrases.derived(key, member.id, member.phrase)


def renew(db: Session, member: Member) -> None:
    """Give a member another phrase: the one before opens no site that is built from now on.

    It is one that they never had, although undoing may have given an earlier one back.
    """
    _refuse_stranger(member)
    held = select(ChangedRow.before, ChangedRow.after)
    rows = db.execute(held.where(ChangedRow.noun == "member", ChangedRow.row_id == member.id)).tuples()
    known = (int(values["phrase"]) for row in rows for values in row if values and values.get("phrase"))
    member.phrase = max(known, default=member.phrase) + 1


def send_one(db: Session, settings: Settings, member: Member, site: str, *, now: datetime) -> Message | None:
    """Queue a mail with a member's phrase; None where one with this phrase waits or went out.

    Refused for somebody whom no mail reaches, and where nobody knows the address of the site.
    """
    _refuse_stranger(member)
    why = _unreachable(member)
    if why:
        raise Refused(f"{member.name} {why}.", hint=f"copctl portal phrase {member.id}, and tell them")
    outcome = _queue(db, settings, [member], site, now)
    return _mail_of(db, member) if outcome.queued else None


def send_all(db: Session, settings: Settings, site: str, *, now: datetime) -> Outcome:
    """Queue a mail for every member who was not sent their phrase; Refused as in `send_one`."""
    inside = select(Member).where(Member.status.in_(visible.MEMBERS)).order_by(Member.name_key, Member.id)
    return _queue(db, settings, list(db.execute(inside).scalars()), site, now)


def handed_out(db: Session) -> list[dict[str, Any]]:
    """Every member, and what became of the mail with their phrase: number, name, email, phrase, sent_at."""
    inside = select(Member).where(Member.status.in_(visible.MEMBERS)).order_by(Member.name_key, Member.id)
    mails = _mails(db)
    rows = []
    for member in db.execute(inside).scalars():
        mail = mails.get(_about(member))
        status = str(mail.status) if mail is not None else "not sent"
        rows.append(
            {
                "number": member.id,
                "name": member.name,
                "email": member.email,
                "phrase": status,
                "sent_at": mail.sent_at if mail is not None else None,
            }
        )
    return rows


def count_in(message: Message) -> int | None:
    """Which of its reader's phrases a mail brings."""
    said = (message.words or {}).get(_COUNT, "")
    return int(said) if said.isdecimal() else None


def _refuse_stranger(member: Member) -> None:
    if member.status not in visible.MEMBERS:
        raise Refused(
            f"{member.name} is {member.status}, and the site opens for members only.",
            hint=f"copctl member join {member.id}",
        )


def _unreachable(member: Member) -> str:
    if member.email is None:
        return "has no address"
    return "" if can_receive(member.email) else "has an address that no mail reaches"


def _queue(db: Session, settings: Settings, people: Sequence[Member], site: str, now: datetime) -> Outcome:
    writing = _Writing(settings, charter.current(db), _address(site or settings.url))
    mails, outcome = _mails(db), Outcome()
    drafts = []
    for member in people:
        person = {"number": member.id, "name": member.name}
        why = _unreachable(member)
        if why:
            outcome.left_out.append({**person, "why": why})
        elif _about(member) in mails:
            outcome.already += 1
        else:
            outcome.queued.append({**person, "email": member.email})
            drafts.append(writing.draft(member))
    outbox.queue_many(db, drafts, domain=domain_of(sender_of(settings)), now=now)
    return outcome


def _address(site: str) -> str:
    if not site.strip().startswith(_WEB):
        raise Refused(
            f"{site!r} is no web address." if site.strip() else "It is not known where the site is.",
            hint="--url https://... says where you put it, or url in community.toml",
        )
    return site.strip()


def _mails(db: Session) -> Mapping[str, Message]:
    """What a mail is about -> the mail, of those with phrases that wait or went out."""
    held = select(Message).where(Message.kind == KIND, Message.status != MessageStatus.CANCELLED)
    return {message.about: message for message in db.execute(held).scalars()}


def _mail_of(db: Session, member: Member) -> Message:
    return db.execute(select(Message).where(Message.about == _about(member))).scalar_one()


def _about(member: Member) -> str:
    return f"phrase:{member.id}:{member.phrase}"


class _Writing:
    """The mail, rendered once for all readers of one language."""

    def __init__(self, settings: Settings, agreed: CharterVersion | None, site: str) -> None:
        self.settings, self.purpose, self.site = settings, agreed.purpose if agreed else "", site
        self.written: dict[tuple[str, bool], Letter] = {}

    def draft(self, member: Member) -> Draft:
        letter = self._letter(member.languages or [], is_new=member.phrase > 0)
        mine = letter.to({_NAME: addresses.greeted(member)})
        return Draft(
            about=_about(member), kind=KIND, recipient=member.email or "", name=member.name,
            subject=mine.subject, text=mine.text, html=mine.html, member_id=member.id,
            words={_COUNT: str(member.phrase)},
        )  # fmt: skip

    def _letter(self, languages: Iterable[str], *, is_new: bool) -> Letter:
        language = translations.language_for(self.settings.folder / "templates", _TEMPLATE, languages)
        if (language, is_new) not in self.written:
            said = {"name": _NAME, "phrase": PHRASE, "site": self.site, "renewed": is_new}
            made = letters.write(self.settings, self.purpose, _TEMPLATE, language, said)
            self.written[language, is_new] = made
        return self.written[language, is_new]
