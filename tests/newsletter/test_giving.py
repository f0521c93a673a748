"""What a member who is asked for items is reminded of."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.newsletter.giving import Gift, Given, Giver, Quiet, Spur, deadline
from copctl.when import Quarter

FIRST = date(2026, 10, 1)
ANA = Giver(1, organisation=7, country="LA")


def gift(dated: date, **more: object) -> Gift:
    return Gift("project", f"of {dated}", dated, **more)  # type: ignore[arg-type]


def spur(giver: Giver, gifts: list[Gift], first: date) -> Spur:
    return Given(gifts).spur(giver, first)


def test_what_somebody_gave_comes_before_what_their_organisation_gave() -> None:
    own = gift(date(2026, 2, 1), member=1, organisation=7, country="LA")
    of_a_colleague = gift(date(2026, 8, 1), member=2, organisation=7, country="LA")

    assert spur(ANA, [own, of_a_colleague], FIRST) == Spur(own=own)
    assert spur(Giver(3, 7, "LA"), [own, of_a_colleague], FIRST) == Spur(organisation=of_a_colleague)


@pytest.mark.parametrize(("dated", "is_long_ago"), [(date(2025, 10, 1), False), (date(2025, 9, 30), True)])
def test_a_year_without_anything_is_long(dated: date, is_long_ago: bool) -> None:
    last = gift(dated, member=2, organisation=7, country="LA")

    expected = (
        Spur(organisation=Quiet(dated), country=Quiet(dated)) if is_long_ago else Spur(organisation=last)
    )
    assert spur(ANA, [last], FIRST) == expected


def test_a_country_is_quiet_only_while_nobody_gives_from_there() -> None:
    of_another = gift(date(2026, 7, 1), member=9, organisation=8, country="LA")

    assert spur(ANA, [of_another], FIRST) == Spur(organisation=Quiet())
    assert spur(Giver(1, country="TH"), [of_another], FIRST) == Spur(country=Quiet())
    assert spur(Giver(1), [of_another], FIRST) == Spur()


def test_of_one_day_the_later_one_counts() -> None:
    first, second = (Gift("project", title, FIRST, organisation=7) for title in ("A", "B"))

    assert spur(ANA, [first, second], FIRST).organisation == second


days = st.dates(date(2023, 1, 1), date(2026, 12, 31))
numbers = st.none() | st.integers(1, 4)
countries = st.none() | st.sampled_from(["LA", "TH"])
gifts = st.lists(
    st.builds(
        Gift, st.just("story"), st.just(""), days, member=numbers, organisation=numbers, country=countries
    )
)


@given(st.builds(Giver, st.integers(1, 4), numbers, countries), gifts)
def test_nobody_is_called_quiet_who_gave_within_the_year(giver: Giver, given_: list[Gift]) -> None:
    found = spur(giver, given_, FIRST)
    lately = [each for each in given_ if each.dated >= date(2025, 10, 1)]

    if isinstance(found.organisation, Quiet):
        assert all(each.organisation != giver.organisation for each in lately)
    if found.country is not None:
        assert all(each.country != giver.country for each in lately)
    if any(each.member == giver.member for each in lately):
        assert found == Spur(own=found.own)
        assert found.own is not None


@given(st.integers(2020, 2030), st.integers(1, 4), days)
def test_everybody_has_at_least_a_week(year: int, number: int, today: date) -> None:
    quarter = Quarter(year, number)

    by = deadline(quarter, today)

    assert by - today >= timedelta(days=7)
    assert by == quarter.last - timedelta(days=14) or by == today + timedelta(days=7)
