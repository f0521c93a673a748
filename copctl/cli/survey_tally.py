"""`copctl survey tally`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json

_BAR = 24
_COLUMNS = [
    Column("rank", "Rank", numeric=True),
    Column("topic", "Topic"),
    Column("votes", "Votes", numeric=True),
    Column("percent", "Share", numeric=True),
    Column("score", "Score", numeric=True),
    Column("bar", "", whole=True),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("tally")(tally)


def tally(
    ctx: typer.Context,
    survey: Annotated[str, typer.Argument(metavar="SURVEY", help="The survey's slug.")],
    question: Annotated[
        str | None, typer.Option(help="Its name, label or number (default: the one about topics).")
    ] = None,
    rule: Annotated[
        str | None,
        typer.Option(metavar="approval|borda|score", help="How to count (default: by the question's type)."),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(metavar="organisation|country|status|role", help="Also count each group of members."),
    ] = None,
    top: Annotated[int | None, typer.Option(min=1, help="Only the first so many.")] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Rank what respondents want.

    Votes, shares, ties, and the response rate with its denominator.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.topics import counting

    with desk.reading() as db:
        counted = counting.count(db, survey, question=question, rule=rule, by=by, most=top)
    if style is Style.JSON:
        desk.say(to_json(_full(counted)))
        return
    desk.show(Listing(_COLUMNS, _rows(counted, style), nothing="Nobody has answered this yet."), style)
    _show_segments(desk, counted, style)
    if style is Style.TABLE:
        desk.say(_base(counted))
    for warning in counted.warnings:
        desk.hint(f"Note: {warning}")


def _full(counted: Any) -> dict[str, Any]:
    full: dict[str, Any] = {
        "survey": counted.survey.slug,
        "question": counted.name,
        "label": counted.label,
        "rule": counted.rule,
        "respondents": counted.respondents,
        "answered": counted.answered,
        "eligible": counted.eligible,
        "response_rate": counted.response_rate,
        "topics": [vars(line) for line in counted.lines],
        "warnings": counted.warnings,
    }
    if counted.mean is not None:
        full["mean"] = counted.mean
    if counted.by is not None:
        full["by"] = counted.by
        full["segments"] = [
            {"segment": name, "answered": part.answered, "topics": [vars(line) for line in part.lines]}
            for name, part in counted.segments.items()
        ]
    return full


def _rows(counted: Any, style: Style) -> list[dict[str, Any]]:
    """The lines as a reader sees them: equal ranks marked with `=`, a bar beside each."""
    if style is Style.CSV:
        return [vars(line) for line in counted.lines]
    ranks = [line.rank for line in counted.lines]
    tied = len(set(ranks)) < len(ranks)
    # On a scale the score is the value itself; what stands tall there is how many chose it.
    heights = [line.votes if counted.mean is not None else max(line.score, 0) for line in counted.lines]
    highest = max(heights, default=0) or 1
    return [
        {
            **vars(line),
            "rank": f"{line.rank}{('=' if ranks.count(line.rank) > 1 else ' ') if tied else ''}",
            "percent": f"{line.share:.0%}",
            "score": f"{line.score:g}",
            "bar": "█" * round(_BAR * height / highest) if style is Style.TABLE else "",
        }
        for line, height in zip(counted.lines, heights, strict=True)
    ]


def _show_segments(desk: Desk, counted: Any, style: Style) -> None:
    if not counted.segments:
        return
    columns = [Column("topic", "Topic")]
    columns += [
        Column(name, f"{name} ({part.answered})", numeric=True) for name, part in counted.segments.items()
    ]
    shares = {
        name: {line.slug: f"{line.share:.0%}" for line in part.lines}
        for name, part in counted.segments.items()
    }
    rows = [
        {"topic": line.topic, **{name: shares[name].get(line.slug, "") for name in shares}}
        for line in counted.lines
    ]
    if style is not Style.CSV:
        desk.show(Listing(columns, rows, title=f"Share by {counted.by} (answered)"), style)


def _base(counted: Any) -> str:
    """The sentence under the table: out of how many."""
    people = f"{counted.respondents} {'respondent' if counted.respondents == 1 else 'respondents'}"
    answered = (
        "" if counted.answered == counted.respondents else f", {counted.answered} answered this question"
    )
    rate = "no active members to compare with"
    if counted.eligible and counted.response_rate is None:
        rate = "response rate unknown"
    elif counted.response_rate is not None:
        rate = f"{counted.members} of {counted.eligible} active members ({counted.response_rate:.0%})"
    mean = f" Mean {counted.mean:g}." if counted.mean is not None else ""
    return f"{counted.label}\n{people}{answered}; {rate}. Rule: {counted.rule}.{mean}"
