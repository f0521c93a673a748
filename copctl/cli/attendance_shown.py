"""What `copctl session attendance` shows: what a file did, who came, who did not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.sessions.attendance.figures import Absent, Came, Results
    from copctl.sessions.attendance.matching import Proposal
    from copctl.sessions.attendance.recording import Outcome
    from copctl.sessions.attendance.shape import Report

_COLUMNS = [
    Column("name", "Name"),
    Column("minutes", "Minutes", numeric=True),
    Column("group", "As"),
    Column("answer", "Answer", spare=True),
    Column("called", "On the list as", spare=True),
]
_COUNTED = {"unannounced": "unannounced", "guests": "as a guest", "unknown": "not known yet"}
_SHOWN = 5
_WORDS = {
    "speaker": "speaker",
    "registered": "registered",
    "unannounced": "unannounced",
    "guest": "guest",
    "unknown": "not known yet",
    "absent": "absent",
}


def show(
    desk: Desk, code: str, results: Results, style: Style, told: Mapping[str, Any] | None = None
) -> None:
    """Who came and who did not, as a table with a line of figures, or in full for programs."""
    came, absent = [_came(one) for one in results.came], [_absent(one) for one in results.absent]
    if style is Style.JSON:
        full = {"session": code, **(told or {}), "figures": results.figures, "came": came, "absent": absent}
        desk.say(to_json(full))
        return
    if style is Style.CSV:
        desk.show(Listing(_COLUMNS, [*came, *absent]), style)
        return
    rows = [
        {
            **row,
            "group": _WORDS[row["group"]],
            "called": "" if row["called"] == row["name"] else row["called"],
        }
        for row in [*came, *absent]
    ]
    used = [c for c in _COLUMNS if not c.spare or any(row[c.key] for row in rows)]
    nothing = f"Nobody is stored yet. Try: copctl session attendance {code} FILE"
    desk.show(Listing(used, rows, nothing=nothing), style)
    if rows and style is Style.TABLE:
        desk.say(_figures(results))


def _came(one: Came) -> dict[str, Any]:
    return {
        "member": one.member,
        "name": one.name or "somebody who was erased",
        "email": one.email,
        "called": ", ".join(one.called),
        "group": str(one.group),
        "answer": one.answer,
        "minutes": one.minutes,
        "first_seen": one.first_seen.isoformat() if one.first_seen else None,
        "last_seen": one.last_seen.isoformat() if one.last_seen else None,
        "source": one.source,
    }


def _absent(one: Absent) -> dict[str, Any]:
    empty = {"called": "", "minutes": None, "first_seen": None, "last_seen": None, "source": ""}
    return {
        "member": one.member, "name": one.name, "email": one.email, "group": "absent", "answer": one.answer,
        **empty,
    }  # fmt: skip


def _figures(results: Results) -> str:
    """The figures in words, in lines that fit a screen; what is nothing is not told."""
    held = results.figures
    parts = [
        f"{held['registered_and_came']} of {held['registered']} registered" if held["registered"] else "",
        *(f"{held[key]} {word}" for key, word in _COUNTED.items() if held[key]),
    ]
    how = f": {', '.join(filter(None, parts))}" if any(parts) else ""
    typical = held["median_minutes"]
    stayed = f"\nHalf of them stayed {typical:g} minutes or longer." if typical is not None else ""
    return f"{held['attended']} came{how}.{stayed}"


# What a file did --------------------------------------------------------------------------------


def taken_in(report: Report, outcome: Outcome, *, least: int, dry_run: bool) -> dict[str, Any]:
    """What taking a report in did, under stable names."""
    return {
        "tool": report.tool,
        "rule": report.rule,
        "dry_run": dry_run,
        "least": least,
        "people": outcome.people,
        "added": outcome.added,
        "updated": outcome.updated,
        "removed": outcome.removed,
        "unchanged": outcome.unchanged,
        "prospects": outcome.prospects,
        "answers": outcome.answers,
        "brief": [{"name": name, "minutes": minutes} for name, minutes in outcome.brief],
        "left_out": [{"name": name, "why": why} for name, why in outcome.left_out],
        "unnamed": outcome.unnamed,
        "warnings": outcome.warnings,
        **open_names(outcome.proposals),
    }


def open_names(proposals: Sequence[Proposal]) -> dict[str, Any]:
    """Names that may be members', for programs."""
    return {
        "proposals": [
            {
                "name": proposal.name,
                "candidates": [{"member": n, "name": name, "alike": s} for n, name, s in proposal.candidates],
            }
            for proposal in proposals
        ]
    }


def tell(desk: Desk, code: str, report: Report, outcome: Outcome, *, least: int, dry_run: bool) -> None:
    """Say which rule matched, what is worth a look, and what changed."""
    desk.hint(f"Read as {report.tool}: {report.rule}.")
    for warning in outcome.warnings:
        desk.hint(f"Note: {warning}.")
    for why in dict.fromkeys(why for _, why in outcome.left_out):
        people = [name for name, reason in outcome.left_out if reason == why]
        desk.hint(f"Left out: {_some(people)} ({why}).")
    if outcome.brief:
        people = [f"{name} ({minutes} min)" for name, minutes in outcome.brief]
        desk.hint(f"Only looked in, for less than {least} minutes: {_some(people)}.")
    if outcome.unnamed:
        desk.hint(f"Note: who used {_some(outcome.unnamed)} cannot be told.")
    tell_names(desk, code, outcome.proposals)
    desk.say(_changes(code, outcome, dry_run=dry_run))
    _tell_names_of(desk, outcome)


def _changes(code: str, outcome: Outcome, *, dry_run: bool) -> str:
    counts = [
        (len(outcome.added), "new"),
        (len(outcome.updated), "changed"),
        (len(outcome.removed), "taken out"),
        (outcome.unchanged, "as before"),
    ]
    words = ", ".join(f"{count} {word}" for count, word in counts if count) or "nobody"
    registered = f" Registrations noted: {outcome.answers}." if outcome.answers else ""
    verb = "Would keep" if dry_run else "Kept"
    return f"{verb} who came to {code}: {words}.{registered}"


def _tell_names_of(desk: Desk, outcome: Outcome) -> None:
    """Name whom a corrected file changed, and who is new to the community."""
    told = {
        "Changed": outcome.updated,
        "Taken out": outcome.removed,
        "New prospects": outcome.prospects,
    }
    for word, people in told.items():
        if people:
            desk.hint(f"{word}: {_some(people)}.")


def tell_names(desk: Desk, code: str, proposals: Sequence[Proposal]) -> None:
    """Name those who may be members, and how to say so."""
    for proposal in proposals[:_SHOWN]:
        likely = ", ".join(f"{name} ({score})" for _, name, score in proposal.candidates)
        desk.hint(f"Note: {proposal.name!r} may be {likely}.")
    if not proposals:
        return
    more = len(proposals) - _SHOWN
    rest = f" {more} more names look like members' too;" if more > 0 else ""
    desk.hint(
        f"Note:{rest} copctl session attendance {code} --review asks who is meant, "
        "--match 'NAME=MEMBER' says it."
    )


def _some(people: Sequence[str]) -> str:
    more = f" and {len(people) - _SHOWN} more" if len(people) > _SHOWN else ""
    return f"{', '.join(people[:_SHOWN])}{more}"
