"""`copctl portal link`."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson
from copctl.cli.showing import to_json
from copctl.errors import Refused


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("link")(link)


def link(
    ctx: typer.Context,
    member: Annotated[str, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")],
    minutes: Annotated[int, typer.Option(min=1, max=1440, help="How long it counts.")] = 10,
    json: AsJson = False,
) -> None:
    """Let in a member whose mail does not arrive.

    You get a link and a code. Send them in two different ways, such as the link in a chat and the code by
    telephone: together they let in whoever has them, once.
    """
    desk = Desk.of(ctx)
    from copctl.access import asking, tokens
    from copctl.community import people, visible
    from copctl.mail import link_key
    from copctl.portal.site import site_of

    site = site_of(desk.settings.url)
    key = link_key.load_or_make(desk.settings.folder)
    with desk.reading() as db:
        found = people.find(db, member)
        number, name, status = found.id, found.name, found.status
    if status not in visible.MEMBERS:
        said = f"{name} is no member ({status}), and only members come in."
        raise Refused(said, hint=f"copctl member join {number}")
    lasts = timedelta(minutes=minutes)
    with desk.database.unjournaled() as connection, connection.begin():
        made, code = asking.for_member(connection, number, key, now=desk.now(), lasts=lasts)
    address = f"{site}/sign-in/link/{made}"
    if json:
        desk.say(to_json({"member": name, "link": address, "code": tokens.written(code), "minutes": minutes}))
        return
    desk.say(f"For {name}, once, within {minutes} minute{'s' * (minutes != 1)}:")
    desk.say(f"  link  {address}")
    desk.say(f"  code  {tokens.written(code)}")
    desk.hint("Send them in two different ways: together they let in whoever has them.")
