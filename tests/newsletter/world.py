"""What the tests of the newsletter share: where its files are, rows, and a reader of pages."""

from __future__ import annotations

from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path

from copctl.store.schema import (
    LearningSession,
    Topic,
    TopicOrigin,
)

DRAFT = Path("issues/2026Q4.md")
HTML, TEXT = Path("out/2026Q4/email.html"), Path("out/2026Q4/email.txt")
OUT = HTML.parent
FILES = ("email.html", "email.txt", "issue.eml", "web.html", "issue.md", "issue.pdf")
CONSENT = ("--consent", "Mrs Chan, on paper")


class Outline(HTMLParser):
    """The levels of a page's headings, its addresses, and the words that a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.levels.append(int(tag[1]))
        if tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
        self._hidden += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data


def session(code: str, title: str, starts_at: datetime, **more: object) -> LearningSession:
    return LearningSession(
        code=code, title=title, starts_at=starts_at, timezone="Asia/Phnom_Penh", minutes=90,
        calendar_uid=code, **more,
    )  # fmt: skip


def topic(slug: str, label: str, status: str, votes: int | None) -> Topic:
    origins = [
        TopicOrigin(votes=1, respondents=3, noted_on=date(2026, 1, 1)),
        TopicOrigin(votes=votes, respondents=41, noted_on=date(2026, 10, 1)),
    ]
    return Topic(slug=slug, label=label, status=status, origins=origins)
