"""Presence is counted once, whatever order and however often somebody joined."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from copctl.sessions.attendance.persons import Presence, presence_of
from copctl.sessions.attendance.shape import Entry
from copctl.sessions.attendance.spans import Span, covered, minutes, span_of, union

START = datetime(2026, 11, 3, 7, tzinfo=UTC)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


SPANS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 200)).map(lambda p: Span(at(min(p)), at(max(p)))),
    max_size=12,
)


@given(SPANS)
def test_a_union_covers_every_minute_that_a_span_covers_and_no_other(spans: list[Span]) -> None:
    joined = union(spans)
    held = {m for m in range(200) if any(s.start <= at(m) < s.end for s in spans)}

    assert {m for m in range(200) if any(s.start <= at(m) < s.end for s in joined)} == held
    assert covered(spans) == 60 * len(held)
    assert all(one.end < other.start for one, other in itertools.pairwise(joined))


@given(SPANS, st.randoms())
def test_order_and_repetition_do_not_matter(spans: list[Span], random: object) -> None:
    assert covered(spans) == covered(list(reversed(spans)) + spans)
    assert covered(spans) <= sum(span.seconds for span in spans)


@given(SPANS, SPANS)
def test_more_joins_never_make_less(some: list[Span], more: list[Span]) -> None:
    assert max(covered(some), covered(more)) <= covered(some + more) <= covered(some) + covered(more)


def test_half_a_minute_counts() -> None:
    assert [minutes(s) for s in (0, 29, 30, 89, 90)] == [0, 0, 1, 1, 2]
    assert span_of(at(2), at(1)) == Span(at(1), at(2))
    assert span_of(at(2), None) is None


def test_what_a_file_says_of_a_break_counts() -> None:
    whole = Entry(1, "Bo", span=Span(at(0), at(60)), seconds=2400)
    rounded = Entry(1, "Bo", span=Span(at(0), at(60)), seconds=3570)

    assert presence_of([whole]) == Presence(40, at(0), at(60))
    assert presence_of([rounded]).minutes == 60
    assert presence_of([Entry(1, "Bo")]) == Presence(None, None, None)
    assert presence_of([Entry(1, "Bo", seconds=600), Entry(2, "Bo", seconds=1200)]).minutes == 30
