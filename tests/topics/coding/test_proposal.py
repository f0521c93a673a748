"""The proposer: every answer somewhere, the same answers the same groups."""

from __future__ import annotations

import random
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.topics.coding import proposal as proposing
from copctl.topics.coding.proposal import Proposal, propose

ANSWERS = """\
Practical examples from field work
examples from real evaluations please
Please share real examples
Case studies from Cambodia and Laos
Case studies would help
more case studies from our region
Translation into Khmer
Khmer translation of the materials
slides in Khmer
Internet connection was bad
My internet is slow, I lost the connection twice
poor internet connection in the province
Outcome harvesting
outcome harvesting!
How to do outcome harvesting with few staff
ការប្រមូលលទ្ធផល
ការប្រមូលលទ្ធផលជាជំហានៗ
ขอบคุณมาก
xyzzy
""".splitlines()

WORDS = [
    "rice",
    "fish",
    "gender",
    "khmer",
    "excel",
    "dashboards",
    "the",
    "no",
    "ការប្រមូល",
    "ขอบคุณ",
    "Ana",
    "=1+1",
    "[red]",
]
SENTENCES = st.lists(
    st.one_of(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), st.text(max_size=12)), max_size=25
)


@pytest.fixture(params=["numpy", "standard library"], autouse=True)
def _library(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything holds with NumPy and without."""
    if request.param == "standard library":
        monkeypatch.setattr(proposing, "find_spec", lambda _name: None)
    elif find_spec("numpy") is None:
        pytest.skip("NumPy is not installed")


def groups(found: Proposal, answers: list[str]) -> list[list[str]]:
    return sorted(sorted(answers[place] for place in code.answers) for code in found.codes)


def check(found: Proposal, answers: list[str]) -> None:
    placed = [place for code in found.codes for place in code.answers] + found.unassigned
    assert sorted(placed) == list(range(len(answers)))
    labels = [code.label for code in found.codes]
    assert len(set(labels)) == len(labels)
    for code in found.codes:
        assert code.label
        assert code.size == len(code.answers) >= 1
        assert code.answers == sorted(code.answers)
        assert 0 <= code.cohesion <= 1
        assert 1 <= len(code.quotes) <= 3
    assert [code.size for code in found.codes] == sorted((code.size for code in found.codes), reverse=True)


def test_themes_of_a_small_survey_emerge() -> None:
    found = propose(ANSWERS)

    check(found, ANSWERS)
    assert ANSWERS[12:15] in [[ANSWERS[n] for n in code.answers] for code in found.codes]
    assert {"Outcome harvesting", "Khmer, translation", "Case studies"} <= {
        code.label for code in found.codes
    }
    assert {ANSWERS[place] for place in found.unassigned} >= {"xyzzy", "ขอบคุณมาก"}


def test_the_words_of_a_code_are_spelled_as_they_were_written() -> None:
    [khmer] = [code for code in propose(ANSWERS).codes if code.label.startswith("Khmer")]

    assert khmer.terms[0] == "Khmer"
    assert khmer.answers == [6, 7, 8]


@pytest.mark.parametrize("k", [None, 1, 3, 50])
@pytest.mark.parametrize(
    "answers",
    [
        [],
        [""],
        ["?", "!"],
        ["one"],
        ["same"] * 7,
        ["a b", "c d", "e f"],
        ["no", "No.", "yes"],
        ["ក", "ខ"],
        ["\ud800", "\0"],
    ],
)
def test_little_and_odd_input_is_fine(answers: list[str], k: int | None) -> None:
    check(propose(answers, k), answers)


def test_answers_that_are_all_the_same_are_one_code() -> None:
    [code] = propose(["GEDSI", "gedsi", "GEDSI!"] * 5).codes

    assert (code.label, code.size, code.cohesion) == ("GEDSI", 15, 1.0)


def test_k_is_the_most_codes_there_are() -> None:
    assert len(propose(ANSWERS, 3).codes) <= 3


def test_many_answers_are_fine() -> None:
    chance = random.Random(5)
    words = [f"word{n}" for n in range(300)]
    count = 10_000 if proposing.find_spec is find_spec else 1_500  # the standard library takes its time
    answers = [" ".join(chance.sample(words, 6)) for _ in range(count)]

    check(propose(answers, 12), answers)


@settings(max_examples=40, deadline=None)
@given(SENTENCES, st.one_of(st.none(), st.integers(1, 6)), st.integers(0, 3))
def test_every_answer_is_in_one_code_or_unassigned(answers: list[str], k: int | None, seed: int) -> None:
    found = propose(answers, k, seed=seed)

    check(found, answers)
    assert found == propose(answers, k, seed=seed)
    if k is not None:
        assert len(found.codes) <= k


@settings(max_examples=25, deadline=None)
@given(SENTENCES, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(answers: list[str], chance: random.Random) -> None:
    shuffled = answers.copy()
    chance.shuffle(shuffled)

    one, other = propose(answers), propose(shuffled)

    assert groups(one, answers) == groups(other, shuffled)
    assert [code.label for code in one.codes] == [code.label for code in other.codes]


def test_an_encoder_decides_what_is_near() -> None:
    np = pytest.importorskip("numpy")
    meanings = {"tuk-tuk": (1, 0, 0.1), "motorbike": (1, 0.1, 0), "river": (0, 1, 0.1), "lake": (0.1, 1, 0)}

    def encoder(texts: list[str]) -> object:
        rows = np.array([meanings[text] for text in texts], dtype=float)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    found = propose(list(meanings), 2, encoder=encoder)

    assert groups(found, list(meanings)) == [["lake", "river"], ["motorbike", "tuk-tuk"]]
