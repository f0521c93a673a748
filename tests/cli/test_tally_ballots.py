"""`copctl survey tally --ballots`: PrefLib, Pabulib and plain tables, counted without storing them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl

ORDERS = """# TITLE: Lunch
# DATA TYPE: soc
# NUMBER ALTERNATIVES: 3
# ALTERNATIVE NAME 1: Rice
# ALTERNATIVE NAME 2: ម្ហូប [red]
# ALTERNATIVE NAME 3: Salad
3: 1,2,3
2: 2,3,1
"""
CATEGORIES = """# DATA TYPE: cat
# NUMBER ALTERNATIVES: 3
# NUMBER CATEGORIES: 2
# CATEGORY NAME 1: yes
# CATEGORY NAME 2: no
# ALTERNATIVE NAME 1: Rice
# ALTERNATIVE NAME 2: Soup
# ALTERNATIVE NAME 3: Salad
4: {1,2},3
3: 3,{1,2}
"""
UNIT = """META
key;value
description;Small things
budget;2
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
10;1;Bench
20;1;Lamp
30;1;
VOTES
voter_id;sex;age;vote
1;F;34;10,20
2;F;36;10,20
3;F;33;10
4;M;61;30
5;M;64;30
6;M;62;10,30
"""
DEAR = (
    UNIT.replace("budget;2", "budget;100")
    .replace("10;1;", "10;90;")
    .replace("20;1;", "20;60;")
    .replace("30;1;", "30;40;")
)


def counted(copctl: Copctl, name: str, text: str, *arguments: str) -> Any:
    Path(name).write_text(text, encoding="utf-8")
    result = copctl("survey", "tally", "--ballots", name, *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return result.json


def test_orders_are_counted_by_schulze_outside_of_any_community(copctl_outside: Copctl) -> None:
    told = counted(copctl_outside, "lunch.soc", ORDERS)

    assert (told["survey"], told["file"], told["label"]) == (None, "lunch.soc", "Lunch")
    assert (told["rule"], told["seats"], told["respondents"]) == ("schulze", 1, 5)
    assert (told["winners"], told["tied"], told["ties"]) == (["Rice"], False, [])
    assert [(t["topic"], t["score"], t["borda"]) for t in told["topics"]] == [
        ("Rice", 2, 6),
        ("ម្ហូប [red]", 1, 7),
        ("Salad", 0, 2),
    ]
    assert told["rules_agree"] is False
    assert (told["eligible"], told["response_rate"]) == (0, None)


@pytest.mark.parametrize(
    ("rule", "winners"),
    [
        ("borda", ["ម្ហូប [red]"]),
        ("copeland", ["Rice"]),
        ("schulze", ["Rice"]),
        ("ranked-pairs", ["Rice"]),
        ("irv", ["Rice"]),
        ("stv", ["Rice"]),
    ],
)
def test_every_ordinal_rule_counts_orders(copctl_outside: Copctl, rule: str, winners: list[str]) -> None:
    told = counted(copctl_outside, "lunch.soc", ORDERS, "--rule", rule)

    assert (told["rule"], told["winners"]) == (rule, winners)


def test_categories_are_approvals_and_can_be_ranked_as_well(copctl_outside: Copctl) -> None:
    told = counted(copctl_outside, "food.cat", CATEGORIES, "--seats", "2")

    assert told["rule"] == "phragmen"
    assert "Salad" in told["winners"]
    assert told["tied"] is True
    assert told["broken_by"] == "lot, seed 1"
    assert counted(copctl_outside, "food.cat", CATEGORIES)["rule"] == "approval"
    assert counted(copctl_outside, "food.cat", CATEGORIES, "--rule", "schulze")["rule"] == "schulze"


def test_unit_costs_fill_the_budget_and_a_nameless_project_goes_by_its_number(copctl_outside: Copctl) -> None:
    told = counted(copctl_outside, "small.pb", UNIT)

    assert (told["rule"], told["seats"], told["label"]) == ("approval", 2, "Small things")
    assert told["winners"] == ["Bench", "30"]
    assert (told["tied"], told["ties"]) == (False, [])


def test_costs_that_differ_are_spent_greedily_or_by_equal_shares(copctl_outside: Copctl) -> None:
    greedy = counted(copctl_outside, "dear.pb", DEAR)
    shares = counted(copctl_outside, "dear.pb", DEAR, "--rule", "mes")

    assert (greedy["rule"], greedy["winners"]) == ("greedy", ["Bench"])
    assert [line["cost"] for line in greedy["topics"]] == [90, 40, 60]
    assert (greedy["budget"], greedy["spent"], shares["spent"]) == (100, 90, 100)
    assert {c["rule"]: c["spent"] for c in greedy["rules"]} == {"greedy": 90, "mes": 100}
    assert greedy["rules_agree"] is False
    assert "seats" not in greedy
    assert (shares["rule"], shares["winners"]) == ("mes", ["30", "Lamp"])


def test_voters_sex_and_age_are_segments(copctl_outside: Copctl) -> None:
    by_sex = counted(copctl_outside, "small.pb", UNIT, "--by", "sex", "--min-group", "3")
    by_age = counted(copctl_outside, "small.pb", UNIT, "--by", "age", "--min-group", "1")

    assert [(s["segment"], s["respondents"]) for s in by_sex["segments"]] == [("F", 3), ("M", 3)]
    # Bench has three women and one man: the one takes the three with it.
    assert {cell["votes"] for s in by_sex["segments"] for cell in s["topics"]} == {None}
    assert {s["segment"]: s["respondents"] for s in by_age["segments"]} == {
        "25-34": 2,
        "35-44": 1,
        "55-64": 3,
    }
    shown = copctl_outside("survey", "tally", "--ballots", "small.pb", "--by", "shoes")
    assert (shown.exit_code, "Traceback" in shown.stderr) == (2, False)


def test_a_table_of_approvals_is_counted(copctl_outside: Copctl) -> None:
    told = counted(
        copctl_outside, "votes.csv", "voter,choices\n1,A;B\n2,A;B\n3,A\n4,C\n5,C\n", "--seats", "2"
    )

    assert (told["rule"], told["winners"]) == ("phragmen", ["A", "C"])
    assert [rule["rule"] for rule in told["rules"]] == ["phragmen", "approval", "mes", "seqpav"]


def test_nothing_of_a_ballot_file_is_stored(copctl: Copctl) -> None:
    changes = len(copctl("log", "--json").json)

    counted(copctl, "small.pb", UNIT)

    assert len(copctl("log", "--json").json) == changes
    assert copctl("survey", "list", "--json").json == []


@pytest.mark.parametrize("arguments", [("--rule", "borda"), ("--weight", "organisation"), ("--minutes", "9")])
def test_what_a_table_cannot_give_is_one_sentence(copctl_outside: Copctl, arguments: tuple[str, ...]) -> None:
    Path("votes.csv").write_text("choices\nA;B\nA\n")

    result = copctl_outside("survey", "tally", "--ballots", "votes.csv", *arguments)

    assert result.exit_code in (1, 2)
    assert result.stderr.startswith("Error: ")
    assert "Traceback" not in result.stderr


def test_the_table_names_labels_as_they_are(copctl_outside: Copctl) -> None:
    Path("lunch.soc").write_text(ORDERS, encoding="utf-8")

    shown = copctl_outside("survey", "tally", "--ballots", "lunch.soc").stdout

    assert "ម្ហូប [red]" in shown
    assert "5 ballots. Rule: Schulze, Borda beside it." in shown


def test_no_survey_and_no_file_is_a_usage_error(copctl: Copctl) -> None:
    result = copctl("survey", "tally")

    assert (result.exit_code, result.stderr.splitlines()[0]) == (2, "Error: SURVEY is missing.")


POINTS = """META
key;value
budget;100
vote_type;scoring
default_score;1
PROJECTS
project_id;cost;name
10;90;Bench
20;60;Lamp
30;40;
VOTES
voter_id;sex;vote;points
1;F;10,20;3,-2
2;F;10,20;2,1
3;F;10;1
4;M;30;2
5;M;30;1
"""


def test_only_points_above_nought_are_votes_and_the_default_is_none(copctl_outside: Copctl) -> None:
    told = counted(copctl_outside, "points.pb", POINTS)

    lines = {line["topic"]: line for line in told["topics"]}
    assert {name: line["votes"] for name, line in lines.items()} == {"Bench": 3, "30": 2, "Lamp": 1}
    assert lines["Lamp"]["share"] == 0.2
    # One vote of one point, one of two below nought, and the default of the other three.
    assert lines["Lamp"]["score"] == 2
    assert (told["winners"], told["served"]) == (["Bench"], 3)
    by = counted(copctl_outside, "points.pb", POINTS, "--by", "sex", "--min-group", "1")
    assert [[cell["votes"] for cell in part["topics"]] for part in by["segments"]] == [[3, 1, 0], [0, 0, 2]]


def test_one_voter_has_one_vote_the_last(copctl_outside: Copctl) -> None:
    told = counted(copctl_outside, "twice.pb", UNIT + "6;M;62;30\n")

    assert told["respondents"] == 6
    assert {line["topic"]: line["votes"] for line in told["topics"]}["Bench"] == 3
    assert "1 vote is left out: the same voter_id has another one further down." in told["warnings"]


def test_what_a_file_leaves_out_or_seats_leave_aside_is_said(copctl_outside: Copctl) -> None:
    bare = DEAR.replace("budget;100\n", "").replace("vote_type;approval\n", "")

    notes = counted(copctl_outside, "bare.pb", bare)["warnings"]
    aside = counted(copctl_outside, "dear.pb", DEAR, "--seats", "2")["warnings"]

    assert "The file names no vote_type; its votes are taken for approval." in notes
    assert "The file names no budget, so costs are left aside." in notes
    assert "Seats are filled here: the file's costs and its budget are left aside." in aside


def test_a_budget_below_nought_and_an_empty_file_are_refused(copctl_outside: Copctl) -> None:
    for text, said in ((DEAR.replace("budget;100", "budget;-5"), "a budget cannot be -5"), ("", "is empty.")):
        Path("x.pb").write_text(text, encoding="utf-8")
        result = copctl_outside("survey", "tally", "--ballots", "x.pb")
        assert (result.exit_code, said in result.stderr, "import" in result.stderr) == (1, True, False)


def test_a_budget_has_no_top_so_and_so_and_says_when_nothing_fits(copctl_outside: Copctl) -> None:
    told = counted(copctl_outside, "dear.pb", DEAR, "--uncertainty")
    Path("x.pb").write_text(DEAR.replace("budget;100", "budget;5"), encoding="utf-8")
    poor = copctl_outside("survey", "tally", "--ballots", "x.pb").stdout

    assert all("chance" not in line for line in told["topics"])
    assert "No topic is chosen: none that was voted for fits into a budget of 5." in poor


def test_more_seats_than_topics_say_how_many_are_filled(copctl_outside: Copctl) -> None:
    Path("small.pb").write_text(UNIT, encoding="utf-8")
    shown = copctl_outside("survey", "tally", "--ballots", "small.pb", "--seats", "9")

    assert "3 of 9 seats" in shown.stdout
    markdown = copctl_outside(
        "survey", "tally", "--ballots", "small.pb", "--seats", "2", "--by", "sex", "--format", "markdown"
    ).stdout
    assert "| Equal Shares + completion |" in markdown
    assert all(line[0] in "|#" and line[-1] in "|2x" for line in markdown.splitlines() if "|" in line)
    assert "6 of 9 seats stay empty: no ballot names anything else." in shown.stderr
