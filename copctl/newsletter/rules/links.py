"""Links that readers can follow: how an address is written, what it says, and what answered there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, unquote, urlsplit

from copctl import names
from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.outline import Link, Outline, Passage

RULE = "link"
# Names that are kept for examples and tests (RFC 2606, sections 2 and 3; RFC 6761, section 6).
_RESERVED = re.compile(
    r"(?:.*\.)?(?:test|example|invalid|localhost|example\.(?:com|net|org))\.?", re.IGNORECASE
)
_WEB = {"http", "https"}
_IS_WEB = re.compile(r"https?://", re.IGNORECASE)
_MAILBOX = re.compile(r"[^\s@,;<>()\"]+@([^\s@,;<>()\".]+(?:\.[^\s@,;<>()\".]+)+)")
_SITE = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:[:/?#].*)?", re.IGNORECASE)
_HOST = re.compile(r"(?!-)[^\s/?#@<>\"%\\]+")
# Words that say nothing of where a link leads.
_SAYING_NOTHING = frozenset({"click here", "here", "link", "this link", "more", "read more", "this", "click"})
# What is left in the text of a link that Markdown did not take for one.
_BROKEN = re.compile(r"\[[^\[\]\n]+\]\s?\((?:[a-z][a-z0-9+.-]*:|www\.)\S*", re.IGNORECASE)


def written(outline: Outline, file: str) -> Iterator[Finding]:
    """What is wrong with links as they are written, without asking anybody."""
    for link in outline.links:
        if not link.is_picture or not link.address.startswith("media:"):
            found = _told(link.address)
            if found is not None:
                yield Finding(found.level, RULE, Place(file, link.line), found.what, found.fix)
    for passage in outline.passages:
        yield from _broken(passage, file)
    yield from _same_words(outline, file)


@dataclass(frozen=True)
class _Said:
    level: Level
    what: str
    fix: str
    may_be_asked: bool = False


def _told(address: str) -> _Said | None:
    if not address.strip():
        return _error("This link leads nowhere", "give it an address: [words](https://...)")
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return _error(f"{address} is no address", "copy it again from the browser")
    if parts.scheme == "mailto":
        return _mail(parts.path)
    return _web(address, parts) if parts.scheme in _WEB else _elsewhere(address, parts)


def _web(address: str, parts: SplitResult) -> _Said | None:
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        return _error(f"{address} names no site", "copy it again from the browser")
    if parts.username or parts.password:
        return _error(f"{address} holds a name or a password", "take out what stands before the @")
    if is_reserved(parts.hostname):
        fix = "put in the address that readers should open"
        return _Said(Level.WARNING, f"{address} is a made-up address.", fix)
    if parts.scheme == "http":
        what = f"{address} is not encrypted on its way."
        return _Said(Level.WARNING, what, f"try https{address[4:]}, and write that", may_be_asked=True)
    return None


def _error(what: str, fix: str) -> _Said:
    return _Said(Level.ERROR, f"{what}.", fix)


def _elsewhere(address: str, parts: SplitResult) -> _Said:
    if address.startswith("#"):
        return _error(
            f"{address} leads to another place of the mail, which mail programs cannot find",
            "say in words where it is",
        )
    if parts.scheme == "media":
        return _error(
            f"{address} is a picture, and a link cannot lead to it", f"show it: ![words]({address})"
        )
    if parts.scheme and "." not in parts.scheme:
        return _error(f"Mail programs do not follow {address}", "use an address with https:// or mailto:")
    place = address.lstrip("/")
    full = f"https://{place}" if _SITE.fullmatch(place) else "https://, the site, and the page on it"
    return _error(f"{address} does not say on which site it is", f"write it in full: {full}")


def _mail(path: str) -> _Said | None:
    for one in unquote(path).split(","):
        match = _MAILBOX.fullmatch(one.strip())
        if match is None:
            return _error(f"{one.strip() or 'mailto:'} is no mail address", "write it as mailto:name@site")
        if is_reserved(match[1]):
            made_up = f"{one.strip()} is a made-up address."
            return _Said(Level.WARNING, made_up, "put in the address that takes mail")
    return None


def is_reserved(host: str) -> bool:
    """Whether a host's name is kept for examples and tests, so that nobody is there."""
    return _RESERVED.fullmatch(host) is not None


