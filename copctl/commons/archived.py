"""An edition of the newsletter as it may be read now: without who and what may not be told any more."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from copctl.commons.occasion import SOMEBODY
from copctl.commons.unnamed import Hidden, Unnamed
from copctl.community import contributions, visible
from copctl.errors import Refused
from copctl.newsletter import contents, draft_file
from copctl.newsletter.draft_file import DraftFile, Entry
from copctl.newsletter.page import Issue
from copctl.newsletter.untold import Untold
from copctl.store.schema import Contribution, LearningSession, Member, SessionSpeaker

_GIVEN, _HELD = ("project", "resource", "story"), ("session", "event")
_OF_NEWCOMERS = {"organisation", "country"}


@dataclass(frozen=True)
class Readable:
    """An edition's draft with nobody in it who may not be named, and the keys that are left out of it.

    `names_all` says that no name had to be taken out and no newcomer left out.
    """

    draft: DraftFile
    withheld: Collection[str]
    names_all: bool

    @property
    def texts(self) -> list[str]:
        """Everything that readers see, in Markdown."""
        return list(_texts(self.draft, self.withheld))


@dataclass(frozen=True)
class Archive:
    """What may not be told now, asked of the store once for however many editions."""

    db: Session
    hidden: Hidden
    untold: Untold

    @classmethod
    def of(cls, db: Session, moderator: str) -> Archive:
        """The archive of a community whose moderator is called so."""
        return cls(db, Hidden.of(db, moderator), contents.untold(db))

    def readable(self, markdown: str, instead: str = SOMEBODY) -> Readable:
        """An edition, by its draft as it was frozen; Refused for a text that is no draft."""
        draft = self.untold.found_in(draft_file.read(markdown))
        return self._readable(draft, contents.withheld(self.db, sorted(draft.keys)), instead)

    def words(self, markdown: str) -> list[str]:
        """What the search finds an edition by; nothing of a text that is no draft."""
        try:
            return self.readable(markdown, " ").texts
        except Refused:
            return []

    def for_members(self, issue: Issue) -> Issue:
        """An issue, such as a newcomer's folder has it, as it may be read now."""
        made = self._readable(issue.draft, issue.withheld, SOMEBODY)
        return replace(issue, draft=made.draft, withheld=made.withheld)

    def _readable(self, draft: DraftFile, kept_back: Collection[str], instead: str) -> Readable:
        if self.untold.told_by(draft.front.greeting):
            draft = replace(draft, front=replace(draft.front, greeting=""))
        gone = self._gone(draft.keys)
        withheld = {*kept_back, *gone}
        before = list(_texts(draft, withheld))
        free = self._consents(draft.keys)
        everywhere = self.hidden.told_in("\n".join(before), free)
        clean = _Cleaning(self.hidden, everywhere, self._whose(draft.keys), free, instead).draft(draft)
        same = [unicodedata.normalize("NFC", text) for text in _texts(clean, withheld)]
        names_all = not gone and same == [unicodedata.normalize("NFC", text) for text in before]
        return Readable(clean, withheld, names_all)

    def _gone(self, keys: Collection[str]) -> set[str]:
        """Newcomers who are not in the directory, whatever made them so, or show less than stands there."""
        wanted = _numbers(keys, ("member",))
        people = self.db.execute(
            select(Member)
            .options(selectinload(Member.consents))
            .where(Member.id.in_(wanted.values()), visible.listed())
        ).scalars()
        there = {member.id for member in people if set(visible.shown(member)) >= _OF_NEWCOMERS}
        return {key for key in keys if key.startswith("member:") and wanted.get(key) not in there}

    def _consents(self, keys: Collection[str]) -> list[str]:
        """Who agreed to the words of a story in it."""
        numbers = _numbers(keys, ("story",)).values()
        told = self.db.execute(select(Contribution).where(Contribution.id.in_(numbers))).scalars()
        return [
            piece.consent_by for piece in told if piece.consent_by and contributions.may_be_published(piece)
        ]

    def _whose(self, keys: Collection[str]) -> dict[str, set[int]]:
        """The givers and speakers of what these keys stand for."""
        found: dict[str, set[int]] = {}
        numbers = _numbers(keys, _GIVEN)
        givers = select(Contribution.id, Contribution.member_id).where(Contribution.id.in_(numbers.values()))
        gave = dict(self.db.execute(givers).tuples().all())
        for key, number in numbers.items():
            found[key] = {giver for giver in [gave.get(number)] if giver is not None}
        speaking = (
            select(LearningSession.code, SessionSpeaker.member_id)
            .join(SessionSpeaker, SessionSpeaker.session_id == LearningSession.id)
            .where(LearningSession.code.in_([_said(key) for key in keys if key.startswith(_HELD)]))
        )
        for code, member in self.db.execute(speaking).tuples():
            for kind in _HELD:
                found.setdefault(f"{kind}:{code}", set()).add(member)
        return found


@dataclass(frozen=True)
class _Cleaning:
    hidden: Hidden
    everywhere: Unnamed
    whose: dict[str, set[int]]
    free: Collection[str]
    instead: str

    def draft(self, draft: DraftFile) -> DraftFile:
        sections = tuple(
            replace(
                section,
                heading=section.heading and self._clean(section.heading),
                entries=tuple(map(self._entry, section.entries)),
            )
            for section in draft.sections
        )
        front = draft.front
        cleaned = {name: self._clean(getattr(front, name)) for name in ("title", "preheader", "greeting")}
        return replace(draft, front=replace(front, **cleaned), sections=sections)

    def _entry(self, entry: Entry) -> Entry:
        people = {number for key in entry.keys for number in self.whose.get(key, ())}
        meant = self.hidden.meant(sorted(people), self.free)
        return replace(entry, text=self._clean(meant.taken_out(entry.text, self.instead)))

    def _clean(self, text: str) -> str:
        return self.everywhere.taken_out(text, self.instead)


def _texts(draft: DraftFile, withheld: Collection[str]) -> Iterator[str]:
    front = draft.front
    yield from (front.title, front.preheader, front.greeting)
    for section in draft.sections:
        yield section.heading or ""
        for entry in section.entries:
            if not entry.is_kept_back(withheld):
                yield draft_file.visible(entry.text)


def _numbers(keys: Collection[str], kinds: Collection[str]) -> dict[str, int]:
    """The row that each key of these kinds stands for; a longer number is nobody's."""
    split = ((key, *key.partition(":")[::2]) for key in keys)
    return {
        key: int(number)
        for key, kind, number in split
        if kind in kinds and number.isascii() and number.isdigit() and len(number) < 10
    }


def _said(key: str) -> str:
    return key.partition(":")[2]
