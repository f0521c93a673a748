"""`copctl mail setup`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import note_doubt
from copctl.errors import Refused, WrongUsage

if TYPE_CHECKING:
    from copctl.mail.presets import Preset
    from copctl.settings import MailboxServer, MailServer


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("setup")(setup)


def setup(
    ctx: typer.Context,
    preset: Annotated[
        str | None,
        typer.Option("--preset", metavar="NAME", help="A provider, such as gmail or microsoft-365."),
    ] = None,
    host: Annotated[str | None, typer.Option("--host", metavar="NAME", help="The server.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Its port.")] = None,
    security: Annotated[
        str | None, typer.Option("--security", metavar="starttls|tls|none", help="How it encrypts.")
    ] = None,
    user: Annotated[
        str | None, typer.Option("--user", metavar="NAME", help="Who logs in; '' for nobody.")
    ] = None,
    mailbox: Annotated[
        bool, typer.Option("--mailbox", help="The mailbox that answers come to, instead.")
    ] = False,
    folder: Annotated[
        str | None, typer.Option("--folder", metavar="NAME", help="With --mailbox: where in it.")
    ] = None,
    no_test: Annotated[bool, typer.Option("--no-test", help="Note it without logging in.")] = False,
) -> None:
    """Note the mail server, after logging in to it.

    Nothing is sent. The password goes into the system keyring, or you keep it in COPCTL_SMTP_PASSWORD; it is
    never written to a file. --preset also notes the provider's limits, which `copctl mail deliver` keeps.

    With --mailbox it is the mailbox that `copctl mail fetch` reads (IMAP), with COPCTL_IMAP_PASSWORD or the
    password for sending.
    """
    desk = Desk.of(ctx)
    chosen = _preset(desk, preset, host)
    if mailbox:
        if security is not None:
            raise WrongUsage("A mailbox is always read with TLS.", hint="leave --security out")
        _set_up_mailbox(desk, chosen, host, port, user, folder, is_tested=not no_test)
        return
    if folder is not None:
        raise WrongUsage("A server that sends has no folder.", hint="add --mailbox")
    server = _server(desk, chosen, host, port, security, user)
    _set_up_server(desk, server, is_tested=not no_test)


def _preset(desk: Desk, name: str | None, host: str | None) -> Preset | None:
    """The provider that was named or picked, after saying what to know of it."""
    from copctl.mail import presets

    found = None
    if name is not None:
        found = presets.find(name)
    elif host is None and desk.interactive:
        title = desk.choose("Who carries your mail?", presets.titles())
        found = None if title == presets.OTHER else presets.find(title)
    if found is not None:
        desk.hint(f"{found.note} Limits: {found.source}")
    return found


# Sending -----------------------------------------------------------------------------------------


def _server(
    desk: Desk,
    preset: Preset | None,
    host: str | None,
    port: int | None,
    security: str | None,
    user: str | None,
) -> MailServer:
    """The server as it will be noted: what was said, the provider's, else what is noted already."""
    from copctl.settings import SECURITIES

    noted = desk.settings.mail
    if security is not None and security not in SECURITIES:
        raise WrongUsage(f"There is no security {security!r}.", hint=f"one of: {', '.join(SECURITIES)}")
    if preset is not None:
        base = replace(preset.server, unsubscribe=noted.unsubscribe, one_click=noted.one_click)
        named = host or preset.server.host
    else:
        named = desk.ask(host, "--host", "The server's name?", default=noted.host)
        port = port or _asked_port(desk, host, noted)
        # Limits belong to the server that has them.
        base = noted if named == noted.host else replace(
            noted, port=587, security="starttls", user="", per_minute=0, per_day=0, per_connection=0
        )  # fmt: skip
        security = security or ("tls" if port == 465 else None)
    standard = port or (465 if security == "tls" and base.security != "tls" else base.port)
    login = user if user is not None else _asked_user(desk, base.user or noted.user)
    return replace(
        base, host=named.strip(), port=standard, security=security or base.security, user=login.strip()
    )


def _asked_port(desk: Desk, host: str | None, noted: MailServer) -> int | None:
    """The port of a server that was asked for; None where the usual one will do."""
    if host is not None or not desk.interactive:
        return None

    def check(answer: str) -> None:
        if not (answer.isdecimal() and 0 < int(answer[:6]) < 65_536):
            raise WrongUsage("A port is a number from 1 to 65535.", hint="--port 587")

    return int(desk.ask(None, "--port", "Its port?", default=str(noted.port), check=check))


def _asked_user(desk: Desk, noted: str) -> str:
    default = noted or desk.settings.moderator.email
    return desk.ask(None, "--user", "Who logs in there?", default=default) if desk.interactive else default


