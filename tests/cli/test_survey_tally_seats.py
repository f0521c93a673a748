"""`copctl survey tally` with seats, minutes, segments, weights and uncertainty, from the outside."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl

DEFINITION = """# settings

| form_title | hide_until_close |
| ---------- | ---------------- |
| What next? | {hidden} |

# survey

| type                   | name   | label         | parameters           |
| ---------------------- | ------ | ------------- | -------------------- |
| email                  | email  | Email         |                      |
| select_multiple topics | topics | Which topics? |                      |
| select_one team        | team   | Which team?   |                      |
| range                  | mood   | How was it?   | start=1 end=5 step=1 |

# choices

| list_name | name | label          | minutes |
| --------- | ---- | -------------- | ------- |
| topics    | a    | Stories        | 60      |
| topics    | b    | Data quality   | 90      |
| topics    | c    | Remote sensing | 30      |
| topics    | d    | ការវាយតម្លៃ      |         |
| team      | x    | North          |         |
| team      | y    | South          |         |
"""
# Twelve of the north want Stories and Data quality, seven of the south Remote sensing alone, one nothing of it.
NORTH, SOUTH = "Stories;Data quality", "Remote sensing"
PEOPLE = [*[(NORTH, "North", 5)] * 12, *[(SOUTH, "South", 2)] * 7, ("ការវាយតម្លៃ", "South", 4)]


def answers(folder: Path, people: Sequence[tuple[str, str, int]]) -> str:
    rows = [f"p{n}@example.org,{topics},{team},{mood}" for n, (topics, team, mood) in enumerate(people)]
    (folder / "answers.csv").write_text(
        "Email,Which topics?,Which team?,How was it?\n" + "\n".join(rows) + "\n", encoding="utf-8"
    )
    return "answers.csv"


@pytest.fixture
def counted(succeed: Copctl, folder: Path) -> Copctl:
    (folder / "survey.md").write_text(DEFINITION.format(hidden="no"), encoding="utf-8")
    succeed("survey", "new", "s", "--from", "survey.md")
    succeed("survey", "import", "s", answers(folder, PEOPLE))
    return succeed


def tally(counted: Copctl, *arguments: str) -> Any:
    return counted("survey", "tally", "s", *arguments, "--json").json


# Seats ------------------------------------------------------------------------------------------------


def test_seats_go_by_phragmen_beside_the_plain_top_and_say_who_is_unserved(counted: Copctl) -> None:
    told = tally(counted, "--seats", "2")

    assert (told["rule"], told["seats"], told["tied"]) == ("phragmen", 2, True)
    assert sorted(told["winners"]) in (["Data quality", "Remote sensing"], ["Remote sensing", "Stories"])
    assert (told["served"], told["coverage"], told["unserved"]) == (19, 0.95, 1)
    rules = {committee["rule"]: committee for committee in told["rules"]}
    assert set(rules) == {"phragmen", "approval", "mes", "seqpav"}
    assert sorted(rules["approval"]["winners"]) == ["Data quality", "Stories"]
    assert rules["approval"]["served"] == 12
    assert told["rules_agree"] is False
    assert [line["seat"] for line in told["topics"]].count(None) == 2


def test_rules_that_disagree_are_named(counted: Copctl) -> None:
    shown = counted("survey", "tally", "s", "--seats", "2").stdout

    assert "The rules disagree: the plain top" in " ".join(shown.split())
    assert "serves 19 of 20 (95%); left unserved, as they chose none of these: 1." in " ".join(shown.split())


def test_a_choice_that_hung_on_a_tie_says_so_and_the_seed_breaks_it(counted: Copctl) -> None:
    told = tally(counted, "--seats", "1", "--rule", "approval", "--seed", "7")

    assert (told["tied"], told["ties"]) == (True, [["Stories", "Data quality"]])
    assert told["broken_by"] == "lot, seed 7"
    other = {
        tuple(tally(counted, "--seats", "1", "--rule", "approval", "--seed", str(n))["winners"])
        for n in range(1, 9)
    }
    assert other == {("Stories",), ("Data quality",)}
    shown = counted("survey", "tally", "s", "--seats", "1", "--rule", "approval", "--seed", "7").stdout
    assert "hung on a tie (Stories = Data quality), broken by lot, seed 7." in shown


@pytest.mark.parametrize("rule", ["approval", "seqpav", "phragmen", "mes"])
def test_every_committee_rule_fills_the_seats(counted: Copctl, rule: str) -> None:
    told = tally(counted, "--seats", "3", "--rule", rule)

    assert told["rule"] == rule
    assert set(told["winners"]) == {"Stories", "Data quality", "Remote sensing"}
    assert told["tied"] is False


def test_equal_shares_names_its_completion(counted: Copctl) -> None:
    told = tally(counted, "--seats", "4", "--rule", "mes", "--completion", "none")

    assert told["completion"] == "none"
    assert len(told["winners"]) < 4
    assert any("completion none" in warning for warning in told["warnings"])


def test_minutes_are_filled_by_the_definitions_own_column_and_by_topics(
    counted: Copctl, folder: Path
) -> None:
    refused = tally_refused(counted, "--minutes", "100")
    assert "Nobody said how many minutes these take: ការវាយតម្លៃ." in refused

    counted("topic", "add", "ការវាយតម្លៃ")
    store = sqlite3.connect(folder / "community.db")
    store.execute("UPDATE topic SET minutes = 45")
    store.commit()
    store.close()

    told = tally(counted, "--minutes", "100")
    assert (told["rule"], told["minutes"]) == ("greedy", 100)
    assert {line["topic"]: line["minutes"] for line in told["topics"]} == {
        "Stories": 60,
        "Data quality": 90,
        "Remote sensing": 30,
        "ការវាយតម្លៃ": 45,
    }
    # Stories and Data quality tie; the shorter one goes first, and then Remote sensing fits.
    assert (told["winners"], told["broken_by"]) == (["Stories", "Remote sensing"], "lower cost")
    assert (told["budget"], told["spent"]) == (100, 90)
    assert [committee["rule"] for committee in told["rules"]] == ["greedy", "mes"]
    shown = counted("survey", "tally", "s", "--minutes", "100").stdout
    assert "Of 100 minutes greedy by cost uses 90" in " ".join(shown.split())
    assert "Minutes" in shown
    assert "In top" not in shown


def tally_refused(counted: Copctl, *arguments: str) -> str:
    from tests.conftest import run

    result = run("survey", "tally", "s", *arguments)
    assert result.exit_code in (1, 2), result.stdout
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--rule", "greedy"), "needs a budget"),
        (("--rule", "phragmen", "--minutes", "90"), "fills seats, not minutes"),
        (("--rule", "mes", "--minutes", "90", "--seats", "2"), "not both"),
        (("--rule", "mes", "--completion", "magic"), "cannot be completed by 'magic'"),
        (("--weight", "shoes"), "cannot be weighed by 'shoes'"),
        (("--weight", "organisation", "--by", "country"), "would give small groups away"),
        (("--question", "mood", "--seats", "2", "--rule", "stv"), "was not ranked: stv cannot count it"),
        (("--question", "mood", "--seats", "2"), "there is nothing to choose"),
        (("--by", "topics"), "cannot be looked at by 'topics'"),
        (("--ballots", "x.csv"), "counted without a survey"),
    ],
)
def test_what_does_not_go_together_is_one_sentence(
    counted: Copctl, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in tally_refused(counted, *arguments)


# Segments ---------------------------------------------------------------------------------------------


def test_a_segment_of_enough_people_has_share_lift_and_coverage(counted: Copctl) -> None:
    told = tally(counted, "--by", "team", "--seats", "1", "--seed", "1", "--rule", "seqpav")

    north, south = told["segments"]
    assert (told["by"], told["min_group"]) == ("team", 5)
    assert (north["segment"], north["respondents"], south["segment"]) == ("North", 12, "South")
    # Nobody of the south wanted Stories, which is told of nobody: nought is kept back, and so is twelve.
    assert [cell["suppressed"] for cell in north["topics"]] == [True] * 4
    assert {cell["votes"] for cell in (*north["topics"], *south["topics"])} == {None}


def test_small_segments_are_put_together_and_never_sized(succeed: Copctl, folder: Path) -> None:
    for number in range(20):
        country = "LA" if number < 9 else "VN" if number < 17 else "KH" if number < 19 else "TH"
        succeed(
            "member", "add", "--name", f"p{number}", "--email", f"p{number}@example.org",
            "--country", country,
        )  # fmt: skip
    (folder / "survey.md").write_text(DEFINITION.format(hidden="no"), encoding="utf-8")
    succeed("survey", "new", "s", "--from", "survey.md")
    succeed("survey", "import", "s", answers(folder, PEOPLE))

    told = tally(succeed, "--by", "country")

    sized = {segment["segment"]: segment["respondents"] for segment in told["segments"]}
    # Three people are still few, so that the next larger group joins them.
    assert sized == {"LA": 9, "smaller groups": 11, "KH": None, "TH": None, "VN": None}
    assert {s["segment"]: s.get("fewer_than") for s in told["segments"] if s["suppressed"]} == {
        "KH": 5,
        "TH": 5,
        "VN": None,
    }
    for segment in told["segments"]:
        for cell in segment["topics"]:
            assert cell["votes"] is None or cell["votes"] >= 5
            assert (cell["votes"] is None) == cell["suppressed"]
    shown = succeed("survey", "tally", "s", "--by", "country").stdout
    assert "Fewer than 5 people: KH, TH." in shown
    assert "is kept back: fewer than 5 people" in shown


def test_two_groups_of_which_one_is_small_show_nothing(counted: Copctl) -> None:
    counted("member", "add", "--name", "p1", "--email", "p99@example.org")
    told = tally(counted, "--by", "membership")

    # All are prospects (nobody of them is in the list of members): one group is everybody.
    assert [(s["segment"], s["respondents"]) for s in told["segments"]] == [("prospects", 20)]


def test_the_size_from_which_groups_are_shown_is_a_setting_and_an_option(
    counted: Copctl, folder: Path
) -> None:
    with (folder / "community.toml").open("a") as settings:
        settings.write("\n[tally]\nmin_group = 9\n")

    assert tally(counted, "--by", "team")["min_group"] == 9
    assert all(s["suppressed"] for s in tally(counted, "--by", "team")["segments"])
    told = tally(counted, "--by", "team", "--min-group", "1")
    assert [[c["votes"] for c in s["topics"]] for s in told["segments"]] == [[12, 12, 0, 0], [0, 0, 7, 1]]
    assert [s["topics"][0]["lift"] for s in told["segments"]] == [pytest.approx(20 / 12), 0]


def test_a_scale_has_mean_median_and_top_two_and_means_by_segment(counted: Copctl) -> None:
    told = tally(counted, "--question", "mood", "--by", "team")

    assert (told["rule"], told["mean"], told["median"], told["top_2_box"]) == ("score", 3.9, 5.0, 0.65)
    assert [(s["segment"], s["topics"][0]["mean"]) for s in told["segments"]] == [
        ("North", 5.0),
        ("South", 2.25),
    ]
    shown = counted("survey", "tally", "s", "--question", "mood").stdout
    assert "Mean 3.90, median 5, 65% on the two highest steps." in shown


def test_markdown_has_a_heading_for_every_table(counted: Copctl) -> None:
    shown = counted("survey", "tally", "s", "--seats", "1", "--by", "team", "--format", "markdown").stdout

    assert shown.startswith("| Rank |")
    assert "\n## The seat\n\n| Phragmén |" in shown
    assert "\n## By team\n\n| North (12) | South (8) | Topic |\n" in shown


def test_a_grids_rows_have_means_medians_and_top_two_and_can_get_seats(succeed: Copctl, folder: Path) -> None:
    (folder / "g.csv").write_text(
        "Email,Rate [Pace],Rate [Food]\n"
        + "".join(f"p{n}@example.org,{5 - n % 2},{1 + n}\n" for n in range(4))
    )
    (folder / "g.md").write_text(
        "# survey\n\n| type | name | label | grid | parameters |\n| --- | --- | --- | --- | --- |\n"
        "| email | email | Email | | |\n"
        "| range | pace | Pace | Rate | start=1 end=5 step=1 |\n"
        "| range | food | Food | Rate | start=1 end=5 step=1 |\n"
    )
    succeed("survey", "new", "g", "--from", "g.md")
    succeed("survey", "import", "g", "g.csv")

    told = succeed("survey", "tally", "g", "--question", "Rate", "--seats", "1", "--json").json

    assert (told["rule"], told["winners"]) == ("score", ["Pace"])
    assert [(t["topic"], t["score"], t["median"], t["top_2_box"]) for t in told["topics"]] == [
        ("Pace", 4.5, 4.5, 1.0),
        ("Food", 2.5, 2.5, 0.25),
    ]


def test_csv_by_segment_is_one_row_a_cell(counted: Copctl) -> None:
    rows = counted("survey", "tally", "s", "--by", "team", "--min-group", "1", "--format", "csv").stdout

    assert rows.splitlines()[:2] == [
        "segment,respondents,topic,votes,share,lift,suppressed",
        f"North,12,Stories,12,1.0,{20 / 12},no",
    ]


# How sure, and whose say --------------------------------------------------------------------------------


def test_a_sample_has_intervals_ranks_and_chances(counted: Copctl) -> None:
    told = tally(counted, "--seats", "3")

    [stories] = [line for line in told["topics"] if line["topic"] == "Stories"]
    assert stories["interval"] == [0.3866, 0.7812]
    assert stories["ranks"] == [1, 2]
    assert stories["chance"] > 0.99
    assert told["uncertainty"] == {"level": 0.95, "resamples": 1000, "seed": 1}
    shown = counted("survey", "tally", "s", "--seats", "3").stdout
    assert "1st= (1st to 2nd)" in shown
    assert "In top 3" in shown


def test_where_everybody_answered_nothing_is_uncertain(counted: Copctl) -> None:
    for number in range(20):
        counted("member", "add", "--name", f"p{number}", "--email", f"p{number}@example.org")
    counted("survey", "import", "s", "answers.csv")

    told = tally(counted, "--seats", "2")

    assert told["response_rate"] == 1.0
    assert "interval" not in told["topics"][0]
    assert "uncertainty" not in told
    assert "uncertainty" in tally(counted, "--uncertainty")


def test_organisations_can_have_the_same_say(succeed: Copctl, folder: Path) -> None:
    for number in range(20):
        organisation = "Big Partner" if number < 12 else ("Acre", "Birch", "Cedar", "Dune")[number % 4]
        succeed(
            "member", "add", "--name", f"p{number}", "--email", f"p{number}@example.org",
            "--organisation", organisation,
        )  # fmt: skip
    (folder / "survey.md").write_text(DEFINITION.format(hidden="no"), encoding="utf-8")
    succeed("survey", "new", "s", "--from", "survey.md")
    succeed("survey", "import", "s", answers(folder, PEOPLE))

    told = tally(succeed, "--weight", "organisation")

    assert told["weight"] == "organisation"
    lines = {line["topic"]: (line["votes"], line["score"], line["share"]) for line in told["topics"]}
    assert lines["Stories"] == (12, 1, 0.2)
    assert lines["Remote sensing"] == (7, 3.5, 0.7)
    shown = succeed("survey", "tally", "s", "--weight", "organisation").stdout
    assert "Every organisation has one say" in shown


def test_those_who_did_not_finish_are_counted_apart(counted: Copctl, folder: Path) -> None:
    store = sqlite3.connect(folder / "community.db")
    store.execute("UPDATE response SET partial = 1 WHERE id <= 3")
    store.commit()
    store.close()

    assert tally(counted)["partial"] == 3
    assert "20 respondents, of them 3 partial" in counted("survey", "tally", "s").stdout


def test_results_that_are_hidden_until_the_close_stay_hidden(succeed: Copctl, folder: Path) -> None:
    (folder / "survey.md").write_text(DEFINITION.format(hidden="yes"), encoding="utf-8")
    succeed("survey", "new", "s", "--from", "survey.md")
    succeed("survey", "open", "s")
    succeed("survey", "import", "s", answers(folder, PEOPLE))

    assert "hidden until it is closed" in tally_refused(succeed)
    succeed("survey", "close", "s")
    assert tally(succeed)["respondents"] == 20


def test_at_eighty_columns_no_line_is_wider_and_labels_stand_last(
    counted: Copctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "80")
    for arguments in ((), ("--seats", "3"), ("--by", "team", "--min-group", "1")):
        lines = counted("survey", "tally", "s", *arguments).stdout.splitlines()
        assert max(map(cell_len, lines)) <= 80
        assert any(line.rstrip().endswith("ការវាយតម្លៃ") for line in lines)


# A question that is called as a trait is --------------------------------------------------------------


def test_a_question_called_as_a_trait_is_meant_and_both_can_be_reached(succeed: Copctl, folder: Path) -> None:
    called = DEFINITION.format(hidden="no").replace("| team   | Which", "| role   | Which")
    (folder / "survey.md").write_text(called, encoding="utf-8")
    succeed("survey", "new", "s", "--from", "survey.md")
    succeed("survey", "import", "s", answers(folder, PEOPLE))

    plain = succeed("survey", "tally", "s", "--by", "role", "--json").json
    asked = tally(succeed, "--by", "question:role")
    trait = tally(succeed, "--by", "member:role")

    assert {part["segment"] for part in plain["segments"]} == {"North", "South"}
    assert asked["segments"] == plain["segments"]
    assert [part["segment"] for part in trait["segments"]] == ["not a member"]
    assert any("--by member:role goes by the list of members" in note for note in plain["warnings"])
    assert not any("member:role" in note for note in (*asked["warnings"], *trait["warnings"]))


def test_a_range_without_ends_is_from_one_to_ten_unless_answers_are_off_it(
    succeed: Copctl, folder: Path
) -> None:
    (folder / "survey.md").write_text(
        DEFINITION.format(hidden="no").replace("start=1 end=5 step=1", ""), "utf-8"
    )
    succeed("survey", "new", "s", "--from", "survey.md")
    succeed("survey", "import", "s", answers(folder, [(SOUTH, "South", n) for n in (3, 8, 9, 10)]))

    assert tally(succeed, "--question", "mood")["top_2_box"] == 0.5
    shown = succeed("survey", "tally", "s", "--question", "mood").stdout
    assert "Mean 7.50, median 8.5, 50% on the two highest steps." in shown
    assert "Rank" not in shown


def test_without_organisations_there_is_one_say_and_nothing_is_weighed(counted: Copctl) -> None:
    shown = counted("survey", "tally", "s", "--weight", "organisation").stdout

    assert "people without one share one: 1 say in all, so nothing is weighed." in " ".join(shown.split())
