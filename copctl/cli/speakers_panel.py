"""`copctl speakers suggest --panel`: the best panel that keeps the rules, and what the rules cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.options import Style
from copctl.cli.showing import Column, Listing, to_json
from copctl.cli.speakers_asking import Asked, PanelAsked
from copctl.cli.speakers_candidates import Line, difference, full_rows, short_row, tell, who_could
from copctl.cli.speakers_shown import flat
from copctl.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from copctl.speakers.panel import Panel, Rules
    from copctl.speakers.panel_choice import Choice
    from copctl.speakers.panel_relaxing import Relaxed

COLUMNS = [
    Column("rank", "#", numeric=True),
    Column("member", "Member"),
    Column("organisation", "Organisation"),
    Column("country", "Country"),
    Column("fit", "Fit", numeric=True),
    Column("why", "Why"),
]
UNPROVEN = "To prove it: pip install 'copctl[panel]'"


def run(desk: Desk, asked: Asked, wanted: PanelAsked, style: Style) -> None:
    """Find the best panel and show it. Refused when there is none.

    For a session it has `--panel` people in all: who is on its programme already keeps their seat.
    """
    if wanted.fair:
        from copctl.cli import speakers_fair

        speakers_fair.run(desk, asked, wanted, style)
        return
    from copctl.speakers import panel_choice

    rules = rules_of(wanted, dated=asked.session is not None)
    found = who_could(desk, asked)
    if not found:
        _refuse_no_members(desk)
    _refuse_full(asked, rules, found)
    choice = panel_choice.chosen([line.candidate for line in found.values()], rules)
    if style is Style.JSON:
        desk.say(to_json(_full(choice, found)))
    elif choice.panel.members:
        _show(desk, choice, found, style)
    else:
        _tell_ways_out(desk, choice)
    panel_choice.refuse_nobody(choice, len(found))


def rules_of(wanted: PanelAsked, *, dated: bool) -> Rules:
    """The rules as they were typed; only on a `dated` panel must everyone have time that day.

    Raises WrongUsage for rules that cannot be read or contradict each other.
    """
    from copctl.speakers.panel import Rules, read_levels, read_share, refuse_contradictions

    if not wanted.size:
        raise WrongUsage("--panel is missing: how many are to speak?", hint="--panel 3")
    rules = Rules(
        size=wanted.size,
        per_organisation=wanted.per_organisation,
        countries=wanted.countries or 0,
        first_timers=read_share(wanted.first_timers, wanted.size) if wanted.first_timers else 0,
        levels=read_levels(wanted.levels) if wanted.levels else (),
        free=dated,
        rested=not wanted.twice_a_quarter,
    )
    refuse_contradictions(rules)
    return rules


def _refuse_no_members(desk: Desk) -> None:
    """Refused while nobody is a member, whatever the profiles say."""
    from copctl.speakers import facts

    waiting = facts.not_yet_members(desk.settings.database)
    if waiting:
        raise Refused(waiting, hint="copctl member join")


def _refuse_full(asked: Asked, rules: Rules, found: dict[int, Line]) -> None:
    """Refused when the session's programme has as many people as the panel is to have."""
    seated = [line.candidate.name for line in found.values() if line.candidate.seated]
    if len(seated) >= rules.size:
        raise Refused(
            f"{asked.session} has {len(seated)} of {rules.size} already: {', '.join(seated)}.",
            hint=f"--panel {len(seated) + 1} for one more",
        )


# Showing -------------------------------------------------------------------------------------------


def _show(desk: Desk, choice: Choice, found: dict[int, Line], style: Style) -> None:
    if style is Style.CSV:
        desk.show(Listing(COLUMNS, list(map(flat, full_rows(choice.panel, found)))), style)
        return
    rows = [short_row(place, found[person.number]) for place, person in enumerate(choice.panel.members, 1)]
    desk.show(Listing(COLUMNS, rows), style)
    if style is not Style.TABLE:
        return
    tell(desk, f"The rules: {'; '.join(rule_words(choice.rules))}.")
    for sentence in (sum_words(choice.panel), *_costs(choice)):
        tell(desk, sentence)
    if not choice.panel.proven:
        desk.hint(UNPROVEN)


def sum_words(panel: Panel) -> str:
    """The fit of a panel and whether it is proven, as a sentence."""
    from copctl.speakers.panel import shown

    proven = "proven optimal" if panel.proven else "not proven optimal"
    return f"Fit in sum {shown(panel.members):.3f}, {proven}."


def rule_words(rules: Rules) -> list[str]:
    """The rules that are set, in words."""
    said = [f"{rules.size} {'person' if rules.size == 1 else 'people'}"]
    if rules.per_organisation is not None:
        said.append(f"at most {rules.per_organisation} of one organisation")
    if rules.countries:
        said.append(f"at least {rules.countries} {'country' if rules.countries == 1 else 'countries'}")
    if rules.first_timers:
        said.append(f"at least {rules.first_timers} who never spoke here")
    said += [f"at least {least} at level {level}" for level, least in rules.levels]
    if rules.rested:
        said.append("nobody twice in the quarter")
    if rules.free:
        said.append("everyone has time that day")
    return said


def _costs(choice: Choice) -> list[str]:
    """What the best few would have been without the rules, and what each rule costs."""
    from copctl.speakers.panel import shown

    if choice.best_few.fit <= choice.panel.fit:
        return [f"The rules cost nothing: the best {choice.rules.size} without them have no more."]
    chosen = {person.number for person in choice.panel.members}
    left = [person.name for person in choice.best_few.members if person.number not in chosen]
    together = [] if choice.relaxed else ["No rule alone is the reason; they are it together."]
    return [
        f"Without any rule: {shown(choice.best_few.members):.3f}, with {', '.join(left)}.",
        *together,
        *(
            f"{_step(relaxed)}: {difference(shown(relaxed.panel.members), shown(choice.panel.members))} more."
            for relaxed in choice.relaxed
        ),
    ]


def _step(relaxed: Relaxed) -> str:
    from copctl.speakers.panel import shown

    words = relaxed.step.words
    return f"{words[0].upper()}{words[1:]}, the fit is {shown(relaxed.panel.members):.3f}"


def _tell_ways_out(desk: Desk, choice: Choice) -> None:
    """What looser rules would give, but for the best of them: the refusal ends with that."""
    for relaxed in (other for other in choice.relaxed if other is not choice.best_way):
        typed = f": {relaxed.step.option}" if relaxed.step.option else ""
        desk.hint(f"{_step(relaxed)}{typed}")


def rules_plain(rules: Rules) -> dict[str, Any]:
    """The rules as programs read them."""
    return {
        "size": rules.size,
        "per_organisation": rules.per_organisation,
        "countries": rules.countries,
        "first_timers": rules.first_timers,
        "levels": {str(level): least for level, least in rules.levels},
        "free": rules.free,
        "once_a_quarter": rules.rested,
    }


def _full(choice: Choice, found: dict[int, Line]) -> dict[str, Any]:
    return {
        "panel": full_rows(choice.panel, found),
        "fit": choice.panel.fit,
        "proven": choice.panel.proven,
        "solver": choice.panel.solver,
        "rules": rules_plain(choice.rules),
        "without_rules": {
            "fit": choice.best_few.fit,
            "members": [person.name for person in choice.best_few.members],
        },
        "relaxed": [
            {
                "rule": relaxed.step.rule,
                "words": relaxed.step.words,
                "option": relaxed.step.option or None,
                "fit": relaxed.panel.fit,
                "members": [person.name for person in relaxed.panel.members],
            }
            for relaxed in choice.relaxed
        ],
    }
