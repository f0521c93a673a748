"""What is left out of an issue for want of consent, and stories that say other words than were agreed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.outline import Located, Outline
from copctl.newsletter.untold import Untold

# What to type for each kind of item, once somebody agrees.
_AGREEING = {
    "story": 'copctl story edit {number} --consent "Who gave it, and how"',
    "member": "copctl member edit {number} --consent directory, once they agree",
}


def left_out(outline: Outline, reasons: Mapping[str, str], file: str) -> Iterator[Finding]:
    """A finding for each entry that is left out; `reasons` are by key: `nobody agreed to it`."""
    for located in _entries(outline):
        entry = located.entry
        for key in (*entry.keys, *entry.tells):
            if key in reasons:
                kind, _, number = key.partition(":")
                unmarked = "stands here without its marker and " if key in entry.tells else ""
                said = "story" if kind == "story" else kind
                agree = _AGREEING.get(kind, f"copctl {kind} show {{number}}").format(number=number)
                yield Finding(
                    Level.ERROR, f"{said} without consent", Place(file, located.line),
                    f"{kind.capitalize()} {number} {unmarked}is left out: {reasons[key]}.",
                    f"{agree}; or take it out of the draft", kept_back=True,
                )  # fmt: skip


def told_above(outline: Outline, untold: Untold, file: str) -> Iterator[Finding]:
    """A finding for each story without consent that the lines above the sections tell: nothing cuts those."""
    front = outline.draft.front
    for name in ("preheader", "greeting"):
        for key in sorted(untold.told_by(getattr(front, name))):
            number = key.partition(":")[2]
            yield Finding(
                Level.ERROR, "story without consent", Place(file, outline.line_of(name)),
                f"The {name} tells story {number}, which may not be published.",
                f"{_AGREEING['story'].format(number=number)}; or take it out of the {name}",
            )  # fmt: skip


def reworded(outline: Outline, changed: Mapping[str, str], file: str) -> Iterator[Finding]:
    """A finding for each story whose words in the draft are not those that were agreed.

    `changed` says by key who agreed.
    """
    for located in _entries(outline):
        for key in located.entry.keys:
            if key in changed:
                number = key.partition(":")[2]
                yield Finding(
                    Level.WARNING, "story's words", Place(file, located.begins),
                    f"Story {number} does not say what was agreed ({changed[key]}).",
                    f"ask them about the new words; for the agreed ones: copctl story show {number}",
                )  # fmt: skip


def _entries(outline: Outline) -> Iterator[Located]:
    return (located for part in outline.parts for located in part.entries)
