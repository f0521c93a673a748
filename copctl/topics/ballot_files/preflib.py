"""PrefLib's ballot files (Mattei and Walsh 2013): orders and categories, in today's format and the older one.

The format is PrefLib's specification (FORMAT_SPECIFICATION.md in PrefLib-Data): lines of `# KEY: value`,
then one line for each different ballot, `how many voters: what they said`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from copctl.errors import Refused
from copctl.topics.ballot_files.contents import BallotFile, refused, told_apart, whole
from copctl.topics.rules.profiles import Approvals, Ranking, Rankings

KINDS = ("soc", "soi", "toc", "toi", "cat")
_COMPLETE, _STRICT = ("soc", "toc"), ("soc", "soi")
_NAME = re.compile(r"(ALTERNATIVE|CATEGORY) NAME\s+(\d{1,9})", re.ASCII)
_GROUPS = re.compile(r"(?:\{[\d,]*\}|\d+)(?:,(?:\{[\d,]*\}|\d+))*,?", re.ASCII)
_GROUP = re.compile(r"\{([\d,]*)\}|(\d+)", re.ASCII)
# More than any published file has; a mistyped number must not fill the memory.
_MOST = 100_000


@dataclass
class _Header:
    """The lines of metadata: `# KEY: value`."""

    values: dict[str, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    categories: int | None = None
    alternatives: int | None = None


@dataclass
class _Cast:
    """The ballots as groups of alternatives from 1, best first, with how many voters cast each."""

    weights: Counter[Ranking] = field(default_factory=Counter)
    incomplete: int = 0
    tied: int = 0


@dataclass(frozen=True)
class _Shape:
    """What every line of ballots has to fit."""

    name: str
    alternatives: int
    categories: int | None
    separator: str


def parse(lines: Sequence[str], name: str, extension: str) -> BallotFile:
    """A file in today's format; Refused with the line that does not fit."""
    header = _Header()
    start = 0
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            break
        start = number
        if line.strip():
            _read_header(header, line.strip().lstrip("# "), number, name)
    kind = _kind(header.values.get("DATA TYPE", ""), extension, header.categories is not None, name)
    return _file(lines, start, name, kind, header, ":")


