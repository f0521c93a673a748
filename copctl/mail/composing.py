"""A queued mail as the bytes that go out; what the readers of one letter share is encoded once."""

from __future__ import annotations

import html as markup
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from copctl.mail import unsubscribing
from copctl.mail.blanks import Blank, Reader
from copctl.mail.mime import Sender
from copctl.store.schema import Message

Sign = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Bound:
    """One mail with everything that goes into it, still to be written."""

    blank: Blank
    reader: Reader
    words: Mapping[str, str]
    sign: Sign | None

    def to_bytes(self, now: datetime) -> bytes:
        """The whole mail, dated at this moment, with CRLF line ends."""
        content = self.blank.filled(self.reader, self.words, now=now)
        return content if self.sign is None else self.sign(content)


class Composer:
    """Writes the mails of one sender. `key` makes the tokens that unsubscribe; none without it.

    `sign` puts a signature before a mail (DKIM).
    """

    def __init__(self, sender: Sender, *, key: bytes = b"", sign: Sign | None = None) -> None:
        self.sender, self.key, self.sign = sender, key, sign
        self._blanks: dict[tuple[int, frozenset[str], bool], Blank] = {}

    def bind(self, message: Message, recipient: str, marks: Mapping[str, str]) -> Bound:
        """A mail for its reader at this address; `marks` are what its room puts in as it goes out."""
        token = ""
        if self.key and message.to_list and message.member_id is not None:
            token = unsubscribing.token_of(self.key, message.member_id)
        words = {**unsubscribing.with_token(message.words or {}, token), **marks}
        reader = Reader(message.message_id, recipient, message.name, token)
        return Bound(self._blank(message, frozenset(words)), reader, words, self.sign)

    def _blank(self, message: Message, marks: frozenset[str]) -> Blank:
        if message.letter_id is None:
            return Blank(
                self.sender, subject=message.subject, text=message.text, html=message.html, marks=marks,
                to_list=message.to_list,
            )  # fmt: skip
        place = message.letter_id, marks, message.to_list
        blank = self._blanks.get(place)
        if blank is None:
            letter = message.letter
            assert letter is not None
            blank = self._blanks[place] = Blank(
                self.sender, subject=letter.subject, text=letter.text, html=letter.html,
                calendar=letter.calendar, marks=marks, to_list=message.to_list,
            )  # fmt: skip
        return blank


def as_read(message: Message) -> tuple[str, str, str]:
    """Subject, text and HTML of a mail as its reader sees them, but for what is put in at delivery."""
    letter = message.letter
    if letter is None:
        return message.subject, message.text, message.html
    subject, text, html = letter.subject, letter.text, letter.html
    # The longest first, since a mark may begin with another.
    for mark, word in sorted(message.words.items(), key=lambda pair: -len(pair[0])):
        subject, text = subject.replace(mark, word), text.replace(mark, word)
        html = html.replace(mark, markup.escape(word))
    return subject, text, html
