"""`copctl mail review`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style
from copctl.errors import WrongUsage

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("from", "From", whole=True),
    Column("subject", "Subject"),
    Column("note", "What it may be"),
]


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("review")(review)


def review(
    ctx: typer.Context,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="[N]...", help="Mails by number.")] = None,
    done: Annotated[bool, typer.Option("--done", help="They are looked at; list them no more.")] = False,
    answer: Annotated[
        str | None, typer.Option(metavar="yes|no|maybe", help="The answer that the mail gives.")
    ] = None,
    unsubscribe: Annotated[
        bool, typer.Option("--unsubscribe", help="Its writer wants no mail to many any more.")
    ] = False,
    member: Annotated[str | None, typer.Option(metavar="MEMBER", help="Whose answer or wish it is.")] = None,
    session: Annotated[str | None, typer.Option(metavar="CODE", help="Of which session.")] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List the mails that you have to look at, or settle one.

    Their texts are in your mailbox: copctl keeps only who wrote, the subject and what it may be.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    if not numbers:
        if done or unsubscribe or answer is not None or member is not None or session is not None:
            raise WrongUsage("Which mail? Give its number.", hint="copctl mail review lists them")
        _list(desk, style)
    elif unsubscribe:
        if done or answer is not None or session is not None:
            raise WrongUsage(
                "--unsubscribe settles a mail by itself.",
                hint=f"copctl mail review {numbers[0]} --unsubscribe",
            )
        _unsubscribe(desk, numbers, member)
    elif answer is not None:
        _answer(desk, numbers, answer, done=done, member=member, session=session)
    elif done and member is None and session is None:
        from copctl.sessions import reviewing

        with desk.transaction() as db:
            count = reviewing.settle(db, numbers)
        desk.say(f"{count} mail{'s' * (count != 1)} settled.")
    else:
        raise WrongUsage(
            "What about it? Say --done, --answer or --unsubscribe.",
            hint=f"copctl mail review {numbers[0]} --done",
        )


def _list(desk: Desk, style: Style) -> None:
    from copctl.sessions import reviewing

    with desk.reading() as db:
        found = reviewing.waiting(db)
    rows = [
        {
            "number": mail.number,
            "kind": mail.kind,
            "from": mail.sender,
            "subject": mail.subject,
            "note": mail.note,
            "received_at": mail.received_at,
            "member": mail.member,
            "session": mail.session,
            "hint": mail.hint,
        }
        for mail in found
    ]
    desk.show(Listing(_COLUMNS, rows, nothing="No mail waits for you."), style)
    if style is Style.TABLE:
        for hint in dict.fromkeys(mail.hint for mail in found[:3]):
            desk.hint(f"Next: {hint}")


def _unsubscribe(desk: Desk, numbers: list[int], member: str | None) -> None:
    from copctl.sessions import reviewing

    with desk.transaction() as db:
        done = [
            reviewing.unsubscribe(db, number, member=member, today=desk.today(), now=desk.now())
            for number in dict.fromkeys(numbers)
        ]
    for name, changed in done:
        desk.say(f"{name} {'gets no mail to many any more' if changed else 'had unsubscribed already'}.")


def _answer(
    desk: Desk, numbers: list[int], word: str, *, done: bool, member: str | None, session: str | None
) -> None:
    if len(numbers) != 1 or done:
        raise WrongUsage(
            "--answer is for one mail, which it settles.",
            hint=f"copctl mail review {numbers[0]} --answer {word}",
        )
    from copctl.sessions import reviewing

    with desk.transaction() as db:
        name, code, changed = reviewing.answer(
            db, numbers[0], word, member=member, session=session, now=desk.now()
        )
    said = f"{name} says {word.strip().lower()} to session {code}."
    desk.say(said if changed else f"{said} That is stored so already.")
