"""An issue as its two templates want it, and the two mails they make: HTML and plain text."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from copctl import names
from copctl.errors import Refused
from copctl.newsletter import pictured
from copctl.newsletter.draft_file import NAME as NAME
from copctl.newsletter.draft_file import DraftFile, Entry, Section, visible
from copctl.newsletter.pictured import Shown as Picture
from copctl.newsletter.pieces import Story, stories
from copctl.newsletter.sections import SECTIONS
from copctl.newsletter.untold import Untold
from copctl.rendering import catalogues
from copctl.rendering.colours import ink, mixed, readable
from copctl.rendering.dates import months as months_of
from copctl.rendering.environment import inlined, render
from copctl.rendering.markdown import literal
from copctl.settings import Settings
from copctl.when import Quarter

LOOKS = ("magazine", "letter", "light")
# How a draft may write a heading of ours -> the heading.
_OURS = {section.heading: section.heading for section in SECTIONS}


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


def months(quarter: Quarter, language: str = "") -> str:
    """The quarter as people say it: `October to December 2026`."""
    return months_of(quarter.first, quarter.last, language)


def shown(
    draft: DraftFile,
    withheld: Collection[str] = (),
    say: Callable[[str], str] = str,
    ours: Mapping[str, str] = _OURS,
) -> list[Shown]:
    """The sections that have something to say, without entries that must not be published.

    Headings of ours, which `ours` has as a draft writes them, go through `say`; one that the moderator chose
    stays as it is.
    """
    sections = []
    for section in draft.sections:
        entries = [entry for entry in section.entries if not entry.is_kept_back(withheld)]
        found = tuple(story for text in _texts(entries) for story in stories(text))
        if found:
            heading = section.heading or ""
            shown_as = say(ours[heading]) if heading in ours else heading
            sections.append(Shown(shown_as, _kind(section, ours), found))
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


def _kind(section: Section, ours: Mapping[str, str]) -> str:
    held = {key.partition(":")[0] for entry in section.entries for key in entry.keys}
    heading = ours.get(section.heading or "", section.heading or "")
    for known in SECTIONS:
        if names.key(heading) == names.key(known.heading) or held & set(known.kinds):
            return known.kinds[0]
    return ""


@dataclass(frozen=True)
class Reader:
    """For whom an issue is written out: in which language, under which name, and what unsubscribes them.

    `name` is empty where it goes to nobody in particular; it may be a mark that each reader's stands for.
    """

    language: str = ""
    name: str = ""
    unsubscribe: str = ""


@dataclass(frozen=True)
class Issue:
    """An issue as it can be shown: its draft, what of it must not be, its pictures, its look.

    `withheld` are keys of markers; what `untold` knows by its words is in the draft's own entries.
    """

    settings: Settings
    quarter: Quarter
    draft: DraftFile
    withheld: Collection[str] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    logo: Picture | None = None
    look: str = ""
    untold: Untold = field(default_factory=Untold)

    @property
    def shown_in(self) -> str:
        """The look: as asked, or as the community's settings say; Refused for one that nobody knows."""
        return known_look(self.look or self.settings.look.newsletter)

    def used(self, html: str) -> list[Picture]:
        """The pictures that a page of it shows, the logo among them."""
        every = [*self.pictures.values(), *([self.logo] if self.logo else [])]
        return [picture for picture in every if f'src="{picture.src}"' in html]


@dataclass(frozen=True)
class Mail:
    """An issue as a mail: HTML with its styles in the elements and pictures as `cid:`, and plain text."""

    subject: str
    html: str
    text: str


def known_look(name: str) -> str:
    """The look of this name; Refused for one that nobody knows."""
    if name not in LOOKS:
        raise Refused(f"There is no look {name!r}.", hint=f"choose one of: {', '.join(LOOKS)}")
    return name


def values(issue: Issue, reader: Reader) -> dict[str, Any]:
    """What the templates of an issue know; see `templates/newsletter/base.html`."""
    settings, language = issue.settings, reader.language or issue.settings.language
    front = issue.draft.front
    title = front.title or months(issue.quarter, language)
    words = catalogues.words(settings.folder / "templates", language)
    name = reader.name or words.gettext("colleagues")
    return {
        "written_in": language,
        "community": settings.name,
        "url": settings.url,
        "language": language or "en",
        "moderator": settings.moderator,
        "footer": settings.look.footer,
        "quarter": issue.quarter,
        "months": months(issue.quarter, language),
        "front": replace(front, greeting=front.greeting.replace(NAME, literal(name))),
        "title": title,
        "sections": shown(issue.draft, issue.withheld, words.said, _ours(settings)),
        "colours": palette(settings.look.accent),
        "pictures": issue.pictures,
        "logo": issue.logo,
        "unsubscribe": reader.unsubscribe or f"mailto:{settings.moderator.email}?subject=unsubscribe",
    }


def _ours(settings: Settings) -> dict[str, str]:
    """Headings of ours as drafts of this community write them, in its language or in English."""
    own = catalogues.words(settings.folder / "templates", settings.language)
    return {own.said(heading): heading for heading in _OURS} | _OURS


def mail(issue: Issue, reader: Reader) -> Mail:
    """The issue as a mail for a reader.

    Raises Refused for a template that does not work, with its file and line.
    """
    said, own = values(issue, reader), issue.settings.folder / "templates"
    html = inlined(render(own, f"newsletter/{issue.shown_in}.html", **said))
    text = render(own, "newsletter/email.txt", **said)
    return Mail(f"{issue.settings.name}: {said['title']}", html, text)


def web(issue: Issue, reader: Reader) -> str:
    """The issue as a page for the archive, with its pictures as `cid:`."""
    return render(issue.settings.folder / "templates", "newsletter/web.html", **values(issue, reader))


def whole(issue: Issue, html: str) -> str:
    """A page of the issue with its pictures within it, so that it needs no other file."""
    return pictured.within(html, issue.used(html))
