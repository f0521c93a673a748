"""Conditions on people as a moderator types them: text to a tree and back. Pure.

    country=KH and topic>=storytelling:3 and (status=active or not role ~ "field officer")

`or` binds less than `and`, `and` less than `not`. What a field means is not known here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from copctl.community.carets import misread
from copctl.errors import WrongUsage

LONGEST = 5_000
# Deeper or longer than anybody types; SQLite takes an expression of depth 1,000 (SQLITE_MAX_EXPR_DEPTH).
_DEEPEST, _MOST = 50, 300
_BINDING = {"and", "or", "not"}
_KEYWORDS = _BINDING | {"in"}
_OPERATORS = {"==": "=", "<>": "!=", "≠": "!=", "≥": ">=", "≤": "<="}
_TOKEN = re.compile(
    r"""(?P<operator>>=|<=|!=|<>|==|[=<>~≥≤≠])|(?P<mark>[(),])"""
    r"""|(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|“[^”]*”)"""
    r"""|(?P<open>["'“])|(?P<word>[^\s()<>=!~≥≤≠,"“”]+)|(?P<odd>.)""",
    re.DOTALL,
)
_BARE = re.compile(r"""[^\s()<>=!~≥≤≠,"'“”\\][^\s()<>=!~≥≤≠,"“”]*""")


@dataclass(frozen=True)
class Value:
    """What a field is compared with, and where it stands in the text."""

    text: str
    at: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True)
class Comparison:
    """A field, one of `= != >= <= > < ~` and a value."""

    field: str
    operator: str
    value: Value
    at: int = dataclasses.field(default=0, compare=False)
    operator_at: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True)
class Among:
    """A field that is one of several values."""

    field: str
    values: tuple[Value, ...]
    at: int = dataclasses.field(default=0, compare=False)


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    part: Condition


@dataclass(frozen=True)
class And:
    """All of two or more conditions."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Or:
    """Any of two or more conditions."""

    parts: tuple[Condition, ...]


Condition = Comparison | Among | Not | And | Or


def parse(text: str) -> Condition:
    """Read a condition; WrongUsage points at the character where it goes wrong."""
    return _Reader(text).whole()


def looks_like_condition(text: str) -> bool:
    """Whether a text is meant as a condition, not as somebody's name, number or address."""
    return re.search(r"[=<>~≥≤≠]|\bin\s*\(", text, re.IGNORECASE) is not None


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words


