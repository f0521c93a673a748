"""Durations, moments and names as tools write them, in many languages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.sessions.attendance import called
from copctl.sessions.attendance.durations import seconds
from copctl.sessions.attendance.moments import Frame, is_clock, is_moment, moments_of

FRAME = Frame(datetime(2026, 11, 3, 7, tzinfo=UTC), ZoneInfo("Asia/Phnom_Penh"))


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("21m 7s", 1267), ("1h 27m 51s", 5271), ("2\u00a0h\u00a044\u00a0m", 9840), ("1 Std. 3 Min.", 3780),
        ("1 hr 2 min", 3720), ("53 min", 3180), ("5s", 5), ("1h", 3600), ("00:47:03", 2823), ("1:02", 3720),
        ("1 giờ 3 phút", 3780), ("3 phút 5 giây", 185), ("1 ชม. 3 นาที", 3780), ("3 นาที 5 วินาที", 185),
        ("1 時間 3 分", 3780), ("3 分 5 秒", 185), ("1 ម៉ោង 3 នាទី", 3780), ("1 uur 3 min", 3780), ("2 foo 3 bar 4 baz", 7384),
        ("1 foo 3 min", 3780), ("3 min 5 foo", 185), ("2 foo 3 bar", None), ("", None), ("soon", None), ("70", None), ("5 s 3 h", None),
        ("9" * 400, None), ("1 " * 300, None),
    ],
)  # fmt: skip
def test_durations_in_many_languages(text: str, held: int | None) -> None:
    assert seconds(text) == held


def test_a_number_alone_counts_what_its_heading_says() -> None:
    assert (seconds("70", 60), seconds("1.5", 60), seconds("0", 60)) == (4200, 90, 0)


@pytest.mark.parametrize(
    "text",
    [
        "03/11/2026 14:05:06", "11/03/2026 02:05:06 PM", "3/11/26, 14:05:06", "11/3/26, 2:05:06 PM", "03.11.2026, 14:05:06",
        "03/11/2026 à  14:05:06", "2026-11-03 14:05:06", "2026-11-03T07:05:06Z", "Nov 3, 2026 2:05:06 PM",
        "2026/11/3 14:05:06", "2026/11/3 下午2:05:06", "2026. 11. 3. 오후 2:05:06", "2026年11月3日 14時05分06",
        "14:05:06 03/11/2026", "3/11/2569 14:05:06", "3/11/69 14:05:06", "03.11.2026 г., 14:05:06", "3-11-2026 14:05:06",
    ],
)  # fmt: skip
def test_moments_in_many_languages_on_the_sessions_day(text: str) -> None:
    assert is_moment(text)
    assert moments_of([text], FRAME).read(text) == datetime(2026, 11, 3, 7, 5, 6, tzinfo=UTC)


def test_a_time_of_the_day_is_no_moment_and_lies_near_the_session() -> None:
    late = Frame(datetime(2026, 11, 3, 16, 30, tzinfo=UTC), ZoneInfo("Asia/Phnom_Penh"))
    moments = moments_of([], late)

    assert (is_clock("10:02 AM"), is_moment("10:02 AM"), is_clock("soon")) == (True, False, False)
    assert moments.clock("11:40 PM") == datetime(2026, 11, 3, 16, 40, tzinfo=UTC)
    assert moments.clock("0:10") == datetime(2026, 11, 3, 17, 10, tzinfo=UTC)
    assert moments.clock("25:10") is None


@given(st.text(max_size=80))
def test_no_text_is_too_odd(text: str) -> None:
    moments = moments_of([text], FRAME)
    for read in (moments.read, moments.clock, is_moment, is_clock, seconds, called.is_bot, called.is_nobody):
        read(text)
    called.readings(text)


@pytest.mark.parametrize(
    "text", ["9999-12-31 23:59", "0001-01-01 00:00", "31/02/2026 14:00", "1/1/0000 25:61"]
)
def test_days_that_are_none_are_nobodys(text: str) -> None:
    moments = moments_of([text], FRAME)

    assert moments.read(text) is None or moments.read(text).tzinfo is not None  # type: ignore[union-attr]


@pytest.mark.parametrize("name", ["Otter.ai", "Ana's Notetaker (Otter.ai)", "read.ai meeting notes", "Fireflies.ai Notetaker Bo",
                                  "Fathom Notetaker", "OtterPilot"])  # fmt: skip
def test_machines_are_known(name: str) -> None:
    assert called.is_bot(name)


@pytest.mark.parametrize(
    "name", ["Bo Chan", "Otto Reader", "Ai Nguyen", "Botum Sok", "Fathima", "Jamie", "សុខ ដារ៉ា"]
)
def test_people_are_no_machines(name: str) -> None:
    assert not called.is_bot(name)
    assert not called.is_nobody(name)


@pytest.mark.parametrize(
    "name",
    ["iPhone", "iPhone 12 Pro", "Galaxy A52", "SM-A125F", "+855 12 345 678", "Call-In User_1", "123", "🙂"],
)
def test_devices_and_numbers_are_nobody(name: str) -> None:
    assert called.is_nobody(name)


@pytest.mark.parametrize(
    ("label", "reading"),
    [
        ("Bo (Bo Chan)", "Bo Chan"), ("Lim, Ana", "Ana Lim"), ("Ana's iPhone", "Ana"), ("Bo Chan | MEL", "Bo Chan"),
        ("Bo Chan - MEL Mekong", "Bo Chan"), ("JANSSENS JAN (EXT)", "JANSSENS JAN"), ("Bo Chan_MEL", "Bo Chan"),
        ("iPad (សុខ ដារ៉ា)", "សុខ ដារ៉ា"), ("Kim（ゲスト）", "Kim"),
    ],
)  # fmt: skip
def test_a_label_is_read_in_more_ways_than_one(label: str, reading: str) -> None:
    assert reading in called.readings(label)


def test_names_are_not_split() -> None:
    assert called.readings("Nguyễn Thị Minh Hương") == ["Nguyễn Thị Minh Hương"]
    assert called.readings("Jean-Pierre O'Neill") == ["Jean-Pierre O'Neill"]
