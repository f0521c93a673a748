"""What the portal does when a member is at it: a transaction of theirs, in the store of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from copctl.community import offers, people
from copctl.store import journal
from copctl.store.engine import Database
from copctl.store.schema import Member
from tests.conftest import NOW, Copctl

HARD = 'សុខា <script>alert(1)</script> [red] "; DROP \u202eRTL'


def store() -> Database:
    return Database.opened(f"sqlite:///{Path.cwd() / 'community.db'}")


@contextmanager
def portal(named: str, command: str = "me", *, at: datetime = NOW) -> Iterator[tuple[Session, Member]]:
    database = store()
    try:
        with database.reading() as db:
            number = people.find(db, named).id
        with database.transaction(who=journal.by_member(number), command=f"portal {command}", at=at) as db:
            yield db, db.get_one(Member, number)
    finally:
        database.close()


def two_members(succeed: Copctl) -> None:
    """Sok Dara of Mekong Watch, who is in the directory, and Chea Bopha, who is not."""
    succeed("member", "add", "--name", "Sok Dara", "--email", "dara@example.org", "--organisation", "Mekong Watch",
            "--consent", "newsletter", "--consent", "directory")  # fmt: skip
    succeed(
        "member", "add", "--name", "Chea Bopha", "--email", "bopha@example.org", "--consent", "newsletter"
    )


def offer(
    named: str = "dara@example.org",
    kind: str = "story",
    title: str = "The pump",
    body: str = "It *works*.",
    link: str = "",
    *,
    agreed: bool = True,
    at: datetime = NOW,
) -> int:
    with portal(named, "offer", at=at) as (db, member):
        said = {"title": title, "body": body, "link": link}
        return offers.send_in(db, member, kind, said, agreed=agreed, now=at).id
