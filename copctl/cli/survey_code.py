"""`copctl survey code`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, DryRun, Format, Yes, style_of
from copctl.cli.showing import Style
from copctl.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.store.schema import Question, Survey
    from copctl.topics.coding.proposal import Encoder, Proposal


@dataclass(frozen=True)
class _Wish:
    """How a codebook is to be proposed."""

    desk: Desk
    k: int | None
    seed: int | None
    semantic: bool

    def propose(self, texts: list[str]) -> Proposal:
        """A codebook for these texts."""
        from copctl.cli.survey_code_shown import counted
        from copctl.topics.coding.proposal import SEED, propose

        seed = SEED if self.seed is None else self.seed
        found = propose(texts, self.k, seed=seed, encoder=self._encoder())
        if self.k is not None and len(found.codes) < self.k:
            many = counted(len(found.codes), "code")
            self.desk.hint(f"Note: {counted(len(texts))} make {many}, not the {self.k} asked for with -k.")
        return found

    def _encoder(self) -> Encoder | None:
        if not self.semantic:
            return None
        from copctl.semantic import model

        encoder = model.load()
        self.desk.hint("Comparing meanings takes some hundredths of a second an answer.")
        return encoder


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("code")(code)


def code(
    ctx: typer.Context,
    slug: Annotated[
        str | None, typer.Argument(metavar="[SLUG]", help="The survey's short name.", show_default=False)
    ] = None,
    question: Annotated[
        str | None, typer.Option(help="Its name, label or number (default: the one with free text).")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Code a plain file, one answer a line; no survey.")
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="The plain file's encoding, when it is not UTF-8.")
    ] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Propose a codebook; keep nothing.")] = False,
    k: Annotated[
        int | None, typer.Option("-k", min=1, metavar="N", help="How many codes (default: what fits).")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, metavar="N", help="Another seed, another start.", show_default=False)
    ] = None,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="Compare meanings, not words (English; copctl semantic).")
    ] = False,
    show: Annotated[bool, typer.Option("--show", help="Show the codes and their answers.")] = False,
    why: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Which decisions put the answers with this text there.")
    ] = None,
    apply: Annotated[
        Path | None, typer.Option("--apply", metavar="FILE", help="Take a decided codebook (CSV, XLSX).")
    ] = None,
    export: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the codebook as CSV; - for standard output.")
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Code free text: find what answers have in common.

    Alone at a terminal it goes through the answers with you. Decisions are rules: they are replayed on
    the next export. With --suggest and --export, the proposal becomes a codebook to edit and --apply.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    wish = _Wish(desk, k, seed, semantic)
    if answers is not None:
        _refuse_mixed(slug, question, apply, export, why)
        from copctl.cli.survey_code_file import suggest_for_file

        suggest_for_file(desk, answers, encoding, wish.propose, style)
        return
    if encoding is not None:
        raise WrongUsage(
            "--encoding goes with --answers.",
            hint="copctl survey code --answers FILE --encoding NAME --suggest",
        )
    wanted = desk.ask(slug, "SLUG", "Which survey?")
    if suggest:
        _suggest(desk, wanted, question, wish, style, export)
    elif apply is not None:
        _apply(desk, wanted, question, apply, dry_run=dry_run, yes=yes)
    elif export is not None:
        _export(desk, wanted, question, export)
    elif why is not None:
        _why(desk, wanted, question, why, style)
    elif show or json or format or not desk.interactive:
        _show(desk, wanted, question, style)
    else:
        _talk(desk, wanted, question, wish, dry_run=dry_run)


def _refuse_mixed(*others: object) -> None:
    if any(other is not None for other in others):
        raise WrongUsage(
            "--answers codes a file; it takes --suggest, --encoding, -k, --seed, --semantic and --json.",
            hint="copctl survey code --answers FILE --suggest",
        )


def _found(db: Session, slug: str, question: str | None) -> tuple[Survey, Question]:
    """The survey and its question to code; Refused while the results are hidden."""
    from copctl.surveys import definitions
    from copctl.surveys.asking import visibility
    from copctl.topics import codebook

    survey = definitions.find(db, slug)
    visibility.refuse_hidden(survey)
    return survey, codebook.find_question(db, survey, question)


def _suggest(
    desk: Desk, slug: str, question: str | None, wish: _Wish, style: Style, export: Path | None
) -> None:
    from copctl.cli import survey_code_shown as shown
    from copctl.topics import codebook
    from copctl.topics.coding.accepting import decisions_of

    with desk.reading() as db:
        survey, asked = _found(db, slug, question)
        texts = [said.text for said in codebook.answers(db, asked)]
        found, name = survey.slug, asked.name
    proposal = wish.propose(texts)
    if export is not None:
        _write(desk, export, decisions_of(proposal, texts))
        if note := shown.unruled(proposal):
            desk.hint(note)
    elif style is Style.JSON:
        full = shown.full_proposal(proposal, list(range(1, len(texts) + 1)), quotes=True)
        desk.say(shown.to_json({"survey": found, "question": name, **full}))
    else:
        shown.show_proposal(desk, proposal, texts, style)
        desk.hint(f"Next: copctl survey code {found} --question {name}, at a terminal")


def _apply(desk: Desk, slug: str, question: str | None, path: Path, *, dry_run: bool, yes: bool) -> None:
    from copctl.cli import survey_code_shown as shown
    from copctl.topics import codebook
    from copctl.topics.coding import codebook_file
    from copctl.topics.coding.changes import changes

    wanted = codebook_file.read(path)
    with desk.reading() as db:
        _, asked = _found(db, slug, question)
        before = codebook.decisions(db, asked)
    if not dry_run:
        _confirm_removal(desk, path, changes(before, wanted).removed, len(before), yes=yes)
    with desk.transaction() as db:
        survey, asked = _found(db, slug, question)
        changed = codebook.keep(db, asked, wanted, today=desk.today())
        said, coded = codebook.coded(db, asked)
        found, name = survey.slug, asked.name
        if dry_run:
            db.rollback()
    desk.say(shown.summary(coded, len(said), changed, dry_run=dry_run))
    if not dry_run:
        desk.hint(f"Next: copctl survey code {found} --question {name} --show")


def _confirm_removal(desk: Desk, path: Path, removed: int, there: int, *, yes: bool) -> None:
    """Ask before decisions are removed."""
    if not removed:
        return
    what = f"{there} {'decision' if there == 1 else 'decisions'} about the question"
    desk.confirm(
        f"{path} does not hold {removed} of the {what}. Remove {'it' if removed == 1 else 'them'}?", yes
    )


def _export(desk: Desk, slug: str, question: str | None, path: Path) -> None:
    from copctl.topics import codebook

    with desk.reading() as db:
        survey, asked = _found(db, slug, question)
        decisions = codebook.decisions(db, asked)
        found, name = survey.slug, asked.name
    if not decisions:
        raise Refused(
            f"Nothing was decided about {name} yet.",
            hint=f"copctl survey code {found} --question {name} --suggest --export {path}",
        )
    _write(desk, path, decisions)


def _write(desk: Desk, path: Path, decisions: Any) -> None:
    from copctl.files import STANDARD, write_text
    from copctl.topics.coding import codebook_file

    text = codebook_file.write(decisions)
    if str(path) == STANDARD:
        print(text, end="", file=desk.stdout)
        return
    write_text(path, text)
    count = len(decisions)
    desk.say(f"Wrote {count} {'decision' if count == 1 else 'decisions'} to {path}.")


def _why(desk: Desk, slug: str, question: str | None, text: str, style: Style) -> None:
    from copctl.cli import survey_code_shown as shown
    from copctl.topics import codebook

    with desk.reading() as db:
        _, asked = _found(db, slug, question)
        _, coded = codebook.coded(db, asked)
        days = codebook.days(db, asked)
    shown.show_why(desk, coded, days, text, style)


def _show(desk: Desk, slug: str, question: str | None, style: Style) -> None:
    from copctl.cli import survey_code_shown as shown
    from copctl.topics import codebook

    with desk.reading() as db:
        survey, asked = _found(db, slug, question)
        decisions = codebook.decisions(db, asked)
        said, coded = codebook.coded(db, asked)
        found, name = survey.slug, asked.name
    shown.show_coded(desk, found, name, decisions, [one.text for one in said], coded, style)


def _chosen_question(db: Session, slug: str) -> str | None:
    """Which question to code, asked where there are several."""
    from copctl.surveys import definitions
    from copctl.surveys.asking import visibility
    from copctl.topics import codebook

    survey = definitions.find(db, slug)
    visibility.refuse_hidden(survey)
    found = codebook.questions_to_code(db, survey)
    if len(found) < 2:
        return None
    import questionary

    choices = [questionary.Choice(question.label or question.name, value=question.name) for question in found]
    return str(questionary.select("Which question?", choices=choices, instruction=" ").unsafe_ask())


def _talk(desk: Desk, slug: str, question: str | None, wish: _Wish, *, dry_run: bool) -> None:
    from copctl.cli import survey_code_shown as shown
    from copctl.cli.survey_code_talk import Talk
    from copctl.topics import codebook

    with desk.reading() as db:
        survey, asked = _found(db, slug, question or _chosen_question(db, slug))
        texts = [said.text for said in codebook.answers(db, asked)]
        before = codebook.decisions(db, asked)
        found, name, label = survey.slug, asked.name, asked.label or asked.name
    decided = Talk(desk, label, texts, before, wish.propose).run()
    if decided is None or decided == before:
        desk.say("Nothing was changed.")
        return
    with desk.transaction() as db:
        survey, asked = _found(db, found, name)
        changed = codebook.keep(db, asked, decided, today=desk.today())
        said, coded = codebook.coded(db, asked)
        if dry_run:
            db.rollback()
    desk.say(shown.summary(coded, len(said), changed, dry_run=dry_run))
