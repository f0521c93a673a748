"""`copctl member away`, from the outside."""

from __future__ import annotations

import pytest

from tests.conftest import Copctl


@pytest.fixture
def ana(succeed: Copctl) -> Copctl:
    succeed("member", "add", "--name", "Ana [red]", "--email", "ana@example.org")
    return succeed


def test_an_absence_is_noted_listed_and_dropped(ana: Copctl) -> None:
    noted = ana("member", "away", "1", "--from", "2026-12-01", "--to", "2026-12-20", "--note", "សិក្សា")
    assert noted.stdout == "Ana [red] is away from 2026-12-01 to 2026-12-20.\n"

    listed = ana("member", "away", "--list", "--json").json
    assert listed == [
        {"member": "Ana [red]", "email": "ana@example.org", "from": "2026-12-01", "to": "2026-12-20",
         "note": "សិក្សា"}
    ]  # fmt: skip
    assert ana("member", "away", "1", "--json").json == listed

    dropped = ana("member", "away", "1", "--drop", "2026-12-05")
    assert dropped.stdout == "Ana [red] is no longer away from 2026-12-01 to 2026-12-20.\n"
    assert ana("member", "away").stdout == "Nobody is away, as far as is known.\n"


def test_the_same_days_twice_are_one_absence_and_undo_takes_it_back(ana: Copctl) -> None:
    ana("member", "away", "1", "--from", "2026-12-01")
    ana("member", "away", "1", "--from", "2026-12-01", "--note", "fieldwork")

    assert [row["note"] for row in ana("member", "away", "--json").json] == ["fieldwork"]
    ana("undo")
    ana("undo")
    assert ana("member", "away", "--json").json == []


def test_what_is_over_is_listed_no_more(ana: Copctl) -> None:
    ana("member", "away", "1", "--from", "2026-10-01", "--to", "2026-11-22")

    assert ana("member", "away", "--json").json == []


def test_a_session_within_the_days_is_named(ana: Copctl) -> None:
    ana("session", "plan", "--title", "Pumps", "--on", "2026-12-10 14:00", "--speaker", "1")

    noted = ana("member", "away", "1", "--from", "2026-12-10")

    assert noted.stdout == "Ana [red] is away on 2026-12-10.\n"
    assert "on the programme of session 2026-12 on 2026-12-10" in noted.stderr


@pytest.mark.parametrize(
    ("words", "sentence", "code"),
    [
        (("1", "--from", "2026-12-05", "--to", "2026-12-01"), "2026-12-01 comes before 2026-12-05.", 1),
        (("1", "--from", "soon"), "'soon' is not a date.", 2),
        (("9", "--from", "2026-12-05"), "There is no member '9'.", 3),
        (("1", "--drop", "2026-12-05"), "No absence of Ana [red] covers 2026-12-05.", 3),
        (("--from", "2026-12-05"), "MEMBER is missing.", 2),
        (("1", "--to", "2026-12-05"),
         "--from DATE notes an absence, --drop DATE takes one out, --list shows them: one at a time.", 2),
        (("1", "--from", "2026-12-05", "--drop", "2026-12-05"),
         "--from DATE notes an absence, --drop DATE takes one out, --list shows them: one at a time.", 2),
    ],
)  # fmt: skip
def test_a_slip_is_one_sentence(
    ana: Copctl, copctl: Copctl, words: tuple[str, ...], sentence: str, code: int
) -> None:
    result = copctl("member", "away", *words)

    assert result.stderr.splitlines()[0] == f"Error: {sentence}"
    assert result.exit_code == code