def parse_old(lines: Sequence[str], name: str, extension: str) -> BallotFile:
    """A file as PrefLib published them before 2022.

    The number of alternatives, a line `number,name` for each, a line with three counts, then the ballots as
    `how many voters,alternative,{alternative,alternative}`.
    """
    lines_left = [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    header = _Header(alternatives=_count_of(lines_left[0][1], lines_left[0][0], name))
    wanted = header.alternatives or 0
    for number, line in lines_left[1 : wanted + 1]:
        written, _, label = line.partition(",")
        alternative = whole(written)
        if alternative is None or not 1 <= alternative <= wanted:
            raise refused(name, number, f"{_short(line)!r} is not 'number,name of an alternative'")
        header.names[alternative] = label.strip()
    if len(lines_left) < wanted + 2:
        raise refused(name, lines_left[-1][0], f"it ends before it has named {wanted} alternatives")
    at, sums = lines_left[wanted + 1]
    header.values["NUMBER VOTERS"] = sums.partition(",")[0].strip()
    return _file(lines, at, name, _kind("", extension, False, name), header, ",")


def _read_header(header: _Header, line: str, number: int, name: str) -> None:
    key, colon, value = line.partition(":")
    key, value = key.strip().upper(), value.strip()
    if not colon:
        return
    named = _NAME.fullmatch(key)
    if named and named[1] == "ALTERNATIVE":
        if not 1 <= int(named[2]) <= _MOST:
            raise refused(name, number, f"alternatives are numbered from 1 to {_MOST:,}")
        header.names[int(named[2])] = value
    elif key == "NUMBER ALTERNATIVES":
        header.alternatives = _count_of(value, number, name)
    elif key == "NUMBER CATEGORIES":
        header.categories = _count_of(value, number, name)
    else:
        header.values.setdefault(key, value)


def _count_of(text: str, number: int, name: str) -> int:
    count = whole(text)
    if count is None or not 1 <= count <= _MOST:
        raise refused(name, number, f"{_short(text)!r} is not a number from 1 to {_MOST:,}")
    return count


def _kind(stated: str, extension: str, has_categories: bool, name: str) -> str:
    """The kind by what the file says of itself, then by its extension, then the one that takes any order."""
    kind = stated.lower()
    if kind and kind not in KINDS:
        raise Refused(
            f"{name} says it is of type {_short(stated)!r}, which holds no ballots to count.",
            hint=f"give one of type {', '.join(KINDS)}",
        )
    if kind:
        return kind
    if has_categories:
        return "cat"
    return extension if extension in KINDS else "toi"


def _file(
    lines: Sequence[str], start: int, name: str, kind: str, header: _Header, separator: str
) -> BallotFile:
    alternatives = header.alternatives or max(header.names, default=0)
    if not alternatives:
        raise refused(name, max(start, 1), "nothing says what the alternatives are")
    if max(header.names, default=0) > alternatives:
        raise refused(name, start, f"there are names for more than the {alternatives} alternatives it states")
    cast = _Cast()
    shape = _Shape(name, alternatives, header.categories if kind == "cat" else None, separator)
    for number, line in enumerate(lines[start:], start=start + 1):
        if line.strip():
            _read_ballot(cast, line, number, shape)
    if not cast.weights:
        raise refused(name, max(start, 1), "no ballots follow")
    identifiers = [str(number) for number in range(1, alternatives + 1)]
    labels = told_apart([header.names.get(int(i), "") for i in identifiers], identifiers)
    ranked = Rankings(labels, _without_blanks(cast.weights))
    voters = cast.weights.total()
    return BallotFile(
        name=name,
        kind=kind,
        ballots="approval" if kind == "cat" else "ranking",
        profile=_approvals(labels, cast.weights) if kind == "cat" else ranked,
        voters=voters,
        title=header.values.get("TITLE", ""),
        ranked=ranked if kind == "cat" else None,
        notes=tuple(_notes(cast, header, kind, voters)),
    )


def _read_ballot(cast: _Cast, line: str, number: int, shape: _Shape) -> None:
    written, found, said = line.partition(shape.separator)
    voters = whole(written)
    if voters is None or not found:
        form = f"'how many voters{shape.separator} what they said'"
        raise refused(shape.name, number, f"{_short(line)!r} is not {form}")
    groups = _groups("".join(said.split()))
    if groups is None:
        raise refused(shape.name, number, f"{_short(said)!r} is not a list such as 1,2,{{3,4}}")
    _refuse_misfit(groups, number, shape)
    if voters:
        cast.weights[groups] += voters
        cast.incomplete += voters if sum(map(len, groups)) < shape.alternatives else 0
        cast.tied += voters if any(len(group) > 1 for group in groups) else 0


def _refuse_misfit(groups: Ranking, number: int, shape: _Shape) -> None:
    named = [alternative for group in groups for alternative in group]
    for alternative in named:
        if not 0 <= alternative < shape.alternatives:
            beyond = f"there is no alternative {alternative + 1}, only 1 to {shape.alternatives}"
            raise refused(shape.name, number, beyond)
    if len(set(named)) < len(named):
        twice = next(alternative for alternative, times in Counter(named).items() if times > 1)
        raise refused(shape.name, number, f"alternative {twice + 1} stands in one ballot twice")
    if shape.categories is not None and len(groups) > shape.categories:
        reason = f"it fills {len(groups)} categories of {shape.categories}; braces hold one together, {{1,2}}"
        raise refused(shape.name, number, reason)


def _groups(said: str) -> Ranking | None:
    """`1,{2,3},4` as sets of alternatives from 0, or None where it is not that."""
    if not said:
        return ()
    if not _GROUPS.fullmatch(said):
        return None
    groups = []
    for braced, single in _GROUP.findall(said):
        numbers = [single] if single else [part for part in braced.split(",") if part]
        if any(len(part) > 9 for part in numbers):
            return None
        groups.append(tuple(sorted(int(part) - 1 for part in numbers)))
    return tuple(groups)


def _without_blanks(weights: Counter[Ranking]) -> Counter[Ranking]:
    """Rankings without empty places (a category that nobody is in)."""
    merged: Counter[Ranking] = Counter()
    for groups, voters in weights.items():
        merged[tuple(group for group in groups if group)] += voters
    return merged


def _approvals(labels: list[str], weights: Counter[Ranking]) -> Approvals:
    """Categories as approval: what stands in the first one is approved, what stands in others is not."""
    merged: Counter[frozenset[int]] = Counter()
    for groups, voters in weights.items():
        merged[frozenset(groups[0] if groups else ())] += voters
    return Approvals(labels, merged)


def _notes(cast: _Cast, header: _Header, kind: str, voters: int) -> list[str]:
    notes = []
    stated = whole(header.values.get("NUMBER VOTERS", ""))
    if stated is not None and stated != voters:
        notes.append(f"The file says it has {stated} voters; its ballots are {voters}.")
    if kind in _COMPLETE and cast.incomplete:
        notes.append(f"{cast.incomplete} of {voters} ballots leave some out; a .{kind} file should not.")
    if kind in _STRICT and cast.tied:
        notes.append(f"{cast.tied} of {voters} ballots have ties; a .{kind} file should not.")
    if kind == "cat":
        notes.append("What a voter put into the first category counts as approved.")
    return notes


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 40 else f"{text[:39]}…"
