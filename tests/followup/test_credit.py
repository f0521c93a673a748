"""Which session somebody's joining is owed to."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from copctl.followup.credit import Visit, credited

DAY = date(2026, 3, 1)
visits_of = st.lists(
    st.builds(
        Visit,
        member=st.integers(1, 4),
        session=st.integers(1, 5),
        on=st.integers(0, 30).map(lambda days: DAY + timedelta(days=days)),
    ),
    max_size=20,
)
joinings_of = st.dictionaries(
    st.integers(1, 4),
    st.lists(st.integers(0, 30).map(lambda days: DAY + timedelta(days=days)), min_size=1, max_size=3),
    max_size=4,
)


def test_joining_is_owed_to_the_last_session_before_it() -> None:
    visits = [Visit(1, 10, DAY), Visit(1, 11, DAY + timedelta(days=5)), Visit(1, 12, DAY + timedelta(days=9))]

    assert credited(visits, {1: [DAY + timedelta(days=7)]}) == {11: {1}}


def test_who_joined_before_they_ever_came_is_owed_to_no_session() -> None:
    assert credited([Visit(1, 10, DAY)], {1: [DAY - timedelta(days=1)]}) == {}


def test_who_joined_on_the_day_of_the_session_is_owed_to_it() -> None:
    assert credited([Visit(1, 10, DAY)], {1: [DAY]}) == {10: {1}}


@given(visits_of, joinings_of)
def test_nobody_is_counted_twice_or_without_a_visit(
    visits: list[Visit], joinings: dict[int, list[date]]
) -> None:
    found = credited(visits, joinings)

    counted = [member for people in found.values() for member in people]
    assert len(counted) == len(set(counted))
    for session, people in found.items():
        for member in people:
            assert any(v.member == member and v.session == session for v in visits)
    for member, days in joinings.items():
        came = any(v.member == member and v.on <= max(days) for v in visits)
        assert (member in counted) == came
