"""Languages by name and by code, and days that are known by their month only."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.values import clean_languages, day_or_month
from copctl.errors import CopctlError


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Khmer", ["km"]),
        ("Lao; English", ["lo", "en"]),
        ("lao", ["lo"]),
        ("Vietnamese", ["vi"]),
        ("ភាសាខ្មែរ", ["km"]),
        ("Tiếng Việt/English", ["vi", "en"]),
        ("English and Khmer", ["en", "km"]),
        ("English ::: ไทย", ["en", "th"]),
        ("Bahasa Indonesia, en_US", ["id", "en-us"]),
        ("Chinese (Traditional); zh-Hans", ["zh-hant", "zh-hans"]),
        ("km en KM", ["km", "en"]),
    ],
)
def test_languages_are_known_by_name_and_by_code(text: str, codes: list[str]) -> None:
    assert clean_languages(text) == codes


@given(st.text())
def test_any_text_is_languages_or_one_sentence(text: str) -> None:
    try:
        codes = clean_languages(text)
    except CopctlError as error:
        assert error.hint  # noqa: PT017
        return
    assert clean_languages(codes) == codes


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05", date(2024, 5, 1)),
        ("2024-5-3", date(2024, 5, 3)),
        ("2024-05-03 10:00:00", date(2024, 5, 3)),
        ("2024-05-03T23:59:00+07:00", date(2024, 5, 3)),
    ],
)
def test_a_month_is_its_first_day(text: str, day: date) -> None:
    assert day_or_month(text) == day


@pytest.mark.parametrize(
    "text", ["2024", "2024-13", "05-2024", "2024-02-30", "2024-05-", "soon", "2024-05-03x"]
)
def test_what_is_no_day_is_one_sentence(text: str) -> None:
    with pytest.raises(CopctlError):
        day_or_month(text)
