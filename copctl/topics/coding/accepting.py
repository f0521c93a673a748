"""From a proposed code to the decisions that take it up.

Pure. Words that set this code's answers apart become its rules, which new answers follow; answers that the
rules do not reach are named by their marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from copctl.topics.coding.decisions import Action, Decision, Match, matcher
from copctl.topics.coding.folding import mark
from copctl.topics.coding.proposal import Code, Proposal
from copctl.topics.coding.separating import Rule


def accepted(label: str, rules: Iterable[Rule], texts: Iterable[str]) -> list[Decision]:
    """The decisions that put proposed texts under a code, with these rules for new answers."""
    decisions = [Decision(Action.ACCEPT, label, rule.match, rule.values) for rule in rules]
    reaching = [matcher(decision) for decision in decisions]
    rest = [text for text in texts if not any(reaches(text) for reaches in reaching)]
    return [*decisions, *_named(Action.ACCEPT, Match.PROPOSAL, rest, label, "")]


def picked(action: Action, texts: Iterable[str], *, code: str = "", to: str = "") -> list[Decision]:
    """One decision about some answers, by their marks; none where there are no answers."""
    return _named(action, Match.ANSWER, texts, code, to)


def _named(action: Action, match: Match, texts: Iterable[str], code: str, to: str) -> list[Decision]:
    marks = tuple(dict.fromkeys(found for found in map(mark, texts) if found))
    return [Decision(action, code, match, marks, to)] if marks else []


def decisions_of(proposal: Proposal, texts: Sequence[str]) -> list[Decision]:
    """The decisions of somebody who accepts every code of a proposal."""
    return [decision for code in proposal.codes for decision in taken_up(code, texts)]


def taken_up(code: Code, texts: Sequence[str], label: str | None = None) -> list[Decision]:
    """The decisions that accept a proposed code, under another label if one is given."""
    return accepted(label or code.label, code.rules, [texts[place] for place in code.answers])
