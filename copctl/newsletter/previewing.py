"""An issue as one reader would see it, read afresh whenever its draft, templates or pictures change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import people
from copctl.errors import NotFound
from copctl.files import read_text
from copctl.newsletter import page, pictured
from copctl.newsletter.issue import has_draft, path_of
from copctl.newsletter.page import Reader
from copctl.newsletter.readers import reader_of
from copctl.newsletter.rendering import opened
from copctl.settings import FILE, Settings
from copctl.store.schema import Consent, Member
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.when import Quarter

# More names than this make a list in which nobody finds anybody.
MOST_READERS = 300
_QUERY = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)")
_META = re.compile(r'(<meta name="(?:color-scheme|supported-color-schemes)" content=")[^"]*(")')
_ALWAYS, _NEVER = "(min-width: 0)", "(max-width: 0)"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to look at.

    `look` is the community's own where it is empty; `member` a number, a name or an address, empty for
    nobody in particular; `scheme` light, dark, or empty for the one of the screen.
    """

    look: str = ""
    member: str = ""
    scheme: str = ""


@dataclass(frozen=True)
class Shown:
    """A mail as a page and as text, with what the list of a mailbox shows of it; `size` in bytes of HTML."""

    subject: str
    preheader: str
    html: str
    text: str
    size: int
    look: str
    language: str


@dataclass
class Preview:
    """The issue of a quarter in a community's `folder`.

    `settings` gives the settings as they are now, `reading` opens the store to look at it.
    """

    quarter: Quarter
    folder: Path
    settings: Callable[[], Settings]
    reading: Callable[[], AbstractContextManager[Session]]
    _lock: Lock = field(default_factory=Lock)
    _stamp: str = ""
    _kept: dict[Wish, Shown] = field(default_factory=dict)

    def shown(self, wish: Wish) -> Shown:
        """The issue as wished, made once for each state of its files.

        Raises CopctlError for a draft, a template or settings that cannot be read, and for an unknown member.
        """
        with self._lock:
            stamp = self.stamp()
            if stamp != self._stamp:
                self._stamp, self._kept = stamp, {}
            if wish not in self._kept:
                self._kept[wish] = self._made(wish)
            return self._kept[wish]

    def _made(self, wish: Wish) -> Shown:
        settings = self.settings()
        path = path_of(settings, self.quarter)
        if not has_draft(path):
            raise NotFound(
                f"There is no draft of {self.quarter}.", hint=f"copctl newsletter draft {self.quarter}"
            )
        with self.reading() as db:
            reader = reader_of(settings, people.find(db, wish.member)) if wish.member else Reader()
            issue = opened(db, settings, self.quarter, read_text(path), look=wish.look)
        mail = page.mail(issue, reader)
        html = in_scheme(pictured.within(mail.html, issue.used(mail.html)), wish.scheme)
        return Shown(
            mail.subject, issue.draft.front.preheader, html, mail.text, len(mail.html.encode()),
            issue.shown_in, reader.language or settings.language,
        )  # fmt: skip

    def stamp(self) -> str:
        """What is another when one of the files is that the issue is made of."""
        return "\n".join(f"{file} {_state(file)}" for file in self._files())

    def _files(self) -> Iterator[Path]:
        yield self.folder / FILE
        yield self.folder / "issues" / f"{self.quarter}.md"
        for name in ("templates", pictured.FOLDER):
            yield from sorted((self.folder / name).rglob("*"))

    def readers(self, also: str = "") -> list[tuple[int, str]]:
        """Numbers and names of those who would get the issue, by name; at most `MOST_READERS`.

        The member with the number `also` stands among them in any case.
        """
        would_get = (
            (Member.status == MemberStatus.ACTIVE.value)
            & (Consent.purpose == Purpose.NEWSLETTER.value)
            & Consent.withdrawn_on.is_(None)
        )
        everybody = select(Member.id, Member.name).order_by(Member.name_key, Member.id)
        joined = everybody.join(Consent, Consent.member_id == Member.id).where(would_get).limit(MOST_READERS)
        with self.reading() as db:
            chosen = db.get(Member, int(also)) if also else None
            found = [(int(number), str(name)) for number, name in db.execute(joined)]
            if chosen is not None and (chosen.id, chosen.name) not in found:
                return [(chosen.id, chosen.name), *found]
            return found


def _state(file: Path) -> str:
    try:
        state = file.stat()
    except OSError:
        return "gone"
    return f"{state.st_mtime_ns} {state.st_size}"


def in_scheme(html: str, scheme: str) -> str:
    """A page as a screen of this scheme (light or dark) would show it; as it is where that is empty."""
    if not scheme:
        return html
    html = _QUERY.sub(lambda query: _ALWAYS if query[1] == scheme else _NEVER, html)
    return _META.sub(rf"\g<1>{scheme}\g<2>", html)
