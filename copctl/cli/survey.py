"""`copctl survey`: writing one down, looking at it, opening and closing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli import (
    survey_answer,
    survey_check,
    survey_code,
    survey_export,
    survey_import,
    survey_invite,
    survey_new,
    survey_render,
    survey_report,
    survey_starters,
    survey_status,
    survey_tally,
)
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.store.schema import Question, Survey

app = plain_group("Ask, take answers in, count them.")

Slug = Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")]

_SURVEYS = [
    Column("slug", "Survey", whole=True),
    Column("title", "Title"),
    Column("status", "Status", whole=True),
    Column("opened_on", "Opened", whole=True, spare=True),
    Column("closed_on", "Closed", whole=True, spare=True),
    Column("questions", "Questions", numeric=True, spare=True),
    Column("responses", "Responses", numeric=True),
]
_QUESTIONS = [
    Column("number", "No.", numeric=True),
    Column("name", "Name", whole=True),
    Column("question", "Question"),
    Column("type", "Type", whole=True, spare=True),
    Column("options", "Options", numeric=True, spare=True),
    Column("answered", "Answered", numeric=True),
]


survey_new.register(app)
survey_starters.register(app)
survey_check.register(app)
survey_answer.register(app)
survey_render.register(app)
survey_import.register(app)


@app.command("list")
def list_(ctx: typer.Context, format: Format = None, json: AsJson = False) -> None:
    """List the surveys with their numbers of responses."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.surveys import definitions

    with desk.reading() as db:
        rows = definitions.listed(db)
    nothing = "No surveys yet. Try: copctl survey new SLUG --from FILE"
    desk.show(Listing(_SURVEYS, rows, nothing=nothing), style)


@app.command("show")
def show(ctx: typer.Context, slug: Slug, format: Format = None, json: AsJson = False) -> None:
    """Show a survey's questions.

    As Markdown, the way `survey new` reads them.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.surveys import ballots, definitions
    from copctl.surveys.forms import xlsform_markdown

    with desk.reading() as db:
        survey = definitions.find(db, slug)
        if style is Style.MARKDOWN:
            print(xlsform_markdown.write(definitions.definition_of(survey)), end="", file=desk.stdout)
            return
        answered = ballots.answered(db, survey.id)
        responses = ballots.respondents(db, survey.id)
        rows = [_row(question, answered.get(question.id, 0)) for question in survey.questions]
        full = _full(survey, responses, answered)
    if style is Style.JSON:
        desk.say(to_json(full))
        return
    if style is Style.TABLE:
        desk.say(f"{full['title']}: {full['status']}, {responses} responses")
    desk.show(Listing(_QUESTIONS, rows), style)


def _row(question: Question, answered: int) -> dict[str, Any]:
    heading = f"{question.grid} [{question.label}]" if question.grid else question.label
    return {
        "number": question.position,
        "name": question.name,
        "question": heading,
        "type": question.type,
        "options": len(question.choices) or None,
        "answered": answered,
    }


def _full(survey: Survey, responses: int, answered: dict[int, int]) -> dict[str, Any]:
    return {
        "slug": survey.slug,
        "title": survey.title,
        "status": survey.status,
        "opened_on": survey.opened_on,
        "closed_on": survey.closed_on,
        "settings": survey.settings,
        "responses": responses,
        "questions": [
            {
                "number": q.position,
                "name": q.name,
                "type": q.type,
                "label": q.label,
                "grid": q.grid,
                "hint": q.hint,
                "required": q.required,
                "parameters": q.parameters,
                "extra": q.extra,
                "answered": answered.get(q.id, 0),
                "choices": [
                    {"name": c.name, "label": c.label, "written_in": c.written_in, "extra": c.extra}
                    for c in q.choices
                ],
            }
            for q in survey.questions
        ],
    }


@app.command("open")
def open_(ctx: typer.Context, slug: Slug) -> None:
    """Open a survey for answers, or a closed one again."""
    desk = Desk.of(ctx)
    from copctl.surveys import definitions

    with desk.transaction() as db:
        survey = definitions.find(db, slug)
        definitions.open_for_answers(survey, today=desk.today())
        opened, since = survey.slug, survey.opened_on
    desk.say(f"The survey {opened} is open since {since}.")


@app.command("close")
def close(ctx: typer.Context, slug: Slug) -> None:
    """Close a survey; answers that come late can still be imported."""
    desk = Desk.of(ctx)
    from copctl.surveys import definitions

    with desk.transaction() as db:
        survey = definitions.find(db, slug)
        definitions.close(survey, today=desk.today())
        closed, day = survey.slug, survey.closed_on
    desk.say(f"Closed the survey {closed} on {day}.")
    desk.hint(f"Next: copctl survey tally {closed}")


survey_invite.register(app)
survey_status.register(app)
survey_tally.register(app)
survey_code.register(app)
survey_export.register(app)
survey_report.register(app)
