"""Pabulib's ballot files (Stolicki, Szufa and Talmon 2020): participatory budgeting, with costs.

The format is the one of pabulib.org/format: three tables in one file, META, PROJECTS and VOTES, each with
a line of column names, cells parted by `;` and quoted as in CSV.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from copctl.errors import Refused
from copctl.names import written
from copctl.topics.ballot_files import pabulib_profiles
from copctl.topics.ballot_files.contents import BallotFile, refused, told_apart, whole
from copctl.topics.rules.profiles import Rating

SECTIONS = ("META", "PROJECTS", "VOTES")
# What a vote of each type is.
_BALLOTS = {
    "approval": "approval",
    "choose-1": "approval",
    "ordinal": "ranking",
    "cumulative": "points",
    "scoring": "points",
}
_ASSUMED = "approval"
TRAITS = ("sex", "age", "voting_method", "district", "neighborhood", "education")
NOT_STATED = "not stated"
# Ages are shown in these bands; a file's own bands (such as 40-59) stay as they are.
_BANDS = ((18, "under 18"), (25, "18-24"), (35, "25-34"), (45, "35-44"), (55, "45-54"), (65, "55-64"))
_OLDEST_BAND = "65 and over"
_NUMBER = re.compile(r"[+-]?\d{1,18}([.,]\d{1,20})?([eE][+-]?\d{1,2})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


@dataclass(frozen=True)
class _Section:
    """One of the three tables: its column names, and its rows with the line each began on."""

    line: int
    columns: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def position(self, column: str) -> int | None:
        """Where a column stands, or None where there is none."""
        return self.columns.index(column) if column in self.columns else None


@dataclass(frozen=True)
class _Projects:
    """What was voted on; a project's number is its place in the file."""

    number: Mapping[str, int]
    names: list[str]
    costs: tuple[Fraction, ...] | None


def parse(lines: Sequence[str], name: str) -> BallotFile:
    """A .pb file; Refused with the line that does not fit."""
    sections = _sections(lines, name)
    meta = {_cell(row, 0).lower(): (line, _cell(row, 1)) for line, row in sections["META"].rows}
    vote_type = meta.get("vote_type", (0, ""))[1].lower() or _ASSUMED
    if vote_type not in _BALLOTS:
        raise refused(name, meta["vote_type"][0], f"votes of type {vote_type[:40]!r} cannot be counted")
    projects = _projects(sections["PROJECTS"], name)
    reader = _Votes(projects, _BALLOTS[vote_type], _default_score(meta, vote_type, name), name)
    cast = reader.read(sections["VOTES"])
    profile, traits = pabulib_profiles.profiles(cast, projects.names, reader.ballots, reader.traits)
    chosen = None
    if reader.ballots == "points":
        profile, chosen = pabulib_profiles.apart(cast, projects.names)
    voters = sum(cast.values())
    return BallotFile(
        name=name,
        kind="pb",
        ballots=reader.ballots,
        profile=profile,
        voters=voters,
        title=meta.get("description", (0, ""))[1],
        costs=projects.costs,
        budget=_budget(meta, name),
        traits=traits,
        rated=pabulib_profiles.points_of(profile, whole(meta.get("max_length", (0, ""))[1]))
        if vote_type == "ordinal"
        else None,
        chosen=chosen,
        notes=(*_notes(meta, voters), *_assumed(meta, projects), *reader.notes),
    )


def _budget(meta: Mapping[str, tuple[int, str]], name: str) -> Fraction | None:
    line, text = meta.get("budget", (0, ""))
    if not text:
        return None
    budget = _number(text, line, name)
    if budget < 0:
        raise refused(name, line, f"a budget cannot be {text}")
    return budget


def _assumed(meta: Mapping[str, tuple[int, str]], projects: _Projects) -> Iterator[str]:
    """What is taken for what the file leaves out."""
    if not meta.get("vote_type", (0, ""))[1]:
        yield f"The file names no vote_type; its votes are taken for {_ASSUMED}."
    if not meta.get("budget", (0, ""))[1] and projects.costs:
        yield "The file names no budget, so costs are left aside."


