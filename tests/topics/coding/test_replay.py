"""Decisions replayed: rules, reasons, and what a later decision does to an earlier one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.errors import Refused
from copctl.topics.coding import codebook_file
from copctl.topics.coding.accepting import decisions_of
from copctl.topics.coding.decisions import Action, Decision, Match, decided, holds, stored
from copctl.topics.coding.proposal import propose
from copctl.topics.coding.replay import idle, replay

TEXTS = [
    "Training in Excel",
    "excel trainings, please",
    "More time",
    "Time for training",
    "nothing",
    "ខ្ញុំចង់រៀន Excel",
]
ACCEPT = decided("accept", "Training", "any", ["training"], "")


def codes(decisions: list[Decision], texts: list[str] = TEXTS) -> list[set[str]]:
    return [set(found.codes) for found in replay(decisions, texts).assignments]


def test_answers_that_hold_a_word_bear_its_code_and_say_why() -> None:
    found = replay([ACCEPT], TEXTS)

    assert found.answers_of("Training") == [0, 1, 3]
    assert found.assignments[1].codes == {"Training": [(1, "accept: it holds 'training'")]}
    assert found.uncoded == [2, 4, 5]


def test_an_answer_may_bear_several_codes() -> None:
    time = decided("accept", "Time", "any", ["time"], "")

    assert codes([ACCEPT, time])[3] == {"Training", "Time"}


def test_new_answers_follow_the_rules_of_earlier_decisions() -> None:
    assert codes([ACCEPT], ["a training in Vientiane"]) == [{"Training"}]


def test_all_words_of_a_rule_must_be_held() -> None:
    assert codes([decided("accept", "X", "all", ["excel", "training"], "")]) == [
        {"X"},
        {"X"},
        set(),
        set(),
        set(),
        set(),
    ]


def test_an_answer_is_known_by_its_mark_in_any_spelling() -> None:
    picked = decided("accept", "X", "answer", ["EXCEL training in"], "")

    assert picked.values[0].startswith("#")
    assert "excel" not in str(picked.details()).lower()
    assert codes([picked])[0] == {"X"}


def test_renaming_and_merging_keep_the_reasons() -> None:
    rules = [
        ACCEPT,
        decided("accept", "Time", "any", ["time"], ""),
        decided("rename", "training", "", [], "Courses"),
        decided("merge", "Time", "", [], "Courses"),
    ]

    found = replay(rules, TEXTS)

    assert found.codes == ["Courses"]
    assert found.assignments[2].codes["Courses"][-1] == (4, "merge: Time became Courses")
    assert found.answers_of("Courses") == [0, 1, 2, 3]


def test_splitting_and_moving_take_answers_elsewhere() -> None:
    split = decided("split", "Training", "any", ["excel"], "Excel")
    move = decided("move", "", "answer", ["Time for training"], "Excel")

    assert codes([ACCEPT, split]) == [{"Excel"}, {"Excel"}, set(), {"Training"}, set(), set()]
    assert codes([ACCEPT, move])[3] == {"Excel"}


def test_what_is_ignored_is_neither_coded_nor_to_do() -> None:
    nothing = decided("ignore", "", "any", ["nothing"], "")

    found = replay([ACCEPT, nothing, decided("ignore", "Training", "", [], "")], TEXTS)

    assert found.codes == []
    assert found.ignored == [0, 1, 3, 4]
    assert found.uncoded == [2, 5]


@pytest.mark.parametrize(
    ("text", "term", "held"),
    [
        ("Monitoring & Evaluation", "evaluations", True),
        ("evaluators", "evaluat*", True),
        ("re-evaluate", "evaluat*", True),
        ("devaluation", "evaluation", False),
        ("time for discussion", "for discussion", True),
        ("discussion for", "for discussion", False),
        ("ខ្ញុំចង់រៀនពីការប្រមូលលទ្ធផល", "ការប្រមូល", True),
        ("anything", "?!", False),
    ],
)
def test_a_term_is_held_as_whole_words(text: str, term: str, held: bool) -> None:
    assert holds(text, term) is held


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("acept", "X", "", [], ""), "There is no action 'acept'."),
        (("", "X", "", [], ""), "It has no action."),
        (("accept", "", "any", ["a"], ""), "accept needs code."),
        (("accept", "X", "any", ["?"], ""), "accept needs values."),
        (("accept", "X", "some", ["a"], ""), "There is no match 'some'."),
        (("accept", "X", "any", ["-a"], ""), "accept needs a word that answers hold."),
        (("rename", "X", "", [], ""), "rename needs to."),
        (("move", "X", "", [], "Y"), "move needs match and values."),
        (("ignore", "", "", [], ""), "ignore needs match and values."),
    ],
)
def test_an_incomplete_decision_says_what_it_needs(
    row: tuple[str, str, str, list[str], str], says: str
) -> None:
    with pytest.raises(Refused) as refusal:
        decided(*row)

    assert refusal.value.message == says


LABELS = st.sampled_from(["Training", "Time", "=1+1", "ខ្មែរ", "[red]"])
VALUES = st.lists(
    st.sampled_from(["training", "time", "excel*", "=cmd", "ចង់"]), min_size=1, max_size=3, unique=True
)
DECISIONS = st.one_of(
    st.builds(
        lambda c, m, v: decided("accept", c, m, v, ""),
        LABELS,
        st.sampled_from(["any", "all", "answer", "proposal"]),
        VALUES,
    ),
    st.builds(lambda a, c, t: decided(a, c, "", [], t), st.sampled_from(["rename", "merge"]), LABELS, LABELS),
    st.builds(
        lambda a, c, v, t: decided(a, c, "any", v, t),
        st.sampled_from(["split", "move"]),
        LABELS,
        VALUES,
        LABELS,
    ),
    st.builds(lambda v: decided("ignore", "", "any", v, ""), VALUES),
    st.builds(lambda c: decided("ignore", c, "", [], ""), LABELS),
)


@settings(max_examples=60, deadline=None)
@given(decisions=st.lists(DECISIONS, max_size=8))
def test_a_codebook_written_to_a_file_reads_back(
    decisions: list[Decision], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path: Path = tmp_path_factory.mktemp("book") / "codebook.csv"
    path.write_text(codebook_file.write(decisions), encoding="utf-8")

    assert [decision for _, decision in codebook_file.lines(path)[1]] == decisions
    if not idle(decisions):
        assert replay(decisions, []).codes == replay([d for _, d in codebook_file.lines(path)[1]], []).codes


@settings(deadline=None)
@given(
    decisions=st.lists(DECISIONS, max_size=8),
    texts=st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=9))),
)
def test_every_answer_is_coded_ignored_or_uncoded(decisions: list[Decision], texts: list[str]) -> None:
    found = replay(decisions, texts)

    for place, assignment in enumerate(found.assignments):
        states = [bool(assignment.codes), place in found.ignored, place in found.uncoded, not assignment.text]
        assert sum(states) == 1
        assert set(assignment.codes) <= set(found.codes)
        assert all(steps for steps in assignment.codes.values())
    assert [stored(d.action.value, d.details()) for d in decisions] == decisions


@settings(deadline=None)
@given(st.lists(st.one_of(st.sampled_from(TEXTS), st.text(max_size=9)), max_size=12))
def test_accepting_a_whole_proposal_codes_all_that_it_placed(texts: list[str]) -> None:
    proposal = propose(texts)

    found = replay(decisions_of(proposal, texts), texts)

    for code in proposal.codes:
        assert all(code.label in found.assignments[place].codes for place in code.answers)


def test_a_decision_has_one_shape() -> None:
    assert decided("split", "A", "any", ["x"], "B") == Decision(Action.SPLIT, "A", Match.ANY, ("x",), "B")


def test_the_codebook_in_the_documentation_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "coding.md").read_text(encoding="utf-8")
    (tmp_path / "codebook.csv").write_text(
        page.partition("```csv\n")[2].partition("```")[0], encoding="utf-8"
    )

    decisions = codebook_file.read(tmp_path / "codebook.csv")
    found = replay(
        decisions, ["Translated slides", "case of a study", "n/a", "interpretation", "khmer, at what cost"]
    )

    assert [decision.action.value for decision in decisions][:4] == ["accept", "accept", "accept", "rename"]
    assert [set(one.codes) for one in found.assignments] == [
        {"Language"},
        {"Case studies"},
        set(),
        {"Language"},
        set(),
    ]
    assert found.ignored == [2]
