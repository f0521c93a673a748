"""The newsletter's archive: issues that went out, in our own frame and as the mail that members got."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from copctl.commons import pictures
from copctl.commons.archived import Archive, Readable
from copctl.commons.page import Page
from copctl.commons.unnamed import Hidden
from copctl.commons.view import View
from copctl.errors import CopctlError, NotFound
from copctl.newsletter import editions, page, pictured, rendering, taken_back
from copctl.newsletter.gallery import pictures_of
from copctl.newsletter.page import Reader
from copctl.rendering import catalogues
from copctl.store.schema import Edition, Issue, Picture
from copctl.when import Quarter, parse_quarter


def listed(view: View) -> Page:
    """Issues that went out, newest first, each by its newest edition."""
    wanted = select(Issue.quarter, Edition.subject, Edition.frozen_at).join(Issue)
    wanted = wanted.where(editions.is_newest(), editions.is_out())
    rows = view.db.execute(wanted.order_by(Issue.quarter.desc())).tuples().all()
    titles = called(view, [subject for _, subject, _ in rows])
    found = [
        {"quarter": quarter, "title": title, "day": frozen}
        for title, (quarter, _, frozen) in zip(titles, rows, strict=True)
    ]
    return Page("/newsletter", "newsletter.html", {"issues": found})


def quarters(view: View) -> list[str]:
    """The quarters of all issues that went out, newest first."""
    return [issue["quarter"] for issue in listed(view).values["issues"]]


def one(view: View, quarter: str) -> Page:
    """An issue: what stands in it, without what was taken back since and what was for nobody else's eyes.

    Who is not in the directory is not named; see `archived`. Of the mail, `mail` says that it can be shown,
    is kept back, or that there is none, where no server answers.

    NotFound in the same words for one that did not go out and for no quarter at all.
    """
    when, edition = _found(view, quarter)
    readable = _readable(view, edition)
    draft = readable.draft
    held = pictures_of(view.db, view.settings, rendering.addresses(draft))
    shown = page.Issue(view.settings, when, draft, readable.withheld, held)
    values = page.values(shown, Reader())
    numbers = {int(address.removeprefix("media:")) for address in shown.pictures}
    return Page(
        f"/newsletter/{when}",
        "issue.html",
        {
            "quarter": str(when),
            "title": values["title"],
            "day": edition.frozen_at,
            "greeting": values["front"].greeting,
            "sections": values["sections"],
            "pictures": pictures.framed(view, numbers),
            "mail": ("shown" if _is_mail_whole(view, edition, readable) else "kept back")
            if view.is_served
            else "none",
        },
    )


def mail_html(view: View, quarter: str) -> str:
    """The HTML of the mail as it was sent, for any reader: no name of one in it, nothing that unsubscribes.

    It needs its own inline styles, `data:` for the logo and pictures of this site. NotFound as `one`, and for
    one that names or tells what may not be told now: a mail can only be shown whole.
    """
    when, edition = _found(view, quarter)
    if not _is_mail_whole(view, edition, _readable(view, edition)):
        raise NotFound(
            f"The mail of {when} cannot be shown any more.", hint="read the issue in the newsletter's archive"
        )
    return _placed(view, _neutral(view, edition))


def _readable(view: View, edition: Edition) -> Readable:
    return Archive.of(view.db, view.settings.moderator.name).readable(edition.markdown)


def _is_mail_whole(view: View, edition: Edition, readable: Readable) -> bool:
    return readable.names_all and not taken_back.why(view.db, edition)


# Which edition -----------------------------------------------------------------------------------------


def _found(view: View, quarter: str) -> tuple[Quarter, Edition]:
    missing = NotFound("There is no such issue.", hint="look in the list of issues")
    try:
        when = parse_quarter(quarter)
    except CopctlError as error:
        raise missing from error
    wanted = (
        select(Edition).join(Issue).where(Issue.quarter == str(when), editions.is_newest(), editions.is_out())
    )
    edition = view.db.execute(wanted).scalar_one_or_none()
    # One issue has one address.
    if edition is None or quarter != str(when):
        raise missing
    return when, edition


def called(view: View, subjects: Sequence[str]) -> list[str]:
    """What issues are called: their subjects without the community's name, which stands above each page."""
    own = [subject.removeprefix(f"{view.settings.name}: ") for subject in subjects]
    whole = "\n".join(own)
    unnamed = Hidden.of(view.db, view.settings.moderator.name, whole).told_in(whole)
    return [unnamed.taken_out(title) for title in own]


# The mail ----------------------------------------------------------------------------------------------


def _neutral(view: View, edition: Edition) -> str:
    """The mail to nobody in particular; where it unsubscribed, it leads to what the reader agreed to."""
    settings = view.settings
    marks = editions.reopened(view.db, settings, edition).marks
    words = catalogues.words(settings.folder / "templates", settings.language)
    unsubscribes = re.compile(rf'href="[^"]*{re.escape(html.escape(marks.token))}[^"]*"')
    made = unsubscribes.sub(lambda _: f'href="{html.escape(view.to("/me"))}"', edition.html)
    return made.replace(marks.token, "").replace(marks.name, html.escape(words.gettext("colleagues")))


def _placed(view: View, made: str) -> str:
    """The mail with its pictures where this site has them."""
    places: dict[str, str] = {}
    for row in view.db.execute(select(Picture)).scalars():
        place = view.to(f"/pictures/{row.id}")
        places |= {
            f"cid:{row.digest[:16]}@{pictured.FOLDER}.invalid": place,
            **_on_web(view, row.file, place),
        }
    logo = _logo(view)
    if logo is not None:
        inside = f"data:{logo.kind};base64,{base64.b64encode(logo.file.read_bytes()).decode('ascii')}"
        places |= {logo.src: inside, **_on_web(view, logo.file.name, inside)}
    return re.sub(r'src="([^"]*)"', lambda found: f'src="{places.get(found[1], "")}"', made)


def _on_web(view: View, file: str, place: str) -> dict[str, Any]:
    url = view.settings.look.pictures_url
    return {html.escape(f"{url.rstrip('/')}/{file}"): place} if url else {}


def _logo(view: View) -> pictured.Shown | None:
    try:
        return pictured.logo_of(view.settings)
    except CopctlError:
        return None  # the moderator hears of it elsewhere; a reader cannot mend it
