"""The static site: pages sealed for any host, or in the clear for one that lets only members in."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.commons import findable, finding, phrases, places, sealing
from copctl.commons.folding import fold
from copctl.commons.page import Page, frame, html_of
from copctl.commons.pages import everything
from copctl.commons.sheet import stylesheet
from copctl.commons.site_folder import Draft, drafting
from copctl.commons.view import Form, View
from copctl.community import visible
from copctl.files import read_text
from copctl.rendering.environment import render
from copctl.resources import shipped
from copctl.store.schema import Member

# The place of the index, which is no page: no place begins without a slash.
_INDEX = "index"
_SITE = "portal/site"


class Leaf(NamedTuple):
    """A page as it is written: its place, and its HTML in the frame of the view's form."""

    place: str
    html: str


class Entry(NamedTuple):
    """What the search knows of a place: a kind (`People`, `Sessions`), a title, what it is about.

    `words` are found too, and not shown.
    """

    place: str
    kind: str
    title: str
    about: str = ""
    words: str = ""


@dataclass
class Site:
    """All that a site holds. The first page is where readers begin.

    `pages` are asked for one by one, so that a large site fits into a small machine.
    """

    view: View
    pages: Iterable[Leaf]
    entries: Sequence[Entry] = ()


@dataclass
class Built:
    """What came of it: how many pages, bytes and keys; `dead` are places that are linked to and not there."""

    pages: int = 0
    size: int = 0
    keys: int = 0
    places: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)


class Links:
    """Gives the links of a form, and remembers which places were asked for."""

    def __init__(self, form: Form) -> None:
        self.made = places.behind_hash if form is Form.SEALED else places.as_file
        self.asked: set[str] = set()

    def __call__(self, place: str) -> str:
        """The link to a place."""
        self.asked.add(place.partition("?")[0])
        return self.made(place)


def site_of(view: View, form: Form) -> Site:
    """The community's site as this view sees it, in one of the two static forms."""
    static = replace(view, form=form, to=Links(form))
    sheet = stylesheet(view.settings.look)[0]
    leaves = (Leaf(page.place, html_of(page, static, sheet=sheet)) for page in pages_of(static))
    return Site(static, leaves, list(entries_of(static)))


def pages_of(view: View) -> Iterator[Page]:
    """Every page that a static site has."""
    return everything(view)


def entries_of(view: View) -> Iterator[Entry]:
    """What can be searched for: the pages that the portal's own search finds, by parts of their words."""
    for found in findable.as_written(view.db, view.settings.moderator.name):
        yield Entry(found.place, finding.ONE[found.kind], found.title, found.about, found.words)


def phrases_of(db: Session, key: bytes) -> list[str]:
    """The phrase of everybody who is a member, whether or not they are in the directory."""
    inside = select(Member.id, Member.phrase).where(Member.status.in_(visible.MEMBERS)).order_by(Member.id)
    return [phrases.derived(key, number, count) for number, count in db.execute(inside).tuples()]


def build_sealed(
    target: Path,
    site: Site,
    opened_by: Sequence[str],
    *,
    rounds: int = sealing.ROUNDS,
    on_step: Callable[[int], None] = lambda _done: None,
) -> Built:
    """Write the site sealed under a new key, which each of these phrases opens.

    Refused without the extra `portal`, and as `site_folder.drafting`.
    """
    sealing.refuse_without_extra()
    key, built = sealing.new_key(), Built(keys=len(opened_by))
    with drafting(target) as draft:
        for leaf in site.pages:
            draft.write(f"{sealing.name_of(key, leaf.place)}.bin", _sealed(leaf.html, key, leaf.place))
            built.places.append(leaf.place)
            on_step(len(built.places))
        draft.write(f"{sealing.name_of(key, _INDEX)}.bin", _sealed(_searchable(site.entries), key, _INDEX))
        draft.write("keys.json", _keys(key, opened_by, rounds, on_step))
        _write_shell(draft, site.view, built.places)
    return _told(built, site, draft)


