"""`copctl portal build`: the static site."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Yes
from copctl.cli.progress import counting
from copctl.cli.showing import to_json
from copctl.errors import Refused
from copctl.settings import FOLDERS

if TYPE_CHECKING:
    from copctl.commons.building import Built

_CLEAR = (
    "These pages are not sealed: whoever reaches their address reads them. "
    "Put them only where your own login lets members in and nobody else."
)


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("build")(build)


def build(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write it: a folder of its own.")],
    clear: Annotated[
        bool,
        typer.Option("--i-have-my-own-login", help="Plain pages, for a host that lets only members in."),
    ] = False,
    yes: Yes = False,
    json: AsJson = False,
) -> None:
    """Write the members' pages as a site for any host.

    Every page is sealed: neither the host nor strangers can read it, and each member opens the site with
    a pass phrase of their own (`copctl portal phrases --send`). Each build has a new key and replaces the
    one before, so build again when somebody joins, leaves or gets a new phrase.

    docs/static-site.md says what this protects, and what it does not.
    """
    desk = Desk.of(ctx)
    from copctl.commons import site_folder

    _refuse_own(desk, folder)
    site_folder.refuse_foreign(folder)
    # Its name is the question. Where members' keys would go with it, it is asked once more.
    if clear and site_folder.is_sealed(folder):
        desk.hint(_CLEAR)
        desk.confirm("Write them in the clear, over a sealed site?", yes)
    # However it is ended, nothing half done stays.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with desk.reading() as db, counting(desk, "pages and keys") as count:
        built = _built(desk, db, folder, clear, count)
    if json:
        desk.say(to_json({"folder": str(folder), "sealed": not clear, **vars(built)}))
    else:
        _tell(desk, folder, built)
    if clear:
        desk.hint(f"Careful: {_CLEAR}")
    elif not built.keys:
        desk.hint("Nobody can open it: there are no members yet. copctl member add")
    else:
        desk.hint("Next: put the folder on your host; copctl portal phrases shows who has a pass phrase")


def _refuse_own(desk: Desk, folder: Path) -> None:
    """Raise Refused for the community's own folder, and for those that it keeps other things in."""
    own = desk.settings.folder
    if folder.resolve() in {own, *((own / name) for name in (*FOLDERS, "media"))}:
        raise Refused(f"{folder} is one of the community's own folders.", hint="copctl portal build site")


def _built(desk: Desk, db: Any, folder: Path, clear: bool, count: Any) -> Built:
    from copctl.commons import building
    from copctl.commons.view import Form, View
    from copctl.mail import link_key

    view = View(db, desk.settings, desk.now())
    if clear:
        return building.build_clear(folder, building.site_of(view, Form.CLEAR), on_step=count)
    opened_by = building.phrases_of(db, link_key.load_or_make(desk.settings.folder))
    return building.build_sealed(folder, building.site_of(view, Form.SEALED), opened_by, on_step=count)


def _tell(desk: Desk, folder: Path, built: Built) -> None:
    pages = f"{built.pages:,} page{'s' * (built.pages != 1)}"
    opens = f"; {built.keys:,} pass phrase{'s' * (built.keys != 1)} open it" if built.keys else ""
    opens = opens.replace("phrase open", "phrase opens")
    desk.say(f"Built {folder}: {pages}, {built.size / 1000:,.0f} KB{opens}.")
