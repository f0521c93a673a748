"""The same on PostgreSQL, where rows are locked and not the store (see `tests/store/test_postgresql.py`)."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.conftest import Copctl, run
from tests.faults.conftest import name_server
from tests.faults.sink import sinking, wait_for_another
from tests.faults.test_killed import compared, killed_in_the_middle, settle, standing, started
from tests.store.test_postgresql import SERVER, empty_database, moved

__all__ = ["empty_database", "moved"]

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(not SERVER, reason="COPCTL_TEST_POSTGRESQL_URL names no server"),
]


def test_two_deliveries_at_once_share_the_work(moved: Copctl, waiting: Callable[[int], None]) -> None:
    waiting(150)
    with sinking() as sink:
        sink.script = wait_for_another(sink)
        name_server(sink, timeout=60)
        children = [started(), started()]
        ended = [child.communicate()[0].decode() for child in children]

    assert [child.returncode for child in children] == [0, 0], ended
    assert set(sink.times().values()) == {1}
    assert len(sink.kept) == 150
    assert sink.most_at_once == 2


def test_killed_again_and_again_a_delivery_loses_nobody_and_repeats_nobody(
    moved: Copctl, waiting: Callable[[int], None]
) -> None:
    dice = random.Random(7)
    waiting(60)
    with sinking() as sink:
        name_server(sink)
        for _ in range(5):
            killed_in_the_middle(sink, dice)
            assert compared(sink, run)["unknown"] <= 1
            run("mail", "deliver", "--limit", "1")
            settle(sink, run)
        assert run("mail", "deliver").exit_code == 0

    assert standing(run) == {"sent"}
    assert set(sink.times().values()) == {1}


def test_what_another_delivery_has_in_hand_is_not_called_unknown(
    moved: Copctl, waiting: Callable[[int], None]
) -> None:
    waiting(2)
    with sinking(lambda phase, before: "hang" if phase == "dot" and before == 0 else "") as sink:
        name_server(sink, timeout=60, per_minute=5)
        child = started()
        while sink.seen["dot"] < 1:
            pass
        assert run("mail", "deliver").stdout == "Sent 1 mail.\n"
        assert standing(run) == {"sending", "sent"}
        child.kill()
        child.communicate()
        while standing(run) == {"sending", "sent"}:
            assert run("mail", "deliver").exit_code in (0, 5)
        assert standing(run) == {"unknown", "sent"}
