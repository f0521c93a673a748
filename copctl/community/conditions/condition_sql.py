"""What a field of a condition is written with: SQL, its parameters, and the text for errors. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NoReturn

from copctl import names
from copctl.community.carets import misread
from copctl.community.conditions.where import Value
from copctl.errors import CopctlError


@dataclass
class Compiled:
    """SQL that is true for the members meant, its parameters, and the topics and people named in `text`."""

    text: str
    sql: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    topics: list[Value] = field(default_factory=list)
    people: list[Value] = field(default_factory=list)

    def bind(self, value: Any) -> str:
        """Take a parameter in and give its name."""
        name = f"w{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def like(self, text: str) -> str:
        """A test for text that has this somewhere in it."""
        escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        return f"LIKE {self.bind(f'%{escaped}%')} ESCAPE '!'"

    def refuse(self, at: int, message: str, hint: str) -> NoReturn:
        """Raise WrongUsage with a caret under this place of the condition."""
        raise misread(self.text, at, message, hint)

    def read(self, value: Value, reader: Callable[[str], Any]) -> Any:
        """A value as its field reads it; what the reader refuses is pointed at."""
        try:
            return reader(value.text)
        except CopctlError as error:
            raise misread(self.text, value.at, error.message, error.hint) from error

    def word(self, value: Value, known: tuple[str, ...], noun: str) -> str:
        """The parameter of a value that has to be one of these words."""
        word = plain(value.text)
        if word not in known:
            hint = names.did_you_mean(word, known, f"choose one of: {', '.join(known)}")
            self.refuse(value.at, f"There is no {noun} {value.text!r}.", hint)
        return self.bind(word)


def plain(word: str) -> str:
    """A word of the language without case, `_` as `-`."""
    return word.strip().lower().replace("_", "-")
