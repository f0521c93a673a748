"""What a browser posts for a survey, as replies: whatever comes, each question has a reply or a sentence.

Pure. What cannot be understood is kept, to be shown again with what is wrong about it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copctl import names
from copctl.errors import Refused
from copctl.surveys.asking.web_form import (
    Offered,
    Typed,
    filled,
    kind_of,
    named,
    other_named,
    other_value,
    place_named,
    places_of,
)
from copctl.surveys.questionnaire import Item, Option
from copctl.surveys.replies import Said, understood

NOTHING = "Please answer at least one question."
_LONGEST, _LONGEST_OTHER = 10_000, 300
# What is kept to be shown again; nobody types more, and a page of it is sent back.
_KEPT = 2 * _LONGEST
_MOST_VALUES = 1_000


@dataclass(frozen=True)
class Read:
    """What was posted. `errors` has a sentence by the question's name, under "" for the whole form.

    `replies` are those that will do, as `answering.record` takes them; `typed` is what stood in the fields.
    """

    replies: Mapping[str, Any]
    errors: Mapping[str, str]
    typed: Typed


def unread(questions: Sequence[Offered], said: Mapping[str, Any]) -> Read:
    """A form that nobody has sent yet, with what was said before in its fields."""
    return Read({}, {}, filled(questions, said))


def replies_of(questions: Sequence[Offered], posted: Typed) -> Read:
    """Read a form; fields that it does not have are left alone."""
    typed = _kept(questions, posted)
    replies: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for place, (item, options) in enumerate(questions, start=1):
        if item.type == "note":
            continue
        try:
            said = understood(item, options, _given(place, (item, options), typed))
        except Refused as refusal:
            errors[item.name] = _sentence(item, refusal)
            continue
        if said:
            replies[item.name] = _reply(item, said)
    if not replies and not errors:
        errors[""] = NOTHING
    return Read(replies, errors, typed)


def refused(read: Read, questions: Sequence[Offered], refusal: Refused) -> Read:
    """The form again with what the store said no to, beside its question where it names one."""
    about = next((item.name for item, _ in questions if refusal.message.startswith(repr(item.heading))), "")
    item = next((item for item, _ in questions if item.name == about), None)
    sentence = _sentence(item, refusal) if item else refusal.message
    return Read(read.replies, {**read.errors, about: sentence}, read.typed)


def _kept(questions: Sequence[Offered], posted: Typed) -> dict[str, list[str]]:
    """The fields of the form alone, without what no page can show."""
    found = {}
    for place, (item, options) in enumerate(questions, start=1):
        for name in _fields(place, item, options):
            values = [names.prose(str(value)[:_KEPT]) for value in list(posted.get(name, ()))[:_MOST_VALUES]]
            if any(values):
                found[name] = values
    return found


def _fields(place: int, item: Item, options: Sequence[Option]) -> list[str]:
    ranks = places_of(options, or_other=item.or_other) if item.type == "rank" else 0
    own = [place_named(place, rank) for rank in range(1, ranks + 1)] or [named(place)]
    return [*own, *([other_named(place)] if item.chooses and item.or_other else [])]


def _given(place: int, offered: Offered, typed: Typed) -> Any:
    """What stands in a question's fields, as `understood` takes it; Refused for what nobody offered."""
    item, options = offered
    if item.type == "rank":
        ranks = range(1, places_of(options, or_other=item.or_other) + 1)
        chosen = [_one(item, typed.get(place_named(place, rank), ())) for rank in ranks]
        return _choices(place, offered, typed, [value for value in chosen if value])
    values = [value for value in typed.get(named(place), ()) if value]
    if kind_of(item, options) == "checkboxes":
        return _choices(place, offered, typed, values)
    value = _one(item, values)
    if item.chooses:
        return next(iter(_choices(place, offered, typed, [value] if value else [])), None)
    if len(value) > _LONGEST:
        raise Refused(f"{item.heading!r} takes at most {_LONGEST:,} characters.", hint="say it in fewer")
    return value


def _one(item: Item, values: Sequence[str]) -> str:
    if len(values) > 1:
        raise Refused(f"{item.heading!r} takes one answer.", hint="give one answer")
    return next(iter(values), "")


def _choices(place: int, offered: Offered, typed: Typed, chosen: Sequence[str]) -> list[str]:
    """Names of choices, with what was written in under the button for something else."""
    item, options = offered
    known = {names.prose(option.name): option.name for option in options}
    other = other_value(options) if item.or_other else None
    if not all(value in known or value == other for value in chosen):
        raise Refused(f"{item.heading!r} has no such choice.", hint="choose one that is offered")
    chosen = [known.get(value, value) for value in chosen]
    text = next(iter(typed.get(other_named(place), ())), "") if item.or_other else ""
    if not item.or_other or (not text and other not in chosen):
        return list(chosen)
    return _with_other(item, [*chosen], str(other), names.written(text))


def _with_other(item: Item, chosen: list[str], other: str, text: str) -> list[str]:
    if not text:
        raise Refused(f"{item.heading!r} needs words for the other one.", hint="write which other")
    if len(text) > _LONGEST_OTHER:
        raise Refused(f"{item.heading!r} takes at most {_LONGEST_OTHER} characters.", hint="say it in fewer")
    if other not in chosen:
        if chosen and item.type == "select_one":
            raise Refused(
                f"{item.heading!r} has a choice, and something else written beside it: please keep one.",
                hint="choose the button beside what you wrote, or empty it",
            )
        # Who wrote it meant it, also without its button.
        chosen = [*chosen, other]
    return [text if value == other else value for value in chosen]


def _reply(item: Item, said: Sequence[Said]) -> Any:
    if item.chooses:
        chosen = [one.choice for one in said]
        return chosen[0] if item.type == "select_one" else chosen
    return said[0].number if said[0].number is not None else said[0].text


def _sentence(item: Item, refusal: Refused) -> str:
    """What is wrong, said beside the question: its heading is there already."""
    return f"This {refusal.message.removeprefix(f'{item.heading!r} ')}"
