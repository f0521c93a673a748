"""Mails to others that name somebody who is erased: a welcome with people to know, a referral."""

from __future__ import annotations

import html
import json
import re
import string
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from copctl import names
from copctl.store.schema import Attempt, ChangedRow, Edition, FormLetter, Issue, Message
from copctl.store.schema.message import NAMED, MessageStatus

# A single word is part of other people's names, and in a script without blanks a short one of sentences.
_TELLING = 6
# What stands for the subject of a mail that was emptied, and for a name in an issue that was sent.
ERASED = "(erased)"
_ESCAPE = "\\"
_OUT = {MessageStatus.SENT, MessageStatus.BOUNCED}
_TEXTS = (Message.subject, Message.text, Message.html)
_EDITION_TEXTS = ("subject", "markdown", "html", "text")
_ENTITIES = {"&": "&(?:amp;)?", "<": "(?:<|&lt;)", ">": "(?:>|&gt;)",
             '"': "(?:\"|&quot;|&#34;|&#x22;)", "'": "(?:'|&#39;|&#x27;|&apos;)"}  # fmt: skip
_UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]*"
_LETTER_TEXTS = (FormLetter.subject, FormLetter.text, FormLetter.html, FormLetter.calendar)


@dataclass(frozen=True)
class Sought:
    """What to look for: a person's numbers, and their names and addresses as they were ever written."""

    numbers: frozenset[int]
    words: frozenset[str]

    @cached_property
    def _written(self) -> list[re.Pattern[str]]:
        telling = filter(names.key, self.words)
        return [_pattern(word, _as_written) for word in sorted(telling, key=len, reverse=True)]

    def taken_out(self, text: str, instead: str = ERASED) -> str:
        """The text with something else in place of the person; it may be plain, HTML or Markdown."""
        for pattern in self._written:
            text = pattern.sub(lambda _: instead, text)
        return text

    def around(self, text: str, change: Callable[[str], str]) -> str:
        """The text changed wherever it does not name the person."""
        if not self._written:
            return change(text)
        either = re.compile(f"({'|'.join(one.pattern for one in self._written)})", re.IGNORECASE)
        parts = either.split(text)
        return "".join(part if n % 2 else change(part) for n, part in enumerate(parts))

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        return [_pattern(word) for word in self.words]

    def is_in(self, text: str) -> bool:
        """Whether a text names the person; it may be HTML, and break a name over two lines."""
        return any(p.search(text) or p.search(html.unescape(text)) for p in self._patterns)

    def is_among(self, held: Mapping[str, str]) -> bool:
        """Whether the words of one reader's mail name the person."""
        named = {int(number) for number in held.get(NAMED, "").split() if number.isdecimal()}
        return bool(named & self.numbers) or any(self.is_in(str(word)) for word in held.values())


@dataclass
class Mentions:
    """What was found: mails that wait no more, as (number, kind, name), and how many others were emptied.

    `issues` are the quarters of newsletters that named the person and do so no more. `unsought` are names
    that were not looked for; see `sought`.
    """

    cancelled: list[tuple[int, str, str]] = field(default_factory=list)
    emptied: int = 0
    issues: list[str] = field(default_factory=list)
    unsought: list[str] = field(default_factory=list)


def sought(
    numbers: Iterable[int], written: Iterable[str], spared: Collection[str]
) -> tuple[Sought, list[str]]:
    """What to look for, and the names that are not: of one short word, or of who signs every mail.

    `spared` are keys (`names.key`) of the name and the address that stand in every mail.
    """
    telling, unsought = set(), []
    for word in sorted({names.written(text) for text in written} - {""}):
        if names.key(word) in spared or not is_telling(word):
            unsought.append(word)
        else:
            telling.add(word)
    return Sought(frozenset(numbers), frozenset(telling)), unsought


def is_telling(word: str) -> bool:
    """Whether a name says whom it means, and is no word like others."""
    return " " in word or "@" in word or (names.is_unspaced(word[0]) and len(word) >= _TELLING)


def take_out(db: Session, wanted: Sought, today: date) -> tuple[Mentions, list[tuple[str, int]]]:
    """Empty every mail that names the person, and cancel those that did not go out yet.

    Issues of the newsletter that were sent lose the name only. Returns what was done, and the rows (table,
    number) of which the journal must keep nothing.
    """
    found = Mentions()
    letters = {letter.id for letter in _letters(db, wanted)}
    touched = [("form_letter", number) for number in letters]
    for message in _messages(db, wanted, letters):
        touched.append(("message", message.id))
        if message.status not in _OUT:
            if message.status != MessageStatus.CANCELLED:
                found.cancelled.append((message.id, message.kind, message.name))
            message.status = MessageStatus.CANCELLED.value
        else:
            found.emptied += 1
        message.subject, message.text, message.html, message.words = ERASED, "", "", {}
    for letter in db.execute(select(FormLetter).where(FormLetter.id.in_(letters))).scalars():
        letter.subject, letter.text, letter.html, letter.calendar = ERASED, "", "", ""
    _strike_from_attempts(db, wanted)
    touched += _strike_from_editions(db, wanted, found, today)
    db.flush()
    return found, [*touched, *_formerly(db, wanted)]


