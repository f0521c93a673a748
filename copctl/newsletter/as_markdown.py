"""An issue as Markdown for anybody: the draft without what is for the moderator's eyes only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copctl.newsletter.draft_file import visible
from copctl.newsletter.page import NAME, Issue, months
from copctl.rendering.markdown import literal

_PICTURE = re.compile(r"!\[([^\]\n]*)\]\((media:[0-9]{1,9})\)")


def as_markdown(issue: Issue, pictures: str) -> str:
    """The issue with a title, its pictures in this folder, and without what must not be published."""
    return "\n\n".join(_blocks(issue, pictures)) + "\n"


def _blocks(issue: Issue, pictures: str) -> Iterator[str]:
    front = issue.draft.front
    yield f"# {literal(front.title or months(issue.quarter))}"
    yield f"*{literal(issue.settings.name)}, {issue.quarter}*"
    if front.greeting:
        yield front.greeting.replace(NAME, "colleagues")
    for section in issue.draft.sections:
        entries = [entry for entry in section.entries if not entry.is_kept_back(issue.withheld)]
        texts = [text for entry in entries if (text := visible(entry.text).strip())]
        if texts and section.heading:
            yield f"## {section.heading}"
        yield from (_with_pictures(text, issue, pictures) for text in texts)


def _with_pictures(text: str, issue: Issue, folder: str) -> str:
    def put(mark: re.Match[str]) -> str:
        picture = issue.pictures.get(mark[2])
        return f"![{mark[1] or picture.alt}]({folder}/{picture.file.name})" if picture else ""

    return _PICTURE.sub(put, text)
