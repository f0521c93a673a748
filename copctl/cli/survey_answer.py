"""`copctl survey answer`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.store.schema import Member, Survey
    from copctl.surveys.questionnaire import Item, Option


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("answer")(answer)


def answer(
    ctx: typer.Context,
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="The survey's short name.")],
    member: Annotated[
        str | None,
        typer.Option("--as", metavar="MEMBER", help="Who answers: their address, name or number."),
    ] = None,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Their answers as JSON, {question: answer}; - for standard input."),
    ] = None,
    language: Annotated[
        str | None, typer.Option(metavar="LANGUAGE", help="Ask in this language, such as km.")
    ] = None,
) -> None:
    """Fill a survey in for a member.

    For the person on the telephone. A second time begins with what they said before. Ctrl-C at any
    question saves nothing.
    """
    desk = Desk.of(ctx)
    from copctl.community import people
    from copctl.surveys import answering, definitions

    named = desk.ask(member, "--as", "Who answers? An address, a name or a number:")
    with desk.reading() as db:
        survey = definitions.find(db, slug)
        person = people.find(db, named)
        answering.refuse_not_open(survey)
        answering.refuse_second(db, survey, person)
        who, number, title = person.name, person.id, survey.title
        anonymous = definitions.is_anonymous(survey)
        script = _script(db, survey, person, language)
    said = (
        _from_file(answers) if answers is not None else _by_asking(desk, slug, title, who, anonymous, script)
    )
    with desk.transaction() as db:
        survey = definitions.find(db, slug)
        recorded = answering.record(db, survey, people.find(db, str(number)), said, now=desk.now())
        found = survey.slug
    count = f"{recorded.answered} question{'s' * (recorded.answered != 1)} answered"
    if anonymous:
        desk.say(f"Saved one anonymous response to {found}: {count}. That {who} took part is noted apart.")
    else:
        desk.say(f"{'Changed' if recorded.replaced else 'Saved'} the answers of {who} to {found}: {count}.")


class _Script:
    """What is to be asked, with what was said before, taken out of the store before anybody is asked."""

    def __init__(
        self, questions: list[tuple[Item, list[Option]]], before: dict[str, Any], language: str
    ) -> None:
        self.questions, self.before, self.language = questions, before, language


def _script(db: Session, survey: Survey, person: Member, language: str | None) -> _Script:
    from copctl.surveys import answering, definitions
    from copctl.surveys.forms import translating

    before = answering.before(db, survey, person)
    chosen = translating.find_language(definitions.definition_of(survey), language) if language else ""
    return _Script(answering.asked(survey, before), before, chosen)


def _by_asking(
    desk: Desk, slug: str, title: str, who: str, anonymous: bool, script: _Script
) -> Mapping[str, Any]:
    from copctl.errors import WrongUsage

    if not desk.interactive:
        raise WrongUsage(
            "Nobody can be asked here.", hint=f"copctl survey answer {slug} --as MEMBER --answers FILE.json"
        )
    from copctl.cli.showing import width_of
    from copctl.cli.survey_dialogue import Dialogue

    def say(text: str) -> None:
        desk.hint(_wrapped(text, width_of(desk.stderr)))

    say(f"{who} answers: {title}")
    if anonymous:
        say("It is anonymous: their answers are kept apart from the note that they took part.")
    if script.before:
        say("They have answered before; what they said is offered, and what you change replaces it.")
    return Dialogue(script.questions, dict(script.before), say, script.language).hold()


def _wrapped(text: str, width: int) -> str:
    """Lines no wider than the terminal; a script without spaces is left for the terminal to break."""
    import textwrap

    lines = []
    for line in text.split("\n"):
        indent = " " * (len(line) - len(line.lstrip()))
        lines += textwrap.wrap(
            line.strip(), width, initial_indent=indent, subsequent_indent=indent, break_long_words=False
        ) or [""]
    return "\n".join(lines)


def _from_file(path: Path) -> Mapping[str, Any]:
    import json

    from copctl.errors import Refused
    from copctl.files import read_text

    try:
        said = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise Refused(f"{path} is not JSON: {error}.", hint='write {"question": "answer"}') from error
    if not isinstance(said, dict):
        raise Refused(f"{path} holds no questions and answers.", hint='write {"question": "answer"}')
    return said
