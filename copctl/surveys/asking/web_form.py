"""A survey as a form in the browser: each question as its fields, in one language with a fallback.

Pure; `templates/portal/survey.html` draws it, and `web_replies` reads what comes back. A field is called by
the place of its question (`q3`), never by what people wrote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from copctl import names
from copctl.surveys.forms.translating import hint, label, stem
from copctl.surveys.forms.xlsform_groups import condition_of
from copctl.surveys.questionnaire import Item, Option
from copctl.surveys.replies import AGREED
from copctl.surveys.scales import Scale

# A question with what can be chosen in it.
Offered = tuple[Item, Sequence[Option]]
# What stands in the fields, as a browser posts it: name of the field -> its values.
Typed = Mapping[str, Sequence[str]]

# From so many choices on, a list to open is shorter than a button for each.
_LONG = 15
# So many steps of a scale stand in a row; of a longer one the number is typed.
_WIDEST = 11
# So many places of a ranking are asked for at most.
_PLACES = 10
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}
_KINDS = {
    "select_multiple": "checkboxes",
    "rank": "rank",
    "integer": "number",
    "decimal": "number",
    "date": "date",
    "email": "email",
    "acknowledge": "agree",
    "note": "note",
}
_LINES, _MANY_LINES = 3, 7
_MENTIONED = re.compile(r"\$\{([^{}]+)\}")


@dataclass(frozen=True)
class Choice:
    """One thing to choose: what is posted, what is shown, whether it is chosen now."""

    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Place:
    """One place of a ranking, with what can be chosen for it."""

    name: str
    label: str
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Other:
    """What nobody listed: `value` is what its button posts, `name` the field to write it in."""

    value: str
    name: str
    text: str = ""
    is_chosen: bool = False


@dataclass(frozen=True)
class Field:
    """One question. `kind` is radio, checkboxes, list, rank, number, date, email, text, agree or note.

    `condition` says when it is to be answered; `error` what is wrong with what was typed; `lines` how many
    lines there are to write on.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    required: bool = False
    condition: str = ""
    error: str = ""
    value: str = ""
    choices: Sequence[Choice] = ()
    places: Sequence[Place] = ()
    other: Other | None = None
    lines: int = 0
    whole: bool = False


@dataclass(frozen=True)
class Block:
    """Questions that stand together under their common stem; a question of no grid stands alone."""

    stem: str
    fields: Sequence[Field]


def named(place: int) -> str:
    """The name of the field of the question at this place, from 1."""
    return f"q{place}"


def other_named(place: int) -> str:
    """The field in which something else is written."""
    return f"{named(place)}-other"


def place_named(place: int, rank: int) -> str:
    """The field of one place of a ranking, from 1."""
    return f"{named(place)}-{rank}"


def kind_of(item: Item, options: Sequence[Option]) -> str:
    """How a question is answered; see `Field`."""
    if item.type == "select_one":
        return "list" if len(options) > _LONG else "radio"
    if item.type == "range":
        return "radio" if 0 < len(Scale.of(item.parameters).steps) <= _WIDEST else "number"
    return _KINDS.get(item.type, "text")


def other_value(options: Sequence[Option]) -> str:
    """What the button for something else posts: a word that is no choice's name."""
    taken = {option.name for option in options}
    return next(word for size in range(len(taken) + 1) if (word := f"other{'-' * size}") not in taken)


def places_of(options: Sequence[Option], *, or_other: bool = False) -> int:
    """How many places of a ranking are asked for."""
    return min(len(options) + or_other, _PLACES)


def filled(questions: Sequence[Offered], said: Mapping[str, Any]) -> dict[str, list[str]]:
    """What stands in the fields for replies that were given before (see `replies`), by field."""
    found: dict[str, list[str]] = {}
    for place, (item, _) in enumerate(questions, start=1):
        reply = said.get(item.name)
        if reply is None:
            continue
        values = [_written(one) for one in (reply if isinstance(reply, list) else [reply])]
        if item.type == "rank":
            found |= {place_named(place, rank): [value] for rank, value in enumerate(values, start=1)}
        else:
            found[named(place)] = values
    return found


