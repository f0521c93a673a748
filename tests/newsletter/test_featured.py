"""Who was not featured for longest, and whom to ask for what is missing."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from copctl.newsletter.featured import Issued, Place, Seen, last_seen, last_with, unfeatured
from copctl.newsletter.missing import MOST_ASKED, Person, missing


def _issue(quarter: str, *keys: str) -> Issued:
    return Issued(quarter, datetime(2026, 1, 1, tzinfo=UTC), frozenset(keys))


def _place(organisation: str, country: str) -> Place:
    return Place(frozenset({organisation}), frozenset({country}))


ISSUES = [
    _issue("2026Q4", "story:3"),
    _issue("2026Q3", "event:2026-08"),
    _issue("2026Q1", "story:1", "joined:9"),
]
PLACES = {
    "story:3": _place("Veal Solar", "KH"),
    "event:2026-08": Place(frozenset({"Tonle Klean", "Veal Solar"}), frozenset({"KH", "LA"})),
    "story:1": _place("Lan Xang", "LA"),
}


def test_who_was_never_featured_comes_first_and_who_is_in_this_issue_not_at_all() -> None:
    found = unfeatured(
        last_seen(ISSUES, PLACES), "2026Q4",
        partners=["Veal Solar", "Tonle Klean", "Lan Xang", "angkor", "Zebra"], countries=["KH", "LA", "VN"],
    )  # fmt: skip

    assert found.organisations == (
        Seen("angkor", None), Seen("Zebra", None), Seen("Lan Xang", "2026Q1"), Seen("Tonle Klean", "2026Q3"),
    )  # fmt: skip
    assert found.countries == (Seen("VN", None), Seen("LA", "2026Q3"))


def test_the_last_issue_with_a_kind() -> None:
    assert last_with(ISSUES, "story") == "2026Q4"
    assert last_with(ISSUES[1:], "story") == "2026Q1"
    assert last_with(ISSUES, "project") is None


def test_those_longest_not_featured_are_asked_first_of_different_partners() -> None:
    people = [
        Person(1, "Featured lately", organisation="New", evidence=frozenset({"project"})),
        Person(2, "Without evidence", organisation="Never A"),
        Person(3, "With evidence", organisation="Never A", evidence=frozenset({"project"})),
        Person(4, "Of nobody", evidence=frozenset({"project"})),
        Person(5, "Featured before", organisation="Old"),
        Person(6, "Talked", organisation="Never B", evidence=frozenset({"talk"})),
    ]
    issues = [_issue("2026Q4", "project:1", "resource:2"), _issue("2026Q1", "story:1")]

    [lack] = missing(issues, people, {"New": "2026Q3", "Old": "2025Q1"})

    assert (lack.kind, lack.last) == ("story", "2026Q1")
    assert [person.number for person in lack.ask] == [3, 6, 5]


def test_nobody_is_asked_for_two_things_while_there_are_others() -> None:
    people = [Person(number, f"P{number}", organisation=f"O{number}") for number in range(1, 8)]

    found = missing([_issue("2026Q4")], people, {})

    assert [[person.number for person in lack.ask] for lack in found] == [[1, 2, 3], [4, 5, 6], [7, 1, 2]]


PEOPLE = st.lists(
    st.builds(
        Person, st.integers(1, 30), st.sampled_from(["Mai", "Mai", "សុខា", "Bo"]), st.none(),
        st.sampled_from(["", "A", "B", "C"]), st.frozensets(st.sampled_from(["project", "talk", "resource"])),
    ),
    max_size=12, unique_by=lambda person: person.number,
)  # fmt: skip


@given(PEOPLE, st.dictionaries(st.sampled_from("ABC"), st.sampled_from(["2025Q1", "2026Q3"])), st.randoms())
def test_whom_to_ask_does_not_depend_on_the_order_and_spreads_over_partners(
    people: list[Person], featured: dict[str, str | None], random: object
) -> None:
    shuffled = list(people)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    first, second = (missing([_issue("2026Q4")], order, featured) for order in (people, shuffled))

    assert first == second
    for lack in first:
        assert len(lack.ask) == min(MOST_ASKED, len(people))
        assert len({person.number for person in lack.ask}) == len(lack.ask)
    places = {person.organisation or str(person.number) for person in people}
    asked = {person.organisation or str(person.number) for person in first[0].ask}
    assert len(asked) == min(len(places), MOST_ASKED)
