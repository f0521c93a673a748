"""What a free tag may mean: proposals with a reason."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.community.knowing.proposals import Term, propose, propose_by_meaning

TERMS = [
    Term("theory-of-change", "Theory of change", ("ToC",)),
    Term("outcome-harvesting", "Outcome harvesting"),
    Term("indicators", "Indicators", ("KPI",)),
    Term("water", "Water"),
    Term("water-quality-monitoring", "Water quality monitoring", ("Water quality",)),
    Term("household-surveys", "Household surveys", ("Household survey",)),
    Term("khmer", "ការតាមដានទឹក"),
]


def first(tag: str) -> tuple[str, str]:
    proposal = propose(tag, TERMS)[0]
    return proposal.slug, proposal.why


def test_each_sign_says_why() -> None:
    assert first("toc") == ("theory-of-change", "another way to write it: ToC")
    assert first("surveys of households") == ("household-surveys", "the same words as Household surveys")
    assert first("Outcome harvesting in practice") == ("outcome-harvesting", "it says Outcome harvesting")
    assert first("quality monitoring") == ("water-quality-monitoring", "part of Water quality monitoring")
    assert first("theory of chnage")[1] == "written nearly as Theory of change (92 of 100)"


def test_of_equals_the_one_whose_words_come_first_is_meant() -> None:
    assert [p.slug for p in propose("Indicators for water and energy", TERMS)] == ["indicators", "water"]


def test_a_sure_sign_stands_alone_and_nothing_is_made_up() -> None:
    assert [p.slug for p in propose("water", TERMS)] == ["water"]
    assert propose("drones [red]", TERMS) == []
    assert propose("of the", TERMS) == []


def test_scripts_without_blanks_are_compared_by_their_letters() -> None:
    assert first("ការតាមដានទឹកនៅភូមិ")[0] == "khmer"


@given(st.text(max_size=40))
def test_any_tag_gets_terms_that_exist_best_first(tag: str) -> None:
    found = propose(tag, TERMS)

    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)
    assert {p.slug for p in found} <= {term.slug for term in TERMS}
    assert len({p.slug for p in found}) == len(found) <= 3


def test_meaning_is_compared_with_every_way_to_write_a_term() -> None:
    import numpy as np

    axes = {"KPI": [1.0, 0.0], "measures": [0.8, 0.6]}

    def encode(texts: list[str]) -> np.ndarray:
        return np.array([axes.get(text, [0.0, 1.0] if text == "Water" else [0.0, 0.0]) for text in texts])

    [proposals] = propose_by_meaning(encode, ["measures"], TERMS)

    assert [(p.slug, p.why) for p in proposals] == [
        ("indicators", "means much the same as KPI (80 of 100)"),
        ("water", "means much the same as Water (60 of 100)"),
    ]
    assert propose_by_meaning(encode, [], TERMS) == []
