"""What `copctl survey code` shows: proposals, codes with their answers, and why an answer is where it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from copctl import names
from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.topics.coding.changes import Changes
    from copctl.topics.coding.decisions import Decision
    from copctl.topics.coding.proposal import Code, Proposal
    from copctl.topics.coding.replay import Coded

__all__ = ["full_proposal", "show_coded", "show_proposal", "show_why", "summary", "to_json", "unruled"]

_SHOWN = 76
_UNRULED = "no words set it apart, so write one for new answers"
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
        desk.show(Listing(_PROPOSED, [{k: v for k, v in r.items() if k != "rules"} for r in rows]), style)
        return
    for code in proposal.codes:
        desk.say("\n".join(card(code, texts)))
    if not proposal.codes:
        desk.say("No two answers have enough in common for a code.")
    left = [texts[place] for place in proposal.unassigned]
    if left:
        desk.say(f"What fits nowhere ({counted(len(left))})")
        desk.say("\n".join(quoted(text) for text in left[:10]))
        if len(left) > 10:
            desk.say(f"  … and {len(left) - 10} more")


def card(code: Code, texts: Sequence[str]) -> list[str]:
    """A proposed code in some lines: label, size, cohesion, terms, rules, quotes."""
    head = f"{code.label}: {counted(code.size)}, cohesion {code.cohesion:.2f}"
    terms = [f"  terms: {', '.join(code.terms)}"] if code.terms else []
    return [head, *terms, _ruled(code, texts), *map(quoted, code.quotes), ""]


def _ruled(code: Code, texts: Sequence[str]) -> str:
    """What new answers follow by, and how many of the code's own answers do."""
    if not code.rules:
        return f"  rules: none; {_UNRULED}"
    own = sum(any(rule.reaches(texts[place]) for rule in code.rules) for place in code.answers)
    return f"  rules: {'; '.join(map(str, code.rules))} ({own} of its {counted(code.size)})"


def unruled(proposal: Proposal) -> str:
    """A note that names the proposed codes that new answers cannot follow; empty where there is none."""
    without = [repr(code.label) for code in proposal.codes if not code.rules]
    if not without:
        return ""
    return (
        f"Note: no words set {', '.join(without)} apart; new answers will not fall under "
        f"{'it' if len(without) == 1 else 'them'} until you write a rule (accept, the code, any, its words)."
    )


def quoted(text: str) -> str:
    """What a person wrote, on one line."""
    line = names.written(text)
    return f"  “{line if len(line) <= _SHOWN else line[: _SHOWN - 1].rstrip() + '…'}”"


def summary(coded: Coded, answers: int, made: Changes, *, dry_run: bool) -> str:
    """One sentence about what was changed, and how the answers stand now."""
    done = sum(1 for found in coded.assignments if found.codes)
    return (
        f"{_changed(made, dry_run=dry_run)}: {done} of {counted(answers)} under "
        f"{counted(len(coded.codes), 'code')}, {len(coded.ignored)} ignored, {len(coded.uncoded)} uncoded."
    )


def _changed(made: Changes, *, dry_run: bool) -> str:
    """`Added 2 decisions, removed 19`."""
    verbs = [("add", "added", made.added), ("change", "changed", made.changed)]
    verbs.append(("remove", "removed", made.removed))
    parts = [(now if dry_run else past, count) for now, past, count in verbs if count]
    if not parts:
        order = "would stand" if dry_run else "stand"
        return f"The same decisions {order} in another order" if made.reordered else "Nothing changed"
    (first, count), *more = parts
    said = ", ".join([f"{first} {counted(count, 'decision')}", *(f"{verb} {n}" for verb, n in more)])
    return f"Would {said}" if dry_run else said[0].upper() + said[1:]


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
    if style is Style.TABLE:
        rows = [{**row, "rules": row["rules"] or "(none: write a rule)"} for row in rows]
    nothing = f"Nothing was decided yet. Try: copctl survey code {slug} --question {question} --suggest"
    desk.show(Listing(_CODED, rows, nothing=nothing), style)
    if style is Style.TABLE and rows:
        desk.say(f"{counted(len(texts))}: {len(coded.ignored)} ignored, {len(coded.uncoded)} uncoded.")
        for place in coded.uncoded[:10]:
            desk.say(quoted(texts[place]))


def _code_row(code: str, decisions: Sequence[Decision], coded: Coded) -> dict[str, Any]:
    """A code with its rules; those of codes that became it are found by what they put there."""
    from copctl.topics.coding.decisions import BY_MARK
    from copctl.topics.coding.separating import Rule

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
        if decision.match is not None and decision.match not in BY_MARK:
            rules.append(str(Rule(decision.match, decision.values)))
    return {
        "code": code,
        "size": len(places),
        "rules": "; ".join(rules),
        "answers": [place + 1 for place in places],
    }


def show_why(desk: Desk, coded: Coded, days: Mapping[int, date], wanted: str, style: Style) -> None:
    """Which decisions put the answers that hold a text where they are; the same answer once."""
    key = names.key(wanted)
    rows: list[dict[str, Any]] = []
    for text, found in {one.text: one for one in coded.assignments}.items():
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
