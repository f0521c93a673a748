"""Founding a community: its folder, its store, the first version of its charter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from copctl.errors import CopctlError, Refused
from copctl.names import written
from copctl.settings import FILE, Moderator, make_folder_for
from copctl.when import parse_zone

zone = parse_zone


@dataclass(frozen=True)
class Founding:
    """The five answers that make a community."""

    name: str
    purpose: str
    moderator: str
    timezone: str
    cadence: str


def read_moderator(text: str) -> Moderator:
    """A moderator written `Name <email>`; Refused without a name or a valid address."""
    from copctl.community.values import clean_email

    name, address = parseaddr(text)
    if not written(name) or not address:
        raise Refused(f"{text!r} is no name with an address.", hint="write it as 'Ana Lim <ana@example.org>'")
    return Moderator(written(name), clean_email(address))


def refuse_existing(folder: Path) -> None:
    """Raise Refused for a folder that holds a community, or a store without one."""
    for name in (FILE, "community.db"):
        if (folder / name).exists():
            where = "This folder" if folder == Path() else str(folder)
            raise Refused(f"{where} already holds a community ({name}).", hint="name another folder")


def found(folder: Path, answers: Founding, *, now: datetime, database_url: str = "") -> None:
    """Make the folder, the store and the first charter; Refused when one is there already.

    The store is `community.db` in the folder, or an empty database at `database_url`. When the store
    cannot be made, nothing is left behind that would look like a community.
    """
    from copctl.store.engine import Database

    refuse_existing(folder)
    moderator = read_moderator(answers.moderator)
    timezone = parse_zone(answers.timezone)
    name, cadence = written(answers.name), written(answers.cadence)
    if not name:
        raise Refused("The community's name is empty.", hint="copctl init --name 'Name of the community'")
    if database_url and not Database.at(database_url).is_empty():
        raise Refused(
            "The database of COPCTL_DATABASE_URL already holds tables.", hint="name an empty database"
        )
    make_folder_for(folder, name=name, timezone=timezone, cadence=cadence, moderator=moderator)
    try:
        url = database_url or f"sqlite:///{folder.resolve() / 'community.db'}"
        _first_charter(url, answers, cadence, moderator, now)
    except CopctlError:
        for file in (FILE, "community.db", "community.db-wal", "community.db-shm"):
            (folder / file).unlink(missing_ok=True)
        raise


def _first_charter(url: str, answers: Founding, cadence: str, moderator: Moderator, now: datetime) -> None:
    from copctl.community import charter
    from copctl.store import journal
    from copctl.store.engine import Database

    database = Database.created(url)
    texts = {"purpose": answers.purpose, "cadence": cadence, "moderator": str(moderator)}
    try:
        with database.transaction(who=str(moderator), command="init", at=now) as db:
            charter.revise(db, texts, now=now)
            db.flush()
            journal.mark_final(db, "a community is not unmade; delete its folder instead")
    finally:
        database.close()
