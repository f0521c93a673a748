"""`copctl topic`: what a tally chose goes into the backlog with where it came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.surveys.intake.world import write

SURVEY = """\
| survey | | | |
| | type | name | label |
| | select_multiple t | topics | Which topics? |
| choices | | | | |
| | list_name | name | label | minutes |
| | t | a | Alpha | 60 |
| | t | b | Beta | 30 |
| | t | c | Gamma | 45 |
"""


@pytest.fixture
def answered(succeed: Copctl, folder: Path) -> None:
    """Six want Alpha and Beta, four want Gamma alone."""
    (folder / "s.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "s", "--from", "s.md")
    write(folder / "s.csv", [["Which topics?"], *[["Alpha;Beta"]] * 6, *[["Gamma"]] * 4])
    succeed("survey", "import", "s", "s.csv")


@pytest.mark.usefixtures("answered")
def test_what_fills_the_seats_is_adopted_rather_than_the_plain_top(succeed: Copctl) -> None:
    plain = succeed("topic", "adopt", "s", "--top", "2", "--dry-run", "--json").json
    seated = succeed("topic", "adopt", "s", "--seats", "2", "--json").json

    assert [row["topic"] for row in plain] == ["Alpha", "Beta"]
    assert sorted(row["topic"] for row in seated) in (["Alpha", "Gamma"], ["Beta", "Gamma"])
    listed = {row["topic"]: row for row in succeed("topic", "list", "--json").json}
    assert listed["Gamma"]["origins"][0]["rule"] == "phragmen"
    assert (listed["Gamma"]["votes"], listed["Gamma"]["minutes"]) == (4, 45)


@pytest.mark.usefixtures("answered")
def test_the_length_of_a_topic_can_be_said(succeed: Copctl, copctl: Copctl) -> None:
    succeed("topic", "add", "Delta", "--minutes", "20")
    succeed("topic", "edit", "delta", "--minutes", "25")

    assert [row["minutes"] for row in succeed("topic", "list", "--json").json] == [25]
    assert copctl("topic", "edit", "delta", "--minutes", "0").exit_code == 2


def test_a_covered_topic_that_is_asked_for_again_goes_back_to_the_backlog(succeed: Copctl) -> None:
    succeed("topic", "add", "Delta")
    succeed("session", "plan", "--topic", "delta", "--on", "2026-10-01 14:00")
    succeed("session", "edit", "2026-10", "--status", "held")

    said = succeed("topic", "add", "Delta", "--note", "asked for after the session").stdout

    assert said == "Wanted again, put back: Delta (delta) as backlog.\n"
    assert [row["demand"] for row in succeed("speakers", "gaps", "--json").json["topics"]] == [2]


def test_a_topic_that_waits_is_noted_once_more_and_never_doubled(succeed: Copctl, copctl: Copctl) -> None:
    succeed("topic", "add", "Delta", "--status", "emerging")

    refused = copctl("topic", "add", "Delta")
    succeed("topic", "add", "Delta", "--note", "asked for at lunch")

    assert refused.exit_code == 1
    assert "--note" in refused.stderr
    [row] = succeed("topic", "list", "--json").json
    assert (row["status"], len(row["origins"])) == ("emerging", 2)


def test_a_topic_stays_scheduled_while_another_session_on_it_is_planned(succeed: Copctl) -> None:
    succeed("topic", "add", "Delta")
    succeed("session", "plan", "--topic", "delta", "--on", "2026-10-01 14:00")
    succeed("session", "plan", "--topic", "delta", "--on", "2026-12-10 14:00")

    succeed("session", "edit", "2026-10", "--status", "held")

    assert [row["status"] for row in succeed("speakers", "gaps", "--json").json["topics"]] == ["scheduled"]
    succeed("session", "cancel", "2026-12")
    assert [row["status"] for row in succeed("topic", "list", "--json").json] == ["covered"]
