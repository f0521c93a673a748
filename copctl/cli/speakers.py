"""`copctl speakers`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from copctl.cli import (
    speakers_accept,
    speakers_ask,
    speakers_asking,
    speakers_confirm,
    speakers_decline,
    speakers_gaps,
    speakers_release,
    speakers_shown,
)
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, Style, style_of
from copctl.cli.speakers_asking import Asked, PanelAsked
from copctl.errors import WrongUsage

app = plain_group("Find who can speak about a topic.")


@app.callback()
def speakers() -> None:
    """Find who can speak about a topic."""


@app.command("suggest")
def suggest(
    ctx: typer.Context,
    topic: Annotated[
        str | None, typer.Argument(metavar="TOPIC-OR-TEXT", help="A topic of the list, or any words.")
    ] = None,
    session: Annotated[
        str | None,
        typer.Option(metavar="CODE", help="For this session: its day, its topics, without its speakers."),
    ] = None,
    most: Annotated[int, typer.Option("-n", "--most", min=1, help="How many to suggest.")] = 5,
    everyone: Annotated[
        bool, typer.Option("--all", help="Rank everyone, also those with nothing to show.")
    ] = False,
    text_only: Annotated[
        bool, typer.Option("--text-only", help="Rank by how well their words fit, and nothing else.")
    ] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="MEMBER", help="Show the whole sum behind one member's score.")
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl", help='Many questions, {"id", "text"} a line; - for standard input.'
        ),
    ] = None,
    semantic: Annotated[
        bool | None,
        typer.Option(
            "--semantic/--no-semantic", help="Compare meanings too (default: where the model is installed)."
        ),
    ] = None,
    language: Annotated[
        str | None, typer.Option(help="What will be spoken (default: the community's language).")
    ] = None,
    panel: Annotated[
        int | None,
        typer.Option(metavar="K", min=1, help="The best panel of so many, which is not the best so many."),
    ] = None,
    per_organisation: Annotated[
        int | None, typer.Option(metavar="M", min=1, help="Panel: at most so many of one organisation.")
    ] = None,
    countries: Annotated[
        int | None, typer.Option(metavar="C", min=1, help="Panel: from at least so many countries.")
    ] = None,
    first_timers: Annotated[
        str | None,
        typer.Option(metavar="N|SHARE", help="Panel: at least so many, or 25%, who never spoke here."),
    ] = None,
    levels: Annotated[
        str | None,
        typer.Option(
            metavar="'LEVEL:N, ...'", help="Panel: at least so many of each level, such as '4:1, 2:1'."
        ),
    ] = None,
    twice_a_quarter: Annotated[
        bool, typer.Option("--twice-a-quarter", help="Panel: also those who speak in that quarter already.")
    ] = False,
    fair: Annotated[
        bool, typer.Option("--fair", help="Panels for several sessions at once, so that all get a turn.")
    ] = False,
    sessions: Annotated[
        str | None,
        typer.Option(metavar="CODE,CODE", help="The sessions for --fair (default: all that are planned)."),
    ] = None,
    turns: Annotated[
        int | None,
        typer.Option(metavar="T", min=1, help="With --fair: at most so many turns in twelve months (2)."),
    ] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Suggest speakers out of the members, each with the reasons.

    The score is a mean of named parts, from 0 to 1: how well their words fit, their level, and what makes
    it a good moment to ask them. Their weights stand in community.toml, under [speakers].
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    asked = Asked(topic, session, most, everyone, text_only, semantic, language)
    rules = PanelAsked(
        size=panel or 0,
        per_organisation=per_organisation,
        countries=countries,
        first_timers=first_timers,
        levels=levels,
        twice_a_quarter=twice_a_quarter,
        turns=turns,
        fair=fair,
        sessions=tuple(code.strip() for code in (sessions or "").split(",") if code.strip()),
    )
    _refuse_at_odds(asked, rules, explain, batch)
    if (panel is not None or fair) and _was_typed(ctx, "most"):
        raise WrongUsage("A panel has as many people as --panel says.", hint="leave -n out")
    if batch is not None:
        from copctl.cli import speakers_batch

        speakers_batch.run(desk, asked, batch)
    elif panel is not None or fair:
        from copctl.cli import speakers_panel

        everybody = replace(_complete(desk, asked, rules), most=None)
        speakers_panel.run(desk, everybody, rules, style)
    elif explain is not None:
        from copctl.cli import speakers_explain

        speakers_explain.run(desk, _complete(desk, asked, rules), explain, style)
    else:
        _suggest(desk, _complete(desk, asked, rules), style)


def _was_typed(ctx: typer.Context, parameter: str) -> bool:
    """Whether an option was given, be it as its default."""
    source = ctx.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"


def _refuse_at_odds(asked: Asked, rules: PanelAsked, explain: str | None, batch: Path | None) -> None:
    """Raise WrongUsage for options of which one makes the other senseless."""
    given = {
        "a topic": asked.topic is not None and batch is not None,
        "--batch": batch is not None,
        "--explain": explain is not None,
        "--panel": rules.size > 0 or rules.fair,
    }
    both = [name for name, there in given.items() if there]
    if len(both) > 1:
        raise WrongUsage(
            f"{both[0]} and {both[1]} do not go together.".capitalize(), hint="copctl speakers suggest --help"
        )
    if rules != PanelAsked(size=rules.size) and not given["--panel"]:
        raise WrongUsage(
            "That is a rule for a panel, and no panel was asked for.",
            hint="copctl speakers suggest ... --panel 4",
        )
    if (rules.sessions or rules.turns is not None) and not rules.fair:
        raise WrongUsage(
            "--sessions and --turns belong to --fair.", hint="--fair --sessions 2026-12,2027-03 --panel 3"
        )
    if rules.fair and (asked.topic is not None or asked.session is not None):
        raise WrongUsage("With --fair each session has its own topic.", hint="--fair --panel 3")


def _complete(desk: Desk, asked: Asked, rules: PanelAsked) -> Asked:
    """What is asked, with a topic where neither it nor a session was named."""
    if asked.session is not None or rules.fair:
        return asked
    topic = desk.ask(asked.topic, "TOPIC", "Which topic, or what should the session be about?")
    return replace(asked, topic=topic)


def _suggest(desk: Desk, asked: Asked, style: Style) -> None:
    found = speakers_asking.ranking(desk, asked).suggestions
    speakers_shown.show(desk, found, style)
    if found and style is Style.TABLE and desk.stdout.isatty():
        desk.hint("The whole sum of one: the same command with --explain MEMBER")


def suggested_addresses(desk: Desk, code: str, most: int) -> list[str]:
    """The addresses of the first few that are suggested for a session."""
    found = speakers_asking.ranking(desk, Asked(session=code, most=most)).suggestions
    return [suggestion.candidate.email for suggestion in found if suggestion.candidate.email]


speakers_gaps.register(app)
speakers_ask.register(app)
speakers_accept.register(app)
speakers_confirm.register(app)
speakers_decline.register(app)
speakers_release.register(app)
