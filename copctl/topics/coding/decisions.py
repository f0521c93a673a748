"""What a moderator decides about a codebook, and which answers a decision means.

Pure. Every decision has one shape: an action, a code, how answers are matched, with what, and the code it
leads to. So a codebook is a list of such lines, in a file as in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from copctl import names
from copctl.errors import Refused
from copctl.topics.coding.folding import is_unspaced, mark, runs
from copctl.topics.coding.labels import shortened

_Word = TypeVar("_Word", bound=StrEnum)
# Before a word of a rule: answers that hold it are not meant.
WITHOUT = "-"


class Action(StrEnum):
    """What a decision does. `accept` puts the answers it matches under a code, which they may share."""

    ACCEPT = "accept"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    IGNORE = "ignore"


class Match(StrEnum):
    """How answers are matched: any or all of some words, or the answers themselves, by their marks.

    `proposal` names answers by their marks too: those that were accepted with a proposed code.
    """

    ANY = "any"
    ALL = "all"
    ANSWER = "answer"
    PROPOSAL = "proposal"


BY_MARK = (Match.ANSWER, Match.PROPOSAL)


@dataclass(frozen=True)
class Decision:
    """One line of a codebook.

    - accept: answers that match bear `code` (none matched: the code is only there).
    - rename, merge: `code` becomes `to`.
    - split, move: answers that match leave `code` for `to`; without `code` they leave every code.
    - ignore: answers that match bear no code; without a match, those of `code`.
    """

    action: Action
    code: str = ""
    match: Match | None = None
    values: tuple[str, ...] = ()
    to: str = ""

    def details(self) -> dict[str, Any]:
        """Everything but the action, as the store keeps it."""
        return {
            "code": self.code,
            "match": self.match.value if self.match else "",
            "values": list(self.values),
            "to": self.to,
        }


def stored(action: str, details: Mapping[str, Any]) -> Decision:
    """A decision out of the store."""
    return decided(
        action,
        details.get("code", ""),
        details.get("match", ""),
        details.get("values", ()),
        details.get("to", ""),
    )


def decided(action: str, code: str, match: str, values: Sequence[str], to: str) -> Decision:
    """A decision as it is written; Refused says what is missing or unknown.

    The text of an answer becomes its mark, so that no codebook repeats what a person wrote.
    """
    what = _word(Action, action, "action")
    how = _word(Match, match, "match") if match.strip() else None
    if what is None:
        raise Refused("It has no action.", hint=f"choose one of: {', '.join(Action)}")
    kept = tuple(dict.fromkeys(value for value in (_value(how, v) for v in values) if value))
    decision = Decision(what, shortened(code, 120), how, kept, shortened(to, 120))
    _refuse_incomplete(decision)
    return decision


def _word(kind: type[_Word], text: str, noun: str) -> _Word | None:
    key = names.key(text)
    if not key:
        return None
    try:
        return kind(key)
    except ValueError as error:
        hint = names.did_you_mean(text, list(kind), f"choose one of: {', '.join(kind)}")
        raise Refused(f"There is no {noun} {names.written(text)!r}.", hint=hint) from error


def _value(how: Match | None, text: str) -> str:
    written = names.written(text)
    if how not in BY_MARK:
        return written if phrase(written) else ""
    return written if is_mark(written) else mark(written)


def is_mark(text: str) -> bool:
    """Whether a text is the mark of an answer: `#` and 16 hexadecimal digits."""
    return len(text) == 17 and text[0] == "#" and all(c in "0123456789abcdef" for c in text[1:])


def _refuse_incomplete(decision: Decision) -> None:
    action = decision.action
    missing = []
    if action in (Action.ACCEPT, Action.RENAME, Action.MERGE, Action.SPLIT) and not decision.code:
        missing.append("code")
    if action in (Action.RENAME, Action.MERGE, Action.SPLIT, Action.MOVE) and not decision.to:
        missing.append("to")
    if action in (Action.SPLIT, Action.MOVE) or (action is Action.IGNORE and not decision.code):
        missing += [
            name for name, there in (("match", decision.match), ("values", decision.values)) if not there
        ]
    if decision.match and not decision.values and "values" not in missing:
        missing.append("values")
    if decision.values and not decision.match:
        missing.append("match")
    if decision.values and not parted(decision.values)[0]:
        missing.append("a word that answers hold")
    if missing:
        raise Refused(f"{action} needs {' and '.join(missing)}.", hint="copctl survey code --help")


# Matching ------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def phrase(term: str) -> str:
    """A word or some words of a rule, folded as answers are; a `*` at the end stands for any ending."""
    folded = " ".join(runs(term))
    return f"{folded}*" if folded and term.rstrip().endswith("*") else folded


def matcher(decision: Decision) -> Callable[[str], str]:
    """Which answers a decision means: gives the value that an answer matches, or nothing."""
    if decision.match in BY_MARK:
        marks = set(decision.values)
        return lambda text: found if (found := mark(text)) in marks else ""
    wanted, unwanted = parted(decision.values)
    joined = " and ".join(wanted)

    def held(text: str) -> str:
        if any(holds(text, value) for value in unwanted):
            return ""
        if decision.match is Match.ALL:
            return joined if all(holds(text, value) for value in wanted) else ""
        return next((value for value in wanted if holds(text, value)), "")

    return held


def parted(values: Sequence[str]) -> tuple[list[str], list[str]]:
    """The words that a rule wants, and those that it does not."""
    wanted = [value for value in values if not value.startswith(WITHOUT)]
    return wanted, [value.removeprefix(WITHOUT).strip() for value in values if value.startswith(WITHOUT)]


def holds(text: str, term: str) -> bool:
    """Whether an answer holds a term: whole words, side by side; anywhere in scripts without blanks."""
    wanted = phrase(term)
    if not wanted:
        return False
    answer = " ".join(runs(text))
    if is_unspaced(wanted):
        return wanted.rstrip("*") in answer
    if wanted.endswith("*"):
        return f" {wanted[:-1]}" in f" {answer}"
    return f" {wanted} " in f" {answer} "
