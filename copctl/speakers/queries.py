"""Many questions in one file: JSON lines, each with an id and a text. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, NoReturn

from copctl import names
from copctl.errors import Refused

SHAPE = 'write one question a line: {"id": "q1", "text": "a topic or a few words"}'


@dataclass(frozen=True)
class Query:
    """One question; the id comes back as it was written. `line` is where it stands."""

    id: str | int
    text: str
    line: int


def read(content: str, name: str) -> list[Query]:
    """The questions of a file in their order; empty lines are left out.

    Refused names the first line that will not do, and a file without any question.
    """
    found = [
        _query(line, number, name)
        # Not `splitlines`: JSON may hold U+2028 and its kin as they are.
        for number, line in enumerate(content.split("\n"), start=1)
        if line.strip()
    ]
    if not found:
        raise Refused(f"{name} holds no question.", hint=SHAPE)
    return found


def _query(line: str, number: int, name: str) -> Query:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        _refuse(name, number, "is no JSON")
    if not isinstance(read, dict):
        _refuse(name, number, "is no object with an id and a text")
    return Query(_id(read.get("id"), name, number), _text(read.get("text"), name, number), number)


def _id(value: Any, name: str, number: int) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        _refuse(name, number, "has no id (a text or a whole number)")
    return value


def _text(value: Any, name: str, number: int) -> str:
    if not isinstance(value, str) or not any(True for _ in names.tokens(value)):
        _refuse(name, number, "has no text with a word to look for")
    return value


def _refuse(name: str, number: int, reason: str) -> NoReturn:
    raise Refused(f"Line {number} of {name} {reason}.", hint=SHAPE)
