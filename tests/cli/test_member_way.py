"""`copctl member pipeline`, `next` and `duty`, and how they show in `member show` and the list."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from tests.conftest import NOW, Copctl


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """A champion to be, and a prospect whom she brought."""
    succeed("member", "add", "--name", "Vanna", "--email", "vanna@example.org", "--organisation", "Nam Heung",
            "--joined-on", "2026-10-24")  # fmt: skip
    succeed("member", "add", "--name", "Sok", "--email", "sok@example.org", "--status", "prospect", "--referred-by", "1",
            "--next-step", "call [her]", "--next-step-on", "2026-11-20")  # fmt: skip
    return succeed


def test_the_funnel_counts_ages_and_ways(people: Copctl) -> None:
    people("member", "invite", now=NOW + timedelta(days=4))

    shown = people("member", "pipeline", "--json", now=NOW + timedelta(days=10)).json

    assert {s["status"]: (s["people"], s["median_days"]) for s in shown["statuses"]} == {
        "prospect": (0, None), "invited": (1, 6.0), "active": (1, 40.0), "dormant": (0, None), "left": (0, None),
    }  # fmt: skip
    assert [(s["source"], s["came"], s["invited"], s["joined"], s["rate_of_invited"]) for s in shown["sources"]] == [
        ("referral", 1, 1, 0, 0.0), ("moderator", 1, 0, 1, None),
    ]  # fmt: skip
    assert [(d["name"], d["due"], d["next_step"]) for d in shown["next_steps"]] == [
        ("Sok", "2026-11-20", "call [her]")
    ]


def test_the_funnel_has_a_table_a_document_and_one_csv(people: Copctl) -> None:
    rows = list(csv.DictReader(io.StringIO(people("member", "pipeline", "--format", "csv").stdout)))

    assert [row["part"] for row in rows].count("status") == 5
    assert rows[-1]["next_step"] == "call [her]"
    assert "## Who came by which way" in people("member", "pipeline", "--format", "markdown").stdout
    assert "call [her]" in people("member", "pipeline").stdout


def test_a_community_without_people_has_an_empty_funnel(succeed: Copctl) -> None:
    result = succeed("member", "pipeline")

    assert "prospect" in result.stdout
    assert "Nobody is here yet" in result.stderr


def test_next_steps_are_set_listed_and_done(people: Copctl) -> None:
    people("member", "next", "Vanna", "ask for a talk", "--on", "2026-12-10")

    assert [row["name"] for row in people("member", "next", "--json").json] == ["Sok", "Vanna"]
    assert [row["name"] for row in people("member", "next", "--due", "--json").json] == ["Sok"]
    assert "1 next step with people is due." in people().stdout
    assert people("member", "next", "Sok", "--done").stdout == "Nothing is next with Sok.\n"
    assert [row["name"] for row in people("member", "next", "--json").json] == ["Vanna"]


def test_a_day_without_a_step_is_refused(people: Copctl, copctl: Copctl) -> None:
    result = copctl("member", "edit", "Vanna", "--next-step-on", "2026-12-10")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: There is no next step with Vanna to set a day for.\n")


def test_nobody_refers_themselves(people: Copctl, copctl: Copctl) -> None:
    assert copctl("member", "edit", "Vanna", "--referred-by", "Vanna").exit_code == 1


def test_duties_have_their_days_and_are_found(people: Copctl) -> None:
    given = people("member", "duty", "Vanna", "--add", "core", "--since", "2026-01-01")
    people("member", "duty", "Vanna", "--add", "champion")

    assert given.stdout == "Vanna is of the core group since 2026-01-01.\n"
    assert [m["name"] for m in people("member", "list", "--where", "duty=core", "--json").json] == ["Vanna"]
    assert "champion of Nam Heung since 2026-11-23" in people("member", "show", "Vanna").stdout
    people("member", "duty", "Vanna", "--end", "core")
    assert people("member", "list", "--where", "duty=core", "--json").json == []
    [core, _] = people("member", "show", "Vanna", "--json").json["duties"]
    assert (core["since"], core["until"]) == ("2026-01-01", "2026-11-23")


def test_an_organisation_has_one_champion_at_a_time(people: Copctl, copctl: Copctl) -> None:
    people("member", "duty", "Vanna", "--add", "champion")
    people("member", "join", "Sok")
    refused = copctl("member", "duty", "Sok", "--add", "champion", "--organisation", "Nam Heung")
    replaced = people(
        "member", "duty", "Sok", "--add", "champion", "--organisation", "nam heung", "--replace"
    )

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: Nam Heung has a champion: Vanna, since 2026-11-23.\n")
    assert replaced.stdout == "Sok is champion of Nam Heung since 2026-11-23.\n"
    assert [m["name"] for m in people("member", "list", "--where", "duty=champion", "--json").json] == ["Sok"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("Vanna", "--add", "king"), 1),
        (("Vanna",), 2),
        (("Vanna", "--end", "core"), 3),
        (("Sok", "--add", "core"), 1),
        (("Vanna", "--add", "core", "--since", "2027-01-01"), 1),
        (("Vanna", "--add", "core", "--organisation", "Nam Heung"), 1),
    ],
)
def test_a_duty_that_cannot_be_is_refused(
    people: Copctl, copctl: Copctl, arguments: tuple[str, ...], code: int
) -> None:
    result = copctl("member", "duty", *arguments)

    assert result.exit_code == code
    assert "Traceback" not in result.stderr


def test_every_change_of_status_is_dated_and_undone(people: Copctl) -> None:
    people("member", "edit", "Vanna", "--status", "dormant")
    people("member", "edit", "Vanna", "--status", "dormant", "--role", "x")

    shown = people("member", "show", "Vanna", "--json").json
    assert shown["steps"] == [{"on": "2026-11-23", "from": "active", "to": "dormant", "source": "moderator"}]
    people("undo")
    people("undo")
    shown = people("member", "show", "Vanna", "--json").json
    assert (shown["status"], shown["status_since"], shown["steps"]) == ("active", "2026-10-24", [])


def test_who_is_removed_refers_nobody_and_undo_brings_that_back(people: Copctl) -> None:
    people("member", "remove", "Vanna")

    assert people("member", "show", "Sok", "--json").json["referred_by"] is None
    people("undo")
    assert people("member", "show", "Sok", "--json").json["referred_by"] == {"number": 1, "name": "Vanna"}
