"""Names out of other tools: in which order their parts stand, and which of two forms is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl

GOOGLE = "First Name,Middle Name,Last Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Address 1 - Country\n"
PEOPLE = [
    ("Mai", "Ngọc", "Nguyễn", "mai@song.example", "VN"),
    ("Dara", "", "Sok", "dara@tonle.example", "Cambodia"),
    ("Vũ", "", "Trần", "vu@song.example", ""),
]


def written(folder: Path, header: str = GOOGLE) -> str:
    rows = [f"{first},{middle},{last},,,{email},{land}\n" for first, middle, last, email, land in PEOPLE]
    (folder / "list.csv").write_text(header + "".join(rows), encoding="utf-8")
    return "list.csv"


def called(succeed: Copctl) -> list[str]:
    return [m["name"] for m in succeed("member", "list", "--json").json]


AS_IT_STANDS = ["Mai Ngọc Nguyễn", "Dara Sok", "Vũ Trần"]
TURNED = ["Nguyễn Ngọc Mai", "Sok Dara", "Trần Vũ"]


@pytest.mark.parametrize(
    ("options", "names", "is_asked"),
    [
        ((), AS_IT_STANDS, True),
        (("--name-order", "given-first"), AS_IT_STANDS, False),
        (("--name-order", "Family_First"), TURNED, False),
        (
            ("--map", "First Name=last_name", "--map", "Last Name=first_name"),
            ["Nguyễn Ngọc Mai", "Sok Dara", "Trần Vũ"],
            False,
        ),
    ],
)
def test_the_order_of_names_is_said_and_never_guessed(
    succeed: Copctl, folder: Path, options: tuple[str, ...], names: list[str], is_asked: bool
) -> None:
    told = succeed("member", "import", written(folder), *options).stderr

    assert sorted(called(succeed)) == sorted(names)
    assert ("3 people seem to write the family name first" in told) is is_asked


def test_an_order_that_is_none_is_named(copctl: Copctl, folder: Path) -> None:
    failed = copctl("member", "import", written(folder), "--name-order", "family")

    assert failed.exit_code == 2
    assert "family-first" in failed.stderr


def test_a_card_shows_its_name_and_is_composed_only_without_one(succeed: Copctl, folder: Path) -> None:
    (folder / "a.vcf").write_text(
        "BEGIN:VCARD\nVERSION:4.0\nFN:Mai Nguyen\nN:Nguyen;Mai;;;\nEMAIL:a@x.example\nEND:VCARD\n"
        "BEGIN:VCARD\nVERSION:4.0\nN:Sok;Dara;;;\nEMAIL:b@x.example\nEND:VCARD\n",
        encoding="utf-8",
    )
    succeed("member", "import", "a.vcf", "--name-order", "family-first")

    assert called(succeed) == ["Mai Nguyen", "Sok Dara"]


@pytest.mark.parametrize(
    ("stored", "said", "overwrite", "kept"),
    [
        ("Nguyen Ngoc Mai", "Nguyễn Ngọc Mai", False, "Nguyễn Ngọc Mai"),
        ("Nguyễn Ngọc Mai", "Nguyen Ngoc Mai", True, "Nguyễn Ngọc Mai"),
        ("Nguyễn Ngọc Mai", "Mai", True, "Nguyễn Ngọc Mai"),
        ("Nguyễn Ngọc Mai", "Mai Nguyễn", True, "Mai Nguyễn"),
        ("Nguyễn Ngọc Mai", "Mai Nguyễn", False, "Nguyễn Ngọc Mai"),
        ("Nguyễn Thị Hương", "Nguyễn Thị Hường", False, "Nguyễn Thị Hương"),
    ],
)
def test_the_fuller_name_is_kept(
    succeed: Copctl, folder: Path, stored: str, said: str, overwrite: bool, kept: str
) -> None:
    succeed("member", "add", "--name", stored, "--email", "mai@song.example")
    (folder / "list.csv").write_text(f"{GOOGLE}{said},,,,,mai@song.example,\n", encoding="utf-8")

    told = succeed("member", "import", "list.csv", *(["--overwrite"] if overwrite else [])).stderr

    assert called(succeed) == [kept]
    if said == "Mai":
        assert "Nguyễn Ngọc Mai is called Mai in the file; the whole name stays" in told


def test_of_two_rows_about_somebody_the_name_with_its_marks_is_taken(succeed: Copctl, folder: Path) -> None:
    rows = "Nguyen,,Mai,,,mai@song.example,\nNguyễn,,Mai,,,mai@song.example,\n"
    (folder / "list.csv").write_text(GOOGLE + rows, encoding="utf-8")

    succeed("member", "import", "list.csv")

    assert called(succeed) == ["Nguyễn Mai"]