def _sections(lines: Sequence[str], name: str) -> dict[str, _Section]:
    sections: dict[str, _Section] = {}
    current: _Section | None = None
    for number, row in _rows(lines, name):
        title = row[0].strip().upper()
        if title in SECTIONS and not any(cell.strip() for cell in row[1:]):
            if title in sections:
                raise refused(name, number, f"a second {title} section begins")
            current = sections[title] = _Section(number)
        elif current is None:
            raise refused(name, number, "a section has to begin: META, PROJECTS or VOTES")
        elif not current.columns:
            current.columns.extend(cell.strip().lower() for cell in row)
        else:
            current.rows.append((number, row))
    for title in SECTIONS:
        if title not in sections:
            raise Refused(
                f"{name} has no {title} section before its end at line {len(lines)}.",
                hint="look for a quote that is never closed, or export the file again",
            )
    return sections


def _rows(lines: Sequence[str], name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with the line each began on."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=";", skipinitialspace=True)
    began = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield began, row
            began = reader.line_num + 1
    except csv.Error as error:
        raise refused(name, began, f"it cannot be taken apart ({error})") from error


def _projects(section: _Section, name: str) -> _Projects:
    at_id, at_cost, at_name = map(section.position, ("project_id", "cost", "name"))
    if at_id is None:
        raise refused(name, section.line, "the PROJECTS section has no column project_id")
    number: dict[str, int] = {}
    names, costs = [], []
    for line, row in section.rows:
        identifier = _cell(row, at_id)
        if not identifier or identifier in number:
            raise refused(name, line, f"the project_id {identifier[:40]!r} is empty or stands there twice")
        number[identifier] = len(number)
        names.append(_cell(row, at_name))
        if at_cost is not None:
            costs.append(_cost(_cell(row, at_cost), line, name))
    if not number:
        raise refused(name, section.line, "the PROJECTS section lists no project")
    return _Projects(number, told_apart(names, list(number)), tuple(costs) if at_cost is not None else None)


def _cost(text: str, line: int, name: str) -> Fraction:
    cost = _number(text, line, name)
    if cost < 0:
        raise refused(name, line, f"a project cannot cost {text}")
    return cost


class _Votes:
    """The reader of VOTES: each row a ballot and the voter's traits."""

    def __init__(self, projects: _Projects, ballots: str, default: Fraction, name: str) -> None:
        self.projects, self.ballots, self.default, self.name = projects, ballots, default, name
        self.traits: list[str] = []
        self.notes: list[str] = []
        self._points: dict[str, Fraction] = {}

    def read(self, section: _Section) -> dict[tuple[Any, tuple[str, ...]], int]:
        """How many voters with the same traits cast the same ballot."""
        at_vote, at_points = section.position("vote"), section.position("points")
        if at_vote is None:
            raise refused(self.name, section.line, "the VOTES section has no column vote")
        if self.ballots == "points" and at_points is None:
            raise refused(self.name, section.line, "votes with points need a column points")
        self.traits = [trait for trait in TRAITS if trait in section.columns]
        told = [(section.columns.index(trait), _TOLD.get(trait, _as_told)) for trait in self.traits]
        ballot = self._reader(at_vote, at_points)
        cast: dict[tuple[Any, tuple[str, ...]], int] = defaultdict(int)
        for line, row in self._one_each(section):
            cast[ballot(row, line), tuple(tell(_cell(row, at)) for at, tell in told)] += 1
        if not cast:
            raise refused(self.name, section.line, "the VOTES section has no vote")
        return cast

    def _one_each(self, section: _Section) -> list[tuple[int, list[str]]]:
        """The rows that count: one person has one vote, the last that stands there."""
        at = section.position("voter_id")
        if at is None:
            return section.rows
        last = {_cell(row, at) or line: (line, row) for line, row in section.rows}
        if twice := len(section.rows) - len(last):
            votes = "1 vote is" if twice == 1 else f"{twice:,} votes are"
            self.notes.append(f"{votes} left out: the same voter_id has another one further down.")
        return list(last.values())

    def _reader(self, at_vote: int, at_points: int | None) -> Callable[[list[str], int], Any]:
        if self.ballots == "approval":
            return lambda row, line: frozenset(self._chosen(_cell(row, at_vote), line))
        if self.ballots == "ranking":
            return lambda row, line: tuple((p,) for p in self._distinct(_cell(row, at_vote), line))
        return lambda row, line: self._rated(_cell(row, at_vote), _cell(row, at_points), line)

    def _chosen(self, vote: str, line: int) -> list[int]:
        chosen = []
        for identifier in filter(None, map(str.strip, vote.split(","))):
            if identifier not in self.projects.number:
                raise refused(self.name, line, f"there is no project {identifier[:40]!r}")
            chosen.append(self.projects.number[identifier])
        return chosen

    def _distinct(self, vote: str, line: int) -> list[int]:
        chosen = self._chosen(vote, line)
        if len(set(chosen)) < len(chosen):
            raise refused(self.name, line, "one vote names a project twice")
        return chosen

    def _rated(self, vote: str, points: str, line: int) -> tuple[Rating, frozenset[int]]:
        """The points that a vote gives to each project, and those it was cast for: who got any above 0."""
        chosen = self._distinct(vote, line)
        given = [text for text in map(str.strip, points.split(",")) if text]
        if len(given) != len(chosen):
            raise refused(self.name, line, f"{len(chosen)} projects are given {len(given)} points")
        rated = dict(zip(chosen, (self._worth(text, line) for text in given), strict=True))
        wanted = frozenset(project for project, worth in rated.items() if worth > 0)
        if self.default:
            rated = {project: rated.get(project, self.default) for project in range(len(self.projects.names))}
        return tuple(sorted(rated.items())), wanted

    def _worth(self, text: str, line: int) -> Fraction:
        if text not in self._points:
            self._points[text] = _number(text, line, self.name)
        return self._points[text]


def _as_told(text: str) -> str:
    return written(text) or NOT_STATED


def _sex(text: str) -> str:
    """A letter as a capital, a word as it is written."""
    told = _as_told(text)
    return told.upper() if len(told) == 1 else told


def _age_band(text: str) -> str:
    """The band of an age in years; what is no number (a band of the file's own) stays as it is."""
    age = whole(text.removesuffix(".0"))
    if age is None:
        return _as_told(text)
    return next((band for below, band in _BANDS if age < below), _OLDEST_BAND)


_TOLD: dict[str, Callable[[str], str]] = {"sex": _sex, "age": _age_band}


def _default_score(meta: Mapping[str, tuple[int, str]], vote_type: str, name: str) -> Fraction:
    """What a scoring vote gives to the projects that it does not list."""
    line, text = meta.get("default_score", (0, ""))
    return _number(text, line, name) if vote_type == "scoring" and text else Fraction(0)


def _notes(meta: Mapping[str, tuple[int, str]], voters: int) -> list[str]:
    stated = whole(meta.get("num_votes", (0, ""))[1])
    if stated is not None and stated != voters:
        return [f"The file says it has {stated} votes; there are {voters}."]
    return []


def _cell(row: Sequence[str], at: int | None) -> str:
    return row[at].strip() if at is not None and at < len(row) else ""


def _number(text: str, line: int, name: str) -> Fraction:
    """A number with a decimal point or comma; Refused where a comma could also part thousands."""
    if _THOUSANDS.fullmatch(text):
        raise refused(name, line, f"{text!r} can be read two ways; write it without the comma")
    if not _NUMBER.fullmatch(text):
        raise refused(name, line, f"{text[:40]!r} is not a number")
    return Fraction(text.replace(",", "."))
