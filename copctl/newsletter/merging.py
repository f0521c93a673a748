"""New and changed items put into a draft that a person may have edited: theirs stays, line by line. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from copctl import names
from copctl.newsletter.draft_file import Entry, entry_text, heading_of, keys_of, read
from copctl.newsletter.offering import digest


@dataclass(frozen=True)
class Addition:
    """An entry to add, the heading it belongs under, and how to know its section when that was renamed."""

    heading: str
    entry: Entry
    placeholder: str = ""
    is_kin: Callable[[str], bool] = lambda _key: False


def added(text: str, additions: Sequence[Addition]) -> str:
    """The file with entries added at the end of their sections; every other line stays as it is.

    A section is found by its heading, then by the items in it; one that is gone is made at the end.
    The program's own placeholder line goes when the section gets its first entry.
    """
    lines, ending = _lines(text)
    for addition in additions:
        lines = _with(lines, addition)
    return _joined(lines, ending)


def _lines(text: str) -> tuple[list[str], str]:
    """The lines, and what another system writes at their ends."""
    ending = "\r" if "\r\n" in text else ""
    return [line.removesuffix("\r") if ending else line for line in text.split("\n")], ending


def _joined(lines: Sequence[str], ending: str) -> str:
    return "\n".join([*(line + ending for line in lines[:-1]), lines[-1]])


def _with(lines: list[str], addition: Addition) -> list[str]:
    block = entry_text(addition.entry).split("\n")
    found = _place(lines, addition)
    if found is None:
        return _inserted(lines, len(lines), [f"## {addition.heading}", "", *block])
    start, end = found
    holder = next((i for i in range(start, end) if _is(lines[i], addition.placeholder)), None)
    if holder is None:
        return _inserted(lines, end, block)
    if not any(line.strip() for line in lines[holder + 1 : end]):
        return [*lines[:holder], *block, *lines[holder + 1 :]]
    return _inserted([*lines[:holder], *lines[holder + 1 :]], end - 1, block)


def _inserted(lines: list[str], end: int, block: list[str]) -> list[str]:
    """The lines with a block after the last written line before `end`, blank lines around it."""
    while end and not lines[end - 1].strip():
        end -= 1
    after = lines[end:] or [""]
    return [*lines[:end], "", *block, *([""] if after[0].strip() else []), *after]


def _is(line: str, placeholder: str) -> bool:
    return bool(placeholder) and line.strip() == placeholder


def _place(lines: Sequence[str], addition: Addition) -> tuple[int, int] | None:
    """Where the addition's section begins (its heading's line) and ends."""
    first = read("\n".join(lines)).lines
    heads = {i: found for i in range(first, len(lines)) if (found := heading_of(lines[i])) is not None}
    spans = list(zip(heads, [*list(heads)[1:], len(lines)], strict=True)) if heads else []
    for start, end in spans:
        if names.key(heads[start]) == names.key(addition.heading):
            return start, end
    for start, end in spans:
        if any(addition.is_kin(key) for line in lines[start:end] for key in keys_of(line)):
            return start, end
    return None


@dataclass(frozen=True)
class Refreshed:
    """A file whose entries say again what the store has.

    `updated` are the keys whose words were renewed, `kept` those that changed in the store while a person
    had written words of their own. `offered` has the digests to remember.
    """

    text: str
    updated: tuple[str, ...]
    kept: tuple[str, ...]
    offered: dict[str, str]


def refreshed(text: str, offered: Mapping[str, str], fresh: Mapping[str, str]) -> Refreshed:
    """The file with entries renewed whose item reads otherwise by now, unless a person changed them.

    `offered` is what stood there (key -> digest), `fresh` what would stand there now (key -> Markdown). An
    entry that a person changed stays, and so does one whose former words nobody remembers; one that a
    person took out stays out.
    """
    lines, ending = _lines(text)
    updated, kept, digests = list[str](), list[str](), dict(offered)
    for key, words in fresh.items():
        spots = [spot for spot in _spots(lines) if key in spot.keys]
        before, now = offered.get(key, ""), digest(words)
        if not spots or before == now:
            continue
        if all(digest(spot.text) == now for spot in spots):
            digests[key] = now
        elif before:
            digests[key] = now
            is_own = any(spot.keys != (key,) or digest(spot.text) != before for spot in spots)
            (kept if is_own else updated).append(key)
            # From the last one up, so that the places of the others stay right.
            for spot in [] if is_own else reversed(spots):
                lines[spot.start : spot.end] = words.strip().split("\n")
    return Refreshed(_joined(lines, ending), tuple(updated), tuple(kept), digests)


@dataclass(frozen=True)
class _Spot:
    """Where the words of an entry stand: from line `start` up to `end`, without blank lines around them."""

    keys: tuple[str, ...]
    start: int
    end: int
    text: str


def _spots(lines: Sequence[str]) -> Iterator[_Spot]:
    first = read("\n".join(lines)).lines
    markers = [i for i in range(first, len(lines)) if keys_of(lines[i])]
    for marker in markers:
        end = next(_ends(lines, marker + 1), len(lines))
        start = marker + 1
        while start < end and not lines[start].strip():
            start += 1
        while end > start and not lines[end - 1].strip():
            end -= 1
        yield _Spot(keys_of(lines[marker]), start, end, "\n".join(lines[start:end]))


def _ends(lines: Sequence[str], start: int) -> Iterator[int]:
    """The lines that begin something else."""
    return (i for i in range(start, len(lines)) if keys_of(lines[i]) or heading_of(lines[i]) is not None)