def build_clear(target: Path, site: Site, *, on_step: Callable[[int], None] = lambda _done: None) -> Built:
    """Write the site as plain files, for a host that asks members who they are; as `build_sealed` else."""
    built = Built()
    with drafting(target) as draft:
        for leaf in site.pages:
            draft.write(places.file_of(leaf.place), leaf.html.encode())
            built.places.append(leaf.place)
            on_step(len(built.places))
        listed = Page("/search", "everything.html", {"kinds": _by_kind(site.entries)})
        sheet, css = stylesheet(site.view.settings.look)
        whole = html_of(listed, site.view, sheet=sheet).encode()
        # Every host and every disk begins with this name.
        for place in {"/search", "/"} - set(built.places):
            draft.write(places.file_of(place), whole)
            built.places.append(place)
        draft.write(sheet, css.encode())
    return _told(built, site, draft)


def _told(built: Built, site: Site, draft: Draft) -> Built:
    built.pages, built.size = len(built.places), draft.size
    asked = site.view.to.asked if isinstance(site.view.to, Links) else set()
    built.dead = sorted(asked - set(built.places) - {"/search"})
    return built


def _sealed(text: str, key: bytes, place: str) -> bytes:
    return sealing.seal(text.encode(), key, place)


def _searchable(entries: Iterable[Entry]) -> str:
    rows = [[*entry[:4], fold(" ".join((entry.title, entry.kind, *entry[3:])))] for entry in entries]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _by_kind(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    kinds: dict[str, list[Entry]] = {}
    for entry in entries:
        kinds.setdefault(entry.kind, []).append(entry)
    return kinds


def _keys(key: bytes, opened_by: Sequence[str], rounds: int, on_step: Callable[[int], None]) -> bytes:
    """The wrapped keys by their labels. Stretching is slow on purpose, and lets other threads work."""
    salt = sealing.new_salt()
    wrapped: dict[str, list[str]] = {}
    with ThreadPoolExecutor() as pool:
        made = pool.map(lambda phrase: sealing.wrap(key, phrase, salt, rounds), opened_by)
        # By label, so that their order tells nothing of who is a member for how long.
        for count, (phrase, sealed) in enumerate(zip(opened_by, made, strict=True), 1):
            wrapped.setdefault(phrases.label(phrase), []).append(_base64(sealed))
            on_step(count)
    said = {"rounds": rounds, "salt": _base64(salt), "keys": dict(sorted(wrapped.items()))}
    return json.dumps(said, separators=(",", ":")).encode()


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _write_shell(draft: Draft, view: View, made: Sequence[str]) -> None:
    """What the host and strangers see: the page that asks for the phrase. It names nobody."""
    css = stylesheet(view.settings.look)[1] + _shipped("gate.css")
    sheet = f"portal-{sha256(css.encode()).hexdigest()[:12]}.css"
    script = _shipped("site.js").encode()
    name = f"site-{sha256(script).hexdigest()[:12]}.js"
    values = _shell_values(view, made) | {"sheet": sheet, "script": name}
    page = render(view.settings.folder / "templates", f"{_SITE}/index.html", **values)
    for file, content in (
        ("index.html", page.encode()),
        (name, script),
        (sheet, css.encode()),
        ("robots.txt", b"User-agent: *\nDisallow: /\n"),
    ):
        draft.write(file, content)


def _shipped(name: str) -> str:
    """A file of the shell that no community changes: what is in it has to fit the sealing."""
    return read_text(shipped("templates") / _SITE / name)


def _shell_values(view: View, made: Sequence[str]) -> dict[str, Any]:
    known = frame(view, "/")
    there = set(made)
    return {
        "community": known["community"],
        "to": view.to,
        "ways": [(place, name) for place, name in known["ways"] if place in there],
        "first": made[0] if made else "/",
    }
