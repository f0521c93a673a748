"""`copctl newsletter preview`."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk

if TYPE_CHECKING:
    from copctl.newsletter.preview_server import Server


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("preview")(preview)


def preview(
    ctx: typer.Context,
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="Such as 2026Q4.")],
    member: Annotated[
        str | None, typer.Option("--as", metavar="MEMBER", help="Show it as this member would see it.")
    ] = None,
    look: Annotated[
        str | None,
        typer.Option(metavar="magazine|letter|light", help="How it looks (default: as community.toml says)."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to use (default: a free one).", show_default=False)
    ] = 0,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Only say where it is.")] = False,
) -> None:
    """Look at an issue in the browser while you write it.

    It stands there as on a phone, as on a desktop, and as plain text. It
    follows the draft, the templates and the pictures as you save them. Only this machine can open it.
    Nothing is changed. Ctrl-C stops it.
    """
    desk = Desk.of(ctx)
    server = _server(desk, quarter, member, look, port)
    desk.say(f"The preview is at {server.address}")
    desk.hint("It follows what you save. Ctrl-C stops it.")
    desk.stdout.flush()
    if not no_browser:
        import webbrowser

        if not webbrowser.open(server.address):
            desk.hint("No browser could be opened: open that address in one.")
    # A program that is started in the background begins with Ctrl-C ignored; this one must end by it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with server:
        try:
            server.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            desk.hint("Stopped.")


def _server(desk: Desk, quarter: str, member: str | None, look: str | None, port: int) -> Server:
    """The server, once it is sure that there is a draft, and such a member and such a look."""
    from copctl.errors import NotFound
    from copctl.newsletter import issue, page, previewing
    from copctl.newsletter.preview_server import Server
    from copctl.settings import load
    from copctl.when import parse_quarter

    wanted = parse_quarter(quarter)
    folder = desk.settings.folder
    if not issue.has_draft(issue.path_of(desk.settings, wanted)):
        raise NotFound(f"There is no draft of {wanted}.", hint=f"copctl newsletter draft {wanted}")
    first = previewing.Wish(page.known_look(look) if look else "", _number_of(desk, member))
    shown = previewing.Preview(wanted, folder, lambda: load(folder, desk.environ), desk.reading)
    return Server(shown, first, port)


def _number_of(desk: Desk, member: str | None) -> str:
    if not member:
        return ""
    from copctl.community import people

    with desk.reading() as db:
        return str(people.find(db, member).id)
