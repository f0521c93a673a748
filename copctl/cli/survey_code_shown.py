"""What `copctl survey code` shows: proposals, codes with their answers, and why an answer is where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from copctl import names
from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.topics.coding.decisions import Decision
    from copctl.topics.coding.proposal import Code, Proposal
    from copctl.topics.coding.replay import Coded

__all__ = ["full_proposal", "show_coded", "show_proposal", "show_why", "summary", "to_json"]

_SHOWN = 76
_PROPOSED = [
    Column("label", "Code"),
    Column("size", "Answers", numeric=True),
    Column("cohesion", "Cohesion", numeric=True),
    Column("terms", "Terms"),
]
_CODED = [
    Column("code", "Code"),
    Column("size", "Answers", numeric=True),
    Column("rules", "New answers follow when they hold"),
]
_WHY = [
    Column("answer", "Answer"),
    Column("code", "Code"),
    Column("decision", "No.", numeric=True),
    Column("because", "Because"),
    Column("decided_on", "Decided", whole=True),
]


def counted(count: int, noun: str = "answer") -> str:
    """`1 answer`, `2 answers`."""
    return f"{count} {noun if count == 1 else f'{noun}s'}"


def full_proposal(proposal: Proposal, numbers: Sequence[int], *, quotes: bool = False) -> dict[str, Any]:
    """A proposal for a program; answers are named by their numbers."""
    return {
        "codes": [
            {
                "label": code.label,
                "terms": code.terms,
                "size": code.size,
                "cohesion": code.cohesion,
                "answers": [numbers[place] for place in code.answers],
                **({"quotes": code.quotes} if quotes else {}),
            }
            for code in proposal.codes
        ],
        "unassigned": [numbers[place] for place in proposal.unassigned],
    }


def show_proposal(desk: Desk, proposal: Proposal, texts: Sequence[str], style: Style) -> None:
    """A proposal for a person: codes with their terms and quotes, and what fits nowhere."""
    if style is not Style.TABLE:
        rows = [{**vars(code), "answers": [n + 1 for n in code.answers]} for code in proposal.codes]
        desk.show(
            Listing(_PROPOSED, [{k: v for k, v in r.items() if k != "sure_terms"} for r in rows]), style
        )
        return
    for code in proposal.codes:
        desk.say("\n".join(card(code)))
    if not proposal.codes:
        desk.say("No two answers have enough in common for a code.")
    left = [texts[place] for place in proposal.unassigned]
    if left:
        desk.say(f"What fits nowhere ({counted(len(left))})")
        desk.say("\n".join(quoted(text) for text in left[:10]))
        if len(left) > 10:
            desk.say(f"  … and {len(left) - 10} more")


def card(code: Code) -> list[str]:
    """A proposed code in some lines: label, size, cohesion, terms, quotes."""
    head = f"{code.label}: {counted(code.size)}, cohesion {code.cohesion:.2f}"
    terms = [f"  terms: {', '.join(code.terms)}"] if code.terms else []
    return [head, *terms, *map(quoted, code.quotes), ""]


def quoted(text: str) -> str:
    """What a person wrote, on one line."""
    line = names.written(text)
    return f"  “{line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + '…'}”"


def summary(coded: Coded, answers: int, changed: int, *, dry_run: bool) -> str:
    """One sentence about what was kept."""
    verb = "Would keep" if dry_run else "Kept"
    done = sum(1 for found in coded.assignments if found.codes)
    return (
        f"{verb} {counted(changed, 'changed decision')}: {done} of {counted(answers)} under "
        f"{counted(len(coded.codes), 'code')}, {len(coded.ignored)} ignored, {len(coded.uncoded)} uncoded."
    )


def show_coded(
    desk: Desk,
    slug: str,
    question: str,
    decisions: Sequence[Decision],
    texts: Sequence[str],
    coded: Coded,
    style: Style,
) -> None:
    """The codes of a question, their rules and their answers."""
    rows = [_code_row(code, decisions, coded) for code in coded.codes]
    rows.sort(key=lambda row: (-row["size"], row["code"]))
    if style is Style.JSON:
        full = {"survey": slug, "question": question, "answers": len(texts), "codes": rows}
        places = {"uncoded": coded.uncoded, "ignored": coded.ignored}
        desk.say(to_json({**full, **{name: [n + 1 for n in found] for name, found in places.items()}}))
        return
    nothing = f"Nothing was decided yet. Try: copctl survey code {slug} --question {question} --suggest"
    desk.show(Listing(_CODED, rows, nothing=nothing), style)
    if style is Style.TABLE and rows:
        desk.say(f"{counted(len(texts))}: {len(coded.ignored)} ignored, {len(coded.uncoded)} uncoded.")
        for place in coded.uncoded[:10]:
            desk.say(quoted(texts[place]))


def _code_row(code: str, decisions: Sequence[Decision], coded: Coded) -> dict[str, Any]:
    """A code with its rules; those of codes that became it are found by what they put there."""
    places = coded.answers_of(code)
    steps = {number for place in places for number, _ in coded.assignments[place].codes[code]}
    named = {
        number
        for number, decision in enumerate(decisions, start=1)
        if names.key(decision.code) == names.key(code) and decision.action == "accept"
    }
    rules: list[str] = []
    for number in sorted(steps | named):
        decision = decisions[number - 1]
        if decision.match in ("any", "all"):
            joined = " and ".join(decision.values) if decision.match == "all" else ", ".join(decision.values)
            rules.append(joined)
    return {
        "code": code,
        "size": len(places),
        "rules": "; ".join(rules),
        "answers": [place + 1 for place in places],
    }


def show_why(
    desk: Desk, texts: Sequence[str], coded: Coded, days: Mapping[int, date], wanted: str, style: Style
) -> None:
    """Which decisions put the answers that hold a text where they are."""
    key = names.key(wanted)
    rows: list[dict[str, Any]] = []
    for text, found in zip(texts, coded.assignments, strict=True):
        if key not in names.key(text):
            continue
        steps = [(code, n, words) for code in coded.codes for n, words in found.codes.get(code, ())]
        steps += [("(ignored)", number, words) for number, words in found.ignored]
        rows += [
            {
                "answer": text,
                "code": code,
                "decision": number,
                "because": words,
                "decided_on": days.get(number),
            }
            for code, number, words in steps
        ] or [
            {
                "answer": text,
                "code": "(none)",
                "decision": None,
                "because": "no rule fits",
                "decided_on": None,
            }
        ]
    desk.show(Listing(_WHY, rows, nothing=f"No answer holds {wanted!r}."), style)
