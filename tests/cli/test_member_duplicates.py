"""`copctl member duplicates`, from the outside."""

from __future__ import annotations

import pytest

from tests.conftest import Copctl


@pytest.fixture
def people(succeed: Copctl) -> None:
    for name, email, more in (
        ("Sok Dara", "sok.dara@post.example", ()),
        ("Dara Sok", "Sok.Dara+list@post.example", ("--organisation", "Mekong Watch")),
        ("Nguyễn Thị Hương", "huong@a.example", ("--organisation", "Mekong Watch", "--country", "VN")),
        ("Nguyen Thi Huong", "nth@b.example", ("--organisation", "Mekong Watch", "--country", "VN")),
        ("Nguyễn Văn Hùng", "hung@a.example", ("--organisation", "Mekong Watch", "--country", "VN")),
        ("Nguyễn Văn Hưng", "h@a.example", ("--organisation", "Mekong Watch", "--country", "VN")),
    ):
        succeed("member", "add", "--name", name, "--email", email, *more)


@pytest.mark.usefixtures("people")
def test_pairs_are_proposed_with_reasons_surest_first(succeed: Copctl) -> None:
    first, second = succeed("member", "duplicates", "--json").json

    assert (first["certainty"], first["sure"], first["keep"], first["other"]) == (99, "certain", 2, 1)
    assert first["reasons"][0] == "one mailbox, written in two ways"
    assert (second["sure"], second["keep_name"], second["other_name"]) == (
        "likely", "Nguyễn Thị Hương", "Nguyen Thi Huong"
    )  # fmt: skip
    assert "the same name without its marks" in second["reasons"]
    assert second["doubts"] == ["different addresses"]


@pytest.mark.usefixtures("people")
def test_a_person_reads_who_and_why(succeed: Copctl) -> None:
    result = succeed("member", "duplicates", "--least", "90")

    words = " ".join(result.stdout.split())
    assert "99 certain" in words
    assert "Nguyen" not in words
    assert result.stderr == "Next: copctl member merge 2 1, or all that are listed with --merge\n"


@pytest.mark.usefixtures("people")
def test_all_that_are_listed_become_one_each_and_undo_parts_them(succeed: Copctl) -> None:
    before = succeed("member", "export", "--format", "jsonl").stdout

    succeed("member", "duplicates", "--merge", "--dry-run")
    assert succeed("member", "export", "--format", "jsonl").stdout == before
    merged = succeed("member", "duplicates", "--merge", "--apart", "3:4", "--yes", "--json").json

    assert [(m["kept"], m["other"]) for m in merged] == [(2, 1)]
    assert len(succeed("member", "list", "--json").json) == 5
    succeed("undo")
    assert succeed("member", "export", "--format", "jsonl").stdout == before


@pytest.mark.usefixtures("people")
def test_three_entries_of_one_person_become_one(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Sok Dara", "--email", "sok.dara+2@post.example")

    succeed("member", "duplicates", "--least", "98", "--merge", "--yes")

    assert [m["number"] for m in succeed("member", "list", "--json").json if "Dara" in m["name"]] == [2]


@pytest.mark.usefixtures("people")
def test_merging_needs_a_yes(copctl: Copctl) -> None:
    result = copctl("member", "duplicates", "--merge")

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: Merge these 2 pairs? It needs a yes.")


def test_nobody_twice_is_said(succeed: Copctl) -> None:
    assert succeed("member", "duplicates").stdout == "Nobody seems to be stored twice.\n"
    assert succeed("member", "duplicates", "--merge", "--yes", "--json").json == []


def test_apart_wants_two_numbers(copctl: Copctl) -> None:
    result = copctl("member", "duplicates", "--apart", "3")

    assert result.exit_code == 2
    assert (
        result.stderr
        == "Error: '3' does not name two members.\nTry: give two numbers, such as --apart 12:34\n"
    )
