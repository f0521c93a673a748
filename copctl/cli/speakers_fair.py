"""`copctl speakers suggest --fair`: panels for several sessions at once, so that all get a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.options import Style
from copctl.cli.showing import Column, Listing, to_json
from copctl.cli.speakers_asking import Asked, PanelAsked
from copctl.cli.speakers_candidates import Line, difference, full_rows, stands, tell, who_could
from copctl.cli.speakers_panel import UNPROVEN, rule_words, rules_of, rules_plain
from copctl.errors import Refused

if TYPE_CHECKING:
    from copctl.speakers.fair_turns import Seating, Turns
    from copctl.speakers.panel import Panel, Rules
    from copctl.speakers.planning_turns import Together
    from copctl.store.schema import LearningSession

_COLUMNS = [
    Column("session", "Session", whole=True),
    Column("on", "Day", whole=True, spare=True),
    Column("title", "About"),
    Column("speakers", "Speakers, with their fit"),
    Column("fit", "Fit", numeric=True),
    Column("alone", "Alone", numeric=True),
]


@dataclass(frozen=True)
class _Open:
    """A planned session and how many speakers it lacks; `has` names those it has."""

    code: str
    title: str
    on: date
    lacks: int
    has: tuple[str, ...]


def run(desk: Desk, asked: Asked, wanted: PanelAsked, style: Style) -> None:
    """Plan panels for the sessions, and show what fairness costs. Refused when there is no such plan."""
    from copctl.speakers import planning_turns
    from copctl.speakers.fair_turns import Turns

    rules = rules_of(wanted, dated=True)
    turns = Turns() if wanted.turns is None else Turns(a_year=wanted.turns)
    sessions = _to_fill(desk, wanted)
    found = {session.code: _who_could(desk, asked, session) for session in sessions}
    seatings = [_seating(session, found[session.code], rules) for session in sessions]
    together = planning_turns.planned(seatings, turns)
    for left_out in together.left_out.values():
        desk.hint(f"Left out. {left_out.message} Try: {left_out.hint}")
    sessions = [session for session in sessions if session.code not in together.left_out]
    if style is Style.JSON:
        desk.say(to_json(_full(together, sessions, found, (rules, turns))))
        return
    between = "\n" if style is Style.TABLE else ", "
    rows = [
        _row(session, together.plan.panels[place], together.alone[place], between)
        for place, session in enumerate(sessions)
    ]
    desk.show(Listing(_COLUMNS, rows), style)
    if style is Style.TABLE:
        _conclude(desk, together, rule_words(rules), turns)


# Gathering -----------------------------------------------------------------------------------------


def _to_fill(desk: Desk, wanted: PanelAsked) -> list[_Open]:
    """The sessions to find speakers for; those that have enough are left out, and said to be."""
    from copctl.sessions import planning

    with desk.reading() as db:
        if wanted.sessions:
            chosen = [planning.find(db, code) for code in dict.fromkeys(wanted.sessions)]
        else:
            chosen = [s for s in planning.listed(db, "planned") if s.starts_at >= desk.now()]
        for session in chosen:
            if session.status != "planned":
                raise Refused(
                    f"Session {session.code} is {session.status}.",
                    hint="copctl session list --status planned",
                )
        opened = [_opened(session, wanted.size) for session in chosen]
    for ready in (session for session in opened if session.has):
        desk.hint(f"{ready.code} has {', '.join(ready.has)} already.")
    lacking = [session for session in opened if session.lacks > 0]
    if not lacking:
        raise Refused(
            f"No planned session lacks speakers to be {wanted.size}.",
            hint="copctl session plan, or --panel 5",
        )
    return sorted(lacking, key=lambda session: (session.on, session.code))


def _who_could(desk: Desk, asked: Asked, session: _Open) -> dict[int, Line]:
    """Who could speak at a session; nobody where its title has no word to look for."""
    from copctl.speakers.wishes import NothingToLookFor

    try:
        return who_could(desk, replace(asked, session=session.code, topic=None))
    except NothingToLookFor:
        return {}


def _opened(session: LearningSession, size: int) -> _Open:
    from zoneinfo import ZoneInfo

    has = tuple(link.member.name for link in session.speakers if stands(link))
    on = session.starts_at.astimezone(ZoneInfo(session.timezone)).date()
    return _Open(session.code, session.title, on, size - len(has), has)


def _seating(session: _Open, lines: dict[int, Line], rules: Rules) -> Seating:
    from copctl.speakers.fair_turns import Seating
    from copctl.speakers.parts import within_a_year

    return Seating(
        code=session.code,
        on=session.on,
        rules=rules,
        candidates=tuple(line.candidate for line in lines.values()),
        turns={
            number: len(within_a_year(line.suggestion.candidate.spoke_on, session.on))
            for number, line in lines.items()
            if line.suggestion is not None
        },
    )


# Showing -------------------------------------------------------------------------------------------


def _row(session: _Open, panel: Panel, alone: Panel, between: str) -> dict[str, Any]:
    from copctl.speakers.panel import shown

    spoken = [
        f"{person.name} ({'already' if person.seated else f'{person.fit:.3f}'})" for person in panel.members
    ]
    return {
        "session": session.code,
        "on": session.on.isoformat(),
        "title": session.title,
        "speakers": between.join(spoken),
        "fit": f"{shown(panel.members):.3f}",
        "alone": f"{shown(alone.members):.3f}",
    }


def _conclude(desk: Desk, together: Together, rules: Sequence[str], turns: Turns) -> None:
    from copctl.speakers.panel import shown

    plan = together.plan
    tell(desk, f"The rules of each: {'; '.join(rules)}. At most {turns.a_year} turns in twelve months.")
    proven = "proven optimal" if plan.proven else "not proven optimal"
    fit, alone = (sum(shown(panel.members) for panel in panels) for panels in (plan.panels, together.alone))
    lost = f"fairness costs {difference(alone, fit) if together.cost > 0 else 'nothing'}"
    tell(desk, f"Fit in sum {fit:.3f}, {proven}; each session alone {alone:.3f}: {lost}.")
    often = [f"{name} speaks {'twice' if count == 2 else f'{count} times'}" for name, count in together.often]
    tell(desk, f"{'; '.join(often) or 'Nobody speaks more than once'}.")
    if not plan.proven:
        desk.hint(UNPROVEN)


def _full(
    together: Together,
    sessions: Sequence[_Open],
    found: Mapping[str, dict[int, Line]],
    kept: tuple[Rules, Turns],
) -> dict[str, Any]:
    plan, (rules, turns) = together.plan, kept
    return {
        "sessions": [
            {
                "session": session.code,
                "title": session.title,
                "on": session.on,
                "panel": full_rows(panel, found[session.code]),
                "fit": panel.fit,
                "alone": alone.fit,
            }
            for session, panel, alone in zip(sessions, plan.panels, together.alone, strict=True)
        ],
        "left_out": [{"session": code, "why": why.message} for code, why in together.left_out.items()],
        "fit": plan.fit,
        "alone": round(plan.fit + together.cost, 4),
        "cost": together.cost,
        "turns": [{"member": name, "turns": count} for name, count in together.often],
        "proven": plan.proven,
        "solver": plan.solver,
        "rules": {**rules_plain(rules), "turns_a_year": turns.a_year},
    }
