"""Several addresses of one person, from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Copctl


@pytest.fixture
def ana(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Ana Lim", "--email", "ana@example.org")
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org")
    succeed("member", "edit", "Bo", "--other-email", "bo@home.example", "--other-email", "BO@work.example")


def test_another_address_is_shown_and_finds_the_person(succeed: Copctl, ana: None) -> None:
    shown = succeed("member", "show", "Bo@Home.example", "--json").json

    assert (shown["name"], shown["email"]) == ("Bo", "bo@example.org")
    assert shown["other_emails"] == ["bo@home.example", "BO@work.example"]
    assert "bo@home.example, BO@work.example" in succeed("member", "show", "Bo").stdout


def test_noted_twice_is_noted_once_and_undo_takes_it_back(succeed: Copctl, ana: None) -> None:
    again = succeed("member", "edit", "Bo", "--other-email", "Bo@HOME.example")
    assert again.stdout == "Nothing changed: Bo is stored so already.\n"

    succeed("member", "edit", "Bo", "--drop-email", "BO@home.example")
    assert succeed("member", "show", "Bo", "--json").json["other_emails"] == ["BO@work.example"]
    succeed("undo")
    succeed("undo")
    assert succeed("member", "show", "Bo", "--json").json["other_emails"] == []


@pytest.mark.parametrize(
    ("command", "sentence", "code"),
    [
        (("edit", "Ana Lim", "--other-email", "bo@home.example"), "bo@home.example belongs to Bo already.", 1),
        (("edit", "Ana Lim", "--other-email", "BO@example.org"), "BO@example.org belongs to Bo already.", 1),
        (("edit", "Ana Lim", "--email", "bo@home.example"), "bo@home.example belongs to Bo already.", 1),
        (("add", "--name", "C", "--email", "bo@home.example"), "bo@home.example belongs to Bo already.", 1),
        (("edit", "Bo", "--drop-email", "x@example.org"), "x@example.org is no other address of Bo.", 3),
        (("edit", "Bo", "--other-email", "home"), "'home' is not an email address", 1),
    ],
)  # fmt: skip
def test_an_address_belongs_to_one_person(
    copctl: Copctl, ana: None, command: tuple[str, ...], sentence: str, code: int
) -> None:
    result = copctl("member", *command)

    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.exit_code == code


def test_another_address_can_become_the_main_one(succeed: Copctl, ana: None) -> None:
    succeed("member", "edit", "Bo", "--email", "bo@home.example")

    shown = succeed("member", "show", "Bo", "--json").json
    assert (shown["email"], shown["other_emails"]) == ("bo@home.example", ["BO@work.example"])


def test_json_lines_carry_them_and_an_import_knows_people_by_them(
    succeed: Copctl, ana: None, folder: Path
) -> None:
    exported = succeed("member", "export", "--format", "jsonl").stdout
    assert json.loads(exported.splitlines()[1])["other_emails"] == ["bo@home.example", "BO@work.example"]
    (folder / "all.jsonl").write_text(exported, encoding="utf-8")
    assert "0 new, 0 updated, 2 unchanged" in succeed("member", "import", "all.jsonl").stdout

    (folder / "list.csv").write_text("name,email,role\nBo,bo@work.example,Analyst\n", encoding="utf-8")
    assert "0 new, 1 updated" in succeed("member", "import", "list.csv").stdout
    shown = succeed("member", "show", "Bo", "--json").json
    assert (shown["email"], shown["role"]) == ("bo@example.org", "Analyst")

    succeed("member", "remove", "Bo")
    assert "1 new" in succeed("member", "import", "all.jsonl").stdout
    assert succeed("member", "show", "bo@home.example", "--json").json["name"] == "Bo"


def test_a_file_cannot_give_one_address_to_two_people(copctl: Copctl, ana: None, folder: Path) -> None:
    lines = [
        {"name": "C", "email": "c@example.org", "other_emails": ["c@home.example"]},
        {"name": "D", "email": "C@home.example"},
        {"name": "E", "email": "e@example.org", "other_emails": ["bo@home.example"]},
    ]
    (folder / "new.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")

    result = copctl("member", "import", "new.jsonl")

    assert "line 2: C@home.example stands in line 1 already" in result.stderr
    assert "line 3: bo@home.example belongs to Bo already" in result.stderr
    assert len(copctl("member", "list", "--json").json) == 2
