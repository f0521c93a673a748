"""How one codebook differs from the one before it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from copctl import names
from copctl.topics.coding.decisions import Decision


@dataclass(frozen=True)
class Changes:
    """How many decisions are new, hold other words or lead elsewhere, are gone, or only stand elsewhere."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    reordered: bool = False


def changes(before: Sequence[Decision], after: Sequence[Decision]) -> Changes:
    """What happened between two codebooks.

    A decision that is gone and a new one with the same action, code and match are one decision changed.
    """
    gone, new = Counter(before), Counter(after)
    gone, new = gone - new, new - gone
    was, became = _kinds(gone), _kinds(new)
    changed = (was & became).total()
    return Changes(
        added=new.total() - changed,
        changed=changed,
        removed=gone.total() - changed,
        reordered=not gone and not new and list(before) != list(after),
    )


def _kinds(decisions: Counter[Decision]) -> Counter[tuple[object, ...]]:
    kinds: Counter[tuple[object, ...]] = Counter()
    for decision, count in decisions.items():
        kinds[(decision.action, names.key(decision.code), decision.match)] += count
    return kinds
