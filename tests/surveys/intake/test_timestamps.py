"""Moments as tools write them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.surveys.intake.timestamps import reader_for

PENH = ZoneInfo("Asia/Phnom_Penh")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020/06/05 11:34:01 AM EST", "2020-06-05T16:34:01"),
        ("2020/06/05 12:04:01 PM GMT-3", "2020-06-05T15:04:01"),
        ("2020/06/05 12:04:01 AM UTC+3", "2020-06-04T21:04:01"),
        ("2020/06/05 1:04:01 PM GMT+5:30", "2020-06-05T07:34:01"),
        ("2020/06/05 1:04:01 p. m. GMT+7", "2020-06-05T06:04:01"),
        ("2025-10-20 22:17:57.140000+01:00", "2025-10-20T21:17:57.140000"),
        ("2025-10-20T22:17:57", "2025-10-20T15:17:57"),
        ("Mon Sep 08 2025 13:58:23 GMT-0500 (Central Daylight Time)", "2025-09-08T18:58:23"),
        ("13.11.2021 09:57:41", "2021-11-13T02:57:41"),
        ("25/11/2564, 9:57:41", "2021-11-25T02:57:41"),
    ],
)
def test_a_moment_is_read_in_its_zone(text: str, moment: str) -> None:
    read = reader_for([text], PENH).read(text)

    assert read is not None
    assert read.isoformat() == f"{moment}+00:00"


@pytest.mark.parametrize(
    ("column", "read"),
    [
        (["11/1/2021 9:57:41", "11/25/2021 9:57:41"], "2021-11-01T02:57:41+00:00"),
        (["11/1/2021 9:57:41", "25/11/2021 9:57:41"], "2021-01-11T02:57:41+00:00"),
        (["11/1/2021 9:57:41", "2/3/2021 9:57:41"], None),
        (["11/1/2021 9:57:41", "25/11/2021 9:57:41", "11/25/2021 9:57:41"], None),
    ],
    ids=["month first", "day first", "nothing settles it", "both"],
)
def test_the_whole_column_tells_day_from_month(column: list[str], read: str | None) -> None:
    moment = reader_for(column, PENH).read(column[0])

    assert (moment.isoformat() if moment else None) == read


@pytest.mark.parametrize(
    "text", ["", "soon", "2020/13/40 1:00:00 AM EST", "2020/06/05 11:34:01 AM XYZ", "31/02/2021"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert reader_for([text], PENH).read(text) is None


@given(st.text(max_size=40))
def test_any_text_is_read_or_left(text: str) -> None:
    reader_for([text], PENH).read(text)
