"""`copctl speakers suggest --panel`, from the outside, on a community small enough to work out by hand."""

from __future__ import annotations

import csv
import io
import re
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from copctl.speakers import whole_numbers
from tests.conftest import Copctl

needs_solver = pytest.mark.skipif(not whole_numbers.available(), reason="needs copctl[panel]")

# Level, name, organisation, country. Nothing else tells them apart, so fits stand in the order of levels.
COMMUNITY = """name,email,organisation,country,status,expertise
Ana Lim,ana@river.example,River Trust,KH,active,storytelling:4
Bao Tran,bao@river.example,River Trust,VN,active,storytelling:4
Chan Sok,chan@river.example,River Trust,KH,active,storytelling:3
Dao Phan,dao@river.example,River Trust,VN,active,storytelling:2
Em Keo,em@grid.example,Grid Lab,LA,active,storytelling:4
Fon Dee,fon@grid.example,Grid Lab,TH,active,storytelling:3
Gia Vu,gia@grid.example,Grid Lab,VN,active,storytelling:2
Hla Win,hla@grid.example,Grid Lab,MM,active,storytelling:1
In Thavy,in@well.example,Well Fund,KH,active,storytelling:3
Joy [red],joy@well.example,Well Fund,PH,active,storytelling:2
Kim Ly,kim@well.example,Well Fund,KH,active,storytelling:1
សុខា,sokha@well.example,Well Fund,KH,active,storytelling:1
"""


@pytest.fixture
def community(succeed: Copctl) -> Copctl:
    """Twelve people of three organisations."""
    Path("people.csv").write_text(COMMUNITY, encoding="utf-8")
    succeed("member", "import", "people.csv")
    return succeed


def panel(command: Copctl, *options: str) -> dict[str, Any]:
    told: dict[str, Any] = command("speakers", "suggest", "storytelling", *options, "--json").json
    return told


def names(told: dict[str, Any]) -> list[str]:
    return [row["member"] for row in told["panel"]]


@pytest.mark.parametrize(
    ("options", "members"),
    [
        # The three of level 4, then the first by name of level 3.
        ((), ["Ana Lim", "Bao Tran", "Em Keo", "Chan Sok"]),
        # River Trust is full with Ana and Bao: the next of level 3 is Fon Dee of Grid Lab.
        (("--per-organisation", "2"), ["Ana Lim", "Bao Tran", "Em Keo", "Fon Dee"]),
        # KH, VN and LA are there; a fourth country at level 3 is Thailand.
        (("--countries", "4"), ["Ana Lim", "Bao Tran", "Em Keo", "Fon Dee"]),
        # Five countries of four people are no panel; two of level 2 push out the last two.
        (("--levels", "4:2,2:2"), ["Ana Lim", "Bao Tran", "Dao Phan", "Gia Vu"]),
        # Myanmar and the Philippines are the only fifth and sixth countries.
        (("--per-organisation", "2", "--levels", "1:1"), ["Ana Lim", "Bao Tran", "Em Keo", "Kim Ly"]),
    ],
)
def test_a_panel_of_four_is_right_by_hand(
    community: Copctl, options: tuple[str, ...], members: list[str]
) -> None:
    told = panel(community, "--panel", "4", *options)
    everybody = {row["member"]: row["score"] for row in suggested(community)}
    assert told["fit"] == round(sum(everybody[name] for name in members), 4)
    if whole_numbers.available():
        assert told["proven"]
        assert told["solver"] == "highspy"


def suggested(command: Copctl) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = command("speakers", "suggest", "storytelling", "-n", "99", "--json").json
    return rows


