"""`copctl mail test`."""

from __future__ import annotations

from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.errors import Refused, Undelivered


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("test")(test)


def test(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(metavar="ADDRESS", help="Where it goes.")],
) -> None:
    """Send one mail there now.

    It shows what the server answered, word for word. Look at where it arrives: with its sender, in the
    inbox and not under spam, and signed where [dkim] is set. It counts towards the limits,
    and is refused while one is reached.
    """
    desk = Desk.of(ctx)
    from copctl.community.values import clean_email
    from copctl.mail import secrets, smtp, testing
    from copctl.mail.sender import domain_of, sender_of
    from copctl.mail.signing import signer_of

    server = desk.settings.mail
    if not server.host:
        raise Refused("This community has no mail server yet.", hint="copctl mail setup")
    sender, recipient = sender_of(desk.settings), clean_email(address)
    domain_of(sender)
    sign = signer_of(desk.settings)
    content = testing.trial(sender, recipient, now=desk.now())
    with desk.reading() as db:
        testing.refuse_full(db, desk.settings, now=desk.now())
    line = smtp.connect(server, secrets.password(desk.settings, desk.environ))
    try:
        said = testing.hand_over(line, sender, recipient, sign(content) if sign else content)
    finally:
        line.close()
    with desk.transaction() as db:
        testing.note(db, said, now=desk.now())
    if not testing.is_taken(said):
        again = (
            "check the address, or try another" if testing.is_address_refused(said) else "copctl mail setup"
        )
        raise Undelivered(f"{server.host} did not take the mail to {recipient}: {said.said}.", hint=again)
    desk.say(f"Sent to {recipient}. {server.host} said: {said.said}")
