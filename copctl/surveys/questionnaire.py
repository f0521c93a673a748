"""What a survey asks, in XLSForm's vocabulary, and what can be wrong with how it is written.

Pure: the same shape comes out of a Markdown file, out of an export (`infer`) and out of the store.
XLSForm: https://xlsform.org, the survey, choices and settings sheets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from copctl import names
from copctl.errors import Refused

CHOOSING = ("select_one", "select_multiple", "rank")
COUNTING = ("range", "integer", "decimal")
WRITING = ("text", "date", "email")
SHOWING = ("note", "acknowledge")
TYPES = (*CHOOSING, *COUNTING, *WRITING, *SHOWING)
_TRUE = {"yes", "true", "true()", "1", "y"}
_SHOWN = 3


@dataclass(frozen=True)
class Option:
    """A choice of a list. `extra` holds the other columns, such as `label::Khmer (km)`."""

    name: str
    label: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    written_in: bool = field(default=False, compare=False)
    line: int = field(default=0, compare=False)

    @property
    def shown(self) -> str:
        """Its label, in the first language that has one, or else its name."""
        return self.label or next(iter(translations(self.extra)), "") or self.name


@dataclass(frozen=True)
class Item:
    """A question. `grid` is the common stem of the questions of a grid; `line` is where it is written."""

    name: str
    type: str
    label: str = ""
    hint: str = ""
    required: bool = False
    list_name: str = ""
    or_other: bool = False
    parameters: str = ""
    grid: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    @property
    def chooses(self) -> bool:
        """Whether its answers are choices of a list."""
        return self.type in CHOOSING

    @property
    def shown(self) -> str:
        """Its label, in the first language that has one, or else its name."""
        return self.label or next(iter(translations(self.extra)), "") or self.name

    @property
    def heading(self) -> str:
        """How the column of an export is headed: `Stem [Row]` in a grid, the label elsewhere."""
        return f"{self.grid} [{self.shown}]" if self.grid else self.shown

    def spellings(self) -> Iterator[str]:
        """Keys of everything that this question is called: heading, label, translations, name."""
        for text in (self.heading, self.shown, *translations(self.extra), self.name):
            yield names.key(text)


@dataclass(frozen=True)
class Definition:
    """A survey as it is written: settings, questions, and the lists that they choose from."""

    title: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    questions: tuple[Item, ...] = ()
    lists: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)

    def options(self, item: Item) -> tuple[Option, ...]:
        """What can be chosen in a question; nothing for the other types."""
        return self.lists.get(item.list_name, ()) if item.chooses else ()


def translations(extra: Mapping[str, str]) -> list[str]:
    """The labels in other languages (`label::Language (code)`), those that are not empty."""
    return [text for column, text in extra.items() if column.lower().startswith("label::") and text]


def is_true(text: object) -> bool:
    """Whether a cell says yes, as XLSForm's do: `yes`, `true`, `true()`."""
    return str(text).strip().casefold() in _TRUE


def split_type(written: str) -> tuple[str, str, bool]:
    """A type as written (`select_one topics or_other`): its word, its list, whether others may be added."""
    words = names.written(written).split(" ")
    if words[0].casefold() not in CHOOSING:
        return names.written(written), "", False
    others = len(words) > 2 and words[-1].casefold() == "or_other"
    return words[0].casefold(), " ".join(words[1 : len(words) - others]), others


def refuse_faulty(definition: Definition) -> None:
    """Raise Refused for a definition with mistakes, naming the first few with their lines."""
    faults = list(problems(definition))
    if not faults:
        return
    listed = "; ".join(f"line {line}: {what}" if line else what for line, what in faults[:_SHOWN])
    more = f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    count = f"{len(faults)} mistake{'s' * (len(faults) != 1)}"
    raise Refused(f"The survey has {count}: {listed}{more}.", hint="mend the file and type the command again")


def problems(definition: Definition) -> Iterator[tuple[int, str]]:
    """Every mistake: its line (0 where there is none) and what is wrong."""
    if not definition.questions:
        yield 0, "it asks nothing: the survey table has no questions"
    yield from _repeated((q.line, q.name, "question") for q in definition.questions)
    for item in definition.questions:
        yield from _item_problems(item, definition)
    for list_name, options in definition.lists.items():
        if not list_name:
            yield options[0].line if options else 0, "a choice names no list in the column list_name"
        yield from _repeated((o.line, o.name, f"choice of the list {list_name}") for o in options)
        for option in options:
            if not option.name:
                yield option.line, f"a choice of the list {list_name} has no name"


def _item_problems(item: Item, definition: Definition) -> Iterator[tuple[int, str]]:
    if not item.name:
        yield item.line, f"the question {item.shown!r} has no name"
    if item.type not in TYPES:
        near = names.did_you_mean(item.type, TYPES, f"the types are {', '.join(TYPES)}")
        yield item.line, f"there is no question type {item.type!r} ({near.rstrip('?')})"
    elif item.chooses and not item.list_name:
        yield item.line, f"{item.type} needs the name of a list, such as '{item.type} topics'"
    elif item.chooses and not definition.lists.get(item.list_name):
        yield item.line, f"the list {item.list_name!r} has no choices"


def _repeated(named: Iterable[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    first: dict[str, int] = {}
    for line, name, noun in named:
        key = names.key(name)
        if name and key in first:
            yield line, f"the {noun} {name!r} is there already (line {first[key]})"
        first.setdefault(key, line)
