"""`copctl member`, from the outside."""

from __future__ import annotations

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
