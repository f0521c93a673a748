"""The newsletter's archive: issues that went out, in our own frame and as the mail that members got."""

from __future__ import annotations

import base64
import html
import re
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased

from copctl.commons import pictures, unnamed
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.errors import CopctlError, NotFound
from copctl.mail.kinds import NEWSLETTER
from copctl.newsletter import contents, draft_file, editions, page, pictured, rendering, taken_back
from copctl.newsletter.gallery import pictures_of
from copctl.newsletter.page import Reader
from copctl.rendering import catalogues
from copctl.store.schema import Edition, Issue, Message, Picture
from copctl.store.schema.message import MessageStatus
from copctl.when import Quarter, parse_quarter

# The mail left us, whatever became of it afterwards.
_OUT = (MessageStatus.SENT.value, MessageStatus.BOUNCED.value, MessageStatus.UNKNOWN.value)


def listed(view: View) -> Page:
    """Issues that went out, newest first, each by its newest edition."""
    wanted = (
        select(Issue.quarter, Edition.subject, Edition.frozen_at).join(Issue).where(is_newest(), is_out())
    )
    rows = view.db.execute(wanted.order_by(Issue.quarter.desc())).tuples()
    found = [
        {"quarter": quarter, "title": called(view, subject), "day": frozen}
        for quarter, subject, frozen in rows
    ]
    return Page("/newsletter", "newsletter.html", {"issues": found})


def quarters(view: View) -> list[str]:
    """The quarters of all issues that went out, newest first."""
    return [issue["quarter"] for issue in listed(view).values["issues"]]


def one(view: View, quarter: str) -> Page:
    """An issue: what stands in it, without what was taken back since and what was for nobody else's eyes.

    NotFound in the same words for one that did not go out and for no quarter at all.
    """
    when, edition = _found(view, quarter)
    untold = contents.untold(view.db)
    markdown = unnamed.without_hidden(view.db, edition.markdown)
    draft = untold.found_in(draft_file.read(markdown))
    shown = page.Issue(
        view.settings,
        when,
        draft,
        [*contents.withheld(view.db, sorted(draft.keys)), *unnamed.say_more(view.db, draft.keys)],
        pictures_of(view.db, view.settings, rendering.addresses(draft)),
        untold=untold,
    )
    values = page.values(shown, Reader())
    greeting = values["front"].greeting
    numbers = {int(address.removeprefix("media:")) for address in shown.pictures}
    return Page(
        f"/newsletter/{when}",
        "issue.html",
        {
            "quarter": str(when),
            "title": values["title"],
            "day": edition.frozen_at,
            "greeting": "" if untold.told_by(greeting) else greeting,
            "sections": values["sections"],
            "pictures": pictures.framed(view, numbers),
            "has_mail": view.is_served and _may_be_whole(view, edition),
        },
    )


def mail_html(view: View, quarter: str) -> str:
    """The HTML of the mail as it was sent, for any reader: no name of one in it, nothing that unsubscribes.

    It needs its own inline styles, `data:` for the logo and pictures of this site. NotFound as `one`, and for
    one that names who is hidden or says what somebody took back since: a mail can only be shown whole.
    """
    when, edition = _found(view, quarter)
    if not _may_be_whole(view, edition):
        raise NotFound(
            f"The mail of {when} cannot be shown any more.", hint="read the issue in the newsletter's archive"
        )
    return _placed(view, _neutral(view, edition))


def _may_be_whole(view: View, edition: Edition) -> bool:
    """Whether all of an edition may still be said, to any member."""
    if unnamed.without_hidden(view.db, edition.markdown) != edition.markdown:
        return False
    keys = draft_file.read(edition.markdown).keys
    return not unnamed.say_more(view.db, keys) and not taken_back.why(view.db, edition)


# Which edition -----------------------------------------------------------------------------------------


def _found(view: View, quarter: str) -> tuple[Quarter, Edition]:
    missing = NotFound("There is no such issue.", hint="look in the list of issues")
    try:
        when = parse_quarter(quarter)
    except CopctlError as error:
        raise missing from error
    wanted = select(Edition).join(Issue).where(Issue.quarter == str(when), is_newest(), is_out())
    edition = view.db.execute(wanted).scalar_one_or_none()
    # One issue has one address.
    if edition is None or quarter != str(when):
        raise missing
    return when, edition


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


def called(view: View, subject: str) -> str:
    """What an issue is called: its subject without the community's name, which stands above each page."""
    return subject.removeprefix(f"{view.settings.name}: ")


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
