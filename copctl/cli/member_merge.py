"""`copctl member merge`: two entries of one person become one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.merged_shown import show_merged
from copctl.cli.options import AsJson, DryRun, Format, Yes, style_of
from copctl.cli.showing import Style, to_json
from copctl.errors import WrongUsage

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("merge")(merge)


def merge(
    ctx: typer.Context,
    members: Annotated[
        list[str],
        typer.Argument(metavar="A B...", help="Email, number or unique name; A stays, the others go into A."),
    ],
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="FIELD=a|b", help="Whose value of a field is kept. Repeatable."),
    ] = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Make one member of two entries.

    A stays and keeps its values; what A lacks comes from B. Answers, talks, evidence, expertise,
    endorsements, mails and steps of both are kept, and B's address becomes another address of A. A
    consent that either took back stays so. Where both answered a survey, the newest whole answers count.
    `copctl undo` brings B back.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community.twins import merged_fields

    if len(members) < 2:
        raise WrongUsage("Two members are needed.", hint="copctl member merge A B; A stays")
    keeps = merged_fields.read_keeps(keep or [])
    _refuse_unknown_letters(keeps, len(members))
    if dry_run or not yes:
        tried = _run(desk, members, keeps, commit=False)
        if dry_run or desk.interactive:
            _show(desk, tried, style, dry_run=dry_run)
        if dry_run:
            return
        desk.confirm(_question(tried), yes=False)
    merged = _run(desk, members, keeps, commit=True)
    if yes:
        _show(desk, merged, style, dry_run=False)
    _tell(desk, merged, style)


def _refuse_unknown_letters(keeps: Mapping[str, str], people: int) -> None:
    for field, letter in keeps.items():
        if _LETTERS.index(letter) >= people:
            raise WrongUsage(
                f"--keep {field}={letter} names nobody: {people} members were given.",
                hint=" or ".join(f"--keep {field}={known}" for known in _LETTERS[:people]),
            )


def _run(desk: Desk, members: Sequence[str], keeps: Mapping[str, str], *, commit: bool) -> list[Any]:
    """Merge them one after the other into the first, or try it and take it back."""
    from copctl.community import people
    from copctl.community.twins import merging

    with desk.transaction() as db:
        kept, *others = [people.find(db, named) for named in members]
        done = []
        for letter, other in zip(_LETTERS[1:], others, strict=False):
            # Whose value was kept before stays, until it is the turn of the one that was named.
            sides = {field: "b" if wanted == letter else "a" for field, wanted in keeps.items()}
            done.append(merging.merge(db, kept, other, today=desk.today(), keep=sides))
        if not commit:
            db.rollback()
    return done


def _question(tried: Sequence[Any]) -> str:
    others = ", ".join(f"{m.other_name} ({m.other})" for m in tried)
    return f"Merge {others} into {tried[0].kept_name} ({tried[0].kept})?"


def _show(desk: Desk, merged: Sequence[Any], style: Style, *, dry_run: bool) -> None:
    if style is Style.JSON:
        done = [vars(one) for one in merged]
        desk.say(to_json({"dry_run": dry_run, "kept": merged[0].kept, "merged": done}))
        return
    for one in merged:
        show_merged(desk, one, style)


def _tell(desk: Desk, merged: Sequence[Any], style: Style) -> None:
    others = ", ".join(f"{one.other} ({one.other_name})" for one in merged)
    sentence = f"Merged {others} into {merged[-1].kept} ({merged[-1].kept_name})."
    if style is Style.TABLE:
        desk.say(sentence)
        desk.hint("copctl undo brings back what was merged.")
    else:
        desk.hint(sentence)
