"""Editions: an issue as it is sent, frozen with its hash, and the letters in which its readers get it."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from copctl.errors import NotFound
from copctl.mail.kinds import NEWSLETTER
from copctl.newsletter import copies
from copctl.newsletter.copies import Marks
from copctl.newsletter.page import Issue as Page
from copctl.settings import Settings
from copctl.store.schema import Edition, FormLetter, Issue, Member, Message
from copctl.store.schema.message import MessageStatus

# The mail left us, whatever became of it afterwards.
_OUT = (MessageStatus.SENT.value, MessageStatus.BOUNCED.value, MessageStatus.UNKNOWN.value)


def digest_of(markdown: str, html: str, text: str) -> str:
    """The SHA-256 of an edition's three texts in UTF-8, one after the other, in hexadecimal."""
    return sha256(f"{markdown}{html}{text}".encode()).hexdigest()


def is_whole(edition: Edition) -> bool:
    """Whether an edition holds what was sent, by its hash."""
    return edition.digest == digest_of(edition.markdown, edition.html, edition.text)


def of(db: Session, issue: Issue | None) -> list[Edition]:
    """The editions of an issue, the first one first."""
    if issue is None:
        return []
    held = select(Edition).where(Edition.issue_id == issue.id).order_by(Edition.number)
    return list(db.execute(held).scalars())


def find(db: Session, issue: Issue | None, quarter: str, number: int | None) -> Edition:
    """The edition with this number, or the newest; NotFound where there is none."""
    held = of(db, issue)
    if not held:
        raise NotFound(f"{quarter} was not sent yet.", hint=f"copctl newsletter send {quarter}")
    chosen = [edition for edition in held if number in (None, edition.number)]
    if not chosen:
        raise NotFound(
            f"{quarter} has no edition {number}.",
            hint=f"copctl newsletter show {quarter} --edition {len(held)}",
        )
    return chosen[-1]


class Letters:
    """An edition's letters by language: as they are stored, written anew only while it is being made."""

    def __init__(self, settings: Settings, edition: Edition, marks: Marks, page: Page | None = None) -> None:
        self.settings, self.edition, self.marks, self.page = settings, edition, marks, page
        self.held: dict[tuple[str, bool], FormLetter] = {}
        self._languages: dict[tuple[str, ...], str] = {}

    def language_of(self, member: Member) -> str:
        """In which language a reader would have it."""
        spoken = tuple(member.languages or ())
        if spoken not in self._languages:
            self._languages[spoken] = copies.language_of(self.settings, member)
        return self._languages[spoken]

    def for_(self, language: str, *, corrects: bool) -> tuple[FormLetter, str]:
        """The letter in a language, and the language that it is in: the community's where there is no other.

        One that `corrects` says so in its subject.
        """
        if self.page is None and not any((language, way) in self.held for way in (True, False)):
            language = self.settings.language or "en"
        if (language, corrects) not in self.held:
            self.held[language, corrects] = self._other(language, corrects=corrects)
        return self.held[language, corrects], language

    def _other(self, language: str, *, corrects: bool) -> FormLetter:
        known = self.held.get((language, not corrects))
        if known is None:
            known = self._written(language)
            if not corrects:
                return known
        word = copies.corrected(self.settings, "", language)
        subject = f"{word}{known.subject}" if corrects else known.subject.removeprefix(word)
        return FormLetter(subject=subject, text=known.text, html=known.html, pictures=known.pictures)

    def _written(self, language: str) -> FormLetter:
        if self.page is not None:
            return copies.letter(self.page, language, self.marks)
        pictures = next((letter.pictures for letter in self.held.values()), {})
        frozen = self.edition
        return FormLetter(subject=frozen.subject, text=frozen.text, html=frozen.html, pictures=pictures)


def freeze(db: Session, issue: Issue, page: Page, markdown: str, now: datetime) -> Letters:
    """Make the next edition of an issue, out of its draft as it is published."""
    marks = copies.marks_for(page)
    language = page.settings.language or "en"
    letter = copies.letter(page, language, marks)
    edition = Edition(
        issue_id=issue.id,
        number=len(of(db, issue)) + 1,
        subject=letter.subject,
        markdown=markdown,
        html=letter.html,
        text=letter.text,
        digest=digest_of(markdown, letter.html, letter.text),
        frozen_at=now,
    )
    db.add(edition)
    db.flush()
    letters = Letters(page.settings, edition, marks, page)
    letters.held[language, False] = letter
    return letters


def reopened(db: Session, settings: Settings, edition: Edition) -> Letters:
    """The letters of an edition that was frozen before, as they were written then."""
    first = select(func.min(Message.id)).where(
        Message.edition_id == edition.id, Message.letter_id.is_not(None)
    ).group_by(Message.letter_id)  # fmt: skip
    messages = db.execute(select(Message).where(Message.id.in_(first)).order_by(Message.id)).scalars()
    letters = Letters(settings, edition, Marks(f"{copies.NAME}%", f"{copies.TOKEN}%"))
    for message in messages:
        language = message.words.get(copies.WRITTEN)
        if message.letter is None or language is None:
            continue
        letters.marks = _marks(message)
        word = copies.corrected(settings, "", language)
        corrects = edition.number > 1 and message.letter.subject.startswith(word)
        letters.held.setdefault((language, corrects), message.letter)
    return letters


def _marks(message: Message) -> Marks:
    words = list(message.words)
    name = next(mark for mark in words if mark.startswith(copies.NAME))
    return Marks(name, next(mark for mark in words if mark.startswith(copies.TOKEN)))


def is_newest() -> ColumnElement[bool]:
    """A condition on `Edition` beside its `Issue`: whether it is the issue's last one."""
    other = aliased(Edition)
    newest = select(func.max(other.number)).where(other.issue_id == Issue.id).correlate(Issue)
    return Edition.number == newest.scalar_subquery()


def is_out() -> ColumnElement[bool]:
    """A condition on `Issue`: whether a mail of any of its editions left us.

    A correction takes the place of what was wrong at once; what waits for its day is not out.
    """
    other = aliased(Edition)
    return exists(
        select(Message.id)
        .join(other, other.id == Message.edition_id)
        .where(other.issue_id == Issue.id, Message.kind == NEWSLETTER, Message.status.in_(_OUT))
        .correlate(Issue)
    )