@needs_solver
def test_a_panel_is_right_by_brute_force(community: Copctl) -> None:
    community("member", "away", "Em Keo", "--from", "2026-12-01", "--to", "2026-12-31")
    community("session", "plan", "--topic", "storytelling", "--on", "2026-12-10 14:00")
    community(
        "session", "plan", "--topic", "storytelling", "--on", "2026-10-08 14:00", "--speaker", "Bao Tran"
    )
    told = panel_for(
        community, "--panel", "4", "--per-organisation", "2", "--countries", "3", "--first-timers", "50%"
    )
    ranked = community("speakers", "suggest", "--session", "2026-12", "--all", "-n", "99", "--json").json
    score = {row["member"]: row["score"] for row in ranked}
    place = {line.split(",")[0]: line.split(",")[2:4] for line in COMMUNITY.splitlines()[1:]}
    free = [name for name in place if name not in {"Em Keo", "Bao Tran"}]
    sums = [
        sum(score[name] for name in four)
        for four in combinations(free, 4)
        if len({place[name][1] for name in four}) >= 3
        and max(sum(place[name][0] == place[other][0] for other in four) for name in four) <= 2
    ]
    assert told["fit"] == pytest.approx(max(sums))


def panel_for(command: Copctl, *options: str) -> dict[str, Any]:
    told: dict[str, Any] = command("speakers", "suggest", "--session", "2026-12", *options, "--json").json
    return told


def test_a_panel_shows_its_rules_its_sum_and_what_the_rules_cost(community: Copctl) -> None:
    shown = community("speakers", "suggest", "storytelling", "--panel", "3", "--per-organisation", "1")
    said = " ".join(shown.stdout.split())
    assert "Joy [red]" not in said
    assert "The rules: 3 people; at most 1 of one organisation; nobody twice in the quarter." in said
    assert "proven optimal." in said
    assert "With any number of one organisation, the fit is" in said
    assert "Without any rule: " in said


@needs_solver
def test_rules_that_only_cost_together_are_said_to(community: Copctl) -> None:
    # The best six are three of River Trust from four countries: Joy for Chan mends both, either alone needs it.
    rules = ("--panel", "6", "--per-organisation", "2", "--countries", "5")
    shown = community("speakers", "suggest", "storytelling", *rules)
    assert "Joy [red]" in shown.stdout
    assert "No rule alone is the reason; they are it together." in shown.stdout


def test_names_are_shown_as_written(community: Copctl) -> None:
    for style in ("table", "csv", "markdown", "json"):
        shown = community("speakers", "suggest", "storytelling", "--panel", "12", "--format", style)
        assert "Joy [red]" in shown.stdout
        assert "សុខា" in shown.stdout


@needs_solver
def test_rules_that_cost_nothing_are_said_to_cost_nothing(community: Copctl) -> None:
    shown = community("speakers", "suggest", "storytelling", "--panel", "3", "--countries", "3")
    assert "The rules cost nothing" in shown.stdout


def test_json_tells_the_panel_without_rules_and_what_looser_rules_give(community: Copctl) -> None:
    told = panel(community, "--panel", "3", "--per-organisation", "1", "--countries", "3", "--levels", "4:1")
    assert list(told) == ["panel", "fit", "proven", "solver", "rules", "without_rules", "relaxed"]
    assert told["rules"] == {
        "size": 3,
        "per_organisation": 1,
        "countries": 3,
        "first_timers": 0,
        "levels": {"4": 1},
        "free": False,
        "once_a_quarter": True,
    }
    assert told["without_rules"]["members"] == ["Ana Lim", "Bao Tran", "Em Keo"]
    assert told["relaxed"][0]["rule"] == "per_organisation"
    assert told["relaxed"][0]["fit"] == told["without_rules"]["fit"]
    assert sorted(row["organisation"] for row in told["panel"]) == ["Grid Lab", "River Trust", "Well Fund"]


def test_no_panel_says_which_rule_is_in_the_way_and_what_to_type(community: Copctl, copctl: Copctl) -> None:
    refused = copctl("speakers", "suggest", "storytelling", "--panel", "4", "--per-organisation", "1")
    assert refused.exit_code == 1
    assert refused.stdout == ""
    assert "--per-organisation 2" in refused.stderr
    assert "--panel 3" in refused.stderr
    if whole_numbers.available():
        assert "in the way is the limit for one organisation" in refused.stderr
    told = copctl("speakers", "suggest", "storytelling", "--panel", "4", "--per-organisation", "1", "--json")
    assert told.exit_code == 1
    assert told.json["panel"] == []
    assert [step["option"] for step in told.json["relaxed"]] == ["--per-organisation 2", "--panel 3"]


