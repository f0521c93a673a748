"""`copctl survey tally`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json
from copctl.errors import NotFound, WrongUsage

if TYPE_CHECKING:
    from copctl.topics.counted import Count, Manner


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("tally")(tally)


def tally(
    ctx: typer.Context,
    survey: Annotated[
        str | None, typer.Argument(metavar="[SURVEY]", help="The survey's slug.", show_default=False)
    ] = None,
    question: Annotated[
        str | None, typer.Option(help="Its name, label or number (default: the one about topics).")
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(
            metavar="RULE",
            help="How to count (default: by the question's type): approval, score, borda, copeland, schulze, "
            "ranked-pairs, irv, stv, seqpav, phragmen, mes, or greedy. Sequential PAV promises neither "
            "proportional guarantee from six seats on.",
        ),
    ] = None,
    seats: Annotated[
        int | None,
        typer.Option(min=1, help="Choose so many, by sequential Phragmén beside the plain top."),
    ] = None,
    completion: Annotated[
        str,
        typer.Option(metavar="phragmen|none", help="What fills the seats that Equal Shares leaves empty."),
    ] = "phragmen",
    minutes: Annotated[
        int | None, typer.Option(min=1, help="Fill so many minutes with topics that have a length.")
    ] = None,
    seed: Annotated[int, typer.Option(help="The lot's seed, where only a lot breaks a tie.")] = 1,
    by: Annotated[
        str | None,
        typer.Option(
            metavar="SEGMENT",
            help="Also count each group: organisation, country, status, role, membership, or the name of a "
            "question with one answer (sex or age for a Pabulib file). member:role and question:role tell "
            "the two apart.",
        ),
    ] = None,
    min_group: Annotated[
        int | None,
        typer.Option(min=1, help="Keep back groups of fewer people (default: 5, or as community.toml says)."),
    ] = None,
    weight: Annotated[
        str | None,
        typer.Option(metavar="person|organisation", help="Whose say is the same (default: each person's)."),
    ] = None,
    uncertainty: Annotated[
        bool, typer.Option("--uncertainty", help="How ranks would move if others had answered.")
    ] = False,
    ballots: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Count a ballot file instead: PrefLib, Pabulib, or plain CSV."),
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Only the first so many.")] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Rank what respondents want.

    Votes, shares, ties, and the response rate with its denominator. With --seats, who is chosen and
    who is left unserved.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.topics.counted import Manner

    manner = Manner(
        by=by,
        seats=seats,
        minutes=minutes,
        completion=completion,
        seed=seed,
        least=min_group if min_group is not None else _least(desk, ballots),
        weight=weight,
        uncertain=uncertainty,
    )
    if ballots is not None:
        if survey is not None or question is not None:
            raise WrongUsage("A ballot file is counted without a survey.", hint="leave the survey out")
        counted = _of_file(ballots, rule, top, manner)
    else:
        counted = _of_survey(desk, desk.ask(survey, "SURVEY", "Which survey?"), question, rule, top, manner)
    _show(desk, counted, style)


def _least(desk: Desk, ballots: Path | None) -> int:
    """The smallest group that may be shown; a ballot file is counted outside a community as well."""
    from copctl.settings import TallyRules

    try:
        return desk.settings.tally.min_group
    except NotFound:
        if ballots is None:
            raise
        return TallyRules().min_group


def _of_survey(
    desk: Desk, survey: str, question: str | None, rule: str | None, top: int | None, manner: Manner
) -> Count:
    from copctl.topics import counting

    with desk.reading() as db:
        return counting.count(db, survey, question=question, rule=rule, most=top, manner=manner)


def _of_file(path: Path, rule: str | None, top: int | None, manner: Manner) -> Count:
    from copctl.topics import ballot_count

    return ballot_count.count(ballot_count.read(path), rule=rule, most=top, manner=manner)


def _show(desk: Desk, counted: Count, style: Style) -> None:
    from copctl.cli import tally_json, tally_table

    if style is Style.JSON:
        desk.say(to_json(tally_json.full(counted)))
        return
    if style is Style.CSV:
        rows = tally_json.flat(counted)
        columns = [Column(name, name) for name in ("rank", "topic", "slug", "votes", "share", "score")]
        desk.show(Listing(columns, rows), style)
    else:
        tally_table.show(desk, counted, style)
    for warning in counted.warnings:
        desk.hint(f"Note: {warning}")