def _written(one: Any) -> str:
    """A reply as it is typed; a number loses none of its digits."""
    if isinstance(one, float):
        return str(int(one)) if one.is_integer() else repr(one)
    return str(one)


def blocks(
    questions: Sequence[Offered], typed: Typed, errors: Mapping[str, str], language: str = ""
) -> list[Block]:
    """The form from top to bottom; `errors` are sentences by the name of their question."""
    called = {item.name: label(item, language) for item, _ in questions}
    fields = [
        (stem(item, language), _field(place, (item, options), typed, errors, language, called))
        for place, (item, options) in enumerate(questions, start=1)
    ]
    found: list[Block] = []
    for common, run in groupby(fields, key=lambda pair: pair[0]):
        made = [field for _, field in run]
        found += [Block(common, made)] if common else [Block("", [field]) for field in made]
    return found


def _field(
    place: int,
    offered: Offered,
    typed: Typed,
    errors: Mapping[str, str],
    language: str,
    called: Mapping[str, str],
) -> Field:
    item, options = offered
    kind = kind_of(item, options)
    name = named(place)
    chosen = typed.get(name, ())
    return Field(
        name=name,
        kind=kind,
        label=label(item, language),
        hint=hint(item, language) or _expected(item, kind),
        required=item.required,
        condition=_condition(item, called),
        error=errors.get(item.name, ""),
        value=next(iter(chosen), ""),
        choices=list(_choices(item, options, chosen, language)),
        places=list(_ranking(place, offered, typed, language)) if kind == "rank" else (),
        other=_other(place, offered, typed) if item.chooses and item.or_other else None,
        lines=_MANY_LINES if "multiline" in item.extra.get("appearance", "") else _LINES,
        whole=item.type == "integer",
    )


def _expected(item: Item, kind: str) -> str:
    """What is to be typed, where the label alone may not tell."""
    if kind == "date":
        return "A day such as 2026-11-23."
    if kind == "number" and item.type == "range":
        steps = Scale.of(item.parameters).steps
        return f"A number from {steps[0]} to {steps[-1]}." if steps else ""
    return "A whole number." if item.type == "integer" else ""


def _condition(item: Item, called: Mapping[str, str]) -> str:
    """When a question is to be answered, with questions named as the reader sees them."""
    return _MENTIONED.sub(
        lambda found: f"“{called.get(found[1].strip(), found[1])}”", names.written(condition_of(item))
    )


def _choices(item: Item, options: Sequence[Option], chosen: Sequence[str], language: str) -> Iterator[Choice]:
    if item.type == "acknowledge":
        yield Choice(AGREED, label(item, language), AGREED in chosen)
    elif item.type == "range":
        yield from (Choice(step, step, step in chosen) for step in Scale.of(item.parameters).steps)
    elif item.chooses:
        for value, shown in _titles(options, language):
            yield Choice(value, shown, value in chosen)


def _titles(options: Sequence[Option], language: str) -> list[tuple[str, str]]:
    """Name and label of each option; two of one label are told apart by their names."""
    shown = [label(option, language) for option in options]
    return [
        (option.name, text if shown.count(text) == 1 else f"{text} ({option.name})")
        for option, text in zip(options, shown, strict=True)
    ]


def _ranking(place: int, offered: Offered, typed: Typed, language: str) -> Iterator[Place]:
    item, options = offered
    listed = _titles(options, language)
    if item.or_other:
        listed.append((other_value(options), "Something else, written below"))
    for rank in range(1, places_of(options, or_other=item.or_other) + 1):
        name = place_named(place, rank)
        chosen = typed.get(name, ())
        ordinal = _ORDINALS.get(rank, f"{rank}th")
        yield Place(name, ordinal, [Choice(value, shown, value in chosen) for value, shown in listed])


def _other(place: int, offered: Offered, typed: Typed) -> Other:
    value = other_value(offered[1])
    text = next(iter(typed.get(other_named(place), ())), "")
    return Other(value, other_named(place), text, value in typed.get(named(place), ()))


def anchor(field: Field) -> str:
    """The part of a question to go to when it is to be mended: its first field."""
    return field.places[0].name if field.places else field.name
