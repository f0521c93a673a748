"""Founding a community: its folder, its store, the first version of its charter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path

from copctl.errors import Refused
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
    from copctl.community.profile import clean_email

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


def found(folder: Path, answers: Founding, *, now: datetime) -> None:
    """Make the folder, the store and the first charter; Refused when one is there already."""
    from copctl.community import charter
    from copctl.store.engine import Database

    refuse_existing(folder)
    moderator = read_moderator(answers.moderator)
    timezone = parse_zone(answers.timezone)
    name, cadence = written(answers.name), written(answers.cadence)
    if not name:
        raise Refused("The community's name is empty.", hint="copctl init --name 'Name of the community'")
    make_folder_for(folder, name=name, timezone=timezone, cadence=cadence, moderator=moderator)
    database = Database.created(f"sqlite:///{folder.resolve() / 'community.db'}")
    try:
        with database.transaction(who=str(moderator), command="init", at=now) as db:
            charter.revise(
                db, {"purpose": answers.purpose, "cadence": cadence, "moderator": str(moderator)}, now=now
            )
    finally:
        database.close()
