"""The funnel: counts, ages and conversion."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.pipeline import STAGES, Traveller, stages, ways
from copctl.community.sources import SourceKind, kind_of

TODAY = date(2026, 11, 24)
TRAVELLERS = st.lists(
    st.builds(
        Traveller,
        st.sampled_from(STAGES),
        st.none() | st.dates(),
        st.sampled_from(SourceKind),
        st.none() | st.dates(),
        st.frozensets(st.sampled_from(STAGES)),
    )
)


@given(TRAVELLERS)
def test_everybody_stands_in_one_stage_and_came_by_one_way(people: list[Traveller]) -> None:
    assert sum(stage.people for stage in stages(people, TODAY)) == len(people)
    assert sum(way.came for way in ways(people)) == len(people)
    for way in ways(people):
        assert way.joined_of_invited <= way.invited <= way.came
        assert way.joined <= way.came
    for stage in stages(people, TODAY):
        assert (stage.median_days is None) is (stage.dated == 0)


def test_the_median_is_of_the_days_that_are_known() -> None:
    people = [
        Traveller("prospect", TODAY - timedelta(days=days) if days is not None else None, SourceKind.SURVEY)
        for days in (1, 3, 10, None, -5)
    ]

    prospects = stages(people, TODAY)[0]

    assert (prospects.people, prospects.dated, prospects.median_days, prospects.share) == (5, 4, 2.0, 1.0)


def test_conversion_counts_where_people_have_been() -> None:
    people = [
        Traveller("active", TODAY, SourceKind.SURVEY, TODAY, frozenset({"prospect", "invited"})),
        Traveller("invited", TODAY, SourceKind.SURVEY),
        Traveller("left", TODAY, SourceKind.SURVEY, None, frozenset({"dormant"})),
        Traveller("prospect", TODAY, SourceKind.SURVEY),
        Traveller("prospect", TODAY, SourceKind.IMPORT),
    ]

    survey, imported = ways(people)

    assert (survey.came, survey.invited, survey.joined, survey.joined_of_invited) == (4, 2, 2, 1)
    assert (survey.rate, survey.rate_of_invited) == (0.5, 0.5)
    assert (imported.kind, imported.rate, imported.rate_of_invited) == (SourceKind.IMPORT, 0.0, None)


def test_nobody_makes_no_rates() -> None:
    assert ways([]) == []
    assert all(stage.share is None and stage.median_days is None for stage in stages([], TODAY))


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("survey interest", "survey"), ("Interest form 2026", "survey"), ("guest of session 2026-03", "session"),
        ("Eventbrite", "session"), ("referred by Ana, a guest", "referral"), ("import", "import"),
        ("Mailchimp audience", "import"), ("moderator", "moderator"), ("", "moderator"), ("  ", "moderator"),
        ("សន្និសីទ", "other"), ("preferred partner", "other"), ("SURVEY", "survey"),
    ],
)  # fmt: skip
def test_the_kind_of_a_source_is_read_out_of_its_words(source: str, kind: str) -> None:
    assert kind_of(source) == kind
    assert kind_of(source, is_referred=True) == "referral"
