"""`copctl member`, from the outside."""

from __future__ import annotations

import pytest

from tests.conftest import Copctl


def test_an_added_member_is_listed_with_name_as_written(succeed: Copctl) -> None:
    added = succeed(
        "member", "add", "--name", "សុខា [red]", "--email", "Sok@Example.org", "--country", "Cambodia",
        "--expertise", "storytelling:4", "--consent", "newsletter",
    )  # fmt: skip

    assert added.stdout == "Added សុខា [red] <Sok@example.org> as member 1.\n"
    [row] = succeed("member", "list", "--json").json
    assert row["name"] == "សុខា [red]"
    assert row["country"] == "KH"
    assert row["expertise"] == [{"topic": "storytelling", "level": 4}]


def test_an_unknown_member_is_one_sentence_and_a_hint(copctl: Copctl) -> None:
    result = copctl("member", "show", "nobody@example.org")

    assert result.stderr == "Error: There is no member 'nobody@example.org'.\nTry: copctl member list\n"
    assert result.exit_code == 3


def test_a_list_that_is_too_wide_for_a_table_has_the_address_too(
    succeed: Copctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "Souphaphone Phommachanh-Vongsavanh of the Community"
    succeed("member", "add", "--name", name, "--email", "so@example.org", "--organisation", "Nam Heung",
            "--expertise", "storytelling:3")  # fmt: skip

    monkeypatch.setenv("COLUMNS", "80")
    cards = succeed("member", "list").stdout
    monkeypatch.setenv("COLUMNS", "140")
    table = succeed("member", "list").stdout

    assert cards == (
        f"\n1  {name}\n  Email         so@example.org\n  Organisation  Nam Heung\n  Status        active\n"
        "  Expertise     storytelling 3\n\n"
    )
    assert "so@example.org" not in table
