"""A browser without a script: a survey's form in the shipped frame, and what sending it would post."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from copctl.commons import survey_page
from copctl.commons.page import Page
from copctl.rendering.environment import render
from copctl.store.schema import Question, Survey
from copctl.surveys.asking.web_form import Offered
from copctl.surveys.asking.web_replies import Read

_FRAME = {
    "frame": "portal/frames/served.html",
    "community": {"name": "MEL Mekong", "url": "", "language": "en", "footer": ""},
    "moderator": SimpleNamespace(name="Ana Lim", email="ana@example.org"),
    "served": True,
    "reader": None,
    "zone": None,
    "to": str,
    "ways": (),
    "here": "/surveys",
    "sheet": "portal.css",
    "token_field": "",
}


def drawn(questions: Sequence[Offered], read: Read, language: str = "", **settings: str) -> str:
    """The page of a survey with these questions, in a language that it is made to have."""
    extra = {f"label::{language}": "x"} if language else {}
    any_question = Question(
        name="x", type="text", label="x", hint="", required=False, list_name="", parameters="", grid="",
        extra=extra, choices=[], position=1,
    )  # fmt: skip
    survey = Survey(slug="q4", title="How is it?", settings=settings, questions=[any_question])
    return html_of(survey_page.form("/surveys/q4", survey, questions, read, [language]))


def html_of(page: Page, **more: Any) -> str:
    """A page as the portal would serve it to somebody who is not signed in."""
    return render(None, f"portal/{page.template}", **(_FRAME | page.values | more))


def posted_by(html: str) -> dict[str, list[str]]:
    """What a browser sends of the page's form as it stands (HTML Living Standard, 4.10.22.4)."""
    form = _Form()
    form.feed(html)
    form.close()
    return form.posted


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.posted: dict[str, list[str]] = {}
        self.is_inside = False
        self.area: tuple[str, list[str]] | None = None
        self.list = ""
        self.options: list[tuple[str, bool]] = []

    def add(self, name: str, value: str) -> None:
        self.posted.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.is_inside = said.get("method") == "post"
        elif not self.is_inside:
            return
        elif tag == "textarea":
            self.area = said["name"], []
        elif tag == "select":
            self.list, self.options = said["name"], []
        elif tag == "option":
            self.options.append((said["value"], "selected" in said))
        elif (
            tag == "input"
            and said.get("name")
            and (said["type"] not in ("radio", "checkbox") or "checked" in said)
        ):
            self.add(said["name"], said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            # A first line end is the page's, not the writer's (13.2.6.4.7).
            self.add(self.area[0], "".join(self.area[1]).removeprefix("\n"))
            self.area = None
        elif tag == "select" and self.list:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            self.add(self.list, chosen[-1] if chosen else self.options[0][0])
            self.list = ""
        elif tag == "form":
            self.is_inside = False

    def handle_data(self, data: str) -> None:
        if self.area:
            self.area[1].append(data)
