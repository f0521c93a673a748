"""`copctl portal serve`."""

from __future__ import annotations

import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.errors import CopctlError, Refused, WrongUsage

if TYPE_CHECKING:
    from copctl.portal.porter import Porter
    from copctl.portal.world import World

# What a moderator would do on the day after the demo, so that a member finds something to read and to answer.
_NEXT_DAY = (
    ("newsletter", "send", "{quarter}", "--despite-errors", "--yes"),
    ("mail", "deliver", "--to-folder", "{folder}/out/mail"),
    ("survey", "new", "next", "--starter", "topics"),
    ("survey", "open", "next"),
)
# What makes the application in each of several processes.
_FACTORY = "copctl.cli.portal_worker:application"


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("serve")(serve)


def serve(
    ctx: typer.Context,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="At which port; 0 for a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=32, help="In so many processes.")] = 1,
    demo: Annotated[
        bool, typer.Option("--demo", help="Look at a demo community as a member, on this machine only.")
    ] = False,
    member: Annotated[
        str | None, typer.Option("--as", metavar="MEMBER", help="With --demo: as which member.")
    ] = None,
) -> None:
    """Serve the members' portal.

    Members come in by a link that is mailed to the address you know. Their links begin with the `url` of
    community.toml; put a server that speaks https in front, as docs/portal.md shows. The mails that let
    members in are sent by this command, no others. Ctrl-C ends it.
    """
    desk = Desk.of(ctx)
    refuse_missing()
    if demo:
        if workers > 1:
            raise WrongUsage("The demo runs in one process.", hint="leave --workers out")
        _serve_demo(desk, host, port, member)
        return
    if member is not None:
        raise WrongUsage("--as goes with --demo.", hint="copctl portal link MEMBER lets a member in")
    _serve(desk, host, port, workers)


def refuse_missing() -> None:
    """Raise Refused where the portal's parts are not installed."""
    try:
        import python_multipart  # noqa: F401
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise Refused(
            "The portal needs a part of copctl that is not installed.", hint="pip install 'copctl[portal]'"
        ) from error


def _serve(desk: Desk, host: str, port: int, workers: int) -> None:
    from copctl.portal import app, serving
    from copctl.portal.site import site_of

    settings = desk.settings
    site = site_of(settings.url)
    sock = serving.listening(host, port)
    _tell(desk, serving.address_of(sock), site)
    if workers > 1:
        import os

        # The processes begin anew: they find the community as any command does.
        os.environ["COPCTL_COMMUNITY"] = str(settings.folder)
        serving.serve_by(_FACTORY, workers, sock, settings.portal.proxies)
        return
    world, porter = make_world(desk, site)
    try:
        serving.serve(app.make(world), sock, settings.portal.proxies)
    finally:
        porter.stop()


def make_world(desk: Desk, site: str) -> tuple[World, Porter]:
    """What the application stands in, and the porter who minds its door, at work already."""
    from copctl.mail import link_key
    from copctl.portal.porter import Porter
    from copctl.portal.world import World

    key = link_key.load_or_make(desk.settings.folder)

    def complain(error: CopctlError) -> None:
        desk.complain(error)
        desk.stderr.flush()

    porter = Porter(desk.database, desk.settings, key, desk.environ, desk.clock, complain)
    world = World(desk.database, desk.settings, key, desk.clock, site, mind_the_door=porter.wake)
    porter.wake()
    return world, porter


def _tell(desk: Desk, address: str, site: str) -> None:
    desk.say(f"The portal listens at {address}, for {site}")
    if not desk.settings.mail.host:
        desk.hint(
            "There is no mail server yet, so nobody gets a link by mail: copctl mail setup, "
            "or copctl portal link MEMBER"
        )
    if not desk.settings.mail.one_click and site.startswith("https://"):
        desk.hint(
            "It takes one-click unsubscriptions too: say one_click = true under [mail] in community.toml."
        )
    if site.startswith("http://") and site.rpartition(":")[2] != address.rpartition(":")[2]:
        desk.hint(f"Links begin with {site}, which is another port: mend url in community.toml, or --port.")
    desk.hint("Ctrl-C ends it.")
    desk.stdout.flush()


def _serve_demo(desk: Desk, host: str, port: int, named: str | None) -> None:
    from copctl.portal import app, serving
    from copctl.portal.site import is_loopback

    if not is_loopback(host):
        raise Refused(
            "The demo is for this machine alone: it asks nobody who they are.", hint="leave --host out"
        )
    sock = serving.listening(host, port)
    # However it is ended, the folder goes.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="copctl-"))) / "demo"
        desk.hint("Making the demo community; that takes some ten seconds.")
        own = _demo_desk(desk, folder)
        stack.callback(own.database.close)
        address = serving.address_of(sock)
        world = _demo_world(own, address, named)
        desk.say(f"The demo is at {address}")
        desk.hint("You are a member there. Everybody in it is invented. Ctrl-C ends it, and it is gone.")
        desk.stdout.flush()
        serving.serve(app.make(world), sock, ())


def _demo_desk(desk: Desk, folder: Path) -> Desk:
    """A desk in a demo community of its own."""
    import io

    from copctl.cli.main import invoke
    from copctl.when import quarter_of

    def do(*words: str) -> None:
        quiet = Desk(
            clock=desk.clock, environ={}, stdin=desk.stdin, stdout=io.StringIO(), stderr=io.StringIO()
        )
        invoke(words, quiet)

    do("demo", str(folder))
    filled = {"quarter": str(quarter_of(desk.now().date())), "folder": str(folder)}
    for words in _NEXT_DAY:
        do("--community", str(folder), *(word.format(**filled) for word in words))
    own = Desk(clock=desk.clock, environ={}, stdin=desk.stdin, stdout=desk.stdout, stderr=desk.stderr)
    own.named_folder = folder
    return own


def _demo_world(desk: Desk, address: str, named: str | None) -> World:
    import secrets
    from dataclasses import replace

    from copctl.commons import members
    from copctl.commons.view import View
    from copctl.community import people
    from copctl.mail import link_key
    from copctl.portal.world import World

    with desk.reading() as db:
        view = View(db, desk.settings, desk.now())
        number = people.find(db, named).id if named else members.newest(view)
    host = address.removeprefix("http://")
    port = host.rpartition(":")[2]
    return World(
        desk.database,
        replace(desk.settings, url=address),
        link_key.load_or_make(desk.settings.folder),
        desk.clock,
        address,
        demo_member=number,
        demo_secret=secrets.token_urlsafe(32),
        hosts=frozenset({host, f"localhost:{port}"}),
    )
