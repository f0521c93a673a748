"""What members do, and all that is stored about them, on PostgreSQL; see tests/store/test_postgresql.py."""

from __future__ import annotations

import pytest

from copctl.commons import about_me
from copctl.community import leaving, offers, own_profile, people
from copctl.store.engine import Database
from tests.community.portal import two_members
from tests.conftest import NOW, Copctl
from tests.store.test_postgresql import SERVER, empty_database, moved

__all__ = ["empty_database", "moved"]
TODAY = NOW.date()


@pytest.mark.postgresql
@pytest.mark.skipif(not SERVER, reason="COPCTL_TEST_POSTGRESQL_URL names no server")
def test_a_member_mends_sends_in_asks_and_leaves(moved: Copctl, empty_database: str) -> None:
    two_members(moved)
    database = Database.opened(empty_database)
    with database.transaction(who="member 1", command="portal me", at=NOW) as db:
        member = people.find(db, "1")
        own_profile.change(db, member, {"bio": "A bio", "organisation": "Lao MEL Network"}, today=TODAY)
        own_profile.set_expertise(db, member, {"Storytelling": 3}, today=TODAY)
        own_profile.set_consents(db, member, {"directory", "speaking"}, today=TODAY)
        own_profile.set_shown(db, member, ["role"])
        for title in ("The pump", "Another"):
            offers.send_in(db, member, "story", {"title": title}, agreed=True, now=NOW)

    assert "2 things that members sent in wait for you." in moved().stdout
    moved("inbox", "accept", "1")
    assert moved("story", "show", "1", "--json").json["agreed"] is True
    assert moved("undo").stdout == "Undid change 4 (inbox accept).\n"
    assert moved("undo", "3").stdout == "Undid change 3 (portal me).\n"
    moved("undo", "6")

    with database.transaction(who="member 1", command="portal leave", at=NOW) as db:
        leaving.leave(db, people.find(db, "1"), today=TODAY)
    with database.reading() as db:
        found = about_me.gather(db, people.find(db, "1"))
    assert found["person"]["status"] == "left"
    assert [row["verdict"] for row in found["sent_in"]] == ["declined", "declined"]
    assert {row["field"] for row in found["earlier"]} >= {"bio", "status"}
    assert found == moved("member", "about", "1").json
    database.close()
