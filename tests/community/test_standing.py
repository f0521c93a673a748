"""Since when people stand where they do, as they come in."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import Copctl


def test_an_import_dates_who_comes_in_and_costs_no_row_of_its_own(succeed: Copctl) -> None:
    Path("people.csv").write_text(
        "name,email,status,joined_on\nAna,ana@example.org,active,2026-01-05\nBo,bo@example.org,active,\n"
        "Cy,cy@example.org,prospect,\nDi,di@example.org,left,\n"
    )
    succeed("member", "import", "people.csv")

    shown = [succeed("member", "show", str(number), "--json").json for number in (1, 2, 3, 4)]
    assert [s["status_since"] for s in shown] == ["2026-01-05", "2026-11-23", "2026-11-23", None]
    assert [s["steps"] for s in shown] == [[], [], [], []]


def test_a_change_by_a_file_says_so(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Cy", "--email", "cy@example.org", "--status", "prospect")
    Path("people.csv").write_text("name,email,status\nCy,cy@example.org,active\n")
    succeed("member", "import", "people.csv")

    shown = succeed("member", "show", "1", "--json").json
    assert shown["steps"] == [{"on": "2026-11-23", "from": "prospect", "to": "active", "source": "import"}]
    assert (shown["status_since"], shown["joined_on"]) == ("2026-11-23", "2026-11-23")
