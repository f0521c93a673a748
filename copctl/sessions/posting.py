"""Mails about a session into the outbox: one letter for all readers alike, and each reader's own words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import addresses
from copctl.errors import Refused
from copctl.mail import outbox, unsubscribing
from copctl.mail.blanks import Blank, Reader
from copctl.mail.calendar import Mailbox, Shown, for_many
from copctl.mail.marks import free_mark
from copctl.mail.mime import message_id
from copctl.mail.outbox import Draft
from copctl.mail.sender import domain_of, sender_of
from copctl.sessions import invitation, letter
from copctl.sessions.audience import Audience, News, Whom
from copctl.sessions.told import CANCELLATION, REMINDER, SPEAKERS_INVITATION, UPDATE
from copctl.settings import Settings
from copctl.speakers.zones import zone_for
from copctl.store.schema import FormLetter, LearningSession, Member, Message

_NEWS = {UPDATE: News.CHANGED, CANCELLATION: News.CANCELLED, REMINDER: News.REMINDED}
_CHUNK = 500
_ABOUT = {SPEAKERS_INVITATION: "speak", REMINDER: "remind"}


@dataclass(frozen=True)
class Sending:
    """By whom and when: the settings, and this moment."""

    settings: Settings
    now: datetime


@dataclass(frozen=True)
class Errand:
    """One mail to be written: to whom, in whose words, of which kind, and what their calendar shows by now.

    `instead` is the mail that waits, which this one takes the place of.
    """

    member: Member
    audience: Audience
    kind: str
    seen: Shown | None = None
    instead: Message | None = None


def post(db: Session, session: LearningSession, errands: Sequence[Errand], sending: Sending) -> None:
    """Queue these mails, each with the session's calendar part of this version.

    Refused when nobody knows from whom they are.
    """
    if not sending.settings.moderator.email:
        raise Refused(
            "community.toml does not say the moderator's address, so no invitation can be written.",
            hint='add email = "..." under [moderator] in community.toml',
        )
    letters = _Letters(db, session, sending)
    drafts = [(letters.draft(errand), errand.instead) for errand in errands]
    db.add_all(letters.forms())
    db.flush()
    taken = _taken(db, [draft.about for draft, instead in drafts if instead is not None])
    fresh = []
    for draft, instead in drafts:
        if instead is None:
            fresh.append(draft)
        elif taken.get(draft.about, instead.id) == instead.id:
            _rewrite(instead, draft, sending.now)
        else:
            # A mail of this sort was queued and cancelled before: that one waits again.
            outbox.cancel(instead)
            fresh.append(draft)
    outbox.queue_many(db, fresh, domain=domain_of(sender_of(sending.settings)), now=sending.now)
    db.flush()


def copies(
    db: Session, session: LearningSession, errands: Iterable[Errand], sending: Sending, key: bytes
) -> Iterator[tuple[Member, bytes]]:
    """The mails of these errands as they would go out now; nothing is queued.

    `key` makes the tokens that unsubscribe their readers.
    """
    sender = sender_of(sending.settings)
    domain = domain_of(sender)
    letters = _Letters(db, session, sending)
    blanks: dict[tuple[int, bool], Blank] = {}
    # All are written out before the first is given: a template that is wrong leaves no half of them.
    drafts = [(errand, letters.draft(errand)) for errand in errands]
    for errand, draft in drafts:
        form = draft.letter
        assert form is not None
        alike = id(form), draft.to_list
        if alike not in blanks:
            blanks[alike] = Blank(
                sender, subject=form.subject, text=form.text, html=form.html, calendar=form.calendar,
                marks=draft.words.keys(), to_list=draft.to_list,
            )  # fmt: skip
        token = unsubscribing.token_of(key, errand.member.id) if draft.to_list else ""
        reader = Reader(message_id(draft.about, sending.now, domain), draft.recipient, draft.name, token)
        words = unsubscribing.with_token(draft.words, token)
        yield errand.member, blanks[alike].filled(reader, words, now=sending.now)


def _taken(db: Session, abouts: Sequence[str]) -> dict[str, int]:
    """Which of these are there already, and as which mail."""
    found: dict[str, int] = {}
    for start in range(0, len(abouts), _CHUNK):
        held = select(Message.about, Message.id).where(Message.about.in_(abouts[start : start + _CHUNK]))
        found |= dict(db.execute(held).tuples().all())
    return found


def is_to_list(errand: Errand) -> bool:
    """Whether this mail is one of many: what a speaker gets is between them and the moderator."""
    return errand.audience is not Audience.SPEAKERS


def about(session: LearningSession, kind: str, member: Member) -> str:
    """What makes a mail unique: one of this sort to this person about this version of the session."""
    return f"session:{session.code}:{_ABOUT.get(kind, 'tell')}:{member.id}:{session.calendar_sequence}"


def _rewrite(message: Message, draft: Draft, now: datetime) -> None:
    """Let a mail that waits say what is so now, instead of sending two."""
    message.about, message.kind, message.subject = draft.about, draft.kind, draft.subject
    message.letter, message.words, message.to_list = draft.letter, dict(draft.words), draft.to_list
    message.calendar_sequence, message.queued_at = draft.calendar_sequence, now


class _Letters:
    """Letters, each rendered once for all readers of one audience, language and clock."""

    def __init__(self, db: Session, session: LearningSession, sending: Sending) -> None:
        self.db, self.session, self.sending = db, session, sending
        self.kept: dict[tuple[object, ...], tuple[FormLetter, str, str]] = {}
        self.languages: dict[tuple[Audience, tuple[str, ...]], str] = {}

    def forms(self) -> list[FormLetter]:
        """The letters that were written, which the store does not know yet."""
        return [form for form, *_ in self.kept.values()]

    def draft(self, errand: Errand) -> Draft:
        member = errand.member
        form, name, token = self._form(errand)
        return Draft(
            about=about(self.session, errand.kind, member),
            kind=errand.kind,
            recipient=member.email or "",
            name=member.name,
            subject=form.subject,
            member_id=member.id,
            session_id=self.session.id,
            letter=form,
            words={name: addresses.greeted(member), token: token},
            to_list=is_to_list(errand),
            calendar_sequence=self.session.calendar_sequence,
        )

    def _form(self, errand: Errand) -> tuple[FormLetter, str, str]:
        """The letter that this reader shares with others, and the marks where their name and token go."""
        language = self._language(errand.audience, errand.member)
        member = errand.member
        zone = zone_for(member.timezone, member.country, self.sending.settings.timezone)
        speaker = errand.member.id if errand.audience is Audience.SPEAKERS else None
        alike = (errand.audience, language, zone, errand.kind, errand.seen, speaker)
        if alike not in self.kept:
            news = _NEWS.get(errand.kind, News.INVITED)
            self.kept[alike] = self._written(
                errand.audience, Whom(None, zone, language, speaker, news, errand.seen)
            )
        return self.kept[alike]

    def _language(self, audience: Audience, member: Member) -> str:
        key = audience, tuple(member.languages or ())
        if key not in self.languages:
            self.languages[key] = letter.language_of(self.sending.settings, audience, member)
        return self.languages[key]

    def _written(self, audience: Audience, to: Whom) -> tuple[FormLetter, str, str]:
        settings, session = self.sending.settings, self.session
        said = invitation.gather(self.db, session, settings, to)
        name, token = free_mark(repr(said), "%NAME"), free_mark(repr(said), unsubscribing.MARK)
        reader = Mailbox(name, "")
        written = letter.write(invitation.to_reader(said, reader, token), audience, session, settings)
        form = FormLetter(
            subject=written.subject,
            text=written.text,
            html=written.html,
            calendar=for_many(written.occasion, stamp=self.sending.now),
        )
        return form, name, token


def people(errands: Iterable[Errand]) -> list[dict[str, object]]:
    """Who gets which mail, as programs read it."""
    return [
        {
            "number": errand.member.id,
            "name": errand.member.name,
            "email": errand.member.email,
            "as": errand.audience.value,
            "mail": errand.kind,
        }
        for errand in errands
    ]
