"""A crawler of the portal: follows every link of every page, finds every form, and reads HTML strictly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from copctl.access import web_sessions
from tests.portal.conftest import SITE, Browser, Portal

TEMPLATES = Path(__file__).parents[2] / "templates" / "portal"
_VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
# What Markdown makes out of what people write.
_MARKDOWN = {
    "a", "blockquote", "br", "code", "dd", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_OF_MARKDOWN = {"href", "lang", "dir", "title", "start"}
_SCHEMES = {"", "http", "https", "mailto", "data"}


@cache
def known() -> tuple[frozenset[str], frozenset[str]]:
    """The elements and the attributes that stand in the portal's templates; there are no others on a page."""
    text = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))
    text = re.sub(r"\{[#%].*?[#%]\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", text)) - {"script"}
    inside = " ".join(re.findall(r"<[a-z][^<>]*>", text))
    attributes = set(re.findall(r"\s([a-z][a-z-]*)(?==|[\s>])", inside))
    return frozenset(tags | _MARKDOWN), frozenset(attributes | _OF_MARKDOWN)


@dataclass
class Form:
    """A form of a page: where it goes, how, and the values of its fields as they stand."""

    page: str
    to: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)


class Html(HTMLParser):
    """A page, read: what it links to, its forms, its words; AssertionError where it is no sound HTML."""

    def __init__(self, text: str, place: str = "/") -> None:
        super().__init__()
        self.place = place
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.used: set[tuple[str, str]] = set()
        self.parts: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert not self._open, f"{place} leaves {self._open} open"

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        assert len(said) == len(attrs), f"{self.place}: an attribute twice in {tag} {attrs}"
        self.used |= {(tag, ""), *((tag, name) for name in said)}
        if tag == "option":
            self._end_option()
        if tag not in _VOID:
            self._open.append(tag)
        for name in ("href", "src", "action"):
            if name in said:
                assert urlsplit(said[name]).scheme.lower() in _SCHEMES, (self.place, said[name])
                self.links += [said[name]] if name != "action" else []
        if tag == "form":
            to = urljoin(self.place, said.get("action") or self.place)
            self.forms.append(Form(self.place, to, said.get("method", "get").upper()))
        elif said.get("name") and self.forms:
            values = self.forms[-1].fields.setdefault(said["name"], [])
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                values.append(said.get("value", ""))

    def _end_option(self) -> None:
        # It needs no end of its own (WHATWG HTML, section 13.1.2.4).
        if self._open and self._open[-1] == "option":
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "datalist"):
            self._end_option()
        assert self._open, f"{self.place} closes {tag} that is not open"
        assert self._open[-1] == tag, f"{self.place} closes {tag} in {self._open}"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def sound(answer: object, place: str = "/") -> Html | None:
    """The answer's page, where it is one: sound HTML, with no element or attribute that is not a template's."""
    assert answer.status_code < 500, (place, answer.status_code)
    for line in answer.headers.get("set-cookie", ""), answer.headers.get("location", ""):
        assert "\n" not in line
        assert "\r" not in line
    if not answer.headers.get("content-type", "").startswith("text/html") or not answer.content:
        return None
    read = Html(answer.text, place)
    tags, attributes = known()
    if "/mail" not in place:
        strange = {
            (tag, name) for tag, name in read.used if tag not in tags or (name and name not in attributes)
        }
        assert not strange, (place, strange)
    assert not {(tag, name) for tag, name in read.used if tag == "script" or name.startswith("on")}, place
    return read


def signed_in(portal: Portal, email: str = "ana@example.org") -> Browser:
    """A browser that is signed in already; coming in is slow on purpose."""
    browser = portal.browser()
    sign_in_again(browser, email)
    return browser


def sign_in_again(browser: Browser, email: str = "ana@example.org") -> None:
    from copctl.portal.guard import SESSION

    house = browser.house
    number = house.number(email)
    with house.database.unjournaled() as connection, connection.begin():
        token = web_sessions.open_for(connection, number, house.settings.portal, now=house.now)
    browser.cookies.delete(SESSION) if SESSION in browser.cookies else None
    browser.cookies.set(SESSION, token)


def crawl(browser: Browser, starts: Iterable[str] = ("/",)) -> Iterator[tuple[str, object, Html | None]]:
    """Every answer that the links of every page lead to: its place, itself, its page where it is one."""
    waiting = list(starts)
    seen = set(waiting)
    while waiting:
        place = waiting.pop()
        answer = browser.get(place)
        page = sound(answer, place)
        yield place, answer, page
        for link in [*(page.links if page else []), answer.headers.get("location", "")]:
            to = urljoin(SITE + place, link).partition("#")[0]
            if to.startswith(f"{SITE}/") and to.removeprefix(SITE) not in seen:
                seen.add(to.removeprefix(SITE))
                waiting.append(to.removeprefix(SITE))


def forms_of(
    browser: Browser, starts: Iterable[str] = ("/",)
) -> dict[tuple[str, str, tuple[str, ...]], Form]:
    """Every form of every page, one of each kind."""
    found = {}
    for _, _, page in crawl(browser, starts):
        for form in page.forms if page else ():
            found.setdefault((form.method, urlsplit(form.to).path, tuple(sorted(form.fields))), form)
    return found
