"""An issue written out for many readers: one letter a language, with marks where their own words go."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

from copctl.community import addresses
from copctl.mail import unsubscribing
from copctl.mail.marks import free_mark
from copctl.newsletter import page, pictured, readers, rendering
from copctl.newsletter.page import Issue, Mail, Reader
from copctl.rendering import catalogues
from copctl.rendering.catalogues import ENGLISH, N_
from copctl.settings import Settings
from copctl.store.schema import FormLetter, Member

# A mark that stands in no text: among a mail's words it keeps the language of its letter.
WRITTEN = "%@written%"
NAME, TOKEN = "%NAME", unsubscribing.MARK


@dataclass(frozen=True)
class Marks:
    """What stands in an edition's letters for a reader's name and for what unsubscribes them."""

    name: str
    token: str


def marks_for(issue: Issue) -> Marks:
    """Marks that nobody wrote into the draft or the settings, but for the reader's name in its greeting."""
    said = repr(
        (replace(issue.draft.front, greeting=""), issue.draft.sections, issue.pictures, issue.settings)
    )
    return Marks(free_mark(said, NAME), free_mark(said, TOKEN))


def letter(issue: Issue, language: str, marks: Marks) -> FormLetter:
    """The issue as one letter for all readers of a language."""
    unsubscribe = _unsubscribe(issue.settings, marks.token)
    return _letter(issue, page.mail(issue, Reader(language, marks.name, unsubscribe)))


def _letter(issue: Issue, made: Mail) -> FormLetter:
    html, pictures = rendering.placed(issue, made)
    media = issue.settings.folder / pictured.FOLDER
    files = {picture.cid: _beside(picture.file, media) for picture in pictures}
    return FormLetter(subject=made.subject, text=made.text, html=html, pictures=files)


def trial(issue: Issue, member: Member | None) -> FormLetter:
    """The issue as this member would see it, or nobody in particular; nothing in it unsubscribes them."""
    settings = issue.settings
    language = language_of(settings, member)
    name = greeted(settings, member, language) if member is not None else ""
    made = _letter(issue, page.mail(issue, Reader(language, name, _unsubscribe(settings, ""))))
    made.subject = f"[Test] {made.subject}"
    return made


def language_of(settings: Settings, member: Member | None) -> str:
    """The first language of a reader that our fixed words are in, else the community's."""
    spoken = (member.languages or []) if member is not None else []
    return readers.language_for(settings, spoken) or ENGLISH


def greeted(settings: Settings, member: Member, language: str) -> str:
    """How an issue calls a reader: by name, and never by an address."""
    if not addresses.stands_for_name(member):
        return member.name
    return catalogues.words(settings.folder / "templates", language).gettext("colleagues")


def corrected(settings: Settings, subject: str, language: str) -> str:
    """The subject for somebody who got a wrong edition before."""
    word = catalogues.words(settings.folder / "templates", language).gettext(N_("Correction"))
    return f"{word}: {subject}"


def _unsubscribe(settings: Settings, token: str) -> str:
    return unsubscribing.link(settings.mail.unsubscribe or settings.moderator.email, token)


def _beside(file: Path, media: Path) -> str:
    # The community's logo may be anywhere in its folder.
    return Path(os.path.relpath(file, media)).as_posix()
