"""Which recordings a newcomer should watch first."""

from __future__ import annotations

from datetime import date

from copctl.onboarding.recordings import Recorded, to_watch
from copctl.speakers.likeness import likeness

OLD = Recorded("2026-01", "Sampling", date(2026, 1, 9), "https://v.example/1", ("sampling",))
NEW = Recorded("2026-09", "Dashboards", date(2026, 9, 9), "https://v.example/2", ("dashboards",))
MIDDLE = Recorded("2026-05", "Field visits", date(2026, 5, 9), "https://v.example/3")


def test_a_topic_that_was_named_comes_first_then_near_words_then_the_newest() -> None:
    found = to_watch(["sampling"], [NEW, MIDDLE, OLD], {"2026-05": 0.2})

    assert [(pick.recorded.code, pick.why) for pick in found] == [
        ("2026-01", "on sampling, which you named"),
        ("2026-05", "near to what you care about"),
        ("2026-09", ""),
    ]


def test_one_word_in_common_is_not_near() -> None:
    [only] = to_watch(["sampling"], [NEW], {"2026-09": 0.07})

    assert only.why == ""


def test_without_any_interest_the_newest_are_shown() -> None:
    assert [pick.recorded.code for pick in to_watch([], [OLD, NEW, MIDDLE], {}, most=2)] == [
        "2026-09",
        "2026-05",
    ]


def test_likeness_is_of_words_in_any_form_and_script() -> None:
    near = likeness("sampling households", {"a": "How we sampled a household", "b": "Dashboards", "c": ""})

    assert near["a"] > 0.5
    assert near["b"] == near["c"] == 0
    assert likeness("ម៉ែត្រទឹក", {"km": "ម៉ែត្រទឹកនៅភូមិយើង", "en": "water"})["km"] > 0
