"""Who asked to come in is looked up, and a mail queued for those who are members.

This happens after the asker has had their answer, so neither its words nor its time tell who is a member.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from copctl.access import tokens
from copctl.community import addresses, charter, people
from copctl.community.visible import MEMBERS
from copctl.mail.mime import message_id
from copctl.mail.sender import domain_of, sender_of
from copctl.rendering import letters, translations
from copctl.settings import Settings
from copctl.store.bulk import table_of
from copctl.store.schema import Member, Message, SignIn
from copctl.store.schema.message import MessageStatus

KIND = "sign-in"
# What stands in the queued mail for its link and its code, which are put in as it goes out.
LINK, CODE = "%SIGNINLINK%", "%SIGNINCODE%"
_SIGN_IN = table_of(SignIn)
_ABOUT = f"{KIND}:"
_LETTER = "access/sign_in"


def is_asked(db: Session, *, now: datetime) -> bool:
    """Whether a wish waits to be looked at, or a mail to go: looking keeps nobody from writing."""
    wish = select(_SIGN_IN.c.id).where(_SIGN_IN.c.looked_up_at.is_(None), _SIGN_IN.c.expires_at > now)
    mail = select(Message.id).where(Message.kind == KIND, Message.status == MessageStatus.QUEUED.value)
    return any(db.execute(wanted.limit(1)).first() is not None for wanted in (wish, mail))


def look_up(db: Session, settings: Settings, *, now: datetime) -> int:
    """Find the members behind wishes that nobody looked at yet, and queue their mails; how many there are.

    Written outside of the journal: a mail that lets somebody in for ten minutes is no change to undo.
    """
    fresh = (
        update(_SIGN_IN)
        .where(_SIGN_IN.c.looked_up_at.is_(None), _SIGN_IN.c.expires_at > now)
        .values(looked_up_at=now)
        .returning(_SIGN_IN.c.id, _SIGN_IN.c.address_key)
    )
    queued = 0
    for number, address in sorted(db.execute(fresh).tuples()):
        member = people.by_email(db, address)
        if member is None or member.status not in MEMBERS or member.email is None:
            continue
        db.execute(update(_SIGN_IN).where(_SIGN_IN.c.id == number).values(member_id=member.id))
        db.execute(insert(table_of(Message)).values(**_mail(db, settings, member, number, now)))
        queued += 1
    return queued


def _mail(db: Session, settings: Settings, member: Member, number: int, now: datetime) -> dict[str, object]:
    agreed = charter.current(db)
    letter = letters.write(
        settings,
        agreed.purpose if agreed else "",
        _LETTER,
        translations.language_for(settings.folder / "templates", _LETTER, member.languages or []),
        {
            "name": addresses.greeted(member),
            "link": f"{settings.url.rstrip('/')}/sign-in/link/{LINK}",
            "code": CODE,
        },
    )
    about = f"{_ABOUT}{number}"
    return {
        "about": about,
        "kind": KIND,
        "member_id": member.id,
        "recipient": member.email,
        "name": member.name,
        "subject": f"Your link to {settings.name}",
        "text": letter.text,
        "html": letter.html,
        "words": {},
        "to_list": False,
        "message_id": message_id(about, now, domain_of(sender_of(settings))),
        "status": MessageStatus.QUEUED.value,
        "queued_at": now,
        "tries": 0,
        "run": "",
    }


class SignInMail:
    """Answers `mail.delivery` about mails that let somebody in; `key` makes the links and codes."""

    kinds = frozenset({KIND})

    def __init__(self, db: Session, key: bytes, now: datetime) -> None:
        self.db, self.key, self.now = db, key, now

    def objection(self, message: Message) -> str:
        """Why it should not go out: its link has run out, or was used."""
        row = self._wish(message)
        if row is None or row.expires_at <= self.now:
            return "its link has run out"
        return "its link was used" if row.used_at is not None else ""

    def marks(self, message: Message) -> Mapping[str, str]:
        """The link and the code."""
        row = self._wish(message)
        if row is None or not self.key:
            return {}
        return {
            LINK: tokens.link_of(self.key, row.nonce),
            CODE: tokens.written(tokens.code_of(self.key, row.nonce)),
        }

    def prepare(self, messages: Sequence[Message]) -> None:
        """Nothing has to be in the store before: the hashes are."""

    def _wish(self, message: Message) -> SignIn | None:
        number = message.about.removeprefix(_ABOUT)
        if not number.isdecimal():
            return None
        return self.db.execute(select(SignIn).where(SignIn.id == int(number))).scalar_one_or_none()