def _strike_from_editions(
    db: Session, wanted: Sought, found: Mentions, today: date
) -> Iterator[tuple[str, int]]:
    """There are few, so each of them is looked through."""
    held = select(Issue.quarter, Edition).join(Edition, Edition.issue_id == Issue.id).order_by(Edition.id)
    for quarter, edition in db.execute(held).tuples():
        before = {name: getattr(edition, name) for name in _EDITION_TEXTS}
        after = {name: wanted.taken_out(text) for name, text in before.items()}
        if after != before:
            for name, text in after.items():
                setattr(edition, name, text)
            edition.redacted_on = edition.redacted_on or today
            found.issues += [] if quarter in found.issues else [quarter]
            yield "edition", edition.id


def _strike_from_attempts(db: Session, wanted: Sought) -> None:
    """Why a mail was held back, or what a server said of it, may name somebody too."""
    said = db.execute(select(Attempt.id, Attempt.said).where(_near(wanted, (Attempt.said,)))).tuples()
    naming = [number for number, words in said if wanted.is_in(words)]
    # By a statement, which the journal does not see: attempts never were in it.
    db.execute(update(Attempt).where(Attempt.id.in_(naming)).values(said=""))


def _letters(db: Session, wanted: Sought) -> Iterator[FormLetter]:
    near = _near(wanted, _LETTER_TEXTS)
    for letter in db.execute(select(FormLetter).where(near)).scalars():
        if any(wanted.is_in(text) for text in (letter.subject, letter.text, letter.html, letter.calendar)):
            yield letter


def _messages(db: Session, wanted: Sought, letters: Collection[int]) -> Iterator[Message]:
    """Mails whose own text, letter or words name the person."""
    near = or_(
        _near(wanted, _TEXTS),
        Message.letter_id.in_(letters),
        _near(wanted, (Message.words,), in_json=True),
        cast(Message.words, Text).like(f"%{NAMED.strip('%')}%"),
    )
    for message in db.execute(select(Message).where(near).order_by(Message.id)).scalars():
        is_named = message.letter_id in letters or wanted.is_among(message.words or {})
        if is_named or any(wanted.is_in(text) for text in (message.subject, message.text, message.html)):
            yield message


def _formerly(db: Session, wanted: Sought) -> Iterator[tuple[str, int]]:
    """Mails that named the person at some time, as the journal has them."""
    columns = ChangedRow.noun, ChangedRow.row_id, ChangedRow.before, ChangedRow.after
    rows = select(*columns).where(
        ChangedRow.noun.in_(("message", "form_letter", "edition")),
        _near(wanted, (ChangedRow.before, ChangedRow.after), in_json=True),
    )
    for noun, number, *values in db.execute(rows):
        if any(wanted.is_in(text) for held in values if held for text in _texts(held)):
            yield noun, number


def _texts(held: Mapping[str, Any]) -> Iterator[str]:
    for value in held.values():
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield from _texts(value)


def _near(
    wanted: Sought, columns: Iterable[InstrumentedAttribute[Any]], *, in_json: bool = False
) -> ColumnElement[bool]:
    """Rows that may name the person: blanks are anything, and only ASCII letters lose their case."""
    forms = {form for word in wanted.words for form in _forms(word, in_json=in_json)}
    tests = [
        cast(column, Text).ilike(_like(form), escape=_ESCAPE) for column in columns for form in sorted(forms)
    ]
    return or_(False, *tests)


def _forms(word: str, *, in_json: bool) -> Iterator[str]:
    for form in {word, html.escape(word)}:
        yield form
        if in_json:
            yield json.dumps(form)[1:-1]
            yield json.dumps(form, ensure_ascii=False)[1:-1]


def _like(word: str) -> str:
    for sign in (_ESCAPE, "%", "_"):
        word = word.replace(sign, _ESCAPE + sign)
    return f"%{word.replace(' ', '%')}%"


def _pattern(word: str, write: Callable[[str], str] = re.escape) -> re.Pattern[str]:
    """The name with any blanks between its words, not inside of longer words where words have blanks."""
    parts = r"\s+".join(write(part) for part in word.split())
    before, after = (r"(?<!\w)" if _is_spaced(word[0]) else ""), (r"(?!\w)" if _is_spaced(word[-1]) else "")
    return re.compile(before + parts + after, re.IGNORECASE)


def _is_spaced(character: str) -> bool:
    return character.isalnum() and not names.is_unspaced(character)


def _as_written(part: str) -> str:
    """A part of a name as plain text, HTML or Markdown has it: with entities, or after a backslash.

    Marks that nobody sees, such as the zero-width spaces of Khmer and Thai, may stand within it or not.
    """
    signs = (
        rf"\\?{_ENTITIES.get(sign, re.escape(sign))}" if sign in string.punctuation else re.escape(sign)
        for sign in part
    )
    written = _UNSEEN.join(_UNSEEN if re.fullmatch(_UNSEEN, sign) else sign for sign in signs)
    # One after the other would make a long run of such marks slow to look at.
    return re.sub(f"({re.escape(_UNSEEN)})+", lambda _: _UNSEEN, written)
