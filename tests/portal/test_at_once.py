"""Several who write at once, on both databases: nobody is turned away, and the search misses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import select

from copctl.store.schema import ChangedRow, Member
from tests.portal.conftest import DATABASES, Portal

pytestmark = pytest.mark.parametrize("community", DATABASES, indirect=True)


@pytest.mark.parametrize(
    ("to", "fields"),
    [
        ("/me/consents", {"directory": "on"}),
        ("/me/expertise", {"topic-1": "Ponds", "new-level-1": "3"}),
        ("/me/profile", {"name": "Ana Lim", "organisation": "New Ponds"}),
    ],
)
def test_a_form_that_is_sent_six_times_at_once_is_taken(
    portal: Portal, to: str, fields: dict[str, str]
) -> None:
    ana = portal.browser().sign_in()
    token, cookies = ana.token("/me"), dict(ana.cookies)

    def press(_: int) -> int:
        twin = portal.browser()
        twin.cookies.update(cookies)
        return twin.post(to, data={"form_token": token, **fields}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(press, range(6))) == [303] * 6


def test_rows_of_the_journal_are_seen_in_their_order(portal: Portal) -> None:
    """Or the index of pages would take a row for known that was not there yet."""
    begun, kept = Event(), []

    def slowly() -> None:
        with portal.database.transaction(who="t", command="slow", at=portal.now) as db:
            db.execute(select(Member).where(Member.id == 1)).scalar_one().bio = "Slow"
            db.flush()
            begun.set()
            later.join(timeout=0.5)
            assert later.is_alive()
            kept.append("slow")

    def quickly() -> None:
        begun.wait()
        with portal.database.transaction(who="t", command="quick", at=portal.now) as db:
            db.execute(select(Member).where(Member.id == 2)).scalar_one().bio = "Quick"
        kept.append("quick")

    first, later = Thread(target=slowly), Thread(target=quickly)
    later.start()
    first.start()
    first.join()
    later.join()

    assert kept == ["slow", "quick"]
    with portal.database.reading() as db:
        after = select(ChangedRow.after).where(ChangedRow.noun == "member").order_by(ChangedRow.id.desc())
        newest = [row["bio"] for row in db.execute(after.limit(2)).scalars() if row]
    assert newest == ["Quick", "Slow"]


def test_who_reads_waits_for_nobody_who_writes(portal: Portal) -> None:
    ana = portal.browser().sign_in()
    portal.now += timedelta(hours=1)  # long enough for its use to be noted

    with portal.database.transaction(who="t", command="long", at=portal.now) as db:
        db.execute(select(Member).where(Member.id == 2)).scalar_one().bio = "Long"
        db.flush()
        answer = ana.get("/members")

    assert answer.status_code == 200
    assert answer.elapsed.total_seconds() < 5