def _broken(passage: Passage, file: str) -> Iterator[Finding]:
    if passage.part in {"title", "preheader", "heading"}:
        return
    for match in _BROKEN.finditer(passage.words):
        yield Finding(
            Level.ERROR, RULE, Place(file, passage.line_at(match.start())),
            f"Readers see {_short(match[0])} as it is typed: it is no link.",
            "write it as [words](https://...), without blanks in the address",
        )  # fmt: skip


def _short(text: str, most: int = 40) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}..."


def _same_words(outline: Outline, file: str) -> Iterator[Finding]:
    """Words that are used for several addresses, where nothing tells them apart (WCAG 2.2, 2.4.4).

    Under a title of its own, `Open the resource` says enough; `click here` nowhere does.
    """
    first: dict[tuple[str, int], Link] = {}
    for link in outline.links:
        words = names.key(link.words)
        if link.is_picture or not words:
            continue
        known = first.setdefault((words, 0 if words in _SAYING_NOTHING else link.story), link)
        if known.address != link.address:
            yield Finding(
                Level.WARNING, RULE, Place(file, link.line),
                f"{link.words!r} leads elsewhere here than in line {known.line}.",
                "say in the words of each link where it leads",
            )  # fmt: skip


# What answered there ------------------------------------------------------------------------------


class State(StrEnum):
    """What came of asking for a page."""

    THERE = "there"
    GONE = "gone"
    UNSURE = "unsure"
    # Its name could not be looked up.
    UNKNOWN = "unknown"
    # It is on a machine of the reader's own network, which nobody outside can open.
    PRIVATE = "private"


@dataclass(frozen=True)
class Answer:
    """What came of asking for an address; `reason` is part of a sentence: `it answered 404 (Not Found)`."""

    state: State
    reason: str = ""


def to_ask(outline: Outline) -> list[str]:
    """The addresses worth asking for, each once: of the web, well written, not made up."""
    wanted: dict[str, None] = {}
    for link in outline.links:
        found = _told(link.address)
        if _IS_WEB.match(link.address) and (found is None or found.may_be_asked):
            wanted[link.address] = None
    return list(wanted)


def answered(outline: Outline, answers: Mapping[str, Answer], file: str) -> Iterator[Finding]:
    """What is wrong with links by what answered there; where nothing could be looked up, one note."""
    states = {answer.state for answer in answers.values()}
    if states == {State.UNKNOWN}:
        yield Finding(
            Level.NOTE, "dead link", Place(file),
            "No link was tried: none of their sites could be looked up.",
            "connect to the internet and check again, or use --offline",
        )  # fmt: skip
        return
    told: dict[str, list[int]] = defaultdict(list)
    for link in outline.links:
        told[link.address].append(link.line)
    for address, answer in answers.items():
        for line in told[address]:
            yield from _answered(address, answer, Place(file, line))


def _answered(address: str, answer: Answer, place: Place) -> Iterator[Finding]:
    if answer.state in {State.GONE, State.UNKNOWN}:
        reason = answer.reason or "there is no site of this name"
        yield Finding(
            Level.ERROR,
            "dead link",
            place,
            f"{address} is dead: {reason}.",
            "mend the address, or take it out",
        )
    elif answer.state is State.UNSURE:
        yield Finding(
            Level.WARNING, "dead link", place,
            f"{address} could not be checked: {answer.reason}.", "open it in a browser",
        )  # fmt: skip
    elif answer.state is State.PRIVATE:
        yield Finding(
            Level.WARNING, "dead link", place,
            f"{address} is within somebody's own network, where readers cannot get.",
            "put in an address that everybody can open",
        )  # fmt: skip
