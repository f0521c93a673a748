"""Everything that should be looked at before an issue goes out, with its place and its remedy."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy.orm import Session

from copctl.errors import NotFound
from copctl.files import read_text
from copctl.newsletter import checks, known, page
from copctl.newsletter.client_facts import facts_from
from copctl.newsletter.contents import SECTIONS
from copctl.newsletter.issue import has_draft, path_of
from copctl.newsletter.page import Issue, Mail, Reader
from copctl.newsletter.rendering import opened, placed
from copctl.newsletter.rules import (
    clients,
    consents,
    contrasts,
    leftovers,
    links,
    naming,
    page_read,
    pictures,
    shape,
    strays,
    weight,
)
from copctl.newsletter.rules.findings import Finding, Level, Place, in_order
from copctl.newsletter.rules.outline import Located, Outline, outlined
from copctl.resources import shipped
from copctl.settings import FILE, Settings
from copctl.when import Quarter

HTML, TEXT = "email.html", "email.txt"
# The pictures of a mail travel as base64 (RFC 2045, 6.8): four bytes for three.
_BASE64 = 4 / 3
AskLinks = Callable[[Collection[str]], Mapping[str, links.Answer]]


@dataclass(frozen=True)
class _Checked:
    """An issue with what its rules look at; `file` is the draft's name in what is told."""

    db: Session
    issue: Issue
    outline: Outline
    file: str
    now: datetime

    @cached_property
    def mail(self) -> Mail:
        return page.mail(self.issue, Reader())

    @property
    def entries(self) -> list[Located]:
        """The entries that are shown."""
        every = (located for part in self.outline.parts for located in part.entries)
        return [one for one in every if not one.entry.is_kept_back(self.issue.withheld)]


def check(
    db: Session, settings: Settings, quarter: Quarter, *,
    now: datetime, look: str = "", ask_links: AskLinks | None = None,
) -> list[Finding]:  # fmt: skip
    """What is wrong with an issue as its draft stands, by place; nothing is changed.

    `ask_links` asks whether pages are there (`reaching.asked`); without it nobody is asked. Raises NotFound
    without a draft, Refused for a draft or a template that cannot be read.
    """
    path = path_of(settings, quarter)
    if not has_draft(path):
        raise NotFound(f"There is no draft of {quarter}.", hint=f"copctl newsletter draft {quarter}")
    text = read_text(path)
    issue = opened(db, settings, quarter, text, look=look)
    outline = outlined(text, issue.draft, issue.withheld)
    checked = _Checked(db, issue, outline, f"{path.parent.name}/{path.name}", now)
    return in_order(
        [*_of_draft(checked), *_of_store(checked), *_of_mail(checked), *_of_pages(checked, ask_links)],
        checked.file,
    )


def _of_draft(checked: _Checked) -> Iterator[Finding]:
    """What its text alone tells."""
    outline, file = checked.outline, checked.file
    yield from links.written(outline, file)
    yield from leftovers.unfilled(outline, file)
    yield from leftovers.comments(outline, [kind for section in SECTIONS for kind in section.kinds], file)
    yield from shape.preheader(outline, file)
    yield from shape.headings(outline, file)
    yield from shape.empty(outline, _remedy, file)


def _remedy(heading: str) -> str:
    known_one = next((section for section in SECTIONS if section.heading == heading), None)
    return known_one.when_empty if known_one else "write something there, or take the heading out"


def _of_store(checked: _Checked) -> Iterator[Finding]:
    """What the store says of who and what stands in it."""
    db, outline, file, issue = checked.db, checked.outline, checked.file, checked.issue
    shown = {key for located in checked.entries for key in located.entry.keys}
    yield from consents.left_out(outline, known.reasons(db, {*issue.withheld, *issue.draft.tells}), file)
    yield from consents.told_above(outline, issue.untold, file)
    yield from consents.reworded(
        outline, known.reworded(db, (located.entry for located in checked.entries)), file
    )
    free = known.named_by_right(db, shown)
    yield from naming.unagreed(
        outline, file, known.members(db), free, [issue.settings.moderator.name], _programme(checked)
    )
    yield from naming.misspelled(outline, file, [*known.all_names(db), issue.settings.name])
    addresses = [link.address for link in outline.links if link.is_picture]
    words, unagreed = known.pictures(db, addresses)
    yield from pictures.described(outline, words, file)
    yield from pictures.showable(outline, issue.pictures, unagreed, file)
    yield from _out_of_date(checked)


def _programme(checked: _Checked) -> naming.Programme:
    announcing = [
        located
        for located in checked.entries
        if any(key.startswith("session:") for key in located.entry.keys)
    ]
    lines = {located.begins + n for located in announcing for n in range(located.entry.text.count("\n") + 1)}
    keys = {key for located in announcing for key in located.entry.keys}
    return naming.Programme(lines, known.announced(checked.db, keys))


def _out_of_date(checked: _Checked) -> Iterator[Finding]:
    for located in checked.entries:
        for code, reason in checks.stale(checked.db, located.entry, now=checked.now):
            yield Finding(
                Level.ERROR if reason == checks.CANCELLED else Level.WARNING, "session",
                Place(checked.file, located.line),
                f"Session {code}: {reason}.", f"copctl session show {code}, and mend the draft",
            )  # fmt: skip


def _of_mail(checked: _Checked) -> Iterator[Finding]:
    """What the mail that comes of it shows."""
    issue, mail = checked.issue, checked.mail
    read = page_read.read(mail.html)
    facts = facts_from(read_text(shipped("data") / "mail_clients.json"))
    yield from weight.page(len(mail.html.encode()), issue.shown_in, HTML)
    yield from weight.whole(_size(issue, mail), HTML)
    yield from contrasts.accent(issue.settings.look.accent, FILE)
    yield from contrasts.page(read.runs, HTML)
    yield from clients.features(_without_anchors(mail.html, checked.outline), facts, HTML)
    if not any(finding.place.line for finding in shape.headings(checked.outline, checked.file)):
        yield from shape.page_headings(read.headings, HTML)
    words = "\n".join([*(run.words for run in read.runs), *read.alternatives])
    yield from strays.strays(checked.outline, words, mail.text, (HTML, TEXT))


def _without_anchors(html: str, outline: Outline) -> str:
    """The page without links to other places of it that stand in the draft: those were told there."""
    for link in outline.links:
        if link.address.startswith("#"):
            html = html.replace(f'href="{link.address}"', 'href="#"')
    return html


def _size(issue: Issue, mail: Mail) -> int:
    _, travelling = placed(issue, mail)
    content = sum(picture.file.stat().st_size for picture in travelling)
    return len(mail.html.encode()) + len(mail.text.encode()) + round(content * _BASE64)


def _of_pages(checked: _Checked, ask_links: AskLinks | None) -> Iterator[Finding]:
    """What the pages say that it links to."""
    wanted = links.to_ask(checked.outline) if ask_links is not None else []
    if ask_links is not None and wanted:
        yield from links.answered(checked.outline, ask_links(wanted), checked.file)
