"""Sealed pages open with their key at their place, and no other way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.commons import sealing
from copctl.errors import Refused

KEY, SALT = b"k" * 32, b"s" * 16
PHRASE = "lusab-babad-gutih-tugad-mudof-bozos"
places = st.text(min_size=1, max_size=40).map(lambda text: f"/{text}".encode(errors="ignore").decode())


@given(st.binary(max_size=2000), places)
def test_what_is_sealed_opens_again(page: bytes, place: str) -> None:
    assert sealing.unseal(sealing.seal(page, KEY, place), KEY, place) == page


@given(st.binary(max_size=200), places, places)
def test_a_page_in_anothers_place_does_not_open(page: bytes, one: str, other: str) -> None:
    sealed = sealing.seal(page, KEY, one)

    if one != other:
        with pytest.raises(Refused):
            sealing.unseal(sealed, KEY, other)


@given(st.binary(max_size=200), st.data())
def test_a_page_with_one_bit_changed_does_not_open(page: bytes, data: st.DataObject) -> None:
    sealed = bytearray(sealing.seal(page, KEY, "/"))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(Refused):
        sealing.unseal(bytes(sealed), KEY, "/")


@given(st.integers(0, 60))
def test_a_page_cut_short_does_not_open(length: int) -> None:
    sealed = sealing.seal(b"x" * 500, KEY, "/")

    with pytest.raises(Refused):
        sealing.unseal(sealed[: min(length, len(sealed) - 1)], KEY, "/")


def test_another_builds_key_does_not_open_a_page() -> None:
    with pytest.raises(Refused):
        sealing.unseal(sealing.seal(b"page", KEY, "/"), sealing.new_key(), "/")


def test_equal_pages_look_different_and_have_one_size() -> None:
    sealed = {sealing.seal(b"page" * 100, KEY, "/") for _ in range(50)}

    assert len(sealed) == 50
    assert len({len(one) for one in sealed}) == 1


@given(places, places)
def test_file_names_are_for_any_disk_and_tell_places_apart(one: str, other: str) -> None:
    names = sealing.name_of(KEY, one), sealing.name_of(KEY, other)

    assert all(
        len(name) == 26 and name.isascii() and name.isalnum() and name == name.lower() for name in names
    )
    assert (names[0] == names[1]) == (one == other)
    assert sealing.name_of(b"j" * 32, one) != names[0]


def test_the_key_opens_with_the_phrase_it_was_wrapped_for_alone() -> None:
    wrapped = sealing.wrap(KEY, PHRASE, SALT, 1000)

    assert sealing.unwrap(wrapped, PHRASE, SALT, 1000) == KEY
    for phrase, salt, rounds in [
        (PHRASE.replace("bozos", "bozor"), SALT, 1000),
        (PHRASE.replace("lusab", "lusad"), SALT, 1000),
        (PHRASE, b"t" * 16, 1000),
        (PHRASE, SALT, 1001),
    ]:
        with pytest.raises(Refused):
            sealing.unwrap(wrapped, phrase, salt, rounds)


def test_a_phrase_is_stretched_as_owasp_asks() -> None:
    assert sealing.ROUNDS >= 600_000
    assert len(sealing.new_key()) == 32
    assert len(sealing.new_salt()) == 16
    assert sealing.new_key() != sealing.new_key()
