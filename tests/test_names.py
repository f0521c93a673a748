"""Names, keys, slugs and words, in every script."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl import names

LETTERS = st.characters(categories=["Lu", "Ll", "Lt", "Lm", "Lo", "Nd"])


@given(st.text())
def test_written_twice_is_written_once(text: str) -> None:
    once = names.written(text)

    assert names.written(once) == once
    assert once == once.strip()
    assert "\n" not in once


@given(st.text(alphabet=st.characters(categories=None)))
def test_prose_twice_is_prose_once_and_always_utf8(text: str) -> None:
    once = names.prose(text)

    assert names.prose(once) == once
    assert once.encode("utf-8")[:0] == b""


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert names.key(names.key(text)) == names.key(text)
    assert names.key(text) == names.key(unicodedata.normalize("NFD", text))


@given(st.text())
def test_a_slug_is_its_own_slug(text: str) -> None:
    once = names.slug(text)

    assert names.slug(once) == once
    assert " " not in once


@given(LETTERS)
def test_every_letter_leaves_something_in_a_slug(letter: str) -> None:
    assert names.slug(letter)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana  Lim", "ana\u00a0lim"),
        ("NGUYỄN VĂN AN", unicodedata.normalize("NFD", "nguyễn văn an")),
        ("ការ\u200bសិក្សា", "ការសិក្សា"),
        ("\u202bאנה\u202c", "אנה"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert names.key(one) == names.key(other)
    assert names.slug(one) == names.slug(other)


def test_diacritics_tell_names_apart() -> None:
    assert names.key("Thảo") != names.key("Thao")


@pytest.mark.parametrize("label", ["ការវាយតម្លៃ", "การประเมินผล", "ການປະເມີນ", "ထိုးထွင်း", "Đánh giá"])
def test_a_slug_keeps_vowel_signs(label: str) -> None:
    slug = names.slug(label)

    marks = [c for c in unicodedata.normalize("NFC", label) if unicodedata.category(c).startswith("M")]
    assert all(mark in unicodedata.normalize("NFKD", slug) or mark in slug for mark in marks)
    assert "-" not in slug.replace("đánh-giá", "")


def test_words_of_scripts_with_spaces_lose_diacritics() -> None:
    assert list(names.tokens("Évaluation, Thảo!")) == ["evaluation", "thao"]


@pytest.mark.parametrize("text", ["ការវាយតម្លៃ", "การประเมินผล", "ການປະເມີນ"])
def test_scripts_without_spaces_are_found_by_any_three_characters(text: str) -> None:
    words = list(names.tokens(text))

    assert len(words) > 3
    assert all(len(word) == 3 for word in words)
    assert set(names.tokens(text[2:8])) <= set(words)


@given(st.text())
def test_words_hold_nothing_that_a_search_would_take_for_syntax(text: str) -> None:
    for word in names.tokens(text):
        assert not set(word) & set("\"'*:&|()- \\")


def test_near_names_are_offered() -> None:
    hint = names.did_you_mean("storytelin", ["Storytelling", "Budget"], "copctl topic list")

    assert hint == "did you mean Storytelling?"
    assert names.did_you_mean("xyz", ["Storytelling"], "copctl topic list") == "copctl topic list"


@pytest.mark.parametrize(
    ("text", "expected"), [("12", True), ("²", False), ("9" * 30, False), ("-1", False), ("", False)]
)
def test_a_number_is_one_that_the_store_can_hold(text: str, expected: bool) -> None:
    assert names.is_number(text) is expected


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_words_of_plain_letters_are_the_same_beside_other_letters(text: str) -> None:
    assert [*names.tokens(text), "e"] == list(names.tokens(f"{text} é"))
