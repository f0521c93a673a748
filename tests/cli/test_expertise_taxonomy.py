"""`copctl expertise taxonomy`: the tree, and loading it."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.community.knowing import taxonomy
from copctl.community.knowing.taxonomy import Neighbour
from copctl.store import quick
from tests.conftest import Copctl

SMALL = """slug,label,broader,related,aliases,definition
,Water,,,,All of it.
wells,Wells,Water,,Boreholes; ប្រអប់ទឹក,Holes with water.
,Well repair,wells,,,
,Pipes,Water,Wells,,
"""


@pytest.fixture
def small(succeed: Copctl, folder: Path) -> str:
    (folder / "ours.csv").write_text(SMALL, encoding="utf-8")
    return f"sqlite:///{folder / 'community.db'}"


def test_a_taxonomy_is_loaded_once_and_shown_as_a_tree(succeed: Copctl, small: str) -> None:
    nothing = succeed("expertise", "taxonomy")
    tried = succeed("expertise", "taxonomy", "load", "ours.csv", "--dry-run")
    first = succeed("expertise", "taxonomy", "load", "ours.csv")
    again = succeed("expertise", "taxonomy", "load", "ours.csv")

    assert nothing.stdout == "There is no taxonomy yet. Try: copctl expertise taxonomy load mel\n"
    assert tried.stdout == "Would load the taxonomy ours, 4 terms: 4 new, 2 aliases, 4 relations.\n"
    assert first.stdout == "Loaded the taxonomy ours, 4 terms: 4 new, 2 aliases, 4 relations.\n"
    assert again.stdout == "The taxonomy ours is up to date: 4 terms.\n"
    assert "expertise taxonomy load" in succeed("log").stdout
    lines = succeed("expertise", "taxonomy").stdout.splitlines()
    assert [line.split("  Boreholes")[0].rstrip() for line in lines[3:7]] == [
        " Water", "   Pipes", "   Wells", "     Well repair"
    ]  # fmt: skip
    wells = succeed("expertise", "taxonomy", "--json").json[-1]
    assert wells == {
        "slug": "wells", "label": "Wells", "broader": ["water"], "narrower": ["well-repair"],
        "related": ["pipes"], "aliases": ["Boreholes", "ប្រអប់ទឹក"], "definition": "Holes with water.",
        "members": 0, "status": None, "scheme": "ours",
    }  # fmt: skip
    assert len(succeed("log", "--json").json) == 2


def test_terms_that_nobody_asked_for_stay_out_of_the_backlog(succeed: Copctl, small: str) -> None:
    succeed("expertise", "taxonomy", "load", "ours.csv")

    assert succeed("topic", "list", "--json").json == []
    assert "4 more, which nobody asked for yet" in succeed("topic", "list").stderr
    assert succeed("topic", "list", "--all", "--json").json[0]["from"] == "the taxonomy ours"
    succeed("topic", "add", "Boreholes")
    assert [(t["topic"], t["status"]) for t in succeed("topic", "list", "--json").json] == [
        ("Wells", "backlog")
    ]


def test_topics_of_a_terms_name_or_alias_become_the_term(succeed: Copctl, small: str) -> None:
    succeed("topic", "add", "boreholes")
    succeed(
        "member",
        "add",
        "--name",
        "Ana",
        "--email",
        "ana@example.org",
        "--expertise",
        "WATER:3; ប្រអប់ទឹក:2; pipes:1",
    )

    loaded = succeed("expertise", "taxonomy", "load", "ours.csv")

    # What members were asked keeps its name; what a member wrote takes the term's.
    assert "Joined: boreholes is Wells now." in loaded.stderr
    assert "Joined: WATER is Water now." in loaded.stderr
    assert (
        "ប្រអប់ទឹក is a topic of its own. To change that: copctl expertise tags --place ប្រអប់ទឹក=boreholes"
        in loaded.stderr
    )
    assert succeed("topic", "list", "--json").json[0]["topic"] == "boreholes"
    assert succeed("member", "list", "--json").json[0]["expertise"] == [
        {"topic": "Water", "level": 3}, {"topic": "ប្រអប់ទឹក", "level": 2}, {"topic": "Pipes", "level": 1}
    ]  # fmt: skip
    assert succeed("expertise", "taxonomy", "load", "ours.csv").stdout.startswith(
        "The taxonomy ours is up to date"
    )
    succeed("undo")
    assert succeed("expertise", "taxonomy", "--json").json == []
    assert succeed("topic", "list", "--json").json[0]["aliases"] == []


def test_an_edited_file_brings_the_taxonomy_up_to_date(succeed: Copctl, small: str, folder: Path) -> None:
    succeed("expertise", "taxonomy", "load", "ours.csv")
    (folder / "ours.csv").write_text(
        SMALL.replace(",Pipes,Water,Wells,,\n", ",Taps,Well repair,,,\n"), encoding="utf-8"
    )

    loaded = succeed("expertise", "taxonomy", "load", "ours.csv")

    assert loaded.stdout == "Loaded the taxonomy ours, 4 terms: 1 new, 1 relation.\n"
    assert "not in this file, and left as they are: Pipes." in loaded.stderr


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (",Rain,Sky,,,", "ours.csv has 1 bad row, so nothing was loaded: line 6: broader names 'Sky', which is no term of this file."),
        (",Rain,Rain,,,", "ours.csv has 1 bad row, so nothing was loaded: line 6: Rain is broader than itself: rain > rain."),
        (",,Water,,,", "ours.csv has 1 bad row, so nothing was loaded: line 6: the label is missing."),
    ],
)  # fmt: skip
def test_a_bad_row_is_one_clear_sentence(
    copctl: Copctl, small: str, folder: Path, row: str, says: str
) -> None:
    (folder / "ours.csv").write_text(f"{SMALL}{row}\n", encoding="utf-8")

    result = copctl("expertise", "taxonomy", "load", "ours.csv")

    assert result.stderr == f"Error: {says}\nTry: mend that in the file and load it again\n"
    assert result.exit_code == 1
    assert copctl("expertise", "taxonomy", "--json").json == []


def test_what_is_listed_can_be_changed_and_loaded_again(succeed: Copctl, folder: Path) -> None:
    succeed("expertise", "taxonomy", "load", "mel")
    listed = succeed("expertise", "taxonomy", "--format", "csv").stdout
    (folder / "mel.csv").write_text(listed, encoding="utf-8")

    same = succeed("expertise", "taxonomy", "load", "mel.csv")
    (folder / "mel.csv").write_text(
        listed.replace("KoboToolbox; Kobo", "KoboToolbox; Kobo; KoBo forms"), encoding="utf-8"
    )
    more = succeed("expertise", "taxonomy", "load", "mel.csv")

    assert (same.stdout, same.stderr) == ("The taxonomy mel is up to date: 89 terms.\n", "")
    assert more.stdout == "Loaded the taxonomy mel, 89 terms: 1 alias.\n"


def test_a_file_that_is_no_taxonomy_is_refused(copctl: Copctl, folder: Path) -> None:
    (folder / "own.csv").write_text(SMALL, encoding="utf-8")
    (folder / "people.csv").write_text("name,email\nAna,ana@example.org\n", encoding="utf-8")

    assert copctl("expertise", "taxonomy", "load", "own.csv").exit_code == 1
    assert "people.csv has no column label" in copctl("expertise", "taxonomy", "load", "people.csv").stderr
    assert copctl("expertise", "taxonomy", "load", "mell").stderr == (
        "Error: There is no taxonomy and no file 'mell'.\nTry: name a file, or one that ships: mel\n"
    )


def test_a_spreadsheet_is_read_too(succeed: Copctl, small: str, folder: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(folder / "sheet.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["Label", "Broader", "Note"])
        page.write_row(1, 0, ["Water", "", "x"])
        page.write_row(2, 0, ["Wells [red] <b>", "water", ""])

    loaded = succeed("expertise", "taxonomy", "load", "sheet.xlsx")

    assert loaded.stdout == "Loaded the taxonomy sheet, 2 terms: 2 new, 1 relation.\n"
    assert "the column 'Note' is none of a taxonomy" in loaded.stderr
    assert "   Wells [red] <b>" in succeed("expertise", "taxonomy").stdout


def test_the_shipped_taxonomy_fits_eighty_columns(succeed: Copctl, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    succeed("expertise", "taxonomy", "load", "mel")

    shown = succeed("expertise", "taxonomy").stdout

    assert max(map(len, shown.splitlines())) <= 80
    assert succeed("expertise", "taxonomy", "--format", "csv").stdout.count("\n") == 90


def test_neighbours_are_read_quickly_and_either_way(
    succeed: Copctl, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    succeed("expertise", "taxonomy", "load", "ours.csv")
    asked = ["water", "Boreholes", "pipes", "nothing"]

    quickly = [taxonomy.neighbours(small, topic) for topic in asked]
    monkeypatch.setattr(quick, "rows", lambda url, sql, **values: quick._rows_by_engine(url, sql, values))
    slowly = [taxonomy.neighbours(small, topic) for topic in asked]

    assert quickly == slowly
    water, wells, repair, pipes = 1, 2, 3, 4
    assert quickly[0] == [
        Neighbour(wells, taxonomy.Nearness.NARROWER, 1),
        Neighbour(pipes, taxonomy.Nearness.NARROWER, 1),
        Neighbour(repair, taxonomy.Nearness.NARROWER, 2),
    ]
    assert [(n.number, n.kind) for n in quickly[1]] == [
        (repair, "narrower"),
        (water, "broader"),
        (pipes, "related"),
    ]
    assert quickly[3] == []
