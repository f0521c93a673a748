"""The stemmer, by the examples of the article (Porter 1980), and the words that texts are compared by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.speakers.stems import STOP_WORDS, stem, terms

# Word and stem, step by step; where the article shows one step, the stem after all of them.
EXAMPLES = """
caresses caress ponies poni ties ti caress caress cats cat feed feed agreed agre plastered plaster bled bled
motoring motor sing sing conflated conflat troubled troubl sized size hopping hop tanned tan falling fall
hissing hiss fizzed fizz failing fail filing file happy happi sky sky relational relat conditional condit
rational ration valenci valenc hesitanci hesit digitizer digit conformabli conform radicalli radic
differentli differ vileli vile analogousli analog vietnamization vietnam predication predic operator oper
feudalism feudal decisiveness decis hopefulness hope callousness callous formaliti formal sensitiviti sensit
sensibiliti sensibl triplicate triplic formative form formalize formal electriciti electr electrical electr
hopeful hope goodness good revival reviv allowance allow inference infer airliner airlin gyroscopic gyroscop
adjustable adjust defensible defens irritant irrit replacement replac adjustment adjust dependent depend
adoption adopt homologou homolog communism commun activate activ angulariti angular homologous homolog
effective effect bowdlerize bowdler probate probat rate rate cease ceas controll control roll roll
generalizations gener oscillators oscil
""".split()  # noqa: SIM905


@pytest.mark.parametrize(("word", "expected"), list(zip(EXAMPLES[::2], EXAMPLES[1::2], strict=True)))
def test_a_word_loses_its_endings_as_in_the_article(word: str, expected: str) -> None:
    assert stem(word) == expected


@pytest.mark.parametrize("word", ["m", "me", "2026", "covid19", "सीख", "học", "សុខ"])
def test_what_is_no_english_word_stays(word: str) -> None:
    assert stem(word) == word


def test_forms_of_one_word_are_one_term() -> None:
    assert len(set(terms("evaluate evaluates evaluated evaluating evaluation"))) == 1


def test_scripts_without_spaces_are_compared_by_groups_of_characters() -> None:
    assert terms("ការរៀនសូត្រ") == list(dict.fromkeys(terms("ការរៀនសូត្រ")))
    assert set(terms("រៀនសូ")) <= set(terms("ការរៀនសូត្រ"))


def test_small_words_and_the_ends_of_contractions_are_no_terms() -> None:
    assert terms("It's what the donors don't ask: the HOW") == [stem("it"), stem("donors"), "don", "ask"]


def test_names_of_the_field_are_not_taken_for_small_words() -> None:
    assert not {"it", "us", "who"} & STOP_WORDS


@given(st.text(alphabet="abcdefghilmnoprstuvwyz", max_size=20))
def test_a_stem_is_never_longer_and_never_empty(word: str) -> None:
    assert len(stem(word)) <= len(word)
    assert stem(word) or not word
