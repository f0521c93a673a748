"""An issue as its two templates want it, and the two mails they make: HTML and plain text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from copctl import names
from copctl.newsletter.draft_file import DraftFile, Entry, Section, visible
from copctl.newsletter.pieces import Story, stories
from copctl.newsletter.sections import SECTIONS
from copctl.rendering.colours import ink, mixed, readable
from copctl.rendering.environment import inlined, render
from copctl.settings import Settings
from copctl.when import Quarter

TEMPLATES = ("newsletter/email.html", "newsletter/email.txt")


@dataclass(frozen=True)
class Shown:
    """A section as shown. `kind` is session, event, topic, project, resource, story, member or empty."""

    heading: str
    kind: str
    stories: tuple[Story, ...]


@dataclass(frozen=True)
class Palette:
    """The colours of a mail: for light and for dark screens, all text readable (WCAG AA)."""

    accent: str
    button: str
    button_ink: str
    tint: str
    dark_accent: str
    dark_button_ink: str
    dark_tint: str


PAPER, DARK_PAPER = "#ffffff", "#1c2022"


def palette(accent: str) -> Palette:
    """Colours around a community's accent; Refused when that is no colour."""
    tint, dark_tint = mixed(PAPER, accent, 0.07), mixed(DARK_PAPER, accent, 0.16)
    dark_accent = readable(accent, dark_tint, at_least=7)
    return Palette(
        accent=readable(accent, tint),
        button=mixed(accent, accent, 0),
        button_ink=ink(accent),
        tint=tint,
        dark_accent=dark_accent,
        dark_button_ink=ink(dark_accent),
        dark_tint=dark_tint,
    )


def months(quarter: Quarter) -> str:
    """The quarter as people say it: `October to December 2026`."""
    return f"{quarter.first:%B} to {quarter.last:%B %Y}"


def shown(draft: DraftFile, withheld: Collection[str]) -> list[Shown]:
    """The sections that have something to say, without entries that must not be published."""
    sections = []
    for section in draft.sections:
        entries = [entry for entry in section.entries if not set(entry.keys) & set(withheld)]
        found = tuple(story for text in _texts(entries) for story in stories(text))
        if found:
            sections.append(Shown(section.heading or "", _kind(section), found))
    return sections


def _texts(entries: list[Entry]) -> Iterator[str]:
    """The entries' texts; entries that are single lines of one list come together."""
    running: list[str] = []
    for text in (visible(entry.text) for entry in entries):
        if text.startswith("- "):
            running.append(text.rstrip())
            continue
        if running:
            yield "\n".join(running)
            running = []
        yield text
    if running:
        yield "\n".join(running)


def _kind(section: Section) -> str:
    held = {key.partition(":")[0] for entry in section.entries for key in entry.keys}
    for known in SECTIONS:
        if names.key(section.heading or "") == names.key(known.heading) or held & set(known.kinds):
            return known.kinds[0]
    return ""


def mails(
    settings: Settings, quarter: Quarter, draft: DraftFile, withheld: Collection[str]
) -> tuple[str, str]:
    """The issue as HTML with its CSS inlined, and as plain text.

    Raises Refused for a template that does not work, with its file and line.
    """
    values = {
        "community": settings.name,
        "url": settings.url,
        "language": settings.language,
        "moderator": settings.moderator,
        "footer": settings.look.footer,
        "quarter": quarter,
        "months": months(quarter),
        "front": draft.front,
        "title": draft.front.title or months(quarter),
        "sections": shown(draft, withheld),
        "colours": palette(settings.look.accent),
    }
    overrides = settings.folder / "templates"
    html, text = (render(overrides, template, **values) for template in TEMPLATES)
    return inlined(html), text
