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