class _Reader:
    """Recursive descent: one method a level of binding."""

    def __init__(self, text: str) -> None:
        self.text = text
        if len(text) > LONGEST:
            raise WrongUsage(
                f"The condition has {len(text):,} characters.", hint=f"use at most {LONGEST:,} of them"
            )
        self.tokens = self._tokens()
        self.place, self.depth, self.count = 0, 0, 0

    def _tokens(self) -> list[_Token]:
        found = []
        for match in _TOKEN.finditer(self.text):
            kind, written = str(match.lastgroup), match[0]
            if written.isspace():
                continue
            if kind == "open":
                self._refuse(
                    match.start(), f"The quote {written} is not closed.", "close it, or leave it out"
                )
            if kind == "odd":
                self._refuse(match.start(), f"{written} alone means nothing here.", _hint_for(written))
            if kind == "operator":
                written = _OPERATORS.get(written, written)
            if kind == "quoted":
                written = (
                    written[1:-1]
                    if written[0] == "“"
                    else re.sub(r"\\(.)", r"\1", written[1:-1], flags=re.DOTALL)
                )
            found.append(_Token(kind, written, match.start()))
        return [*found, _Token("end", "", len(self.text.rstrip()))]

    def _refuse(self, at: int, message: str, hint: str) -> NoReturn:
        raise misread(self.text, at, message, hint)

    @property
    def next(self) -> _Token:
        return self.tokens[self.place]

    def _take(self) -> _Token:
        token = self.next
        self.place += token.kind != "end"
        return token

    def _taken(self, *words: str) -> bool:
        is_there = self.next.is_word(*words)
        self.place += is_there
        return is_there

    def _is_mark(self, mark: str) -> bool:
        return self.next.kind == "mark" and self.next.text == mark

    def whole(self) -> Condition:
        if self.next.kind == "end":
            raise WrongUsage(
                "The condition is empty.", hint='write one, such as "country=KH and status=active"'
            )
        found = self._any()
        token = self.next
        if self._is_mark(")"):
            self._refuse(token.at, "This parenthesis was never opened.", "take it out, or open one before it")
        if token.kind != "end":
            self._refuse(
                token.at,
                f"{_said(token)} comes after the end of a condition.",
                "put and or or before it, or quotes around a value of several words",
            )
        return found

    def _any(self) -> Condition:
        return self._chain("or", self._all, Or)

    def _all(self) -> Condition:
        return self._chain("and", self._one, And)

    def _chain(
        self, word: str, part: Callable[[], Condition], whole: Callable[[tuple[Condition, ...]], Condition]
    ) -> Condition:
        parts = [part()]
        while self._taken(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else whole(tuple(parts))

    def _one(self) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            self._refuse(self.next.at, "This is nested too deep.", f"use at most {_DEEPEST} levels")
        try:
            if self._taken("not"):
                return Not(self._one())
            return self._group() if self._is_mark("(") else self._statement()
        finally:
            self.depth -= 1

    def _group(self) -> Condition:
        opened = self._take()
        found = self._any()
        self._close(opened, "and, or or )")
        return found

    def _close(self, opened: _Token, expected: str) -> None:
        if self.next.kind == "end":
            self._refuse(opened.at, "This parenthesis is not closed.", "close it with )")
        if not self._is_mark(")"):
            self._refuse(
                self.next.at,
                f"{_said(self.next)} stands where {expected} was expected.",
                "put commas between values, and quotes around a value of several words",
            )
        self._take()

    def _statement(self) -> Condition:
        name = self._field()
        if self._taken("not"):
            if not self.next.is_word("in"):
                self._refuse(self.next.at, "After not comes in here.", f"{name.text} not in (one, two)")
            self._take()
            return Not(self._among(name))
        if self._taken("in"):
            return self._among(name)
        sign = self._take()
        if sign.kind != "operator":
            self._refuse(
                sign.at,
                f"{_said(sign)} stands where {name.text} is to be compared.",
                "use = != >= <= > < ~ (contains) or in (one, two)",
            )
        return Comparison(name.text.lower(), sign.text, self._value(), name.at, sign.at)

    def _field(self) -> _Token:
        token = self._take()
        if token.kind != "word" or token.text.lower() in _KEYWORDS:
            self._refuse(
                token.at,
                f"{_said(token)} stands where a field was expected.",
                "a condition begins with a field, such as country=KH",
            )
        return token

    def _value(self) -> Value:
        token = self._take()
        if token.kind not in {"word", "quoted"} or token.is_word(*_BINDING):
            self._refuse(
                token.at,
                f"{_said(token)} stands where a value was expected.",
                'give a value; "" is for what nobody knows, and quotes make any text a value',
            )
        self.count += 1
        if self.count > _MOST:
            self._refuse(token.at, f"These are more than {_MOST} values.", "ask in several parts")
        return Value(token.text, token.at)

    def _among(self, name: _Token) -> Condition:
        if not self._is_mark("("):
            self._refuse(self.next.at, "After in comes a list in parentheses.", f"{name.text} in (one, two)")
        opened = self._take()
        values = [self._value()]
        while self._is_mark(","):
            self._take()
            values.append(self._value())
        self._close(opened, "a comma or )")
        return Among(name.text.lower(), tuple(values), name.at)


def _said(token: _Token) -> str:
    return "The end" if token.kind == "end" else repr(token.text)


def _hint_for(letter: str) -> str:
    return "write != for is not" if letter == "!" else "quotes begin and end with the same sign"


def render(condition: Condition) -> str:
    """A condition as text that `parse` reads as the same condition."""
    if isinstance(condition, Comparison):
        return f"{condition.field} {condition.operator} {_rendered(condition.value)}"
    if isinstance(condition, Among):
        return f"{condition.field} in ({', '.join(map(_rendered, condition.values))})"
    if isinstance(condition, Not):
        return f"not {_bound(condition.part)}"
    word = " and " if isinstance(condition, And) else " or "
    return word.join(map(_bound, condition.parts))


def _bound(part: Condition) -> str:
    return f"({render(part)})" if isinstance(part, And | Or) else render(part)


def _rendered(value: Value) -> str:
    if _BARE.fullmatch(value.text) and value.text.lower() not in _BINDING:
        return value.text
    escaped = value.text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
