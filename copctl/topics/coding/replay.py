"""Decisions replayed on answers: which codes each bears, and why.

Pure. Decisions are taken in their order; a later one goes before an earlier one. The same decisions on a
newer export code its new answers by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from copctl import names
from copctl.topics.coding.decisions import Action, Decision, Match, matcher, parted

Step = tuple[int, str]


@dataclass
class _Answer:
    text: str
    codes: dict[str, list[Step]] = field(default_factory=dict)
    ignored: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class Assignment:
    """The codes of one answer, each with the steps that put it there, and the steps that set it aside.

    A step is the place of a decision (1 is the first) and what it did, in words.
    """

    text: str
    codes: dict[str, list[Step]]
    ignored: list[Step]


@dataclass(frozen=True)
class Coded:
    """Answers under their codes. `codes` stand in the order in which they came to be.

    `assignments` follow the answers; `uncoded` and `ignored` hold places of answers, from 0.
    """

    codes: list[str]
    assignments: list[Assignment]
    uncoded: list[int]
    ignored: list[int]

    def answers_of(self, code: str) -> list[int]:
        """The places of the answers under a code."""
        return [place for place, found in enumerate(self.assignments) if code in found.codes]

    def find(self, label: str) -> str | None:
        """The code of this name; case and blanks do not count."""
        return _find(self.codes, label)


def replay(decisions: Sequence[Decision], answers: Sequence[str]) -> Coded:
    """Code answers by decisions. An answer may bear several codes; empty answers bear none."""
    held = [_Answer(names.written(text)) for text in answers]
    codes: list[str] = []
    for place, decision in enumerate(decisions, start=1):
        _ACTIONS[decision.action](decision, place, codes, held)
    return Coded(
        codes,
        [Assignment(answer.text, answer.codes, answer.ignored) for answer in held],
        [n for n, answer in enumerate(held) if answer.text and not answer.codes and not answer.ignored],
        [n for n, answer in enumerate(held) if answer.ignored],
    )


def idle(decisions: Sequence[Decision]) -> list[int]:
    """The places of decisions about a code that is not there when they are taken (1 is the first)."""
    codes: list[str] = []
    found = []
    for place, decision in enumerate(decisions, start=1):
        if decision.action is not Action.ACCEPT and decision.code and _find(codes, decision.code) is None:
            found.append(place)
        _ACTIONS[decision.action](decision, place, codes, [])
    return found


def _find(codes: Sequence[str], label: str) -> str | None:
    key = names.key(label)
    return next((code for code in codes if names.key(code) == key), None)


def _known(codes: list[str], label: str) -> str:
    """The code of this name, put on the list if it is new."""
    found = _find(codes, label)
    if found is None:
        codes.append(label)
        return label
    return found


def _matched(decision: Decision, held: Sequence[_Answer]) -> Iterator[tuple[_Answer, str]]:
    """Answers that a decision means, each with the reason."""
    if decision.match is None:
        return
    value_of = matcher(decision)
    for answer in held:
        value = value_of(answer.text) if answer.text else ""
        if value:
            yield answer, _reason(decision, value)


def _reason(decision: Decision, value: str) -> str:
    if decision.match is Match.ANSWER:
        return "this answer was picked"
    if decision.match is Match.PROPOSAL:
        return "it was accepted with the proposal"
    unwanted = parted(decision.values)[1]
    return f"it holds {value!r}" + (f" and not {', '.join(map(repr, unwanted))}" if unwanted else "")


def _accept(decision: Decision, place: int, codes: list[str], held: Sequence[_Answer]) -> None:
    code = _known(codes, decision.code)
    for answer, reason in _matched(decision, held):
        answer.ignored = []
        answer.codes.setdefault(code, [(place, f"accept: {reason}")])


def _become(decision: Decision, place: int, codes: list[str], held: Sequence[_Answer]) -> None:
    """Rename a code or merge it into another; one that is not there (any more) is passed over."""
    old = _find(codes, decision.code)
    if old is None:
        return
    if names.key(old) == names.key(decision.to) or _find(codes, decision.to) is None:
        new = codes[codes.index(old)] = decision.to
    else:
        new = _known(codes, decision.to)
        codes.remove(old)
    step = (place, f"{decision.action}: {old} became {new}")
    for answer in held:
        if old in answer.codes:
            steps = [*answer.codes.pop(old), step]
            answer.codes.setdefault(new, steps)


def _move(decision: Decision, place: int, codes: list[str], held: Sequence[_Answer]) -> None:
    old = _find(codes, decision.code) if decision.code else None
    if decision.code and old is None:
        return
    new = _known(codes, decision.to)
    for answer, reason in list(_matched(decision, held)):
        if old is not None and old not in answer.codes:
            continue
        left = {old: answer.codes[old]} if old is not None else dict(answer.codes)
        for code in left:
            del answer.codes[code]
        answer.ignored = []
        source = f" from {old}" if old is not None else ""
        steps = [*(left[old] if old is not None else []), (place, f"{decision.action}{source}: {reason}")]
        answer.codes.setdefault(new, steps)


def _ignore(decision: Decision, place: int, codes: list[str], held: Sequence[_Answer]) -> None:
    old = _find(codes, decision.code) if decision.code else None
    if decision.code and old is None:
        return
    if decision.match is None and old is not None:
        meant = [(answer, f"{old} is ignored") for answer in held if old in answer.codes]
        codes.remove(old)
    else:
        meant = [(a, why) for a, why in _matched(decision, held) if old is None or old in a.codes]
    for answer, reason in meant:
        if old is not None:
            answer.codes.pop(old, None)
        else:
            answer.codes.clear()
        if not answer.codes:
            answer.ignored = [(place, f"ignore: {reason}")]


_ACTIONS = {
    Action.ACCEPT: _accept,
    Action.RENAME: _become,
    Action.MERGE: _become,
    Action.SPLIT: _move,
    Action.MOVE: _move,
    Action.IGNORE: _ignore,
}
