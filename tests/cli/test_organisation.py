"""`copctl organisation`."""

from __future__ import annotations

from pathlib import Path

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
