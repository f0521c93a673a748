"""Agenda, places online, and what becomes of a topic."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.errors import CopctlError, Refused, WrongUsage
from copctl.sessions.programme import (
    Item,
    read_item,
    read_link,
    read_pair,
    refuse_overlong,
    slots,
    topic_status,
)
from copctl.store.schema.session import SessionStatus


@pytest.mark.parametrize(
    ("typed", "item"),
    [
        ("10 Welcome", Item(10, "Welcome")),
        ("  30   Outcome harvesting in practice ", Item(30, "Outcome harvesting in practice")),
        ("5 min: ស្វាគមន៍ [red]", Item(5, "ស្វាគមន៍ [red]")),
        ("15 minutes 3 questions", Item(15, "3 questions")),
        ("20 Minutes that matter", Item(20, "Minutes that matter")),
        ("20 5 things", Item(20, "5 things")),
    ],
)
def test_an_agenda_item_is_minutes_and_a_title(typed: str, item: Item) -> None:
    assert read_item(typed) == item


@pytest.mark.parametrize("typed", ["", "Welcome", "10", "0 Nothing", "-5 Back", "1.5 Half", "10 \x00"])
def test_anything_else_is_no_agenda_item(typed: str) -> None:
    with pytest.raises(WrongUsage):
        read_item(typed)


def test_an_agenda_longer_than_its_session_is_refused() -> None:
    refuse_overlong([Item(60, "a"), Item(30, "b")], 90)

    with pytest.raises(Refused, match="takes 91 minutes, but the session has 90"):
        refuse_overlong([Item(60, "a"), Item(31, "b")], 90)


@given(
    starts=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)),
    lengths=st.lists(st.integers(1, 240), max_size=8),
    zone=st.sampled_from(
        ["Asia/Phnom_Penh", "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "UTC"]
    ),
)
def test_slots_follow_each_other_and_last_as_long_as_the_agenda(
    starts: datetime, lengths: list[int], zone: str
) -> None:
    local = starts.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    laid = slots(local, [Item(minutes, "x") for minutes in lengths])

    moment = local.astimezone(UTC)
    for slot in laid:
        assert slot.starts.astimezone(UTC) == moment
        moment += timedelta(minutes=slot.item.minutes)
        assert slot.ends.astimezone(UTC) == moment


def test_slots_count_real_minutes_when_the_clocks_change() -> None:
    # Berlin, 25 October 2026: at 03:00 the clocks go back to 02:00.
    starts = datetime(2026, 10, 25, 0, 30, tzinfo=UTC).astimezone(ZoneInfo("Europe/Berlin"))

    [first, second] = slots(starts, [Item(60, "a"), Item(60, "b")])

    assert [f"{m:%H:%M}" for m in (first.starts, second.starts, second.ends)] == ["02:30", "02:30", "03:30"]


@pytest.mark.parametrize("typed", ["https://meet.example.org/x?a=1&b=<script>", "http://[::1]/x", ""])
def test_a_web_address_or_none_is_a_link(typed: str) -> None:
    assert read_link(f" {typed} ") == typed


@pytest.mark.parametrize(
    "typed", ["javascript:alert(1)", "meet.example.org", "https://", "https://a b", "http://[x"]
)
def test_what_would_not_open_or_would_do_harm_is_no_link(typed: str) -> None:
    with pytest.raises(Refused):
        read_link(typed)


def test_a_pair_needs_both_sides() -> None:
    assert read_pair("ana@example.org: accepted", option="--x", example="e") == (
        "ana@example.org",
        "accepted",
    )
    for typed in ("ana", "ana:", ":accepted"):
        with pytest.raises(CopctlError):
            read_pair(typed, option="--x", example="e")


@given(st.lists(st.sampled_from(list(SessionStatus))))
def test_a_topic_stands_where_its_best_session_stands(statuses: list[SessionStatus]) -> None:
    expected = "backlog"
    if SessionStatus.HELD in statuses:
        expected = "covered"
    if SessionStatus.PLANNED in statuses:
        expected = "scheduled"

    assert topic_status(statuses) == expected
