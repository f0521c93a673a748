"""`copctl survey export`: every answer comes out, in three formats and two layouts."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import Copctl

DEFINITION = """\
# survey
| type | name | label |
|---|---|---|
| email | email | Where do we reach you? |
| select_multiple topics or_other | topics | Which topics? |
| rank topics | order | Rank them |
| range | ease | How easy? |
| text | why | Why; and =how? |

# choices
| list_name | name | label |
|---|---|---|
| topics | oh | Outcome harvesting |
| topics | sem | Water; sanitation |
| topics | km | ជម្រើស |
"""
GIVEN = """\
Timestamp,Where do we reach you?,Which topics?,Rank them [1st choice],Rank them [2nd choice],How easy?,Why; and =how?
2026/10/05 8:00:00 AM GMT+7,ana@example.org,Outcome harvesting;Water; sanitation;Drones,Water; sanitation,ជម្រើស,4,=1+1
2026/10/05 9:00:00 AM GMT+7,bo@example.org,,,,,"two
lines"
"""


@pytest.fixture
def asked(succeed: Copctl, folder: Path) -> Copctl:
    (folder / "s.md").write_text(DEFINITION, encoding="utf-8")
    (folder / "s.csv").write_text(GIVEN, encoding="utf-8")
    succeed("member", "add", "--name", "Ana Lim", "--email", "ana@example.org")
    succeed("survey", "new", "s", "--from", "s.md")
    succeed("survey", "import", "s", "s.csv")
    return succeed


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_respondent_with_rankings_in_order(asked: Copctl) -> None:
    ana, bo = table(asked("survey", "export", "s").stdout)

    assert ana == {
        "copctl response": "email:ana@example.org",
        "submitted": "2026-10-05 08:00:00+07:00",
        "submitted as written": "2026/10/05 8:00:00 AM GMT+7",
        "partial": "no",
        "email": "ana@example.org",
        "name": "",
        "member": "Ana Lim",
        "topics | Which topics?": "Outcome harvesting; Water\\; sanitation; Drones",
        "order | Rank them": "1. Water\\; sanitation; 2. ជម្រើស",
        "ease | How easy?": "4",
        "why | Why; and =how?": "'=1+1",
    }
    assert bo["why | Why; and =how?"] == "two\nlines"
    assert bo["topics | Which topics?"] == ""


def test_choices_by_their_names(asked: Copctl) -> None:
    ana, _ = table(asked("survey", "export", "s", "--values", "names").stdout)

    assert ana["topics | Which topics?"] == "oh; sem; Drones"
    assert ana["order | Rank them"] == "1. sem; 2. km"


def test_a_row_for_each_answer(asked: Copctl) -> None:
    rows = table(asked("survey", "export", "s", "--layout", "answers").stdout)

    assert [(r["question"], r["place"], r["rank"], r["choice"], r["answer"], r["number"]) for r in rows] == [
        ("topics", "1", "", "oh", "Outcome harvesting", ""),
        ("topics", "2", "", "sem", "Water; sanitation", ""),
        ("topics", "3", "", "drones", "Drones", ""),
        ("order", "1", "1", "sem", "Water; sanitation", ""),
        ("order", "2", "2", "km", "ជម្រើស", ""),
        ("ease", "1", "", "", "4", "4"),
        ("why", "1", "", "", "'=1+1", ""),
        ("why", "1", "", "", "two\nlines", ""),
    ]


def test_json_lines_keep_types_and_are_not_guarded(asked: Copctl) -> None:
    ana, bo = map(json.loads, asked("survey", "export", "s", "--format", "jsonl").stdout.splitlines())

    assert ana["answers"] == {
        "topics": ["Outcome harvesting", "Water; sanitation", "Drones"],
        "order": [{"choice": "Water; sanitation", "rank": 1}, {"choice": "ជម្រើស", "rank": 2}],
        "ease": 4,
        "why": "=1+1",
    }
    assert ana["partial"] is False
    assert bo["answers"] == {"why": "two\nlines"}
    long = asked("survey", "export", "s", "--format", "jsonl", "--layout", "answers").stdout.splitlines()
    assert json.loads(long[3]) | {"answer": "Water; sanitation", "rank": 1, "choice": "sem"} == json.loads(
        long[3]
    )


def test_a_workbook_holds_numbers_and_texts_and_no_formula(asked: Copctl, folder: Path) -> None:
    result = asked("survey", "export", "s", "--out", "answers.xlsx")

    assert result.stdout == "Wrote 2 responses of s to answers.xlsx.\n"
    assert result.stderr == "Note: it says who answered what; keep it where only you can read it.\n"
    header, ana, _ = CalamineWorkbook.from_path("answers.xlsx").get_sheet_by_index(0).to_python()
    row = dict(zip(header, ana, strict=True))
    assert row["ease | How easy?"] == 4.0
    assert row["why | Why; and =how?"] == "'=1+1"
    import zipfile

    sheet = zipfile.ZipFile(folder / "answers.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_a_csv_file_opens_in_excel_as_utf_8_and_comes_back_unchanged(asked: Copctl, folder: Path) -> None:
    asked("survey", "export", "s", "--out", "answers.csv")

    assert (folder / "answers.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    again = asked("survey", "import", "s", "answers.csv", "--json").json
    assert (again["tool"], again["rule"]) == ("generic", "column 1 is 'copctl response': copctl's own export")
    assert (again["new"], again["updated"], again["unchanged"], again["skipped"]) == (0, 0, 2, 0)
    assert again["warnings"] == []


def test_a_cell_changed_in_a_spreadsheet_is_an_update(asked: Copctl, folder: Path) -> None:
    text = asked("survey", "export", "s").stdout
    (folder / "answers.csv").write_text(
        text.replace("1. Water\\; sanitation; 2. ជម្រើស", "ជម្រើស"), encoding="utf-8"
    )

    again = asked("survey", "import", "s", "answers.csv", "--json").json

    assert (again["new"], again["updated"], again["unchanged"]) == (0, 1, 1)
    ana, _ = table(asked("survey", "export", "s").stdout)
    assert ana["order | Rank them"] == "1. ជម្រើស"
    assert ana["topics | Which topics?"] == "Outcome harvesting; Water\\; sanitation; Drones"


def test_the_tools_own_newer_export_still_knows_its_respondents(asked: Copctl, folder: Path) -> None:
    asked("survey", "export", "s", "--out", "answers.xlsx")
    asked("survey", "new", "t", "--from", "s.md")
    asked("survey", "import", "t", "answers.xlsx")

    again = asked("survey", "import", "t", "s.csv", "--json").json

    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_an_anonymous_survey_gives_nobody_away(succeed: Copctl, folder: Path) -> None:
    (folder / "s.md").write_text(
        DEFINITION + "\n# settings\n| anonymous |\n|---|\n| yes |\n", encoding="utf-8"
    )
    (folder / "s.csv").write_text(GIVEN, encoding="utf-8")
    succeed("survey", "new", "s", "--from", "s.md")
    succeed("survey", "import", "s", "s.csv")

    for options in (("--format", "csv"), ("--format", "jsonl"), ("--layout", "answers")):
        assert "@example.org" not in succeed("survey", "export", "s", *options).stdout
    header = next(csv.reader(io.StringIO(succeed("survey", "export", "s").stdout)))
    assert not {"email", "name", "member"} & set(header)
    result = succeed("survey", "export", "s", "--out", "a.csv")
    assert result.stderr == ""
    assert succeed("survey", "import", "s", "a.csv", "--json").json["unchanged"] == 2


def test_the_layout_for_programs_is_not_taken_in(asked: Copctl, copctl: Copctl, folder: Path) -> None:
    asked("survey", "export", "s", "--layout", "answers", "--out", "long.csv")

    result = copctl("survey", "import", "s", "long.csv")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: This export has one row an answer")


@pytest.mark.parametrize(
    ("options", "code", "sentence"),
    [
        (("--format", "pdf"), 2, "Error: There is no format 'pdf'."),
        (("--layout", "respondent"), 2, "Error: There is no layout 'respondent'."),
        (("--values", "codes"), 2, "Error: There is no kind of values 'codes'."),
        (("--format", "xlsx"), 2, "Error: A workbook needs a file."),
    ],
)
def test_what_cannot_be_written_is_one_sentence(
    asked: Copctl, copctl: Copctl, options: tuple[str, ...], code: int, sentence: str
) -> None:
    result = copctl("survey", "export", "s", *options)

    assert result.stderr.startswith(sentence)
    assert result.exit_code == code


def test_a_survey_nobody_answered_is_a_header_alone(succeed: Copctl, folder: Path) -> None:
    (folder / "s.md").write_text(DEFINITION, encoding="utf-8")
    succeed("survey", "new", "s", "--from", "s.md")

    assert succeed("survey", "export", "s").stdout.count("\n") == 1
    assert succeed("survey", "export", "s", "--format", "jsonl").stdout == ""
    succeed("survey", "export", "s", "--out", "none.xlsx")
