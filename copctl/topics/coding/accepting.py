"""From a proposed code to the decisions that take it up.

Pure. Words that only this code's answers hold become its rule, which new answers follow; answers that the
rule does not reach are named by their marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from copctl.topics.coding.decisions import Action, Decision, Match, holds
from copctl.topics.coding.folding import mark
from copctl.topics.coding.proposal import Code, Proposal


def accepted(label: str, terms: Sequence[str], texts: Iterable[str]) -> list[Decision]:
    """The decisions that put texts under a code, with these words as its rule for new answers."""
    rest = [text for text in texts if not any(holds(text, term) for term in terms)]
    decisions = [Decision(Action.ACCEPT, label, Match.ANY, tuple(terms))] if terms else []
    return [*decisions, *picked(Action.ACCEPT, rest, code=label)]


def picked(action: Action, texts: Iterable[str], *, code: str = "", to: str = "") -> list[Decision]:
    """One decision about some answers, by their marks; none where there are no answers."""
    marks = tuple(dict.fromkeys(found for found in map(mark, texts) if found))
    return [Decision(action, code, Match.ANSWER, marks, to)] if marks else []


def decisions_of(proposal: Proposal, texts: Sequence[str]) -> list[Decision]:
    """The decisions of somebody who accepts every code of a proposal."""
    return [decision for code in proposal.codes for decision in taken_up(code, texts)]


def taken_up(code: Code, texts: Sequence[str], label: str | None = None) -> list[Decision]:
    """The decisions that accept a proposed code, under another label if one is given."""
    return accepted(label or code.label, code.sure_terms, [texts[place] for place in code.answers])
