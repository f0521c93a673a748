"""What a newcomer needs as a folder of pages that open offline: the members' pages, written to files."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy.orm import Session

from copctl.commons import about, catch_up, members, sessions
from copctl.commons.archived import Archive
from copctl.commons.page import html_of
from copctl.commons.sheet import stylesheet
from copctl.commons.view import Form, View
from copctl.newsletter import rendering
from copctl.onboarding.catching_up import Pack
from copctl.settings import Settings

SHEET = "portal.css"
_NOWHERE = re.compile(r"(<a\b[^<>]*?) href=\"\"")


def pages(db: Session, settings: Settings, made: Pack, *, now: datetime) -> dict[str, str]:
    """File name -> text. Nothing in them is fetched from anywhere; recordings are links.

    `index.html` is the way in; there is a page for the charter, each session and person that it names, and
    the last newsletters; `portal.css` is beside them. What has no page in the folder is no link.
    """
    files = _files(made)
    view = View(db, settings, now, made.reader, Form.FOLDER, lambda place: files.get(place, ""))
    found = [catch_up.page(view, made), about.page(view)]
    for place in files:
        kind, _, key = place.removeprefix("/").partition("/")
        if kind == "sessions":
            found.append(sessions.one(view, key))
        elif kind == "members":
            found.append(members.person(view, int(key)))
    written = {files[one.place]: _linked(html_of(one, view, sheet=SHEET)) for one in found}
    archive = Archive.of(db, settings.moderator.name)
    papers = {
        files[sent.place]: rendering.web_page(archive.for_members(issue))
        for sent, issue in zip(catch_up.sent(made), made.issues, strict=True)
    }
    return written | papers | {SHEET: stylesheet(settings.look)[1]}


def _files(made: Pack) -> dict[str, str]:
    """Place -> the file it has in the folder."""
    held = [session for _, session in made.recordings] + ([made.session] if made.session else [])
    names = ["newsletter.html", *(f"newsletter-{issue.quarter}.html" for issue in made.issues[1:])]
    return {
        "/catch-up": "index.html",
        "/about": "charter.html",
        **{f"/sessions/{session.code}": f"session-{session.code}.html" for session in held},
        **{f"/members/{member.id}": f"member-{member.id}.html" for _, member in made.people},
        **{sent.place: name for sent, name in zip(catch_up.sent(made), names, strict=False)},
    }


def _linked(html: str) -> str:
    """The page with links only to what is in the folder: HTML's `a` without an address is plain text."""
    return _NOWHERE.sub(r"\1", html)
