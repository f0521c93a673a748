"""An issue out of its draft: what may be shown of it, and the files that it is written to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.errors import NotFound
from copctl.files import read_bytes, read_text
from copctl.mail.blanks import Blank, Enclosed
from copctl.mail.blanks import Reader as Recipient
from copctl.mail.mime import domain_of, message_id
from copctl.mail.sender import sender_of
from copctl.newsletter import checks, contents, page, pictured
from copctl.newsletter.as_markdown import as_markdown
from copctl.newsletter.draft_file import DraftFile
from copctl.newsletter.gallery import pictures_of
from copctl.newsletter.issue import Drafted, draft, find, has_draft, parsed, path_of, remember
from copctl.newsletter.on_paper import on_paper
from copctl.newsletter.page import Issue, Mail, Reader
from copctl.newsletter.pieces import stories
from copctl.rendering.environment import day
from copctl.settings import Settings
from copctl.store.schema import Issue as IssueRow
from copctl.store.schema.issue import IssueStatus
from copctl.when import Quarter, parse_quarter, quarter_of

PICTURES = "pictures"


@dataclass(frozen=True)
class Rendered:
    """The files by name, sentences about what the moderator should look at, and a draft made on the way."""

    files: dict[str, bytes]
    notes: list[str]
    drafted: Drafted | None = field(default=None)


def opened(db: Session, settings: Settings, quarter: Quarter, text: str, *, look: str = "") -> Issue:
    """An issue out of the text of its draft, with what may be shown of it as the store has it now."""
    untold = contents.untold(db)
    found = untold.found_in(parsed(text, path_of(settings, quarter), quarter))
    return Issue(
        settings, quarter, found, contents.withheld(db, found.keys),
        pictures_of(db, settings, addresses(found)), pictured.logo_of(settings), look, untold,
    )  # fmt: skip


def addresses(draft: DraftFile) -> set[str]:
    """The community's own pictures that a draft shows."""
    return {
        piece.address
        for section in draft.sections
        for entry in section.entries
        for story in stories(entry.text)
        for piece in story.pieces
        if piece.kind == "picture"
    }


def render(db: Session, settings: Settings, quarter: Quarter, *, now: datetime, look: str = "") -> Rendered:
    """Make the files out of the draft; a quarter around today is drafted first when it was not yet.

    Raises NotFound for another quarter without a draft, Refused for a draft or a template that does
    not work. Changes the issue's status; writing the files is left to the door.
    """
    path = path_of(settings, quarter)
    drafted = None
    if not has_draft(path):
        _refuse_far(quarter, now.astimezone(settings.zone).date())
        drafted = draft(db, settings, quarter, now=now)
    issue = opened(db, settings, quarter, drafted.text if drafted else read_text(path), look=look)
    made = page.mail(issue, Reader())
    files, left = _files(issue, made, now)
    _note(db, issue, now)
    notes = [
        *checks.left_out(issue.draft, issue.withheld),
        *pictures_left_out(issue),
        *checks.out_of_date(db, issue.draft, now=now),
        *checks.too_long(made.html),
        *left,
    ]
    return Rendered(files, notes, drafted)


def _note(db: Session, issue: Issue, now: datetime) -> None:
    if find(db, issue.quarter) is None:
        remember(db, issue.quarter, issue.draft.keys, now)
    row = find(db, issue.quarter)
    assert row is not None
    if row.status != IssueStatus.SENT:
        row.status = IssueStatus.RENDERED.value
    row.rendered_at = now
    db.flush()


def _files(issue: Issue, made: Mail, now: datetime) -> tuple[dict[str, bytes], list[str]]:
    used, web = issue.used(made.html), page.web(issue, Reader())
    html = pictured.beside(made.html, used, PICTURES)
    files = {
        "email.html": html.encode(),
        "email.txt": made.text.encode(),
        "issue.eml": as_eml(issue, made, now),
        "web.html": page.whole(issue, web).encode(),
        "issue.md": as_markdown(issue, PICTURES).encode(),
    }
    paper, left = on_paper(issue, Reader())
    if paper:
        files["issue.pdf"] = paper
    # The page shows pictures in every look; a picture of what is left out is on neither.
    shown = {picture.file.name: picture for picture in [*used, *issue.used(web)]}
    return files | {f"{PICTURES}/{name}": read_bytes(p.file) for name, p in shown.items()}, left


def clear_pictures(folder: Path, made: Rendered) -> None:
    """Take pictures away that an earlier rendering left there: nobody may agree to them any more."""
    place = folder / PICTURES
    if place.is_dir() and not place.is_symlink():
        for file in place.iterdir():
            if f"{PICTURES}/{file.name}" not in made.files and file.suffix in (".png", ".jpg"):
                file.unlink()
        if not any(place.iterdir()):
            place.rmdir()


def as_eml(issue: Issue, made: Mail, now: datetime) -> bytes:
    """The issue as one mail to the moderator, as readers get it."""
    sender = sender_of(issue.settings)
    html, pictures = placed(issue, made)
    blank = Blank(
        sender, subject=made.subject, text=made.text, html=html, to_list=True,
        pictures=[Enclosed(p.cid, p.kind, read_bytes(p.file)) for p in pictures],
    )  # fmt: skip
    about = f"newsletter:{issue.quarter}:rendered"
    to = Recipient(message_id(about, now, domain_of(sender)), sender.email, sender.name)
    return blank.filled(to, now=now)


def placed(issue: Issue, made: Mail) -> tuple[str, list[pictured.Shown]]:
    """The HTML of a mail, and the pictures that travel in it: none where they are on the web."""
    used, url = issue.used(made.html), issue.settings.look.pictures_url
    return (pictured.linked(made.html, used, url), []) if url else (made.html, used)


def pictures_left_out(issue: Issue) -> Iterator[str]:
    """A sentence for every picture of the draft that is not shown."""
    for address in sorted(addresses(issue.draft) - set(issue.pictures)):
        number = address.partition(":")[2]
        yield f"Left out: picture {number} is not there, or nobody agreed to it (copctl media show {number})."


def _refuse_far(quarter: Quarter, today: date) -> None:
    current = quarter_of(today)
    if quarter not in {current, current.previous, current.next}:
        raise NotFound(
            f"There is no issue {quarter} yet, and it is not near today ({day(today)}).",
            hint=f"copctl newsletter draft {quarter}",
        )


def newest(db: Session, settings: Settings, most: int) -> list[Issue]:
    """So many issues that were rendered or sent, newest first, as their drafts stand."""
    made = (IssueStatus.RENDERED.value, IssueStatus.SENT.value)
    rendered = select(IssueRow.quarter).where(IssueRow.status.in_(made)).order_by(IssueRow.quarter.desc())
    found: list[Issue] = []
    for name in db.execute(rendered).scalars():
        quarter = parse_quarter(name)
        path: Path = path_of(settings, quarter)
        if len(found) < most and has_draft(path):
            found.append(opened(db, settings, quarter, read_text(path)))
    return found


def title_of(issue: Issue) -> str:
    """What an issue is called: by its draft, else by its months."""
    return issue.draft.front.title or page.months(issue.quarter)


def web_page(issue: Issue) -> str:
    """An issue as a page for browsers, for nobody in particular."""
    return page.whole(issue, page.web(issue, Reader()))