def test_without_the_solver_a_panel_says_that_it_is_not_proven(
    community: Copctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    shown = community("speakers", "suggest", "storytelling", "--panel", "4", "--per-organisation", "2")
    assert "not proven optimal." in shown.stdout
    assert "pip install 'copctl[panel]'" in shown.stderr
    told = panel(community, "--panel", "4", "--per-organisation", "2")
    assert not told["proven"]
    assert told["solver"] == "greedy"
    assert names(told) == ["Ana Lim", "Bao Tran", "Em Keo", "Fon Dee"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--panel", "3", "--countries", "4"),
            "Error: --countries asks for 4 countries, and the panel has 3 people.\nTry: --panel 4, or less of --countries\n",
        ),
        (("--panel", "3", "--levels", "5:1"), "no level 5"),
        (("--panel", "3", "--levels", "x"), "no level with a number"),
        (("--panel", "3", "--first-timers", "half"), "neither a number of people nor a share"),
        (("--panel", "3", "--first-timers", "4"), "--first-timers asks for 4 people"),
    ],
)
def test_rules_that_make_no_sense_are_one_sentence(
    community: Copctl, copctl: Copctl, options: tuple[str, ...], said: str
) -> None:
    refused = copctl("speakers", "suggest", "storytelling", *options)
    assert refused.exit_code == 2
    assert said in refused.stderr
    assert refused.stdout == ""


def test_who_speaks_in_the_quarter_already_or_is_away_is_not_on_the_panel(community: Copctl) -> None:
    community("session", "plan", "--topic", "storytelling", "--on", "2026-12-10 14:00")
    community(
        "session", "plan", "--topic", "storytelling", "--on", "2026-11-26 14:00", "--speaker", "Ana Lim"
    )
    community("member", "away", "Bao Tran", "--from", "2026-12-10")
    assert names(panel_for(community, "--panel", "2")) == ["Em Keo", "Chan Sok"]
    again = panel_for(community, "--panel", "2", "--twice-a-quarter")
    assert "Bao Tran" not in names(again)
    told = panel_for(community, "--panel", "2")
    assert {step["rule"] for step in told["relaxed"]} <= {"quarter", "free"}


# Fair turns ----------------------------------------------------------------------------------------


@pytest.fixture
def year(community: Copctl) -> Copctl:
    """Three planned sessions, two of them in one quarter."""
    for on in ("2026-12-10 14:00", "2026-12-17 14:00", "2027-02-10 14:00"):
        community("session", "plan", "--topic", "storytelling", "--on", on)
    return community


def test_sessions_planned_together_share_the_turns(year: Copctl) -> None:
    told = year("speakers", "suggest", "--fair", "--panel", "2", "--json").json
    assert [session["session"] for session in told["sessions"]] == ["2026-12", "2026-12-2", "2027-02"]
    speakers = [row["member"] for session in told["sessions"] for row in session["panel"]]
    assert len(speakers) == len(set(speakers)) == 6
    assert told["turns"] == []
    assert told["cost"] == pytest.approx(told["alone"] - told["fit"])
    assert told["cost"] > 0


def test_nobody_speaks_twice_in_a_quarter_of_the_plan(year: Copctl) -> None:
    told = year("speakers", "suggest", "--fair", "--panel", "5", "--json").json
    december = [row["member"] for session in told["sessions"][:2] for row in session["panel"]]
    assert len(december) == len(set(december)) == 10
    assert [turn["turns"] for turn in told["turns"]] == [2, 2, 2]


def test_a_plan_shows_what_fairness_costs(year: Copctl) -> None:
    shown = year("speakers", "suggest", "--fair", "--panel", "2", "--per-organisation", "1")
    assert "fairness costs" in shown.stdout
    assert "Nobody speaks more than once." in shown.stdout
    assert "2027-02" in shown.stdout


