"""The rules of proposed codes: what new answers fall under."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.topics.coding.accepting import decisions_of
from copctl.topics.coding.decisions import BY_MARK, Match, decided
from copctl.topics.coding.folding import mark
from copctl.topics.coding.labels import Item, Wording
from copctl.topics.coding.proposal import propose
from copctl.topics.coding.replay import replay
from copctl.topics.coding.separating import Rule, Separator

# Answers that list things: most words stand in several codes, as in "what else do you plant?".
CROPS = """\
rice
Rice and maize
rice, maize, for sure
Maize, rice, duckweed
maize and rice, home-made compost
rice, maize
Rice, maize, and some flax
cassava
Cassava, taro
cassava, rice, lotus
Cassava, some kale
cassava and okra
Cassava, rice, maize
mango, rice, maize
mango
Mango, papaya
Mango, longan, maize
mango, durian
maize
maize, chive
Maize, dill
maize, quinoa
Maize, fennel
maize and cress
soy, rice, maize
Soy
soy, sesame
soy, peanut, maize
Soy, mung
chili
Chili, rice, maize
chili, garlic
Chili, ginger
""".splitlines()


def rules(texts: list[str], members: list[int], label: str) -> list[str]:
    items = [Item(text, (place,)) for place, text in enumerate(texts)]
    return [str(rule) for rule in Separator(Wording(items)).rules(members, label)]


def test_new_answers_fall_under_proposed_codes_by_their_words() -> None:
    proposal = propose(CROPS)
    decisions = decisions_of(proposal, CROPS)
    newer = ["Cassava and more", "maize, only", "mostly mango", "…chili", "Rice and maize today"]

    found = replay(decisions, newer).assignments

    for text, code in zip(newer[:4], ["cassava", "maize", "mango", "chili"], strict=True):
        [place] = [n for n, answer in enumerate(CROPS) if answer == code]
        [old] = [one.label for one in proposal.codes if place in one.answers]
        assert old in found[newer.index(text)].codes, text
    [pair] = [one.label for one in proposal.codes if CROPS.index("Rice and maize") in one.answers]
    assert pair in found[4].codes


def test_a_word_that_others_hold_too_is_a_rule_without_theirs() -> None:
    texts = ["rice", "rice, kale", "rice, okra", "rice, taro", "rice, soy", "rice and soy", "soy, rice"]

    assert rules(texts, [0, 1, 2, 3], "Rice") == ["rice, not soy"]
    assert rules(texts, [4, 5, 6], "Soy") == ["soy"]


def test_the_words_of_the_label_come_first_and_odd_ones_of_many_are_left_out() -> None:
    texts = [f"mango kind{number}x" for number in range(14)]
    texts += ["mango and palm", "palm with mango", "rice", "more rice"]

    assert rules(texts, list(range(16)), "Mango") == ["mango"]


def test_two_words_together_are_a_rule_where_one_says_little() -> None:
    texts = ["red rice", "rice, red", "the red rice", "red soy", "red kale", "rice", "brown rice"]

    [rule] = rules(texts, [0, 1, 2], "Red rice")

    assert rule == "red and rice"


def test_words_of_answers_that_are_all_the_same_are_a_rule_together() -> None:
    same = Item("Please keep it short, our line is thin", tuple(range(5)))
    other = Item("rice", (5,))

    [rule] = Separator(Wording([same, other])).rules([0], "Please keep it short")

    assert rule.reaches("our thin line: keep it short")
    assert not rule.reaches("keep going")
    assert Separator(Wording([same, other])).rules([1], "Rice") == []


def test_why_names_the_words_that_must_not_be_there() -> None:
    found = replay([decided("accept", "X", "any", ["rice", "-soy", "-kale"], "")], ["rice now"])

    assert found.assignments[0].codes["X"] == [(1, "accept: it holds 'rice' and not 'soy', 'kale'")]


def test_what_no_words_set_apart_has_no_rule() -> None:
    texts = ["red rice", "red rice twice", "red rice now", "rice, red"]

    assert rules(texts, [0, 1], "Red rice") == []


def test_scripts_without_blanks_have_stretches_that_few_others_hold() -> None:
    texts = ["ការប្រមូលលទ្ធផល", "ការប្រមូលលទ្ធផលជាជំហានៗ", "ขอบคุณมาก", "rice"]

    [rule] = Separator(Wording([Item(text, (n,)) for n, text in enumerate(texts)])).rules([0, 1], "x")

    assert rule.reaches("ការប្រមូលលទ្ធផលថ្មី")
    assert not rule.reaches("ขอบคุณ")


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(CROPS), max_size=30))
def test_every_rule_can_be_written_into_a_codebook(texts: list[str]) -> None:
    for decision in decisions_of(propose(texts), texts):
        details = decision.details()
        again = decided("accept", details["code"], details["match"], details["values"], "")
        assert again == decision
        if decision.match not in BY_MARK:
            assert any(Rule(decision.match or Match.ANY, decision.values).reaches(text) for text in texts)


@pytest.mark.parametrize(
    ("match", "values", "text", "held"),
    [
        ("any", ["rice", "-soy"], "rice", True),
        ("any", ["rice", "-soy"], "rice and soy", False),
        ("all", ["rice", "kale", "-soy milk"], "kale, rice, soy", True),
        ("all", ["rice", "kale", "-soy*"], "kale, rice, soybean", False),
    ],
)
def test_a_rule_may_name_words_that_must_not_be_there(
    match: str, values: list[str], text: str, held: bool
) -> None:
    found = replay([decided("accept", "X", match, values, "")], [text])

    assert ("X" in found.assignments[0].codes) is held


def test_why_tells_a_picked_answer_from_one_of_the_proposal() -> None:
    texts = ["rice", "soy"]
    rules_ = [
        decided("accept", "X", "proposal", [mark("rice")], ""),
        decided("accept", "X", "answer", ["soy"], ""),
    ]

    found = replay(rules_, texts).assignments

    assert found[0].codes["X"] == [(1, "accept: it was accepted with the proposal")]
    assert found[1].codes["X"] == [(2, "accept: this answer was picked")]
