"""`copctl expertise endorse`: somebody says that a member knows a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.errors import WrongUsage

if TYPE_CHECKING:
    from copctl.community.knowing.levels import Effective


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("endorse")(endorse)


def endorse(
    ctx: typer.Context,
    member: Annotated[
        str | None, typer.Argument(metavar="MEMBER", help="Who knows it: email, number or unique name.")
    ] = None,
    topic: Annotated[str | None, typer.Argument(metavar="TOPIC", help="Slug, name or alias.")] = None,
    by: Annotated[
        str | None, typer.Option("--by", metavar="MEMBER", help="Who says so (default: you, the moderator).")
    ] = None,
    level: Annotated[
        int | None, typer.Option("--level", metavar="1-4", help="How well; without it they only agree.")
    ] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="How they know.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was said.")] = False,
) -> None:
    """Say that a member knows a topic, in a peer's name or yours.

    Levels: 1 interested, 2 practising, 3 experienced, 4 can teach it. What you say as the moderator
    counts before what members say of themselves; peers confirm, and speak for who has said nothing.
    """
    desk = Desk.of(ctx)
    if withdraw and (level is not None or note):
        raise WrongUsage("--withdraw takes back all that was said.", hint="leave --level and --note out")
    if level is not None:
        _refuse_no_level(level)
    member = desk.ask(member, "MEMBER", "Who knows it? Email, number or name")
    topic = desk.ask(topic, "TOPIC", "Which topic?")
    if withdraw:
        _withdraw(desk, member, topic, by)
        return
    from copctl.community import people, vocabulary
    from copctl.community.knowing import endorsing
    from copctl.store import journal

    with desk.transaction() as db:
        found, about = people.find(db, member), vocabulary.find(db, topic)
        word = endorsing.Word(people.find(db, by) if by is not None else None, level, note)
        counts = endorsing.endorse(db, found, about, word, today=desk.today())
        changed = journal.is_changed(db)
    said = f"{found.name}, {about.label}: {_level_words(counts)}."
    desk.say(said if changed else f"Nothing changed: it was said already. {said}")


def _refuse_no_level(level: int) -> None:
    """Raise WrongUsage for what is no level of expertise."""
    from copctl.community.knowing.levels import LEVELS

    if level not in LEVELS:
        known = ", ".join(f"{number} {said}" for number, said in LEVELS.items())
        raise WrongUsage(f"--level: {level} is no level of expertise.", hint=known)


def _withdraw(desk: Desk, member: str, topic: str, by: str | None) -> None:
    from copctl.community import people, vocabulary
    from copctl.community.knowing import claims, endorsing

    with desk.transaction() as db:
        found, about = people.find(db, member), vocabulary.find(db, topic)
        endorsing.withdraw(found, about, people.find(db, by) if by is not None else None)
        db.flush()
        place = found.id, about.id
        counts = claims.effective_in(db, topics=[about.id], members=[found.id]).get(place)
    left = _level_words(counts) if counts else "nobody says so any more"
    desk.say(f"Taken back. {found.name}, {about.label}: {left}.")


def _level_words(counts: Effective) -> str:
    """The level that counts and who stands behind it: `3 experienced (self; vouched for by Mai)`."""
    from copctl.community.knowing.levels import word

    vouched: list[Any] = [s.who for s in counts.vouched if s.voice != counts.said_by or s.by]
    behind = f"; vouched for by {', '.join(vouched)}" if vouched else ""
    lower = [f"{s.who} says {s.level}" for s in counts.doubted]
    return f"{counts.level} {word(counts.level)} ({'; '.join([counts.said_by + behind, *lower])})"
