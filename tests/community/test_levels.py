"""Which level counts when several people say something."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.knowing.claims import of_rows
from copctl.community.knowing.levels import Effective, Statement, effective, is_stale, read_level
from copctl.errors import Refused

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)
days = st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31))
levels = st.integers(1, 4)
peers = st.builds(
    Statement,
    voice=st.just("peer"),
    level=st.none() | levels,
    on=days,
    by=st.sampled_from(["Mai", "Noy", "សុខា"]),
)
moderators = st.builds(Statement, voice=st.just("moderator"), level=st.none() | levels, on=days)


def own(level: int, on: date | None = MAY) -> Statement:
    return Statement("self", level, on)


def peer(level: int | None, on: date = JUNE, by: str = "Mai") -> Statement:
    return Statement("peer", level, on, by)


def counted(claim: Statement | None, *others: Statement) -> Effective:
    found = effective(claim, others)
    assert found is not None
    return found


def test_the_moderators_word_counts_upward_and_downward() -> None:
    assert counted(own(4), Statement("moderator", 2, JUNE)).level == 2
    raised = counted(own(1), Statement("moderator", 3, JUNE), peer(4))
    assert (raised.level, raised.said_by, raised.said_on) == (3, "moderator", JUNE)


def test_a_newer_word_of_the_moderator_counts_before_an_older_one() -> None:
    assert counted(Statement("moderator", 4, MAY), Statement("moderator", 2, JUNE)).level == 2
    assert counted(Statement("moderator", 4, JUNE), Statement("moderator", 2, MAY)).level == 4


@given(levels, st.lists(peers))
def test_peers_never_change_what_a_person_says_of_themselves(level: int, others: list[Statement]) -> None:
    found = counted(own(level), *others)

    assert (found.level, found.said_by) == (level, "self")


@given(st.lists(levels, min_size=1))
def test_without_a_claim_at_least_half_of_the_peers_say_so_much(said: list[int]) -> None:
    found = counted(None, *[peer(level) for level in said])

    assert found.said_by == "peer"
    assert found.level in said
    assert 2 * sum(level >= found.level for level in said) >= len(said)
    assert 2 * sum(level <= found.level for level in said) >= len(said)


@given(st.none() | st.builds(own, levels, days), st.lists(peers | moderators))
def test_who_vouches_never_stands_among_those_who_put_it_lower(
    claim: Statement | None, others: list[Statement]
) -> None:
    found = effective(claim, others)
    if found is None:
        assert claim is None
        assert all(statement.level is None for statement in others)
        return

    assert not set(map(id, found.vouched)) & set(map(id, found.doubted))
    assert all(statement.level is None or statement.level >= found.level for statement in found.vouched)
    assert all(statement.level is not None and statement.level < found.level for statement in found.doubted)


def test_who_only_agreed_vouches_for_the_claim_of_that_day() -> None:
    assert counted(own(3, MAY), peer(None, JUNE)).vouched == (peer(None, JUNE),)
    assert counted(own(4, JUNE), peer(None, MAY)).vouched == ()
    assert effective(None, [peer(None)]) is None


def test_the_moderator_is_named_first_among_those_who_vouch() -> None:
    found = counted(own(2), peer(3, MAY), Statement("moderator", None, JUNE), peer(2, MAY, "Ana"), peer(1))

    assert [statement.who for statement in found.vouched] == ["moderator", "Ana", "Mai"]
    assert [statement.level for statement in found.doubted] == [1]
    assert found.renewed == JUNE


@given(days, st.integers(1, 60))
def test_what_was_renewed_today_is_not_old_and_what_has_no_day_is(day: date | None, months: int) -> None:
    assert is_stale(day, day, months) is False if day else is_stale(day, MAY, months) is True
    if day is not None:
        assert is_stale(day, day + timedelta(days=31 * months + 1), months)


def test_rows_give_the_levels_that_count() -> None:
    claim = {"member_id": 1, "topic_id": 7, "level": 2, "voice": "self", "said_on": "2026-05-01"}
    word = {"note": "", "by_id": None, "by_name": None, "said_on": JUNE}
    found = of_rows(
        [claim],
        [
            {"member_id": 1, "topic_id": 7, "level": 3, "voice": "moderator", **word},
            {
                "member_id": 2,
                "topic_id": 7,
                "level": 4,
                "voice": "peer",
                **word,
                "by_id": 1,
                "by_name": "Mai",
            },
            {"member_id": 3, "topic_id": 7, "level": None, "voice": "moderator", **word},
        ],
    )

    assert {place: (level.level, level.said_by) for place, level in found.items()} == {
        (1, 7): (3, "moderator"),
        (2, 7): (4, "peer"),
    }
    assert found[2, 7].vouched[0].who == "Mai"


def test_a_level_is_one_of_four() -> None:
    assert read_level(4) == 4
    assert read_level(None) is None
    with pytest.raises(Refused, match="5 is no level"):
        read_level(5)
