"""The levels that count, read both ways."""

from __future__ import annotations

from pathlib import Path

from copctl.community.knowing import claims
from copctl.store.engine import Database
from tests.conftest import Copctl


def test_both_ways_to_read_give_the_same_levels(succeed: Copctl, folder: Path) -> None:
    succeed(
        "member", "add", "--name", "Ana", "--email", "ana@example.org", "--expertise", "stories:4; budgets:1"
    )
    succeed("member", "add", "--name", "សុខា", "--email", "sok@example.org", "--expertise", "stories:2")
    succeed("expertise", "endorse", "សុខា", "stories", "--by", "Ana", "--level", "3", "--note", "=1+1 'x'")
    succeed("expertise", "endorse", "សុខា", "budgets", "--by", "Ana", "--level", "2")
    succeed("expertise", "endorse", "Ana", "stories", "--level", "3")
    url = f"sqlite:///{folder / 'community.db'}"

    quickly = claims.effective(url)
    database = Database.opened(url)
    with database.reading() as db:
        assert claims.effective_in(db) == quickly
        assert claims.effective_in(db, members=[2], topics=[1]) == claims.effective(
            url, members=[2], topics=[1]
        )
    database.close()

    assert {place: level.level for place, level in quickly.items()} == {
        (1, 1): 3,
        (1, 2): 1,
        (2, 1): 2,
        (2, 2): 2,
    }
    assert quickly[2, 1].vouched[0].note == "=1+1 'x'"
    assert list(claims.effective(url, topics=[2])) == [(1, 2), (2, 2)]
    assert claims.effective(url, topics=[]) == {}
    assert claims.effective(url, members=range(2, 300_000)) == claims.effective(url, members=[2])
    assert claims.effective(url, topics=range(2, 300_000)) == claims.effective(url, topics=[2])
