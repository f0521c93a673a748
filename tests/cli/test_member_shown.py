"""What other members may see of somebody: set, shown, and carried between two communities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.community.portal import two_members
from tests.conftest import Copctl


@pytest.fixture(autouse=True)
def members(succeed: Copctl) -> None:
    two_members(succeed)


def seen(succeed: Copctl, member: str = "1") -> str:
    lines = succeed("member", "show", member).stdout.splitlines()
    return next(
        (line.removeprefix("Members see").strip() for line in lines if line.startswith("Members")), ""
    )


@pytest.mark.parametrize(
    ("said", "shown", "stored"),
    [
        ("organisation, Role", "name, role, organisation", ["role", "organisation"]),
        ("email,bio,bio", "name, bio, email", ["bio", "email"]),
        ("name", "name", []),
        ("", "name", []),
        ("usual", "name, role, organisation, country, languages, expertise, brings, bio", None),
    ],
)
def test_the_fields_are_chosen_in_one_option(
    succeed: Copctl, said: str, shown: str, stored: list[str] | None
) -> None:
    succeed("member", "edit", "1", "--show", "languages")

    assert succeed("member", "edit", "1", "--show", said).stdout == "Changed Sok Dara.\n"

    assert seen(succeed) == shown
    assert succeed("member", "show", "1", "--json").json["shown"] == stored
    assert succeed("member", "edit", "1", "--show", said).stdout.startswith("Nothing changed")


def test_who_is_not_in_the_directory_shows_nothing(succeed: Copctl) -> None:
    succeed("member", "edit", "2", "--show", "role")

    assert seen(succeed, "2") == ""
    assert succeed("member", "show", "2", "--json").json["shown"] == ["role"]


def test_an_unknown_field_is_one_sentence_and_a_hint(copctl: Copctl) -> None:
    result = copctl("member", "edit", "1", "--show", "role, emial")

    assert result.stderr == "Error: There is no field 'emial'.\nTry: did you mean email?\n"
    assert result.exit_code == 1


def test_undo_brings_the_choice_back(succeed: Copctl) -> None:
    succeed("member", "edit", "1", "--show", "role")
    succeed("member", "edit", "1", "--show", "name")

    succeed("undo")

    assert seen(succeed) == "name, role"


@pytest.mark.parametrize("said", ["role, email", "name", "usual"])
def test_json_lines_carry_the_choice_there_and_back(succeed: Copctl, folder: Path, said: str) -> None:
    succeed("member", "edit", "1", "--show", said)
    before = succeed("member", "show", "1", "--json").json["shown"]
    succeed("member", "export", "all.jsonl")
    first = json.loads((folder / "all.jsonl").read_text(encoding="utf-8").splitlines()[0])
    assert first.get("shown") == (["name"] if before == [] else before)
    succeed("member", "remove", "1")

    succeed("member", "import", "all.jsonl")

    assert succeed("member", "show", "dara@example.org", "--json").json["shown"] == before
    assert succeed("member", "import", "all.jsonl").stdout.startswith("Imported 2 rows: 0 new, 0 updated")


def test_a_file_changes_the_choice_of_who_is_there(succeed: Copctl, folder: Path) -> None:
    (folder / "in.jsonl").write_text(
        '{"email": "dara@example.org", "shown": ["name", "bio"]}\n', encoding="utf-8"
    )

    succeed("member", "import", "in.jsonl")

    assert seen(succeed) == "name, bio"


@pytest.mark.parametrize("shown", ['["status"]', '"role"', '{"role": 1}', "[1]"])
def test_a_choice_that_is_none_is_a_bad_row(copctl: Copctl, folder: Path, shown: str) -> None:
    (folder / "in.jsonl").write_text(f'{{"email": "dara@example.org", "shown": {shown}}}\n', encoding="utf-8")

    result = copctl("member", "import", "in.jsonl")

    assert result.exit_code == 1
    assert "line 1" in result.stderr
    assert "Traceback" not in result.stderr


def test_csv_has_no_column_for_it(succeed: Copctl) -> None:
    succeed("member", "edit", "1", "--show", "role")

    assert "shown" not in succeed("member", "export").stdout
