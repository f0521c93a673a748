"""The menus of a sitting at the terminal: Ctrl-C goes one back, whatever is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from copctl.cli.desk import Desk
from copctl.errors import Interrupted
from copctl.topics.coding.labels import shortened

_WIDTH = 66
_NEW = "A new code …"


class Back(Exception):  # noqa: N818 - what the person wants
    """The person pressed Ctrl-C: the menu before is wanted."""


class Menus:
    """Questions to the person at the terminal. Each raises `Back` for Ctrl-C."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def choose(self, question: str, options: Mapping[str, Callable[[], Any]]) -> str | None:
        """Do what is chosen; when the person comes back from there, ask again."""
        import questionary

        while True:
            chosen = _answered(questionary.select(question, choices=list(options), instruction=" "))
            try:
                result = options[chosen]()
            except Back:
                continue
            return result if isinstance(result, str) else None

    def text(self, question: str, default: str) -> str:
        """A line of text; `default` for nothing."""
        try:
            return self.desk.ask(None, "--apply", question, default=default)
        except Interrupted as stop:
            raise Back from stop

    def code(self, question: str, default: str, known: Sequence[str]) -> str:
        """One of the codes there are, or the name of a new one."""
        import questionary

        if not known:
            return self.text("Name of the new code:", default)
        choices = [questionary.Choice(shortened(code, _WIDTH), value=code) for code in known]
        choices.append(questionary.Choice(_NEW, value=""))
        while True:
            chosen = str(_answered(questionary.select(question, choices=choices, instruction=" ")))
            try:
                return chosen or self.text("Name of the new code:", default)
            except Back:
                continue

    def pick(self, question: str, texts: Sequence[str], *, ticked: bool = False) -> list[str]:
        """Some of the answers; equal ones are picked together."""
        import questionary

        unique = list(dict.fromkeys(texts))
        choices = [questionary.Choice(shortened(text, _WIDTH), value=text, checked=ticked) for text in unique]
        chosen = set(_answered(questionary.checkbox(question, choices=choices, instruction=" ")))
        return [text for text in texts if text in chosen]

    def agrees(self, question: str) -> bool:
        """Yes or no; Enter is yes."""
        import questionary

        return bool(_answered(questionary.confirm(question, default=True)))


def _answered(prompt: Any) -> Any:
    try:
        return prompt.unsafe_ask()
    except KeyboardInterrupt as stop:
        raise Back from stop
