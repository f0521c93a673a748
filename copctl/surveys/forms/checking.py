"""What is wrong with a survey, and what could be better: said before it is sent to anybody.

Pure. A mistake loses answers or breaks a promise; advice does neither.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from copctl import names
from copctl.surveys.forms.translating import languages, untranslated
from copctl.surveys.forms.xlsform_groups import RELEVANT, condition_of
from copctl.surveys.forms.xlsform_outgoing import is_xml_name, xml_name
from copctl.surveys.questionnaire import Definition, Item, is_true, problems
from copctl.surveys.scales import Scale

# Seconds that a question takes, a rule of thumb; a ranking, ticks and a grid's row by what there is to read.
_SECONDS = {"note": 8, "text": 40, "email": 10, "date": 10, "integer": 10, "decimal": 10, "range": 8}
_CHOOSING, _PER_OPTION, _PER_RANK, _GRID_ROW = 5, 1.5, 5, 5
_LONG, _MANY = 10, 25
_LONGEST_RANKING = 10
_OTHER = re.compile(r"other\b.*", re.IGNORECASE)
_REFERENCE = re.compile(r"\$\{\s*([^}]+?)\s*\}")
_SHOWN = 5


class Weight(StrEnum):
    """How much a finding weighs."""

    MISTAKE = "mistake"
    ADVICE = "advice"


@dataclass(frozen=True)
class Finding:
    """Something to mend or to think about: its line in the file (0 where there is none), and a sentence."""

    weight: Weight
    line: int
    sentence: str


def check(definition: Definition) -> list[Finding]:
    """Everything that can be said of a definition, mistakes first."""
    mistakes = [Finding(Weight.MISTAKE, line, what) for line, what in _mistakes(definition)]
    return mistakes + [Finding(Weight.ADVICE, line, what) for line, what in _advice(definition)]


def minutes(definition: Definition) -> int:
    """About how long it takes to answer, in minutes; at least one."""
    return max(1, math.ceil(sum(_seconds(item, definition) for item in definition.questions) / 60))


def _seconds(item: Item, definition: Definition) -> float:
    options = len(definition.options(item))
    if item.grid:
        return _GRID_ROW
    if item.type == "rank":
        return _PER_RANK * options
    if item.chooses:
        return _CHOOSING + _PER_OPTION * options
    return _SECONDS.get(item.type, _CHOOSING)


# Mistakes -----------------------------------------------------------------------------------------


def _mistakes(definition: Definition) -> Iterator[tuple[int, str]]:
    yield from problems(definition)
    yield from _same_labels(definition)
    for item in definition.questions:
        if item.type == "range":
            yield from ((item.line, f"{item.name}: {fault}") for fault in Scale.of(item.parameters).faults)
        if item.type in ("select_multiple", "rank"):
            yield from _blanks(item, definition)
    yield from _broken_promise(definition)


def _same_labels(definition: Definition) -> Iterator[tuple[int, str]]:
    """Two choices that read the same: answers that name the label could not be told apart."""
    for list_name, options in definition.lists.items():
        first: dict[str, str] = {}
        for option in options:
            other = first.setdefault(names.key(option.shown), option.name)
            if other != option.name:
                yield (
                    option.line,
                    f"the list {list_name} shows {option.shown!r} twice ({other} and {option.name})",
                )


def _blanks(item: Item, definition: Definition) -> Iterator[tuple[int, str]]:
    for option in definition.options(item):
        if " " in option.name:
            yield (
                option.line,
                f"the choice name {option.name!r} of {item.list_name} holds a blank; "
                f"blanks part the answers of a {item.type}",
            )


def _broken_promise(definition: Definition) -> Iterator[tuple[int, str]]:
    if not is_true(definition.settings.get("anonymous", "")):
        return
    for item in definition.questions:
        if item.type == "email" or names.slug(item.name) in (
            "name",
            "full-name",
            "your-name",
            "phone",
            "telephone",
        ):
            yield item.line, f"the survey promises anonymity and asks who answers: {item.name}"


# Advice -------------------------------------------------------------------------------------------


def _advice(definition: Definition) -> Iterator[tuple[int, str]]:
    yield from _length(definition)
    yield from _refused_names(definition)
    for item in definition.questions:
        yield from _of_item(item, definition)
    yield from _others(definition)
    yield from _conditions(definition)
    yield from _languages(definition)
    unused = set(definition.lists) - {item.list_name for item in definition.questions if item.chooses}
    for list_name in sorted(unused):
        yield 0, f"no question uses the list {list_name!r}"


def _length(definition: Definition) -> Iterator[tuple[int, str]]:
    asked = sum(item.type != "note" for item in definition.questions)
    needed = minutes(definition)
    if needed > _LONG or asked > _MANY:
        yield 0, f"{asked} questions take {duration(definition)}; fewer people finish a long survey"
    demanded = sum(item.required for item in definition.questions)
    if asked > 4 and demanded == asked:
        yield 0, "every question must be answered; people who cannot answer one will leave"


def _refused_names(definition: Definition) -> Iterator[tuple[int, str]]:
    used: set[str] = set()
    for item in definition.questions:
        if item.name and not is_xml_name(item.name):
            mended = xml_name(item.name, used)
            yield (
                item.line,
                f"XLSForm refuses the name {item.name!r} (a letter or _ first, no blanks); "
                f"it is exported as {mended}",
            )


def _of_item(item: Item, definition: Definition) -> Iterator[tuple[int, str]]:
    if item.type == "range" and not Scale.of(item.parameters).bounded:
        yield (
            item.line,
            f"{item.name}: no bounds, so it runs from 1 to 10; say 'start=1 end=5 step=1' in parameters",
        )
    options = len(definition.options(item))
    if item.type == "rank" and options > _LONGEST_RANKING:
        yield item.line, f"{item.name}: few people can put {options} things in order; ask them to tick first"
    if item.chooses and options == 1:
        yield item.line, f"{item.name}: there is only one choice"
    if not item.label and not item.grid:
        yield item.line, f"{item.name}: has no label in the survey's own language"
    if item.type == "rank" and item.or_other:
        yield item.line, f"{item.name}: in XLSForm a ranking cannot have or_other; it is exported without"


def _others(definition: Definition) -> Iterator[tuple[int, str]]:
    asked_after = {name for item in definition.questions for name in _referred(item)}
    for item in definition.questions:
        other = next(
            (o for o in definition.options(item) if _OTHER.fullmatch(o.name) or _OTHER.fullmatch(o.shown)),
            None,
        )
        if other is None:
            continue
        if item.or_other:
            yield (
                other.line,
                f"{item.name}: or_other adds the choice 'Other', and the list has {other.shown!r} already",
            )
        elif item.name not in asked_after:
            yield (
                other.line,
                f"{item.name}: {other.shown!r} asks nothing more; write or_other after the list instead",
            )


def _referred(item: Item) -> list[str]:
    return _REFERENCE.findall(str(item.extra.get(RELEVANT, "")))


def _conditions(definition: Definition) -> Iterator[tuple[int, str]]:
    known = {item.name for item in definition.questions}
    conditional = [item for item in definition.questions if condition_of(item)]
    for item in conditional:
        for name in _referred(item):
            if name not in known:
                yield item.line, f"{item.name}: its condition names {name!r}, which is no question"
    if conditional:
        what = _some([item.name for item in conditional])
        yield 0, f"asked only under a condition, which paper and the terminal cannot follow: {what}"


def _some(what: list[str]) -> str:
    return ", ".join(what[:_SHOWN]) + (f" and {len(what) - _SHOWN} more" if len(what) > _SHOWN else "")


def _languages(definition: Definition) -> Iterator[tuple[int, str]]:
    for language in languages(definition):
        missing, all_texts = untranslated(definition, language)
        if missing:
            yield 0, f"{language}: {missing} of {all_texts} texts are not translated"
    if languages(definition) and not definition.settings.get("default_language"):
        yield (
            0,
            "the language of the plain labels has no name; KoboToolbox asks for default_language in settings",
        )


def duration(definition: Definition) -> str:
    """How long it takes, in words: `about 5 minutes`."""
    needed = minutes(definition)
    return f"about {needed} minute{'s' * (needed != 1)}"


def counted(findings: Iterable[Finding]) -> Counter[Weight]:
    """How many findings there are of each weight."""
    return Counter(finding.weight for finding in findings)
