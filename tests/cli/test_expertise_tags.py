"""`copctl expertise tags`: nothing is mapped silently, and what is placed moves whole."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from copctl.cli.desk import Desk
from copctl.cli.main import main
from copctl.community.knowing import taxonomy
from tests.conftest import NOW, Copctl, Result


@pytest.fixture
def community(succeed: Copctl) -> Copctl:
    succeed("expertise", "taxonomy", "load", "mel")
    succeed(
        "member", "add", "--name", "Ana", "--email", "ana@example.org",
        "--expertise", "Outcome harvesting in practice:4; Outcome harvesting:2; drones [red]:1",
    )  # fmt: skip
    succeed(
        "member", "add", "--name", "Sok", "--email", "sok@example.org",
        "--expertise", "outcome harvesting IN practice:2; Kobo:3",
    )  # fmt: skip
    return succeed


def test_free_tags_stay_and_get_a_proposal_with_its_reason(community: Copctl) -> None:
    listed = community("expertise", "tags")

    assert [(row["tag"], row["members"]) for row in community("expertise", "tags", "--json").json] == [
        ("Outcome harvesting in practice", 2), ("drones [red]", 1),
    ]  # fmt: skip
    assert "it says Outcome harvesting" in listed.stdout
    assert "--place outcome-harvesting-in-practice=outcome-harvesting" in listed.stderr
    # An alias of the taxonomy finds its term at the door.
    assert community("member", "list", "--json").json[1]["expertise"][0]["topic"] == "Mobile data collection"


def test_placing_moves_everything_and_undo_brings_it_back(community: Copctl) -> None:
    community("topic", "add", "Outcome harvesting in practice", "--note", "asked for in a call")
    community("session", "plan", "--topic", "Outcome harvesting in practice", "--on", "2026-12-10 14:00")
    community(
        "expertise", "endorse", "ana@example.org", "Outcome harvesting in practice", "--by", "sok@example.org"
    )
    before = community("member", "list", "--json").json

    placed = community("expertise", "tags", "--place", "Outcome harvesting in practice=outcome-harvesting")

    assert placed.stdout == "Outcome harvesting in practice is Outcome harvesting now.\n"
    ana, sok = community("member", "list", "--json").json
    assert ana["expertise"] == [
        {"topic": "Outcome harvesting", "level": 4},
        {"topic": "drones [red]", "level": 1},
    ]
    assert {"topic": "Outcome harvesting", "level": 2} in sok["expertise"]
    [topic] = community("topic", "list", "--json").json
    assert topic["topic"] == "Outcome harvesting"
    assert topic["origins"][0]["note"] == "asked for in a call"
    assert "Outcome harvesting in practice" in topic["aliases"]
    community(
        "member",
        "add",
        "--name",
        "Nu",
        "--email",
        "nu@example.org",
        "--expertise",
        "Outcome harvesting in practice:1",
    )
    assert community("member", "list", "--json").json[1]["expertise"] == [
        {"topic": "Outcome harvesting", "level": 1}
    ]

    community("undo")
    community("undo")
    assert community("member", "list", "--json").json == before
    assert len(community("expertise", "tags", "--json").json) == 2


def test_endorsements_and_evidence_move_and_are_not_doubled(community: Copctl) -> None:
    for topic, level in (("Outcome harvesting in practice", "4"), ("Outcome harvesting", "2")):
        community(
            "expertise", "endorse", "ana@example.org", topic, "--by", "sok@example.org", "--level", level
        )
    community(
        "expertise", "thank", "ana@example.org", "a workshop", "--topic", "Outcome harvesting in practice"
    )
    before = community("expertise", "show", "member:ana@example.org", "--json").json

    community("expertise", "tags", "--place", "outcome-harvesting-in-practice=outcome-harvesting")

    shown = community("expertise", "show", "topic:outcome-harvesting", "--json").json
    ana = next(person for person in shown["people"] if person["member"] == "Ana")
    assert (ana["level"], ana["evidence"]) == (4, 1)
    assert [(said["who"], said["level"]) for said in ana["vouched_by"]] == [("Sok", 4)]
    community("undo")
    assert community("expertise", "show", "member:ana@example.org", "--json").json == before


def test_a_term_that_is_merged_into_a_tag_keeps_its_place_in_the_tree(community: Copctl) -> None:
    community("topic", "merge", "energy-access", "drones [red]")

    rows = {row["label"]: row for row in community("expertise", "taxonomy", "--json").json}
    assert rows["drones [red]"]["broader"] == ["energy"]
    assert rows["Mini-grids"]["broader"] == ["drones-red"]
    assert community("expertise", "taxonomy", "load").stdout == "The taxonomy mel is up to date: 89 terms.\n"
    community("undo")
    assert "Energy access" in {row["label"] for row in community("expertise", "taxonomy", "--json").json}


def test_who_brings_a_free_tag_in_hears_of_it(community: Copctl) -> None:
    added = community("member", "add", "--name", "Nu", "--email", "nu@example.org", "--expertise", "kites:2")

    assert "3 topics have no place in the taxonomy yet: copctl expertise tags" in added.stderr


def test_a_tag_can_stay_the_communitys_own(community: Copctl) -> None:
    kept = community("expertise", "tags", "--own", "drones [red]")

    assert kept.stdout == "drones [red] stays the community's own.\n"
    assert "drones" not in community("expertise", "tags").stdout
    [_, own] = community("expertise", "tags", "--all", "--json").json
    assert own["kept"]
    assert own["proposals"] == []


def test_a_dry_run_changes_nothing(community: Copctl) -> None:
    tried = community("expertise", "tags", "--place", "drones-red=gis", "--dry-run")

    assert tried.stdout == "Would do: drones [red] is GIS and remote sensing now.\n"
    assert len(community("expertise", "tags", "--json").json) == 2


@pytest.mark.parametrize(
    ("option", "value", "says", "code"),
    [
        ("--place", "drones", "Error: 'drones' is not TAG=TOPIC.", 2),
        ("--place", "nothing=gis", "Error: There is no tag 'nothing'.", 3),
        ("--place", "gis=dashboards", "Error: gis is in the taxonomy already, as GIS and remote sensing.", 1),
        ("--place", "drones-red=outcome harvesting in practice", "Error: Outcome harvesting in practice is not in the taxonomy.", 1),
        ("--place", "drones-red=giss", "Error: There is no topic 'giss'.", 3),
        ("--own", "droness red", "Error: There is no tag 'droness red'.\nTry: did you mean drones [red]?", 3),
    ],
)  # fmt: skip
def test_what_cannot_be_placed_is_one_sentence(
    community: Copctl, copctl: Copctl, option: str, value: str, says: str, code: int
) -> None:
    result = copctl("expertise", "tags", option, value)

    assert result.stderr.startswith(says)
    assert result.exit_code == code


def test_of_several_decisions_all_are_kept_or_none(community: Copctl, copctl: Copctl) -> None:
    assert copctl("expertise", "tags", "--place", "drones-red=gis", "--own", "nothing").exit_code == 3

    assert len(copctl("expertise", "tags", "--json").json) == 2


def test_a_review_asks_about_one_tag_after_the_other(community: Copctl) -> None:
    down, enter = "\x1b[B", "\r"

    # The proposal for the first; another topic, by its alias, for the second.
    told = _at_a_terminal(enter + enter + "gis" + enter, "expertise", "tags", "--review")

    assert told.stdout.splitlines() == [
        "Outcome harvesting in practice is Outcome harvesting now.",
        "drones [red] is GIS and remote sensing now.",
    ]
    # Each answer is a change of its own, so that the last can be taken back alone.
    community("undo")
    kept = _at_a_terminal(down + enter, "expertise", "tags", "--review")
    assert kept.stdout == "drones [red] stays the community's own.\n"
    assert _at_a_terminal("", "expertise", "tags", "--review").stdout == "Every topic has its place.\n"


def test_a_review_can_be_left_and_taken_up_again(community: Copctl) -> None:
    up, enter = "\x1b[A", "\r"

    # The last two choices are later and stop.
    left = _at_a_terminal(up + up + enter + up + enter, "expertise", "tags", "--review")

    assert (left.stdout, left.exit_code) == ("", 0)
    assert len(community("expertise", "tags", "--json").json) == 2


def _at_a_terminal(keys: str, *arguments: str) -> Result:
    """Run a command at a desk whose both ends are terminals, with these keys pressed."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out, err = Terminal(), io.StringIO()
    desk = Desk(clock=lambda: NOW, environ={}, stdin=Terminal(), stdout=out, stderr=err)
    with (
        create_pipe_input() as pipe,
        create_app_session(input=pipe, output=DummyOutput()),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        pipe.send_text(keys)
        code = main(list(arguments), desk)
    return Result(out.getvalue(), err.getvalue(), code)


def test_a_review_needs_a_terminal(community: Copctl, copctl: Copctl) -> None:
    assert copctl("expertise", "tags", "--review").stderr == (
        "Error: A review needs a terminal.\nTry: copctl expertise tags --place TAG=TOPIC\n"
    )


def test_the_reminder_counts_tags_only_where_there_is_a_taxonomy(succeed: Copctl, folder: object) -> None:
    address = f"sqlite:///{folder}/community.db"
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--expertise", "drones:2")
    assert taxonomy.reminder(address) == ""

    succeed("expertise", "taxonomy", "load")

    assert taxonomy.reminder(address) == "1 topic has no place in the taxonomy yet: copctl expertise tags"
    succeed("expertise", "tags", "--own", "drones")
    assert taxonomy.reminder(address) == ""


def test_an_import_says_how_many_tags_wait(community: Copctl, folder: Path) -> None:
    (folder / "people.csv").write_text(
        "name,email,expertise\nNu,nu@example.org,kites:2; toc:3\n", encoding="utf-8"
    )

    taken = community("member", "import", "people.csv")

    assert "3 topics have no place in the taxonomy yet: copctl expertise tags" in taken.stderr
    assert "no place" not in community("member", "import", "people.csv").stderr


def test_a_tag_of_our_own_can_be_a_part_of_a_term(community: Copctl, copctl: Copctl) -> None:
    said = community("expertise", "tags", "--own", "drones [red]", "--below", "storytelling")

    assert said.stdout == "drones [red] stays the community's own, as a part of Storytelling.\n"
    found = community("speakers", "suggest", "storytelling", "--json", "--no-semantic").json
    assert [row["member"] for row in found] == ["Ana"]
    assert copctl("expertise", "taxonomy", "load", "mel").exit_code == 0
    assert community("speakers", "suggest", "storytelling", "--json", "--no-semantic").json == found
    assert copctl("expertise", "tags", "--below", "storytelling").exit_code == 2


def test_an_alias_is_never_read_as_a_topic_without_a_word(succeed: Copctl, folder: Path) -> None:
    succeed("expertise", "taxonomy", "load", "mel")
    (folder / "people.csv").write_text(
        "name,email,expertise\nBo,bo@example.org,kobo:2; drones:1\nChan,chan@example.org,kobo:1\n",
        encoding="utf-8",
    )

    added = succeed(
        "member", "add", "--name", "Ana", "--email", "ana@example.org", "--consent", "newsletter",
        "--expertise", "MSC:3; Kobo:4; mobile data collection:1",
    )  # fmt: skip
    edited = succeed("member", "edit", "Ana", "--expertise", "XLSForm:2")
    imported = succeed("member", "import", "people.csv")
    as_json = succeed("member", "import", "people.csv", "--json").json

    assert added.stderr == (
        "Note: MSC was read as Most significant change.\nNote: Kobo was read as Mobile data collection.\n"
    )
    assert edited.stderr == "Note: XLSForm was read as Mobile data collection.\n"
    assert imported.stderr.count("Note: kobo was read as Mobile data collection.\n") == 1
    assert as_json["topics"] == {"kobo": "Mobile data collection"}