def test_a_session_that_has_speakers_gets_only_those_it_lacks(year: Copctl) -> None:
    year("session", "edit", "2026-12", "--speaker", "Ana Lim")
    year("session", "edit", "2026-12-2", "--speaker", "Bao Tran", "--speaker", "Em Keo")
    shown = year("speakers", "suggest", "--fair", "--panel", "2", "--levels", "4:1,3:1", "--json")
    december, february = shown.json["sessions"]
    assert [row["on_programme"] for row in december["panel"]] == [True, False]
    assert december["panel"][0]["member"] == "Ana Lim"
    assert [row["level"] for row in december["panel"]] == [4, 3]
    assert sorted(row["level"] for row in february["panel"]) == [3, 4]
    assert "2026-12-2 has Bao Tran, Em Keo already." in shown.stderr


def test_the_rules_count_who_is_on_the_programme_already(year: Copctl, copctl: Copctl) -> None:
    year("session", "edit", "2026-12", "--speaker", "Kim Ly")
    told = panel_for(year, "--panel", "3", "--per-organisation", "1", "--countries", "3")
    # Kim Ly takes the seat of Well Fund and the country KH, so Ana Lim's organisation sends Bao Tran.
    assert names(told) == ["Kim Ly", "Bao Tran", "Em Keo"]
    assert "on the programme already" in told["panel"][0]["reasons"]
    full = copctl("speakers", "suggest", "--session", "2026-12", "--panel", "1")
    assert full.exit_code == 1
    assert "2026-12 has 1 of 1 already: Kim Ly." in full.stderr


def test_a_plan_that_cannot_be_says_why(year: Copctl, copctl: Copctl) -> None:
    for options, said in [
        (("--panel", "13"), "Session 2026-12: 13 people cannot be chosen out of 12."),
        (("--panel", "4", "--per-organisation", "1"), "Session 2026-12: No panel of 4"),
        (("--panel", "7"), "2027-02"),
        (("--sessions", "2026-12"), "--panel is missing"),
        (("--panel", "2", "--sessions", "2099-01"), "No session has the code 2099-01"),
    ]:
        refused = copctl("speakers", "suggest", "--fair", *options)
        assert refused.exit_code in (1, 2, 3)
        assert said in refused.stderr
        assert refused.stdout == ""


def test_a_session_that_nobody_fits_is_left_out_and_the_others_are_planned(year: Copctl) -> None:
    year("session", "plan", "--title", "Xylophones", "--on", "2027-05-10 14:00")
    year("session", "plan", "--title", "!!!", "--on", "2027-08-10 14:00")
    planned = year("speakers", "suggest", "--fair", "--panel", "2", "--json", "--no-semantic")

    assert [session["session"] for session in planned.json["sessions"]] == ["2026-12", "2026-12-2", "2027-02"]
    assert [row["session"] for row in planned.json["left_out"]] == ["2027-05", "2027-08"]
    assert (
        "Left out. Session 2027-05: Nobody's profile speaks of it, so there is nobody to choose from. "
        "Try: widen the words of the topic, so that more people are suggested\n"
    ) in planned.stderr


def test_what_would_make_a_plan_possible_is_named_rule_by_rule(year: Copctl, copctl: Copctl) -> None:
    # Three people are at level 4, and both sessions of December want two of them.
    refused = copctl("speakers", "suggest", "--fair", "--panel", "3", "--levels", "4:2")
    assert refused.exit_code == 1
    assert "--levels 4:1" in refused.stderr
    assert "--twice-a-quarter" in refused.stderr


def test_each_speaker_of_a_plan_has_a_line_of_their_own(year: Copctl) -> None:
    shown = year("speakers", "suggest", "--fair", "--panel", "3").stdout
    assert all(line.count("(0.") <= 1 for line in shown.splitlines())


def test_a_programme_that_breaks_a_rule_already_names_who_is_on_it(year: Copctl, copctl: Copctl) -> None:
    year("session", "edit", "2026-12", "--speaker", "Ana Lim", "--speaker", "Bao Tran")
    rules = ("--panel", "3", "--per-organisation", "1")
    refused = copctl("speakers", "suggest", "--session", "2026-12", *rules)
    assert "already break a rule among themselves: Ana Lim, Bao Tran." in refused.stderr


def test_nothing_is_said_twice_where_there_is_no_panel(community: Copctl, copctl: Copctl) -> None:
    refused = copctl("speakers", "suggest", "storytelling", "--panel", "4", "--per-organisation", "1")
    assert refused.stderr.count("--per-organisation 2") == 1
    assert refused.stderr.count("--panel 3") == 1


