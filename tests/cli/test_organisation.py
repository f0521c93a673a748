"""`copctl organisation`."""

from __future__ import annotations

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
