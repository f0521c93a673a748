"""Days and times in the language that a template is written in."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from copctl.rendering.dates import clock, day, month, month_and_year, months
from copctl.rendering.environment import render

MOMENT = datetime(2026, 12, 10, 7, 0, tzinfo=UTC)


def plain(said: str) -> str:
    """Without what Babel 2.19 says otherwise than 2.17 does: the narrow blank, and Thai's word for a time."""
    return said.replace("\u202f", " ").removesuffix(" น.")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("", ("Thursday 10 December 2026", "07:00", "Dec")),
        ("en", ("Thursday 10 December 2026", "07:00", "Dec")),
        ("en-AU", ("Thursday 10 December 2026", "07:00", "Dec")),
        ("km", ("ព្រហស្បតិ៍ 10 ធ្នូ 2026", "7:00\u202fAM", "ធ្នូ")),
        ("th", ("วันพฤหัสบดีที่ 10 ธันวาคม ค.ศ. 2026", "07:00", "ธ.ค.")),
        ("vi", ("Thứ Năm, 10 tháng 12, 2026", "07:00", "thg 12")),
    ],
)
def test_a_moment_is_told_in_the_language(language: str, expected: tuple[str, str, str]) -> None:
    said = (day(MOMENT, language=language), clock(MOMENT, language=language), month(MOMENT, language))

    assert tuple(map(plain, said)) == tuple(map(plain, expected))


@pytest.mark.parametrize("language", ["xx", "not a language", "../km", "km_KH"])
def test_a_language_that_nobody_described_is_told_in_english(language: str) -> None:
    assert "December" in day(MOMENT, language=language)


def test_months_are_said_as_people_say_them() -> None:
    first, last = date(2026, 10, 1), date(2026, 12, 31)

    assert (month_and_year(first), months(first, last)) == ("October 2026", "October to December 2026")
    assert month_and_year(first, "vi").lower() == "tháng 10 năm 2026"
    assert all(name in months(first, last, "th") for name in ("ตุลาคม", "ธันวาคม", "2026"))
    assert month_and_year(first, "xx") == "October 2026"


def test_the_zone_is_applied_once() -> None:
    assert plain(clock(MOMENT, ZoneInfo("Asia/Phnom_Penh"), "th")) == "14:00"


def test_the_filters_follow_what_the_template_is_written_in(tmp_path: Path) -> None:
    (tmp_path / "when.txt").write_text("{{ at | day }}, {{ at | clock }}, {{ at | month }}", encoding="utf-8")

    assert render(tmp_path, "when.txt", at=MOMENT) == "Thursday 10 December 2026, 07:00, Dec"
    assert "ธันวาคม" in render(tmp_path, "when.txt", at=MOMENT, written_in="th")


def test_a_template_that_is_added_or_changed_counts_at_once(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("one", encoding="utf-8")
    assert render(tmp_path, "page.txt") == "one"

    page.write_text("two, longer", encoding="utf-8")
    (tmp_path / "invitation").mkdir()
    (tmp_path / "invitation" / "calendar.txt").write_text("ours", encoding="utf-8")

    assert render(tmp_path, "page.txt") == "two, longer"
    assert render(tmp_path, "invitation/calendar.txt") == "ours"


def test_english_needs_no_babel() -> None:
    code = "import sys, datetime; from copctl.rendering.dates import day; day(datetime.date(2026, 1, 2)); sys.exit('babel' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