def test_a_session_that_is_over_is_said_to_be(year: Copctl) -> None:
    year("session", "edit", "2026-12", "--status", "held")
    year("session", "cancel", "2027-02")
    assert "session 2026-12 was held already" in year("speakers", "suggest", "--session", "2026-12").stderr
    assert "session 2027-02 is cancelled" in year("speakers", "suggest", "--session", "2027-02").stderr


def test_a_panel_in_a_spreadsheet_is_not_rounded_and_has_a_column_for_each_part(community: Copctl) -> None:
    shown = community("speakers", "suggest", "storytelling", "--panel", "3", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert [float(row["fit"]) for row in rows] == [
        p["fit"] for p in panel(community, "--panel", "3")["panel"]
    ]
    assert all(row["part_level"] and row["reasons"] for row in rows)
    assert "{" not in shown


def test_too_few_turns_say_how_many_would_do(year: Copctl, copctl: Copctl) -> None:
    refused = copctl("speakers", "suggest", "--fair", "--panel", "5", "--turns", "1")
    assert refused.exit_code == 1
    assert "Try: --turns 2" in refused.stderr


def test_a_cancelled_session_is_not_planned_for(year: Copctl, copctl: Copctl) -> None:
    year("session", "cancel", "2026-12")
    refused = copctl("speakers", "suggest", "--fair", "--panel", "2", "--sessions", "2026-12,2027-02")
    assert refused.exit_code == 1
    assert "2026-12 is cancelled" in refused.stderr


def test_a_plan_without_the_solver_is_not_proven(year: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "highspy", None)
    told = year("speakers", "suggest", "--fair", "--panel", "3", "--per-organisation", "1", "--json").json
    assert not told["proven"]
    assert all(len({row["organisation"] for row in s["panel"]}) == 3 for s in told["sessions"])


def test_the_list_and_the_panel_of_a_session_score_a_person_alike(community: Copctl) -> None:
    """Whoever's words fit best is on the programme: the others are measured by them all the same."""
    for member, bio in (("Ana Lim", "Storytelling."), ("Bao Tran", "Storytelling with pumps, pipes, taps.")):
        community("member", "edit", member, "--bio", bio)
    community("session", "plan", "--title", "Storytelling", "--on", "2026-12-10 14:00")
    community("session", "edit", "2026-12", "--speaker", "Ana Lim")

    listed = community(
        "speakers", "suggest", "storytelling", "--session", "2026-12", "-n", "99", "--json"
    ).json
    seated = panel(community, "--session", "2026-12", "--panel", "4")["panel"]
    explained = community(
        "speakers", "suggest", "storytelling", "--session", "2026-12", "--explain", "Bao Tran", "--json"
    ).json

    alone = {row["member"]: (row["score"], row["parts"]) for row in listed}
    together = {row["member"]: (row["fit"], row["parts"]) for row in seated}
    assert together.pop("Ana Lim")[1]["text"] == 1.0
    assert together == {name: alone[name] for name in together}
    assert explained["score"] == alone["Bao Tran"][0]
    assert alone["Bao Tran"][1]["text"] < 1.0


def test_what_a_panel_shows_adds_up(community: Copctl) -> None:
    for place, name in enumerate(("Ana Lim", "Bao Tran", "Em Keo", "Fon Dee", "In Thavy")):
        community(
            "member", "edit", name, "--bio", " ".join(["storytelling", *("wells", "taps", "pipes")[:place]])
        )
    shown = community("speakers", "suggest", "storytelling", "--panel", "3", "--per-organisation", "1")

    text = " ".join(shown.stdout.split())
    fits = [float(fit) for fit in re.findall(r" (0\.\d{3}) ", shown.stdout.partition("The rules")[0])]
    said = float(re.findall(r"Fit in sum (\d\.\d{3}),", text)[0])
    assert len(fits) == 3
    assert said == round(sum(fits), 3)
    for looser, more in re.findall(r"the fit is (\d\.\d{3}): (\d\.\d{3}) more", text):
        assert float(more) == round(float(looser) - said, 3)
    assert "more." in text
