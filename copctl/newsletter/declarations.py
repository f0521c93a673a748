"""What a style sheet or a style attribute declares, read leniently: CSS that is wrong is never an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

# Blocks around rules whose clients show the page without them; in every other at-rule nothing is looked at.
_GRACEFUL = frozenset({"media", "supports", "container", "layer", "scope", "starting-style"})
# CSS Syntax Level 3, section 4.3: comments, strings (which end with their line), addresses, escapes, marks.
_TOKEN = re.compile(
    r"""(?P<comment>/\*.*?(?:\*/|\Z))
      | (?P<string>"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)
      | (?P<address>(?i:url)\(\s*(?P<bare>[^\s"'()]*)\s*\))
      | (?P<escape>\\.)
      | (?P<mark>[{};()])""",
    re.DOTALL | re.VERBOSE,
)
_FUNCTION = re.compile(r"([a-z-]+)\(")
_UNIT = re.compile(r"(?<![\w#.-])[+-]?(?:\d+\.?\d*|\.\d+)([a-z]+)")
_WORD = re.compile(r"(?<![\w.-])[a-z][a-z-]*")
_PSEUDO = re.compile(r"::?([a-z-]+)")


@dataclass(frozen=True)
class Declaration:
    """One `name: value` and the line it begins in. `quoted` are its addresses and strings, not in `value`."""

    name: str
    value: str
    line: int
    is_graceful: bool = False
    quoted: tuple[str, ...] = ()

    @property
    def functions(self) -> set[str]:
        """The functions that the value calls: `calc`, `var`, `linear-gradient`."""
        return set(_FUNCTION.findall(self.value))

    @property
    def units(self) -> set[str]:
        """The units of the numbers in the value: `px`, `rem`."""
        return set(_UNIT.findall(self.value))

    @property
    def words(self) -> set[str]:
        """The keywords of the value."""
        return set(_WORD.findall(self.value))


@dataclass(frozen=True)
class AtRule:
    """An at-rule by its name, such as `font-face`, and its line."""

    name: str
    line: int
    is_graceful: bool = False


@dataclass(frozen=True)
class Selector:
    """A rule's selectors: their pseudo-classes and pseudo-elements, such as `hover`, and their line.

    A rule in another rule is nested.
    """

    pseudo: tuple[str, ...]
    line: int
    is_graceful: bool = False
    is_nested: bool = False


Part = Declaration | AtRule | Selector


@dataclass
class _Statement:
    """What was read since the last mark, without its comments; strings and addresses are put aside."""

    text: str = ""
    quoted: list[str] = field(default_factory=list)
    line: int = 0

    def add(self, text: str, line: int) -> None:
        if text.strip() and not self.text.strip():
            self.line = line + text[: len(text) - len(text.lstrip())].count("\n")
        self.text += text


class _Reader:
    """Goes through CSS once. `blocks` are the at-rules and rules that are open (an at-rule by its name)."""

    def __init__(self, css: str, line: int) -> None:
        self.css, self.line = css, line
        self.blocks: list[str] = []
        self.depth = 0
        self.statement = _Statement()

    def parts(self) -> Iterator[Part]:
        """The parts in their order."""
        at = 0
        for token in _TOKEN.finditer(self.css):
            self._take(self.css[at : token.start()])
            at = token.end()
            if token["mark"]:
                yield from self._marked(token["mark"])
            else:
                self._put_aside(token)
            self.line += token[0].count("\n")
        self._take(self.css[at:])
        yield from self._ended()

    def _take(self, text: str) -> None:
        self.statement.add(text, self.line)
        self.line += text.count("\n")

    def _put_aside(self, token: re.Match[str]) -> None:
        if token["comment"]:
            self.statement.text += " "
        elif token["escape"]:
            self.statement.add("_", self.line)
        else:
            quoted = token["bare"] if token["address"] else token["string"].strip("\"'")
            self.statement.quoted.append(quoted)
            self.statement.add(' "" ', self.line)

    def _marked(self, mark: str) -> Iterator[Part]:
        if mark in "()":
            self.depth = max(0, self.depth + (1 if mark == "(" else -1))
            self.statement.add(mark, self.line)
            return
        if mark == ";" and self.depth:
            return
        self.depth = 0
        if mark == "{":
            yield from self._opened()
            return
        yield from self._ended()
        if mark == "}" and self.blocks:
            self.blocks.pop()

    def _opened(self) -> Iterator[Part]:
        said, self.statement = self.statement, _Statement()
        line = said.line or self.line
        prelude = said.text.strip().lower()
        if prelude.startswith("@"):
            name = _at_name(prelude)
            if self._is_looked_at:
                yield AtRule(name, line, self._is_graceful)
            self.blocks.append(name)
            return
        if self._is_looked_at:
            pseudo = tuple(_PSEUDO.findall(prelude))
            yield Selector(pseudo, line, self._is_graceful, is_nested="" in self.blocks)
        self.blocks.append("")

    def _ended(self) -> Iterator[Part]:
        said, self.statement = self.statement, _Statement()
        text = said.text.strip().lower()
        if not self._is_looked_at:
            return
        if text.startswith("@"):
            yield AtRule(_at_name(text), said.line, self._is_graceful)
            return
        name, colon, value = text.partition(":")
        if colon and name.strip():
            yield Declaration(name.strip(), value.strip(), said.line, self._is_graceful, tuple(said.quoted))

    @property
    def _is_looked_at(self) -> bool:
        return all(block in _GRACEFUL or not block for block in self.blocks)

    @property
    def _is_graceful(self) -> bool:
        return any(block in _GRACEFUL for block in self.blocks)


def _at_name(prelude: str) -> str:
    found = _WORD.match(prelude, 1)
    return found[0] if found else ""


def declared(css: str, *, line: int = 1) -> Iterator[Part]:
    """The declarations, at-rules and selectors of a style sheet, or of a style attribute; lower case.

    Inside @media and its like they are graceful: who does not know the block shows the page without it.
    """
    yield from _Reader(css, line).parts()
