"""Rows about one person are one person, in whatever order they come."""

from __future__ import annotations

from copy import deepcopy
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from copctl.community.contacts.twins import keys_of, together
from copctl.community.profile import Profile
from copctl.community.statements import Agreement

EMAILS = st.sampled_from([f"{letter}@example.org" for letter in "abcdefAB"])
PROFILES = st.builds(
    Profile,
    name=st.one_of(st.none(), st.sampled_from(["Ana", "Bo"])),
    email=st.one_of(st.none(), EMAILS),
    role=st.one_of(st.none(), st.just("Lead")),
    languages=st.one_of(st.none(), st.just(["km"]), st.just(["en", "km"])),
    other_emails=st.lists(EMAILS, max_size=2).map(tuple),
    consents=st.one_of(
        st.just(()),
        st.builds(
            lambda given, ended: (Agreement("newsletter", given, ended),),
            st.dates(),
            st.one_of(st.none(), st.dates()),
        ),
    ),
)


@given(st.lists(PROFILES, max_size=8))
def test_no_address_is_left_with_two_people_and_nobody_is_lost(profiles: list[Profile]) -> None:
    given_keys = {key for profile in profiles for key in keys_of(profile) if "@" in key}
    withdrawn = any(c.withdrawn_on for p in profiles for c in p.consents)

    found = together(list(enumerate(deepcopy(profiles), start=2)))

    keys = [key for _, profile in found.people for key in set(keys_of(profile)) if "@" in key]
    assert sorted(keys) == sorted(given_keys)
    assert len(found.people) + found.merged == len(profiles)
    assert withdrawn == any(c.withdrawn_on for _, p in found.people for c in p.consents)


def test_a_row_can_show_that_two_are_one() -> None:
    rows = [
        (2, Profile(name="Ana", email="a@example.org", consents=(Agreement("newsletter", date(2020, 1, 1)),))),
        (3, Profile(email="b@example.org", role="Lead")),
        (4, Profile(name="Ana", email="B@example.org", other_emails=("a@example.org",))),
    ]  # fmt: skip

    found = together(rows)

    [(line, ana)] = found.people
    assert (line, ana.name, ana.email, ana.role) == (2, "Ana", "a@example.org", "Lead")
    assert set(keys_of(ana)) == {"a@example.org", "b@example.org"}
    assert (found.merged, found.notes) == (2, [])
