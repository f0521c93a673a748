"""Asking a survey's questions at the terminal, one after the other, for the person on the telephone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from copctl.errors import CopctlError, Interrupted
from copctl.surveys import replies
from copctl.surveys.forms.translating import hint, label, stem
from copctl.surveys.forms.xlsform_groups import condition_of
from copctl.surveys.questionnaire import Item, Option
from copctl.surveys.scales import Scale

_NO_ANSWER, _OTHER, _DONE = "(no answer)", "Other: write it in", "Done: the rest stays without a place"
_SAVE, _CHANGE, _STOP = "Save these answers", "Change an answer", "Stop and save nothing"
# From so many choices on, typing a part of one finds it.
_LONG = 15
_ORDINALS = {1: "1st", 2: "2nd", 3: "3rd"}
Offered = tuple[Item, Sequence[Option]]


@dataclass
class Dialogue:
    """The questions with their options, the replies so far, and how lines are said beside the prompts."""

    questions: Sequence[Offered]
    replies: dict[str, Any]
    say: Callable[[str], None]
    language: str = ""
    grid: str = field(default="", init=False)

    def hold(self) -> Mapping[str, Any]:
        """Ask everything, show what was said, change what is to be changed, and give the replies.

        Interrupted when the person stops: nothing is saved then.
        """
        try:
            asked = [item.name for item, _ in self.questions if item.type != "note"]
            for offered in self.questions:
                name = offered[0].name
                self._ask(offered, f"{asked.index(name) + 1}/{len(asked)}" if name in asked else "")
            while True:
                self._sum_up()
                wish = self._select("Is this right?", [_SAVE, _CHANGE, _STOP], None, "?")
                if wish == _SAVE:
                    return self.replies
                if wish == _STOP:
                    raise _stopped()
                self._change()
        except KeyboardInterrupt as stop:
            raise _stopped() from stop

    def _ask(self, offered: Offered, mark: str) -> None:
        item, options = offered
        if item.grid and item.grid != self.grid:
            self.say(stem(item, self.language))
        self.grid = item.grid
        if condition_of(item):
            self.say(f"Only if {condition_of(item)}")
        if item.type == "note":
            self.say(label(item, self.language))
            return
        reply = self._asker(item)(item, options, mark)
        self.replies[item.name] = reply
        if replies.is_empty(reply):
            del self.replies[item.name]

    def _asker(self, item: Item) -> Callable[[Item, Sequence[Option], str], Any]:
        if item.type == "range" and len(Scale.of(item.parameters).steps) > _LONG:
            return self._text
        asks: dict[str, Callable[[Item, Sequence[Option], str], Any]] = {
            "select_one": self._one,
            "select_multiple": self._several,
            "rank": self._order,
            "range": self._step,
            "acknowledge": self._agree,
        }
        return asks.get(item.type, self._text)

    # One type each -----------------------------------------------------------------------------

    def _one(self, item: Item, options: Sequence[Option], mark: str) -> Any:
        titles = self._titles(options)
        chosen = self._select(
            self._message(item),
            [*titles, *([_OTHER] if item.or_other else []), *([] if item.required else [_NO_ANSWER])],
            self._title_of(options, self.replies.get(item.name)),
            mark,
            hint(item, self.language),
        )
        if chosen == _NO_ANSWER:
            return None
        return self._write_in() if chosen == _OTHER else titles[chosen]

    def _several(self, item: Item, options: Sequence[Option], mark: str) -> Any:
        import questionary

        before = self.replies.get(item.name) or []
        titles = self._titles(options)
        listed = [questionary.Choice(t, value=n, checked=n in before) for t, n in titles.items()]
        if item.or_other:
            listed.append(questionary.Choice(_OTHER, value=_OTHER))
        chosen = questionary.checkbox(
            self._message(item),
            listed,
            qmark=mark,
            instruction=" ".join(filter(None, (hint(item, self.language), "(space ticks, Enter goes on)"))),
            validate=lambda ticked: bool(ticked) or not item.required or "Please tick at least one.",
        ).unsafe_ask()
        written = [self._write_in()] if _OTHER in chosen else []
        return [name for name in chosen if name != _OTHER] + written

    def _order(self, item: Item, options: Sequence[Option], mark: str) -> Any:
        """First, second, third, until done; what was said before stands first in the list."""
        left = dict(self._titles(options))
        before = [self._title_of(options, name) for name in self.replies.get(item.name) or []]
        ranked: list[str] = []
        while left:
            place = len(ranked) + 1
            ordinal = _ORDINALS.get(place, f"{place}th")
            default = before[place - 1] if place <= len(before) and before[place - 1] in left else None
            stop = [] if item.required and not ranked else [_DONE if ranked else _NO_ANSWER]
            message = f"{self._message(item)} {ordinal}:"
            if ranked and place > len(before) and before:
                default = _DONE
            chosen = self._select(message, [*left, *stop], default, mark, hint(item, self.language))
            if chosen in (_DONE, _NO_ANSWER):
                break
            ranked.append(left.pop(chosen))
        return ranked

    def _step(self, item: Item, _options: Sequence[Option], mark: str) -> Any:
        steps = Scale.of(item.parameters).steps
        before = self.replies.get(item.name)
        default = f"{before:g}" if isinstance(before, int | float) and f"{before:g}" in steps else None
        listed = [*steps, *([] if item.required else [_NO_ANSWER])]
        chosen = self._select(self._message(item), listed, default, mark, hint(item, self.language))
        return None if chosen == _NO_ANSWER else float(chosen)

    def _agree(self, item: Item, _options: Sequence[Option], mark: str) -> Any:
        import questionary

        agreed = questionary.confirm(
            self._message(item), default=bool(self.replies.get(item.name)), qmark=mark
        ).unsafe_ask()
        return replies.AGREED if agreed else None

    def _text(self, item: Item, _options: Sequence[Option], mark: str) -> Any:
        import questionary

        before = self.replies.get(item.name)
        shown = f"{before:g}" if isinstance(before, int | float) else str(before or "")
        return questionary.text(
            self._message(item),
            # A prompt has one line; what was written in several stays in one.
            default=" ".join(shown.split()) if item.type != "text" else shown.replace("\n", " "),
            qmark=mark,
            instruction=_aside(hint(item, self.language)),
            validate=lambda text: _verdict(item, text),
        ).unsafe_ask()

    def _write_in(self) -> str:
        import questionary

        return str(
            questionary.text(
                "Which other?", validate=lambda text: bool(text.strip()) or "Please write something."
            ).unsafe_ask()
        ).strip()

    # Around the questions ----------------------------------------------------------------------

    def _sum_up(self) -> None:
        self.say("")
        for item, options in self.questions:
            if item.type != "note":
                self.say(f"{label(item, self.language)}\n    {self._shown(item, options)}")
        self.say("")

    def _shown(self, item: Item, options: Sequence[Option]) -> str:
        reply = self.replies.get(item.name)
        if replies.is_empty(reply):
            return "-"
        if not item.chooses:
            return f"{reply:g}" if isinstance(reply, float) else str(reply)
        chosen = reply if isinstance(reply, list) else [reply]
        titles = [self._title_of(options, name) or str(name) for name in chosen]
        if item.type == "rank":
            return ", ".join(f"{place}. {title}" for place, title in enumerate(titles, start=1))
        return "; ".join(titles)

    def _change(self) -> None:
        asked = {
            f"{place}. {label(offered[0], self.language)}": offered
            for place, offered in enumerate((o for o in self.questions if o[0].type != "note"), start=1)
        }
        self._ask(asked[self._select("Which one?", list(asked), None, "?")], "?")

    def _message(self, item: Item) -> str:
        return label(item, self.language)

    def _titles(self, options: Sequence[Option]) -> dict[str, str]:
        """What is shown for each option -> its name; two of one label are told apart by their names."""
        shown = [label(option, self.language) for option in options]
        return {
            (text if shown.count(text) == 1 else f"{text} ({option.name})"): option.name
            for text, option in zip(shown, options, strict=True)
        }

    def _title_of(self, options: Sequence[Option], name: Any) -> str | None:
        return next((title for title, known in self._titles(options).items() if known == name), None)

    def _select(
        self, message: str, listed: Sequence[str], default: str | None, mark: str, aside: str = ""
    ) -> str:
        import questionary

        long = len(listed) > _LONG
        return str(
            questionary.select(
                message,
                listed,
                default=default if default in listed else None,
                qmark=mark,
                instruction=_aside(aside)
                or ("(type to find, Enter takes)" if long else "(arrows, then Enter)"),
                use_search_filter=long,
                use_jk_keys=False,
            ).unsafe_ask()
        )


def _aside(text: str) -> str | None:
    return f"({text.rstrip('.')}) " if text else None


def _verdict(item: Item, text: str) -> bool | str:
    try:
        replies.understood(item, (), text)
    except CopctlError as error:
        return error.message
    return True


def _stopped() -> Interrupted:
    return Interrupted("Nothing was saved.", hint="type the command again when you are ready")
