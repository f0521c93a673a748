"""The draft of an issue as a Markdown file that a moderator edits: reading and writing it.

    ---
    title: October to December 2026
    quarter: 2026Q4
    preheader: What mail programs show beside the subject
    greeting:
      Dear members,

      a longer text is indented by two blanks.
    ---

    ## Stories of change

    <!-- copctl story:3 -->
    ### A title

    Some text.

A line that begins with `## ` begins a section. A marker line says which item of the store begins
there, so that drafting again knows it and a consent taken back takes it out. Both count only at the
very beginning of a line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from copctl.errors import Refused

# Stands for the reader's name, in the greeting.
NAME = "%NAME%"
_FENCE = "---"
_FIELD = re.compile(r"([A-Za-z]\w*)[ \t]*:(.*)")
HEADING = re.compile(r"##(?:[ \t]+(.*))?")
MARKER = re.compile(r"<!--\s*copctl((?:\s+[^\s:]+:[^\s:]+)+)\s*-->\s*")
_STRUCTURE = re.compile(r"^(?=#{1,3}(?:[ \t]|$)|<!--)", re.MULTILINE)
COMMENT = re.compile(r"^<!--(?:(?!-->).)*-->[ \t]*$\n?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Front:
    """What stands above the sections."""

    title: str = ""
    quarter: str = ""
    preheader: str = ""
    greeting: str = ""


FIELDS = tuple(Front.__dataclass_fields__)


@dataclass(frozen=True)
class Entry:
    """A piece of a section: the store's items that its marker names (none for one written by hand).

    `tells` are stories without consent that are in its words though no marker names them.
    """

    keys: tuple[str, ...]
    text: str
    tells: tuple[str, ...] = ()

    def is_kept_back(self, withheld: Collection[str]) -> bool:
        """Whether it must not be published, since one of these keys is its own or it tells such a story."""
        return bool(self.tells) or not set(self.keys).isdisjoint(withheld)


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it; the heading is None for what stands above the first one."""

    heading: str | None
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class DraftFile:
    """A draft that was read. `lines` is how many lines its front matter takes."""

    front: Front
    sections: tuple[Section, ...] = ()
    lines: int = field(default=0, compare=False)

    @property
    def keys(self) -> set[str]:
        """Every item of the store that the draft marks."""
        return {key for section in self.sections for entry in section.entries for key in entry.keys}

    @property
    def tells(self) -> set[str]:
        """Every story that was known by its words alone."""
        return {key for section in self.sections for entry in section.entries for key in entry.tells}


# Reading ------------------------------------------------------------------------------------------


def read(text: str, name: str = "The draft") -> DraftFile:
    """Read a draft; Refused names the file and the line of front matter that makes no sense."""
    lines = text.replace("\r\n", "\n").removeprefix("\ufeff").split("\n")
    values, after = _front(lines, name)
    return DraftFile(Front(**values), tuple(_sections(lines[after:])), after)


def _front(lines: Sequence[str], name: str) -> tuple[dict[str, str], int]:
    if lines[0].rstrip() != _FENCE:
        raise _unreadable(name, 1, "the file must begin with a line ---, then title: and the like")
    values: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == _FENCE:
            return {key: _value(found) for key, found in values.items()}, number
        if not line.strip() or line[0] in " \t":
            if current is None and line.strip():
                raise _unreadable(name, number, "an indented line must follow a line such as greeting:")
            (current if current is not None else []).append(line.rstrip())
            continue
        key, first = _named(name, number, line, values)
        current = values[key] = [first]
    raise _unreadable(name, 1, "the front matter that begins here has no second line ---")


def _named(name: str, number: int, line: str, known: Mapping[str, object]) -> tuple[str, str]:
    match = _FIELD.fullmatch(line)
    if match is None:
        raise _unreadable(name, number, f"{line.strip()!r} is not written as 'title: Some words'")
    key = match[1].lower()
    if key not in FIELDS:
        raise _unreadable(name, number, f"there is no entry {match[1]!r}; known are {', '.join(FIELDS)}")
    if key in known:
        raise _unreadable(name, number, f"{key} stands there a second time")
    return key, match[2].strip()


