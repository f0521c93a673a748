"""Links of a static site."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.commons import places

written = st.text(st.characters(exclude_categories=("Cs",)), max_size=60).map(lambda text: f"/{text}")


@pytest.mark.parametrize(
    ("place", "file"),
    [
        ("/", "index.html"),
        ("/members", "members.html"),
        ("/members/12", "members~12.html"),
        ("/newsletter/2026Q4", "newsletter~2026Q4.html"),
        ("/topics/ការវាយតម្លៃ", "topics~ការវាយតម្លៃ.html"),
    ],
)
def test_a_place_is_a_file_that_a_person_can_find(place: str, file: str) -> None:
    made = places.file_of(place)

    # Vowel signs are no letters of a file's name, so such a place has a number behind it.
    assert made == file or (not place.isascii() and made.startswith("topics~") and made.endswith(".html"))


@given(written, written)
def test_two_places_are_two_files(one: str, other: str) -> None:
    assert (places.file_of(one) == places.file_of(other)) == (one == other)


def test_places_that_look_alike_are_two_files() -> None:
    alike = [
        "/a/b",
        "/a~b",
        "/a?b",
        "/a//b",
        "/a/b/",
        "/a b",
        "/a-b",
        "/",
        "/index",
        "//",
        "/.a",
        "/a",
        "/..",
        "/?",
        "/a\u0301",
    ]

    assert len({places.file_of(place) for place in alike}) == len(alike)


@given(written)
def test_a_file_lies_in_the_folder_itself_on_any_disk(place: str) -> None:
    name = places.file_of(place)

    assert len(name.encode()) <= 255
    assert not set(name) & set('/\\:*?"<>|')
    assert name.isprintable()
    assert not name.startswith(".")
    assert unquote(places.as_file(place)) == name


@given(written)
def test_what_stands_behind_the_hash_is_the_place(place: str) -> None:
    link = places.behind_hash(place)

    assert link.startswith("#/")
    assert link.isascii()
    assert not set(link) & set(' "<>`')
    assert unquote(link[1:]) == place
