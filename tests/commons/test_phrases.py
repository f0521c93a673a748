"""Pass phrases: six words that anybody can say, read out and type."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from copctl.commons import phrases

KEY = b"k" * 32
numbers = st.integers(1, 2**31 - 1)


def test_a_word_is_the_proquint_of_its_bits() -> None:
    # The examples of Wilkerson 2009: 127.0.0.1 and 63.84.220.193.
    assert [phrases.word(bits) for bits in (0x7F00, 0x0001)] == ["lusab", "babad"]
    assert [phrases.word(bits) for bits in (0x3F54, 0xDCC1)] == ["gutih", "tugad"]


def test_no_two_numbers_have_one_word() -> None:
    assert len({phrases.word(bits) for bits in range(2**16)}) == 2**16


@given(numbers, st.integers(0, 1000))
def test_a_phrase_is_the_same_each_time_and_is_read_as_it_is(member: int, count: int) -> None:
    phrase = phrases.derived(KEY, member, count)

    assert phrase == phrases.derived(KEY, member, count)
    assert len(phrase.split("-")) == 6
    assert phrases.read(phrase) == phrase
    assert phrases.label(phrase) == phrase.split("-")[0]


def test_another_member_another_count_and_another_key_give_another_phrase() -> None:
    made = {
        phrases.derived(key, member, count)
        for key in (KEY, b"j" * 32) for member in (1, 11, 111) for count in (0, 1, 11)
    }  # fmt: skip

    assert len(made) == 18


@given(
    numbers,
    st.sampled_from([" ", "", "-", "\u2011", "\u2013", "\u00a0", "\u200b", ", ", "\n", ". "]),
    st.booleans(),
)
def test_typing_may_be_careless(member: int, between: str, shout: bool) -> None:
    phrase = phrases.derived(KEY, member, 0)
    typed = f"  {phrase.replace('-', between)}  "
    typed = typed.upper() if shout else typed

    assert phrases.read(typed) == phrase
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isascii() and c.isalpha() else c for c in typed)
    assert phrases.read(wide) == phrase
    assert phrases.read(unicodedata.normalize("NFD", typed)) == phrase


@given(st.text())
def test_what_is_read_is_a_phrase_or_nothing(typed: str) -> None:
    found = phrases.read(typed)

    assert found is None or phrases.read(found) == found


def test_what_cannot_be_a_phrase_is_none() -> None:
    for typed in ("", "lusab", "lusab-babad-gutih-tugad-mudof", "lusab-babad-gutih-tugad-mudof-bozox",
                  "lusab-babad-gutih-tugad-mudof-bozos-lusab", "ស្វាគមន៍"):  # fmt: skip
        assert phrases.read(typed) is None
