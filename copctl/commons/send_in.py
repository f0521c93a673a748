"""Sending in a story, a project or a resource: the form, and what became of what was sent in before."""

from __future__ import annotations

from collections.abc import Mapping

from copctl import names
from copctl.commons import asked, own
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.community import contributions, offers
from copctl.errors import CopctlError
from copctl.store.schema.contribution import ContributionKind

KINDS = {
    ContributionKind.STORY.value: "A story of change: what changed, for whom, and how you know",
    ContributionKind.PROJECT.value: "A project: what you are working on",
    ContributionKind.RESOURCE.value: "A resource: something others can use",
}


def page(view: View, said: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None) -> Page:
    """The form with what was typed and what is wrong with it (a sentence by field; "" for all of it)."""
    empty = dict.fromkeys(("kind", "title", "body", "link", "agreed"), "")
    return Page(
        "/offer",
        "offer.html",
        {
            "kinds": KINDS,
            "typed": {**empty, **(said or {})},
            "errors": dict(errors or {}),
            "longest": offers.LONGEST,
            "sent_in": own.sent_in(view),
        },
    )


def read_offer(posted: Mapping[str, object]) -> tuple[dict[str, str], dict[str, str]]:
    """What was posted (kind, title, body, link, `agreed` or empty), and a sentence for each faulty field."""
    said = {name: asked.text(posted, name) for name in ("kind", "title", "body", "link", "agreed")}
    found = {
        "kind": "" if said["kind"] in KINDS else "Choose what it is.",
        "title": _title_error(said["title"]),
        "body": _body_error(said),
        "link": _link_error(said["link"]),
    }
    return said, {field: sentence for field, sentence in found.items() if sentence}


def _title_error(title: str) -> str:
    # What nobody sees (zero-width blanks, marks of direction) is no title.
    return _too_long("title", title) if names.key(title) else "Write a title."


def _body_error(said: Mapping[str, str]) -> str:
    if not said["body"].strip():
        if said["kind"] == ContributionKind.STORY:
            return "Tell what happened."
        if not said["link"].strip():
            return "Say a few words about it, or give a link."
    return _too_long("body", said["body"])


def _link_error(link: str) -> str:
    if long := _too_long("link", link):
        return long
    try:
        contributions.clean_link(link)
    except CopctlError:
        return "That is no address to link to. Copy it from the browser: it begins with https://"
    return ""


def _too_long(field: str, text: str) -> str:
    if len(text) <= offers.LONGEST[field]:
        return ""
    return f"That has {len(text):,} characters; there is room for {offers.LONGEST[field]:,}."
