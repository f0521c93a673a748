"""`copctl survey tally` and `copctl topic`, from the outside: every rule on every type of question."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl

DEFINITION = """# survey

| type                   | name   | label           |
| ---------------------- | ------ | --------------- |
| email                  | email  | Email           |
| select_multiple topics | topics | Which topics?   |
| rank topics            | order  | In which order? |
| range                  | mood   | How was it?     |
| select_one scale       | worth  | Was it worth it? |
| text                   | place  | Where are you?  |

# choices

| list_name | name | label        |
| --------- | ---- | ------------ |
| topics    | a    | Storytelling |
| topics    | b    | Data quality |
| topics    | c    | Indicators   |
| scale     | 1    | No           |
| scale     | 2    | Yes          |
"""
ANSWERS = """Email,Which topics?,In which order? [1st choice],In which order? [2nd choice],How was it?,Was it worth it?,Where are you?
a@example.org,Storytelling;Data quality,Data quality,Storytelling,4,Yes,Vientiane
b@example.org,Data quality,Data quality,Indicators,5,Yes,vientiane
c@example.org,Storytelling,Storytelling,,3,No,Hanoi
guest@example.com,Indicators,,,,,
"""


@pytest.fixture
def counted(succeed: Copctl, folder: Path) -> Copctl:
    """A community of four members and a survey that three of them and a guest answered."""
    for name, country in (("a", "LA"), ("b", "LA"), ("c", "VN"), ("d", "KH")):
        succeed("member", "add", "--name", name, "--email", f"{name}@example.org", "--country", country)
    (folder / "survey.md").write_text(DEFINITION)
    (folder / "answers.csv").write_text(ANSWERS)
    succeed("survey", "new", "s", "--from", "survey.md")
    succeed("survey", "import", "s", "answers.csv")
    return succeed


def lines(counted: Copctl, *arguments: str) -> list[tuple[int, str, int, float]]:
    topics = counted("survey", "tally", "s", *arguments, "--json").json["topics"]
    return [(t["rank"], t["topic"], t["votes"], t["score"]) for t in topics]


def test_the_json_names_its_base_and_its_rate(counted: Copctl) -> None:
    tally = counted("survey", "tally", "s", "--json").json

    assert (tally["survey"], tally["question"], tally["rule"]) == ("s", "topics", "approval")
    assert (tally["respondents"], tally["eligible"], tally["response_rate"]) == (4, 4, 0.75)
    assert [(t["rank"], t["topic"], t["slug"], t["votes"], t["share"]) for t in tally["topics"]] == [
        (1, "Data quality", "data-quality", 2, 0.5),
        (1, "Storytelling", "storytelling", 2, 0.5),
        (3, "Indicators", "indicators", 1, 0.25),
    ]
    assert tally["warnings"] == [
        "1 respondent is not an active member and does not count in the response rate."
    ]


@pytest.mark.parametrize(
    ("question", "rule", "expected"),
    [
        (
            "order",
            "borda",
            [(1, "Data quality", 2, 4.5), (2, "Storytelling", 2, 3), (3, "Indicators", 1, 1.5)],
        ),
        (
            "order",
            "approval",
            [(1, "Data quality", 2, 2), (1, "Storytelling", 2, 2), (3, "Indicators", 1, 1)],
        ),
        ("mood", "score", [(1, "5", 1, 5), (2, "4", 1, 4), (3, "3", 1, 3)]),
        ("mood", "approval", [(1, "3", 1, 1), (1, "4", 1, 1), (1, "5", 1, 1)]),
        ("worth", "approval", [(1, "Yes", 2, 2), (2, "No", 1, 1)]),
        ("worth", "score", [(1, "Yes", 2, 2), (2, "No", 1, 1)]),
        ("place", "approval", [(1, "Vientiane", 2, 2), (2, "Hanoi", 1, 1)]),
    ],
)
def test_every_rule_counts_what_fits_it(
    counted: Copctl, question: str, rule: str, expected: list[tuple[int, str, int, float]]
) -> None:
    assert lines(counted, "--question", question, "--rule", rule) == expected


def test_a_group_is_counted_out_of_its_own_respondents(counted: Copctl) -> None:
    tally = counted("survey", "tally", "s", "--by", "country", "--min-group", "1", "--json").json
    segments = tally["segments"]

    by_name = {s["segment"]: {t["topic"]: t["share"] for t in s["topics"]} for s in segments}
    assert by_name["LA"] == {"Data quality": 1.0, "Storytelling": 0.5, "Indicators": 0.0}
    assert by_name["VN"]["Storytelling"] == 1.0


def test_a_cut_through_a_tie_says_so(counted: Copctl) -> None:
    result = counted("survey", "tally", "s", "--top", "1")

    assert "Data quality" in result.stdout
    assert "Place 1 is a tie with Storytelling; the alphabet decided." in result.stderr


def test_the_longest_bar_stays_on_its_line(counted: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    bars = [line for line in counted("survey", "tally", "s").stdout.splitlines() if "█" in line]

    assert len(bars) == 3


def test_a_survey_of_strangers_larger_than_the_community_has_no_rate(succeed: Copctl, folder: Path) -> None:
    succeed("member", "add", "--name", "a", "--email", "a@example.org")
    (folder / "x.csv").write_text("Which?\nOne;Two\nTwo;One\nOne\nTwo\n")
    succeed("survey", "import", "x", "x.csv", "--infer")

    tally = succeed("survey", "tally", "x", "--question", "1", "--json").json

    assert (tally["respondents"], tally["eligible"], tally["response_rate"]) == (4, 1, None)


def test_adopting_keeps_where_topics_came_from_also_through_a_merge(counted: Copctl) -> None:
    counted("topic", "adopt", "s", "--top", "2")
    counted("topic", "add", "Clean data", "--note", "asked for at lunch")
    counted("topic", "merge", "clean-data", "data-quality")

    [first, second] = counted("topic", "list", "--json").json
    assert (first["topic"], first["from"], first["aliases"]) == (
        "Data quality",
        "s: rank 1, 2 of 4",
        ["Clean data"],
    )
    assert [origin["survey"] for origin in first["origins"]] == ["s", None]
    assert (second["topic"], second["status"]) == ("Storytelling", "backlog")


def test_adopting_twice_changes_nothing_and_undo_takes_topics_back(counted: Copctl) -> None:
    counted("topic", "adopt", "s", "--top", "2")
    changes = len(counted("log", "--json").json)

    again = counted("topic", "adopt", "s", "--top", "2", "--json").json

    assert [row["was"] for row in again] == ["unchanged", "unchanged"]
    assert len(counted("log", "--json").json) == changes
    counted("undo")
    assert counted("topic", "list", "--json").json == []
