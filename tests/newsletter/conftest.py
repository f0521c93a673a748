"""A store with rows of other rooms, and a community in which every section has something to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from copctl.store.engine import Database
from copctl.store.schema import (
    SessionSpeaker,
    SessionTopic,
)
from copctl.store.schema.member import Member
from tests.conftest import NOW, Copctl
from tests.newsletter.world import CONSENT, session, topic


@pytest.fixture
def stored(copctl: Copctl) -> Callable[..., None]:
    """Put rows into the store as other rooms would."""

    def put(*rows: object) -> None:
        database = Database.opened("sqlite:///community.db")
        with database.transaction(who="test", command="test", at=NOW) as db:
            for row in rows:
                db.add(db.merge(row) if isinstance(row, Member) else row)
        database.close()

    return put


@pytest.fixture
def filled(succeed: Copctl, stored: Callable[..., None]) -> Copctl:
    """A community in which every section has something to say."""
    for name, mail, consent in (("សុខា [red]", "sokha", True), ("Nguyễn Thị <b>Đào</b>", "dao", False)):
        agreed = ("--consent", "directory") if consent else ()
        succeed(
            "member", "add", "--name", name, "--email", f"{mail}@example.org", "--country", "KH",
            "--organisation", "Mekong Water Watch", "--joined-on", "2026-10-05", *agreed,
        )  # fmt: skip
    succeed("member", "add", "--name", "Old hand", "--email", "old@example.org", "--joined-on", "2025-01-01")
    harvesting = topic("harvesting", "Outcome harvesting", "scheduled", 23)
    coming = session(
        "2026-12", "=1+1 next", datetime(2026, 12, 10, 7, tzinfo=UTC), link="https://meet.example.org/x"
    )
    coming.topics = [SessionTopic(topic=harvesting)]
    coming.speakers = [
        SessionSpeaker(member_id=1, status="confirmed", since=date(2026, 11, 1)),
        SessionSpeaker(member_id=3, status="asked", since=date(2026, 11, 1)),
    ]
    held = session(
        "2026-10", "Fewer questions", datetime(2026, 10, 8, 7, tzinfo=UTC), status="held",
        recording="https://example.org/rec", notes="What *stayed* with us.",
    )  # fmt: skip
    stored(
        coming, held, topic("busy", "Busy <script>partners", "backlog", 19),
        topic("new", "Emerging", "emerging", None), topic("done", "Covered long ago", "covered", 40),
        session("2026-08", "Last quarter", datetime(2026, 8, 8, 7, tzinfo=UTC), status="held"),
        session("2026-11", "Called off", datetime(2026, 12, 1, 7, tzinfo=UTC), status="cancelled"),
    )  # fmt: skip
    succeed("project", "add", "--title", "Fish <b>counts</b>", "--by", "1", "--date", "2026-10-12")
    succeed(
        "resource", "add", "--title", "A guide", "--link", "https://example.org/g", "--date", "2026-11-01"
    )
    succeed("story", "add", "--title", "ទឹកស្អាត", "--body", "She kept the notebook.", *CONSENT)
    succeed("story", "add", "--title", "Unagreed", "--body", "SECRET")
    succeed("project", "add", "--title", "Too old", "--date", "2026-09-30")
    return succeed


@pytest.fixture
def drafted(succeed: Copctl) -> Copctl:
    """Three who agreed to the newsletter, one who did not, and a draft that greets by name."""
    for name, email, language in (
        ("Mai <b>Tran</b>", "mai@example.org", "en"),
        ("សុខា [red]", "sokha@example.org", "km"),
        ("Éva", "eva@example.org", "fr"),
    ):
        succeed("member", "add", "--name", name, "--email", email, "--languages", language,
                "--consent", "newsletter", "--status", "active")  # fmt: skip
    succeed("member", "add", "--name", "Bo Keo", "--email", "bo@example.org")
    succeed("project", "add", "--title", "A well", "--body", "It is 50% done, =1+1, [red].")
    succeed("newsletter", "draft", "2026Q4")
    return succeed