def _value(found: Sequence[str]) -> str:
    first, rest = found[0], list(found[1:])
    indent = next((len(line) - len(line.lstrip()) for line in rest if line.strip()), 0)
    if indent:
        # People who know YAML put a | or > where the text goes on below.
        first = "" if first in {"|", ">", "|-", ">-"} else first
        return "\n".join([first, *(_dedented(line, indent) for line in rest)]).strip()
    quoted = len(first) > 1 and first[0] == first[-1] == '"' and '"' not in first[1:-1]
    return first[1:-1].strip() if quoted else first


def _dedented(line: str, indent: int) -> str:
    blank = len(line) - len(line.lstrip())
    return line[min(indent, blank) :]


def _unreadable(name: str, number: int, reason: str) -> Refused:
    return Refused(f"{name}, line {number}: {reason}.", hint="mend that line in any editor")


def _sections(lines: Iterable[str]) -> Iterable[Section]:
    heading: str | None = None
    body: list[str] = []
    for line in lines:
        match = HEADING.fullmatch(line)
        if match is None:
            body.append(line)
            continue
        yield from _section(heading, body)
        heading, body = _heading(match), []
    yield from _section(heading, body)


def _heading(match: re.Match[str]) -> str:
    # Closing number signs are decoration (CommonMark 0.31, 4.2).
    return re.sub(r"(^|[ \t]+)#+$", "", (match[1] or "").rstrip()).strip()


def _section(heading: str | None, body: Iterable[str]) -> Iterable[Section]:
    entries = tuple(_entries(body))
    if heading is not None or entries:
        yield Section(heading, entries)


def _entries(body: Iterable[str]) -> Iterable[Entry]:
    keys: tuple[str, ...] = ()
    text: list[str] = []
    for line in body:
        match = MARKER.fullmatch(line)
        if match is None:
            text.append(line)
            continue
        yield from _entry(keys, text)
        keys, text = tuple(match[1].split()), []
    yield from _entry(keys, text)


def _entry(keys: tuple[str, ...], lines: Iterable[str]) -> Iterable[Entry]:
    text = "\n".join(lines).strip("\n")
    text = text if text.strip() else ""
    if keys or text:
        yield Entry(keys, text)


def keys_of(line: str) -> tuple[str, ...]:
    """The items that a marker line names; none for any other line."""
    match = MARKER.fullmatch(line)
    return tuple(match[1].split()) if match else ()


def heading_of(line: str) -> str | None:
    """The heading of a line that begins a section; None for any other line."""
    match = HEADING.fullmatch(line)
    return None if match is None else _heading(match)


def visible(text: str) -> str:
    """The text without comments that begin a line, which are for the moderator's eyes."""
    return COMMENT.sub("", text).strip("\n")


# Writing ------------------------------------------------------------------------------------------


def embedded(text: str) -> str:
    """Markdown that somebody wrote, so that none of its lines reads as the draft's own structure.

    One blank in front is enough here and changes nothing for Markdown.
    """
    return _STRUCTURE.sub(" ", text)


def write(draft: DraftFile) -> str:
    """The draft as a file; `read` gives it back."""
    front = [_FENCE, *(_field(name, getattr(draft.front, name)) for name in FIELDS), _FENCE]
    blocks = ["\n".join(front)]
    for section in draft.sections:
        if section.heading is not None:
            blocks.append(f"## {section.heading}".rstrip())
        blocks += [entry_text(entry) for entry in section.entries]
    return "\n\n".join(blocks) + "\n"


def _field(name: str, value: str) -> str:
    plain = "\n" not in value and value not in {"|", ">", "|-", ">-"} and not value.startswith('"')
    if plain:
        return f"{name}: {value}".rstrip()
    return f"{name}:\n" + "\n".join(f"  {line}".rstrip() for line in value.split("\n"))


def entry_text(entry: Entry) -> str:
    """An entry with its marker line."""
    marker = [f"<!-- copctl {' '.join(entry.keys)} -->"] if entry.keys else []
    return "\n".join([*marker, *([entry.text] if entry.text else [])])
