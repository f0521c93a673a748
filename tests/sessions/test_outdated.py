"""Whether an answer is outdated, as a rule."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from copctl.sessions.outdated import Version, When, is_outdated

START = datetime(2026, 12, 10, 7, tzinfo=UTC)
TOLD = datetime(2026, 11, 1, tzinfo=UTC)
WHENS = st.builds(When, st.sampled_from([START, START + timedelta(days=1)]), st.just(90), st.booleans())


def versions(whens: list[When]) -> list[Version]:
    return [Version(n, TOLD + timedelta(days=n), when) for n, when in enumerate(whens)]


@given(st.lists(WHENS, min_size=1, max_size=5), st.integers(0, 4))
def test_an_answer_to_the_newest_version_holds_while_that_is_so(whens: list[When], day: int) -> None:
    told = versions(whens)
    said_at = told[-1].sent_at + timedelta(days=day)

    assert not is_outdated(None, said_at, told, whens[-1])
    assert not is_outdated(told[-1].sequence, TOLD, told, whens[-1])


@given(st.lists(WHENS, min_size=1, max_size=5), st.integers(0, 4))
def test_a_calendar_and_a_mail_that_answer_the_same_version_are_judged_alike(
    whens: list[When], number: int
) -> None:
    told, now = versions(whens), When(START, 90)
    one = told[min(number, len(told) - 1)]

    assert is_outdated(one.sequence, TOLD, told, now) == is_outdated(None, one.sent_at, told, now)


def test_moved_and_moved_back_with_words_in_between_is_asked_anew() -> None:
    told = versions([When(START, 90), When(START + timedelta(days=1), 90), When(START, 90)])

    assert is_outdated(0, TOLD, told, When(START, 90))
    assert not is_outdated(0, TOLD, told[:1], When(START, 90))
    assert is_outdated(0, TOLD, told[:1], When(START + timedelta(days=1), 90))
    assert not is_outdated(0, TOLD, told, When(START, 90, is_off=True))
    assert not is_outdated(0, TOLD, [], When(START, 60))
