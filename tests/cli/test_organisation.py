"""`copctl organisation`."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.community.twins.merging_organisations import PARTS
from copctl.store.base import Base
from tests.conftest import Copctl


def test_an_organisation_is_known_without_regard_to_case(succeed: Copctl) -> None:
    succeed(
        "organisation", "add", "អង្គការ [red]", "--country", "cambodia", "--website", "https://org.example"
    )
    succeed("organisation", "add", "Zeta")
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--organisation", "ZETA")

    rows = succeed("organisation", "list", "--json").json

    assert [(row["name"], row["country"], row["members"]) for row in rows] == [
        ("Zeta", None, 1),
        ("អង្គការ [red]", "KH", 0),
    ]
    assert "[red]" in succeed("organisation", "list").stdout


def test_a_slip_of_the_pen_does_not_make_a_second_organisation(copctl: Copctl) -> None:
    copctl("organisation", "add", "Mekong Learning")

    result = copctl(
        "member", "add", "--name", "A", "--email", "a@example.org", "--organisation", "Mekong Lerning"
    )

    assert result.exit_code == 1
    assert "but there is 'Mekong Learning'" in result.stderr
    assert copctl("member", "list", "--json").json == []


def test_another_legal_form_is_the_same_organisation_and_that_is_said(succeed: Copctl) -> None:
    succeed("organisation", "add", "Tonle Sanitation")

    added = succeed(
        "member", "add", "--name", "Ana", "--email", "ana@example.org",
        "--organisation", "Tonle Sanitation Co., Ltd", "--consent", "newsletter",
    )  # fmt: skip
    edited = succeed("member", "edit", "1", "--organisation", "tonle  SANITATION")
    project = succeed("project", "add", "--title", "Wells", "--organisation", "TonleSanitation Ltd.")

    assert added.stderr == "Note: 'Tonle Sanitation Co., Ltd' was taken for Tonle Sanitation.\n"
    assert edited.stderr == "Note: 'tonle SANITATION' was taken for Tonle Sanitation.\n"
    assert project.stderr == "Note: 'TonleSanitation Ltd.' was taken for Tonle Sanitation.\n"
    assert [row["name"] for row in succeed("organisation", "list", "--json").json] == ["Tonle Sanitation"]


def test_a_list_with_another_legal_form_makes_no_second_organisation(succeed: Copctl, folder: Path) -> None:
    succeed("organisation", "add", "Tonle Sanitation")
    (folder / "people.csv").write_text(
        "name,email,organisation\n"
        'Ana,ana@example.org,"Tonle Sanitation Co., Ltd"\n'
        'Bo,bo@example.org,"Tonle Sanitation Co., Ltd"\n'
        "Chan,chan@example.org,[red] Water\n"
        "Dara,dara@example.org,[RED] WATER LTD\n",
        encoding="utf-8",
    )

    first = succeed("member", "import", "people.csv", "--dry-run", "--json").json
    result = succeed("member", "import", "people.csv")
    again = succeed("member", "import", "people.csv")

    assert first["organisations"] == {
        "Tonle Sanitation Co., Ltd": "Tonle Sanitation", "[RED] WATER LTD": "[red] Water",
    }  # fmt: skip
    assert "Note: 'Tonle Sanitation Co., Ltd' was taken for Tonle Sanitation.\n" in result.stderr
    assert "Note: '[RED] WATER LTD' was taken for [red] Water.\n" in result.stderr
    assert again.stdout == "Imported 4 rows: 0 new, 0 updated, 4 unchanged, 0 skipped.\n"
    listed = succeed("organisation", "list", "--json").json
    assert [(row["name"], row["members"]) for row in listed] == [("[red] Water", 2), ("Tonle Sanitation", 2)]


@pytest.fixture
def two_of_one(succeed: Copctl) -> None:
    """Tonle Sanitation (1) and Tonle Sanitation Ltd (2), each with a member who is its champion."""
    succeed("organisation", "add", "Tonle Sanitation")
    succeed(
        "organisation", "add", "Tonle Sanitation Ltd", "--country", "KH", "--about", "Pumps [red] and wells"
    )
    for name, place in (("Ana", ""), ("Bo", " Ltd"), ("Chan", " Ltd")):
        succeed(
            "member",
            "add",
            "--name",
            name,
            "--email",
            f"{name}@example.org",
            "--organisation",
            f"Tonle Sanitation{place}",
        )
    for name in ("Ana", "Bo"):
        succeed("member", "duty", name, "--add", "champion")
    succeed("project", "add", "--title", "Wells", "--organisation", "Tonle Sanitation Ltd")


@pytest.mark.usefixtures("two_of_one")
def test_organisations_that_may_be_one_are_proposed(succeed: Copctl) -> None:
    succeed("organisation", "add", "Mekong Learning")
    succeed("organisation", "add", "Mekong Lerning")
    succeed("organisation", "add", "Red River")

    rows = succeed("organisation", "duplicates", "--json").json
    shown = succeed("organisation", "duplicates")

    assert [(row["keep"], row["other"], row["reason"]) for row in rows] == [
        (3, 4, "nearly the same name"),
        (2, 1, "the same name but for blanks or the legal form"),
    ]
    assert shown.stderr == "Next: copctl organisation merge 3 4\n"
    assert "Note: 2 pairs of organisations may be one each: copctl organisation duplicates\n" in (
        succeed("member", "duplicates").stderr
    )


@pytest.mark.usefixtures("two_of_one")
def test_one_organisation_is_made_of_two_and_undo_parts_them(succeed: Copctl) -> None:
    before = succeed("member", "export", "--format", "jsonl").stdout

    tried = succeed("organisation", "merge", "1", "Tonle Sanitation Ltd", "--dry-run", "--json").json
    assert succeed("member", "export", "--format", "jsonl").stdout == before
    merged = succeed("organisation", "merge", "1", "Tonle Sanitation Ltd", "--yes")

    assert tried["fields"] == [
        {"field": "name", "a": "Tonle Sanitation", "b": "Tonle Sanitation Ltd", "kept": "Tonle Sanitation"},
        {"field": "country", "a": None, "b": "KH", "kept": "KH"},
        {"field": "website", "a": None, "b": None, "kept": None},
        {"field": "about", "a": "", "b": "Pumps [red] and wells", "kept": "Pumps [red] and wells"},
        {"field": "members", "a": 1, "b": 2, "kept": 3},
        {"field": "duties", "a": 1, "b": 1, "kept": 2},
        {"field": "projects, resources and stories", "a": 0, "b": 1, "kept": 1},
    ]
    assert merged.stdout.endswith("Merged Tonle Sanitation Ltd (2) into Tonle Sanitation (1).\n")
    assert merged.stderr == (
        "Note: Ana stays champion, and Bo is none any more.\ncopctl undo brings back what was merged.\n"
    )
    assert [m["organisation"] for m in succeed("member", "list", "--json").json] == ["Tonle Sanitation"] * 3
    assert succeed("project", "show", "1", "--json").json["organisation"] == "Tonle Sanitation"
    assert succeed("organisation", "duplicates").stdout == "No organisation seems to be stored twice.\n"
    succeed("undo")
    assert succeed("member", "export", "--format", "jsonl").stdout == before
    assert len(succeed("organisation", "list", "--json").json) == 2


@pytest.mark.usefixtures("two_of_one")
def test_merging_organisations_needs_two_and_a_yes(copctl: Copctl) -> None:
    assert copctl("organisation", "merge", "1", "1", "--yes").stderr == (
        "Error: Tonle Sanitation is one organisation already.\nTry: name two organisations\n"
    )
    unasked = copctl("organisation", "merge", "1", "2")
    assert unasked.exit_code == 2
    assert unasked.stderr.startswith(
        "Error: Merge Tonle Sanitation Ltd (2) into Tonle Sanitation (1)? It needs a yes.\n"
    )


@pytest.mark.usefixtures("two_of_one")
def test_an_organisation_gets_another_name(copctl: Copctl, succeed: Copctl) -> None:
    renamed = succeed("organisation", "rename", "1", "ទន្លេ Sanitation")
    taken = copctl("organisation", "rename", "1", "TONLE sanitation ltd")

    assert renamed.stdout == "Tonle Sanitation is ទន្លេ Sanitation now.\n"
    assert succeed("member", "show", "Ana", "--json").json["organisation"] == "ទន្លេ Sanitation"
    assert taken.exit_code == 1
    assert taken.stderr == (
        "Error: There is another organisation Tonle Sanitation Ltd.\n"
        "Try: copctl organisation merge 2 1 makes one of both\n"
    )


def test_every_column_that_names_an_organisation_is_known() -> None:
    named = {
        (table.name, key.parent.name)
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "organisation"
    }

    assert {part.place for part in PARTS} == named
