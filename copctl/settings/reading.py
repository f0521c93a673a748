"""Finding the community's folder, and reading what its `community.toml` says."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from copctl.errors import NotFound, Refused
from copctl.files import decode, read_bytes
from copctl.settings import sections
from copctl.settings.kinds import (
    FILE,
    Dkim,
    Look,
    MailboxServer,
    MailServer,
    Moderator,
    Settings,
    SpeakerWeights,
    TallyRules,
)

DEMO_HINT = "copctl init my-community"


def find_folder(named: Path | None, environ: Mapping[str, str], working: Path) -> Path:
    """The community's folder: as named, then `COPCTL_COMMUNITY`, then upwards from the working folder.

    Raises NotFound when there is none.
    """
    chosen = named or (Path(environ["COPCTL_COMMUNITY"]) if environ.get("COPCTL_COMMUNITY") else None)
    if chosen is not None:
        folder = (working / chosen).resolve()
        if not _is_file(folder / FILE):
            raise NotFound(
                f"{chosen} is no community folder: it has no {FILE}.", hint=f"copctl init {chosen}"
            )
        return folder
    for folder in (working.resolve(), *working.resolve().parents):
        if _is_file(folder / FILE):
            return folder
    raise NotFound(
        f"There is no community here: no {FILE} in this folder or above it.",
        hint=f"{DEMO_HINT}, or name one with --community DIR",
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # a folder above that this person may not look into


def load(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read `community.toml`; Refused names the entry that is wrong."""
    path = folder / FILE
    try:
        table = tomllib.loads(decode(read_bytes(path), str(path)))
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{path} is not valid TOML: {error}.", hint="mend that line in any editor") from error
    known = {"name", "timezone", "language", "cadence", "url", "database_url"}
    plain = {k: str(v) for k, v in table.items() if k in known}
    for required in ("name", "timezone"):
        if not plain.get(required):
            raise Refused(f"{path} does not say the community's {required}.", hint=f'add {required} = "..."')
    _refuse_unknown_zone(path, plain["timezone"])
    moderator = sections.section(path, table, "moderator")
    if environ.get("COPCTL_DATABASE_URL"):
        plain["database_url"] = environ["COPCTL_DATABASE_URL"]
    return Settings(
        folder=folder,
        moderator=Moderator(str(moderator.get("name", "")), str(moderator.get("email", ""))),
        look=Look(**sections.fitting(path, Look, sections.section(path, table, "look"))),
        speakers=SpeakerWeights(**sections.weights(path, sections.section(path, table, "speakers"))),
        tally=TallyRules(**sections.group(path, sections.section(path, table, "tally"))),
        mail=MailServer(**sections.server(path, "mail", MailServer, table)),
        mailbox=MailboxServer(**sections.server(path, "mailbox", MailboxServer, table)),
        dkim=Dkim(**sections.server(path, "dkim", Dkim, table)),
        portal=sections.portal(path, sections.section(path, table, "portal")),
        **plain,
    )


def _refuse_unknown_zone(path: Path, name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(
            f"{path} names a time zone that does not exist: {name!r}.",
            hint='timezone = "Asia/Phnom_Penh", or another name of the IANA time zone database',
        ) from error
