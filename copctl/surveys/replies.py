"""What somebody may reply to a question, and what is wrong with a reply that will not do.

Pure. A reply is what JSON can say: a choice (its name or label), a list of choices (in order for a
ranking), a number, or a text; nothing at all is None, an empty text or an empty list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from copctl import names
from copctl.errors import Refused
from copctl.surveys.forms.xlsform_groups import condition_of
from copctl.surveys.questionnaire import COUNTING, Item, Option, is_true, translations
from copctl.surveys.scales import Scale

AGREED = "OK"
_WHOLE = 9_007_199_254_740_992
_PERSON = {"name", "full-name", "your-name", "respondent"}
_SHOWN = 8


@dataclass(frozen=True)
class Said:
    """One answer: a choice's name (or what was written in), with its place in a ranking; a number; a text."""

    choice: str | None = None
    rank: int | None = None
    number: float | None = None
    text: str | None = None


def asks_who(items: Sequence[Item]) -> Mapping[str, str]:
    """The questions that ask who answers: name of the question -> `email` or `name`."""
    address = next((item.name for item in items if item.type == "email"), None)
    person = next((i.name for i in items if i.type == "text" and names.slug(i.name) in _PERSON), None)
    return {name: what for name, what in ((address, "email"), (person, "name")) if name}


def as_asked(item: Item) -> Item:
    """A question as it is asked where nobody follows conditions: what hangs on one may be left out."""
    return replace(item, required=False) if condition_of(item) else item


def is_empty(reply: Any) -> bool:
    """Whether a reply says nothing."""
    return reply is None or reply == [] or (isinstance(reply, str) and not names.written(reply))


def understood(item: Item, options: Sequence[Option], reply: Any) -> list[Said]:
    """A reply as answers, none for one that says nothing; Refused for one that will not do."""
    if is_empty(reply):
        if item.required:
            raise Refused(
                f"{item.heading!r} must be answered.", hint=f"give an answer to the question {item.name}"
            )
        return []
    if item.type == "note":
        raise Refused(f"{item.name} is a note and takes no answer.", hint="leave it out")
    if item.chooses:
        return _choices(item, options, reply)
    if item.type in COUNTING:
        return [Said(number=number(item, reply))]
    return [Said(text=_text(item, reply))]


def _choices(item: Item, options: Sequence[Option], reply: Any) -> list[Said]:
    several = item.type != "select_one"
    given = reply if isinstance(reply, list) else [reply]
    if not all(isinstance(one, str | int | float) for one in given):
        raise _unfit(item, "takes the name of a choice" + (", or a list of them" if several else ""))
    if len(given) > 1 and not several:
        raise _unfit(item, "takes one choice")
    chosen = [_choice(item, options, _written(one)) for one in given]
    if len({names.key(name) for name in chosen}) < len(chosen):
        raise _unfit(item, "has a choice twice")
    ranked = item.type == "rank"
    return [Said(choice=name, rank=place if ranked else None) for place, name in enumerate(chosen, start=1)]


def _written(one: Any) -> str:
    return f"{one:g}" if isinstance(one, float) else str(one)


def _choice(item: Item, options: Sequence[Option], text: str) -> str:
    """The name of the choice that a text names, or the text itself where others may be written in."""
    key = names.key(text)
    for spelled in (_by_name, _by_label):
        for option in options:
            if key in spelled(option):
                return option.name
    if item.or_other and key:
        return names.written(text)
    known = [option.shown for option in options]
    listed = ", ".join(known[:_SHOWN]) + (" ..." if len(known) > _SHOWN else "")
    raise Refused(
        f"{item.heading!r} has no choice {text!r}.",
        hint=names.did_you_mean(text, [*known, *(o.name for o in options)], f"choose from: {listed}"),
    )


def _by_name(option: Option) -> set[str]:
    return {names.key(option.name)}


def _by_label(option: Option) -> set[str]:
    return {names.key(text) for text in (option.label, *translations(option.extra)) if text}


def number(item: Item, reply: Any) -> float:
    """A reply as the number that the question takes; Refused for any other."""
    try:
        if isinstance(reply, bool):
            raise ValueError
        value = float(reply.strip().replace(",", ".") if isinstance(reply, str) else reply)
    except (ValueError, TypeError, OverflowError) as error:
        raise _unfit(item, "takes a number") from error
    if not abs(value) < _WHOLE:
        raise _unfit(item, "takes a smaller number")
    if item.type == "integer" and not value.is_integer():
        raise _unfit(item, "takes a whole number")
    if item.type == "range" and not Scale.of(item.parameters).holds(value):
        steps = Scale.of(item.parameters).steps
        raise _unfit(item, f"takes a step from {steps[0]} to {steps[-1]}" if steps else "has no steps")
    return value


def _text(item: Item, reply: Any) -> str:
    if item.type == "acknowledge":
        if isinstance(reply, bool):
            reply = AGREED if reply else ""
        if not (is_true(reply) or names.key(str(reply)) == names.key(AGREED)):
            raise _unfit(item, "takes yes, or nothing")
        return AGREED
    if not isinstance(reply, str):
        raise _unfit(item, "takes a text")
    if item.type == "date":
        return _day(item, reply)
    text = names.prose(reply)
    if item.type == "email" and ("@" not in text or " " in text):
        raise _unfit(item, "takes an address, such as name@example.org")
    return text


def _day(item: Item, reply: str) -> str:
    try:
        return date.fromisoformat(reply.strip()).isoformat()
    except ValueError as error:
        raise _unfit(item, "takes a day such as 2026-11-23") from error


def _unfit(item: Item, what: str) -> Refused:
    return Refused(f"{item.heading!r} {what}.", hint=f"give the question {item.name} another answer")


def refuse_unknown(items: Iterable[Item], replies: Iterable[str]) -> None:
    """Raise Refused for a reply to a question that is not asked."""
    known = [item.name for item in items]
    for name in replies:
        if name not in known:
            raise Refused(
                f"There is no question {name!r}.",
                hint=names.did_you_mean(name, known, f"the questions are: {', '.join(known)}"),
            )