def _set_up_server(desk: Desk, server: MailServer, *, is_tested: bool) -> None:
    from copctl.mail import presets, secrets, setting_up, smtp

    password, is_typed = "", False
    if server.user:
        entry = f"{server.user}@{server.host}"
        password = desk.environ.get(secrets.SMTP) or secrets.in_keyring(entry)
        if not password and is_tested:
            password, is_typed = _typed(desk, entry, secrets.SMTP), True
    smtp.refuse_readable_password(server, password)
    if is_tested:
        setting_up.try_server(server, password)
    fields = ("host", "port", "security", "user", "per_minute", "per_day", "per_connection")
    setting_up.note(desk.settings.folder, "mail", {name: getattr(server, name) for name in fields})
    _keep(desk, f"{server.user}@{server.host}", password if is_typed else "", secrets.SMTP)
    limits = presets.limits_of(server)
    desk.say(
        f"Mail goes out by {server.host}:{server.port} ({server.security})"
        f"{f' as {server.user}' if server.user else ''}{f', at most {limits}' if limits else ''}."
    )
    desk.hint("It let us in." if is_tested else "It was not tried.")
    note_doubt(desk)
    desk.hint(f"Next: copctl mail test {desk.settings.moderator.email or 'ADDRESS'}")


def _typed(desk: Desk, entry: str, variable: str) -> str:
    if not desk.interactive:
        raise Refused(
            f"There is no password for {entry}.", hint=f"set {variable}, or type the command in a terminal"
        )
    return desk.ask_secret(f"The password for {entry}?")


def _keep(desk: Desk, entry: str, password: str, variable: str) -> None:
    """Put a password that was typed into the keyring, or say where it has to come from."""
    from copctl.mail import secrets

    if not password:
        return
    if secrets.keep(entry, password):
        desk.hint("The password is in the system keyring.")
    else:
        desk.hint(f"There is no system keyring here (pip install 'copctl[keyring]'), so the password is kept "
                  f"nowhere: set {variable} before commands that need it.")  # fmt: skip


# The mailbox -------------------------------------------------------------------------------------


def _set_up_mailbox(
    desk: Desk,
    preset: Preset | None,
    host: str | None,
    port: int | None,
    user: str | None,
    folder: str | None,
    *,
    is_tested: bool,
) -> None:
    from copctl.mail import secrets, setting_up

    box = _mailbox(desk, preset, host, port, user, folder)
    entry = f"{box.user}@{box.host}"
    password, is_typed = _known_password(desk, entry), False
    if not password and is_tested:
        password, is_typed = _typed(desk, entry, secrets.IMAP), True
    if is_tested:
        _try_mailbox(box, password)
    values = {name: getattr(box, name) for name in ("host", "port", "user", "folder")}
    setting_up.note(desk.settings.folder, "mailbox", values)
    _keep(desk, entry, password if is_typed else "", secrets.IMAP)
    desk.say(f"Answers are read from {box.folder} of {box.user} on {box.host}:{box.port}.")
    desk.hint("It let us in." if is_tested else "It was not tried.")
    desk.hint("Next: copctl mail fetch")


def _mailbox(
    desk: Desk,
    preset: Preset | None,
    host: str | None,
    port: int | None,
    user: str | None,
    folder: str | None,
) -> MailboxServer:
    noted, sends = desk.settings.mailbox, desk.settings.mail
    base = preset.mailbox if preset is not None else noted
    guess = sends.host.replace("smtp.", "imap.", 1) if sends.host.startswith("smtp.") else ""
    named = host or (preset.mailbox.host if preset is not None else "")
    named = named or desk.ask(None, "--host", "The mailbox's server?", default=noted.host or guess)
    login = user if user is not None else _asked_user(desk, noted.user or sends.user)
    if not login:
        raise WrongUsage("A mailbox belongs to somebody.", hint="copctl mail setup --mailbox --user NAME")
    return replace(
        base, host=named.strip(), port=port or base.port, user=login.strip(), folder=folder or base.folder
    )


def _known_password(desk: Desk, entry: str) -> str:
    """The mailbox's own password, else that for sending, which most providers share."""
    from copctl.mail import secrets

    mail = desk.settings.mail
    return (
        desk.environ.get(secrets.IMAP)
        or secrets.in_keyring(entry)
        or desk.environ.get(secrets.SMTP)
        or (secrets.in_keyring(f"{mail.user}@{mail.host}") if mail.user else "")
        or ""
    )


def _try_mailbox(box: MailboxServer, password: str) -> None:
    from copctl.mail.mailbox import opened

    with opened(box, password):
        pass
