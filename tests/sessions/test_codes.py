"""Codes of sessions."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from copctl.sessions.codes import next_code


def test_a_month_begins_without_a_number_and_counts_on() -> None:
    day = date(2026, 3, 5)

    assert next_code(day, set()) == "2026-03"
    assert next_code(day, {"2026-03"}) == "2026-03-2"
    assert next_code(day, {"2026-03", "2026-03-2", "2026-04"}) == "2026-03-3"


@given(st.lists(st.dates(), max_size=30))
def test_codes_are_never_given_twice_and_name_the_month(days: list[date]) -> None:
    taken: set[str] = set()
    for day in days:
        code = next_code(day, taken)
        assert code not in taken
        assert code.startswith(f"{day.year:04d}-{day.month:02d}")
        taken.add(code)

    assert len(taken) == len(days)
