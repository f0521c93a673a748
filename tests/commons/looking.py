"""A look at the members' pages of the community in the working folder, as a member or as nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from markupsafe import Markup
from sqlalchemy import event, select

from copctl.commons.page import Page, html_of
from copctl.commons.view import Form, View
from copctl.settings import load
from copctl.store.engine import Database
from copctl.store.schema import LearningSession, Member
from tests.conftest import NOW


@contextmanager
def looking(
    folder: Path, who: str = "", *, now: datetime = NOW, form: Form = Form.SERVED, prefix: str = ""
) -> Iterator[View]:
    """What the member with this address sees."""
    settings = load(folder, {})
    with Database.opened(settings.database).reading() as db:
        reader = db.execute(select(Member).where(Member.email == who)).scalar_one() if who else None
        yield View(db, settings, now, reader, form, lambda place: prefix + place)


def show_only(folder: Path, who: str, *fields: str) -> None:
    """Let a member choose what others see."""
    database = Database.opened(load(folder, {}).database)
    with database.transaction(who="test", command="test", at=NOW) as db:
        db.execute(select(Member).where(Member.email == who)).scalar_one().shown = list(fields)


def many_sessions(folder: Path, count: int) -> None:
    """Sessions on the first days of 2027, one of each two at the same moment as the one before."""
    database = Database.opened(load(folder, {}).database)
    with database.transaction(who="test", command="test", at=NOW) as db:
        for number in range(count):
            db.add(
                LearningSession(
                    code=f"2027-01-{number}",
                    title=f"Number {number}",
                    starts_at=datetime(2027, 1, 1, 8, tzinfo=UTC) + timedelta(days=number // 2),
                    timezone="Asia/Phnom_Penh",
                    minutes=60,
                    calendar_uid=f"{number}@copctl",
                )
            )


def html(page: Page, view: View) -> str:
    """The page as a server would give it."""
    return html_of(page, view, token_field=Markup("<!--token-->"), said="")


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)


def text_of(page: str) -> str:
    """The words of a page's main part, with one blank between them."""
    read = _Text()
    read.feed(page[page.index("<main") : page.index("</main>")])
    return " ".join(unescape(" ".join(read.parts)).split())


def tags_of(page: str) -> set[str]:
    """Which elements a page has."""
    read = _Text()
    read.feed(page)
    return set(read.tags)


@contextmanager
def statements(view: View) -> Iterator[list[str]]:
    """What the store is asked meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    engine = view.db.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)
