"""LimeSurvey's survey structure, the tab-separated export: rows of classes S, SL, G, Q, SQ and A.

Pure. Rows belong to the question above them; every further language repeats all rows. LimeSurvey manual,
"Tab Separated Value survey structure".
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from copctl import names
from copctl.errors import Refused

_SIGNS = {"class", "type/scale", "name", "relevance"}
_DELIMITERS = ("\t", ";", ",")
_LATER = {"C": "conditions", "AS": "assessments", "QTA": "quotas", "QTAM": "quotas", "QTALS": "quotas"}
_TEXTS = {
    "surveyls_welcometext": "the welcome text", "surveyls_endtext": "the end text",
    "surveyls_description": "the description", "surveyls_policy_notice": "the privacy notice",
}  # fmt: skip
_BLOCKS = {"p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4", "h5", "h6"}
Texts = dict[str, str]


@dataclass
class Part:
    """A subquestion or an answer: its code and its text by language code."""

    code: str
    texts: Texts = field(default_factory=dict)


@dataclass
class Asked:
    """A question with its parts by scale (0, and 1 for the second scale or the columns)."""

    line: int
    type: str
    code: str
    group: str
    row: dict[str, str]
    texts: Texts = field(default_factory=dict)
    helps: Texts = field(default_factory=dict)
    subquestions: dict[tuple[str, str], Part] = field(default_factory=dict)
    answers: dict[tuple[str, str], Part] = field(default_factory=dict)

    def rows(self, scale: str = "0") -> list[Part]:
        """Its subquestions of a scale, in order."""
        return [part for (place, _), part in self.subquestions.items() if place == scale]

    def choices(self, scale: str = "0") -> list[Part]:
        """Its answers of a scale, in order."""
        return [part for (place, _), part in self.answers.items() if place == scale]


@dataclass
class Structure:
    """A survey as LimeSurvey writes it: settings, titles, questions, and what was passed over."""

    settings: dict[str, str] = field(default_factory=dict)
    titles: Texts = field(default_factory=dict)
    questions: dict[str, Asked] = field(default_factory=dict)
    passed: Counter[str] = field(default_factory=Counter)

    @property
    def language(self) -> str:
        """The code of its base language."""
        return self.settings.get("language") or next(iter(self.titles), "en")


def is_structure(text: str) -> bool:
    """Whether a text is LimeSurvey's structure, by its first line."""
    first = text.lstrip("\ufeff").split("\n", 1)[0]
    heads = {cell.strip(' \r"').lower() for cell in first.split(_delimiter(first))}
    return heads >= _SIGNS


def parse(text: str, name: str) -> Structure:
    """The rows put together; Refused for a text that is no table, or has no question."""
    found = Structure()
    group, asked = "", None
    for line, row in _rows(text, name):
        kind = row.get("class", "").upper()
        if kind == "S":
            found.settings[row["name"]] = row.get("text", "")
        elif kind == "SL":
            _take_text(found, row)
        elif kind == "G":
            group = plain(row["name"]) if _language(found, row) == found.language else group
        elif kind == "Q":
            asked = _take_question(found, line, row, group)
        elif kind in ("SQ", "A") and asked is not None:
            _take_part(found, asked, row, kind)
        else:
            found.passed[_LATER.get(kind, f"rows of class {kind or 'nothing'}")] += 1
    if not found.questions:
        raise Refused(f"{name} is a LimeSurvey structure without questions.", hint="export the survey again")
    return found


def _rows(text: str, name: str) -> Iterator[tuple[int, dict[str, str]]]:
    delimiter = _delimiter(text.split("\n", 1)[0])
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                padded = [*cells, *[""] * (len(header) - len(cells))]
                yield line, {head: names.prose(cell) for head, cell in zip(header, padded, strict=False)}
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"{name} is not a table: {error}.", hint="export the survey's structure from LimeSurvey again"
        ) from error


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _language(found: Structure, row: dict[str, str]) -> str:
    return row.get("language", "") or found.language


def _take_text(found: Structure, row: dict[str, str]) -> None:
    if row["name"] == "surveyls_title":
        found.titles[_language(found, row)] = plain(row.get("text", ""))
    elif row.get("text") and row["name"] in _TEXTS:
        found.passed[_TEXTS[row["name"]]] += 1


def _take_question(found: Structure, line: int, row: dict[str, str], group: str) -> Asked:
    code = names.written(row["name"])
    asked = found.questions.setdefault(code, Asked(line, row["type/scale"], code, group, row))
    language = _language(found, row)
    asked.texts[language] = plain(row.get("text", ""))
    asked.helps[language] = plain(row.get("help", ""))
    return asked


def _take_part(found: Structure, asked: Asked, row: dict[str, str], kind: str) -> None:
    scale, code = row["type/scale"] or "0", names.written(row["name"])
    parts = asked.subquestions if kind == "SQ" else asked.answers
    part = parts.setdefault((scale, code), Part(code))
    part.texts[_language(found, row)] = plain(row.get("text", ""))


class _Words(HTMLParser):
    """Collects the words of an HTML text; scripts and styles say nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.silent += tag in ("script", "style")
        if tag in _BLOCKS:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style") and self.silent > 0
        if tag in _BLOCKS:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def plain(text: str) -> str:
    """An HTML text as one line of words; a text without tags comes back as it is."""
    if "<" not in text and "&" not in text:
        return names.written(text)
    parser = _Words()
    parser.feed(text)
    parser.close()
    return names.written("".join(parser.words))
