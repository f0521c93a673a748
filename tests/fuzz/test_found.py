"""What fuzzing found once, each as a test of its own."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.surveys.intake.world import SURVEY, write
from tests.test_bad_input import assert_two_lines

ODK = "SubmissionDate,visits,meta-instanceID,KEY,SubmitterID\n2026-11-01T03:05:05.123Z,2,uuid:1,uuid:1,2\n"


def packed(path: Path, **tables: str) -> bytearray:
    """A zip of CSV files, put into a file and given to be broken."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{name}.csv", text)
    path.write_bytes(content.getvalue())
    return bytearray(content.getvalue())


def test_a_zip_that_does_not_unpack_is_one_sentence(copctl: Copctl, folder: Path) -> None:
    whole = packed(folder / "odk.zip", visits=ODK + "x,y,z,u,v\n" * 50)
    directory = whole.rindex(b"PK\x01\x02")
    for place in (*range(36, 50), *range(directory + 4, directory + 46), *range(len(whole) - 22, len(whole))):
        broken = bytearray(whole)
        broken[place] = 0xFF if place % 3 else 0x51
        (folder / "odk.zip").write_bytes(broken)

        result = copctl("survey", "import", "visits", "odk.zip", "--infer", "--dry-run")

        assert result.exit_code in (0, 1), (place, result.stderr)


def test_an_entry_gives_no_more_than_it_says(copctl: Copctl, folder: Path) -> None:
    content = packed(folder / "odk.zip", visits=ODK + "0" * 50_000_000)
    for place in (content.index(b"PK\x03\x04") + 22, content.rindex(b"PK\x01\x02") + 24):
        content[place : place + 4] = (200).to_bytes(4, "little")
    (folder / "odk.zip").write_bytes(content)

    assert_two_lines(copctl("survey", "import", "visits", "odk.zip", "--infer"), 1)


def test_a_record_that_does_not_say_whose_it_is_is_refused(copctl: Copctl, folder: Path) -> None:
    packed(
        folder / "odk.zip", **{"visits": ODK, "visits-one": "when,PARENT_KEY,KEY\nmonday,uuid:1,a\ntuesday\n"}
    )

    result = copctl("survey", "import", "visits", "odk.zip", "--infer")

    assert_two_lines(result, 1)
    assert "Line 3 of 'visits-one' ends before the cell that says whose record it is." in result.stderr


@pytest.mark.parametrize("encoding", ["undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "idna", "rot13", "\udcff"])  # fmt: skip
def test_what_is_no_encoding_of_tables_is_refused(copctl: Copctl, folder: Path, encoding: str) -> None:
    (folder / "a.csv").write_bytes(b"id,Why?\nx\\ud800,+2AA-\ny,\\ud801\n")

    result = copctl("survey", "import", "a", "a.csv", "--infer", "--encoding", encoding)

    assert_two_lines(result, 1)
    assert "There is no encoding" in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="names of files are Unicode here")
def test_a_file_whose_name_is_no_utf_8_is_taken_in(succeed: Copctl, folder: Path) -> None:
    name = os.fsdecode(b"caf\xe9.csv")
    write(folder / name, [["Why?"], ["so"], ["because"]])

    assert succeed("survey", "import", "a", name, "--infer", "--json").json["file"] == "caf?.csv"


def test_a_number_that_no_float_holds_is_a_text(succeed: Copctl, folder: Path) -> None:
    (folder / "n.md").write_text("| survey |\n| | type | name | label |\n| | integer | n | How many? |\n")
    succeed("survey", "new", "n", "--from", "n.md")
    write(folder / "a.csv", [["How many?"], ["9" * 400], ["3"], ["9" * 308]])

    told = succeed("survey", "import", "n", "a.csv", "--json").json

    assert any("2 answers are no number and kept as text" in warning for warning in told["warnings"])
    assert succeed("survey", "tally", "n").stdout


@pytest.mark.parametrize("tool", ["limesurvey", "qualtrics", "kobo", "odk", "google-forms", "generic"])
def test_questions_of_one_heading_keep_their_answers(succeed: Copctl, folder: Path, tool: str) -> None:
    data = [["1", "a", "b", "c"], ["2", "d", "e", "f"], ["3", "g", "h", "i"], ["4", "j", "k", "l"]]
    write(folder / "a.csv", [["number", "Name", "Name", "Name"], *data])

    told = succeed("survey", "import", "made", "a.csv", "--infer", "--tool", tool, "--json").json

    assert not [warning for warning in told["warnings"] if "left out" in warning]
    exported = succeed("survey", "export", "made", "--format", "csv", "--out", "-").stdout
    assert all(text in exported.splitlines()[-1] for text in "jkl")


def test_a_column_added_to_our_own_export_is_no_record(succeed: Copctl, folder: Path) -> None:
    (folder / "w.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "wishes", "--from", "w.md")
    header = ["copctl response", "submitted", "Which topics? [GEDSI]", "Which topics? [Harvesting]"]
    write(folder / "a.csv", [header, ["id:1", "2026-11-01 10:00:00+07:00", "GEDSI", ""]])

    assert succeed("survey", "import", "wishes", "a.csv", "--json").json["new"] == 1


def test_what_was_written_in_does_not_change_how_the_same_file_is_read(succeed: Copctl, folder: Path) -> None:
    (folder / "w.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "wishes", "--from", "w.md")
    rows = [
        ["RespondentID", "", "", "", "Which topics?", "", "Put these in order", ""],
        ["", "Fish", "Law", "", "Fish", "Law", "Fish", "Law"],
        ["1", "Fish", "Law", "Law", "Fish", "", "1", "Fish"],
        ["2", "Fish", "", "", "", "Law", "2", "x"],
    ]
    write(folder / "a.csv", rows)

    first = succeed("survey", "import", "wishes", "a.csv", "--json").json
    again = succeed("survey", "import", "wishes", "a.csv", "--json").json

    assert (first["new"], again["updated"], again["unchanged"]) == (2, 0, 2)
    shown = succeed("survey", "show", "wishes", "--json").json["questions"]
    assert all(choice["label"] for question in shown for choice in question["choices"])


@pytest.mark.parametrize("identifier", ["Respondent ID", "Number"])
def test_the_last_question_may_have_its_columns_headed_in_the_second_row(
    succeed: Copctl, folder: Path, identifier: str
) -> None:
    rows = [[identifier, "Why?", "Which topics?", "", ""], ["", "Open-Ended Response", "Harvesting", "GEDSI", "Law"],
            ["1", "so", "Harvesting", "", "Law"], ["2", "", "", "GEDSI", ""]]  # fmt: skip
    write(folder / "a.csv", rows)

    told = succeed("survey", "import", "made", "a.csv", "--infer", "--json").json

    assert [(q["label"], q["type"]) for q in told["questions"]][-1] == ("Which topics?", "select_multiple")
    assert told["rows"] == 2


def test_an_option_that_has_two_columns_is_one_option(succeed: Copctl, folder: Path) -> None:
    header = ["id", "submitdate", "lastpage", "seed", "Q2[SQ001]", "Q2[SQ002]", "Q2[SQ001]"]
    write(
        folder / "a.csv",
        [header, ["1", "2026-11-01", "1", "1", "Y", "", "Y"], ["2", "2026-11-01", "1", "1", "", "Y", "Y"]],
    )

    succeed("survey", "import", "made", "a.csv", "--infer")

    shown = succeed("survey", "show", "made", "--json").json["questions"]
    assert [choice["name"] for choice in shown[0]["choices"]] == ["SQ001", "SQ002"]


def test_a_heading_that_nobody_sees_is_not_where_the_order_of_dates_is_kept(
    succeed: Copctl, folder: Path
) -> None:
    write(folder / "a.csv", [["\u200b", "Why?"], ["so", "a"], ["and", "b"], ["so", "c"]])
    succeed("survey", "import", "made", "a.csv", "--infer", "--date-order", "mdy")

    told = succeed("survey", "import", "made", "a.csv", "--date-order", "mdy", "--json").json

    assert (told["new"], told["updated"], told["unchanged"]) == (0, 0, 3)


def test_what_one_wrote_in_does_not_hold_together_what_another_chose(succeed: Copctl, folder: Path) -> None:
    (folder / "w.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "wishes", "--from", "w.md")
    rows = [["Which topics?", "Which topics? - Other"], ["GEDSI; River law", ""], ["", "GEDSI; River law"]]
    write(folder / "a.csv", [["Timestamp", *rows[0]], *(["2026-11-01 10:00:00", *row] for row in rows[1:])])
    write(folder / "b.csv", [["Q2", "Q2_other", "_id", "_uuid", "_submission_time"],
                             ["SQ001 other", "x", "1", "u1", "2026-11-01"],
                             ["other", "SQ001 other", "2", "u2", "2026-11-01"]])  # fmt: skip

    for name in ("a.csv", "b.csv"):
        first = succeed("survey", "import", "wishes", name, "--json").json
        again = succeed("survey", "import", "wishes", name, "--json").json
        assert (first["new"], again["updated"], again["unchanged"]) == (2, 0, 2), name
