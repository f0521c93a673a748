"""Every tool's export of the same answers gives the same answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl
from tests.surveys.intake.world import FILES, FIRST, SECOND, STORIES, SURVEY, survey_monkey, write


@pytest.fixture
def wishes(succeed: Copctl, folder: Path) -> None:
    (folder / "wishes.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "wishes", "--from", "wishes.md")


def answers(copctl: Copctl, slug: str = "wishes") -> list[dict[str, Any]]:
    """What each response says, without what the tools alone know."""
    import json

    shown = copctl("survey", "export", slug, "--format", "jsonl", "--out", "-")
    assert shown.exit_code == 0, shown.stderr
    return [
        {name: _plain(value) for name, value in json.loads(line)["answers"].items()}
        for line in shown.stdout.splitlines()
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [(ranked["choice"], ranked["rank"]) for ranked in value]
    return value


@pytest.mark.usefixtures("wishes")
@pytest.mark.parametrize("which", FILES)
def test_the_same_answers_come_out_of_every_tools_export(succeed: Copctl, folder: Path, which: str) -> None:
    tool, write_file, broke_off = FILES[which]
    file = write_file(folder)

    outcome = succeed("survey", "import", "wishes", file, "--json").json

    assert (outcome["tool"], outcome["rows"], outcome["partial"]) == (tool, 2 + broke_off, broke_off)
    assert [w for w in outcome["warnings"] if "no column" not in w] == []
    first, second, *rest = answers(succeed)
    assert first == FIRST
    assert {name: value for name, value in second.items() if value is not None} == SECOND
    assert rest == [{"Q2": [STORIES]}] * broke_off
    again = succeed("survey", "import", "wishes", file, "--json").json
    assert (again["new"], again["updated"], again["unchanged"]) == (0, 0, 2 + broke_off)


@pytest.mark.parametrize("which", FILES)
def test_a_survey_is_made_of_every_tools_export(succeed: Copctl, folder: Path, which: str) -> None:
    tool, write_file, broke_off = FILES[which]
    file = write_file(folder)

    outcome = succeed("survey", "import", "made", file, "--infer", "--json").json

    assert (outcome["tool"], outcome["new"]) == (tool, 2 + broke_off)
    assert succeed("survey", "import", "made", file, "--json").json["unchanged"] == 2 + broke_off
    # Nothing that was answered is lost: every filled question cell became an answer.
    assert not [w for w in outcome["warnings"] if "left out" in w]


@pytest.mark.usefixtures("wishes")
def test_a_tool_that_is_named_is_believed(succeed: Copctl, copctl: Copctl, folder: Path) -> None:
    file = write(folder / "x.csv", [["Which topics?", "Why?"], ["Harvesting", "x"]])

    outcome = succeed("survey", "import", "wishes", file, "--tool", "google-forms", "--json").json

    assert (outcome["tool"], outcome["rule"].partition(",")[0]) == (
        "google-forms",
        "you said that it is google-forms",
    )
    unknown = copctl("survey", "import", "wishes", file, "--tool", "googleforms")
    assert (unknown.exit_code, unknown.stderr) == (
        2,
        "Error: There is no reader for 'googleforms'.\nTry: did you mean google-forms?\n",
    )


@pytest.mark.usefixtures("wishes")
def test_what_is_said_of_a_column_is_remembered(succeed: Copctl, copctl: Copctl, folder: Path) -> None:
    file = write(folder / "x.csv", [["Who", "Reason=", "Reason="], ["ana@example.org", "first", "second"]])

    assert copctl("survey", "import", "wishes", file).exit_code == 1
    succeed(
        "survey",
        "import",
        "wishes",
        file,
        "--map",
        "Reason=#2=Why?",
        "--map",
        "1=@email",
        "--map",
        "Reason==-",
    )
    again = succeed("survey", "import", "wishes", file, "--json").json

    assert answers(succeed) == [{"Q6": "second"}]
    assert (again["unchanged"], again["warnings"][:1]) == (
        1,
        ["the question 'Which topics?' has no column in this file; what is stored of it stays"],
    )
    newer = write(folder / "x.csv", [["Who", "Reason=", "Reason="], ["Ana@example.org", "first", "third"]])
    assert succeed("survey", "import", "wishes", newer, "--json").json["updated"] == 1
    forgotten = copctl("survey", "import", "wishes", file, "--map", "Reason=#2=")
    assert "No column of" in forgotten.stderr


@pytest.mark.usefixtures("wishes")
def test_several_columns_can_be_given_to_one_question(succeed: Copctl, folder: Path) -> None:
    file = write(folder / "x.csv", [["Stories, told well", "GEDSI"], ["yes", "no"], ["x", "x"]])

    succeed("survey", "import", "wishes", file, "--map", "1=Q2", "--map", "2=Q2")

    assert answers(succeed) == [{"Q2": [STORIES]}, {"Q2": [STORIES, "GEDSI"]}]


@pytest.mark.usefixtures("wishes")
def test_a_whole_response_is_never_overwritten_by_a_beginning(succeed: Copctl, folder: Path) -> None:
    own = ["Response ID", "Time Started", "Date Submitted", "Status", "Email", "Why?"]
    whole = ["1", "2026-11-01 10:00:00", "2026-11-01 10:05:00", "Complete", "ana@example.org", "all of it"]
    begun = ["2", "2026-11-02 10:00:00", "", "Partial", "ana@example.org", "beg"]
    for name, rows in (("a.csv", [begun]), ("b.csv", [begun, whole]), ("c.csv", [begun])):
        write(folder / name, [own, *rows])

    counts = []
    for name in ("a.csv", "b.csv", "c.csv"):
        out = succeed("survey", "import", "wishes", folder / name, "--json").json
        counts.append((out["new"], out["updated"], out["skipped"], out["partial"]))

    assert counts == [(1, 0, 0, 1), (0, 1, 1, 0), (0, 0, 1, 1)]
    assert answers(succeed) == [{"Q6": "all of it"}]


@pytest.mark.usefixtures("wishes")
def test_records_of_a_repeated_group_stay_apart(succeed: Copctl, folder: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["role", "_id", "_uuid", "_submission_time", "_index"])
    book.active.append(["adviser", 1, "u1", "2026-11-01T03:05:05", 1])
    book.active.append(["officer", 2, "u2", "2026-11-02T03:05:05", 2])
    projects = book.create_sheet("projects")
    projects.append(["projects/name", "projects/themes", "_index", "_parent_table_name", "_parent_index"])
    for row in (
        ["Pump", "water law", 1, "form", 1],
        ["Well", "law", 2, "form", 1],
        ["Dam", "water", 3, "form", 2],
    ):
        projects.append(row)
    book.save(folder / "kobo.xlsx")

    outcome = succeed("survey", "import", "work", "kobo.xlsx", "--infer", "--json").json

    assert outcome["rows"] == 2
    rows = answers(succeed, "work")
    assert [value for key, value in rows[0].items() if key != "role"] == [
        "Pump",
        "Well",
        ["water", "law"],
        ["law"],
    ]
    assert succeed("survey", "import", "work", "kobo.xlsx", "--json").json["unchanged"] == 2


@pytest.mark.usefixtures("wishes")
def test_a_partial_response_is_counted_apart(succeed: Copctl, folder: Path) -> None:
    result = succeed("survey", "import", "wishes", survey_monkey(folder))

    assert result.stdout == (
        "Imported 3 rows into wishes: 3 new, 0 updated, 0 unchanged, 0 skipped. 1 of them partial.\n"
    )


def test_bytes_that_are_no_utf8_stop_and_show_how_each_encoding_reads(copctl: Copctl, folder: Path) -> None:
    (folder / "x.csv").write_bytes("Timestamp,Où?\n".encode("cp1252"))

    stopped = copctl("survey", "import", "s", "x.csv", "--infer")

    assert (stopped.exit_code, stopped.stderr) == (
        1,
        "Error: x.csv is not UTF-8 text.\n"
        "Try: name its encoding with --encoding: cp1252 (reads 'Où?'), cp874 (reads 'O๙?'), "
        "mac_roman (reads 'O˘?'); or save it as UTF-8\n",
    )


@pytest.mark.usefixtures("wishes")
def test_an_option_that_holds_the_separator_of_kobos_columns_is_found(succeed: Copctl, folder: Path) -> None:
    tail = ["_id", "_uuid", "_submission_time"]
    header = ["Topics", "Topics/Roads / bridges", "Topics/Roads / bridges / law", "Topics/Data", *tail]
    rows = [["Roads / bridges Data", "1", "0", "1", "1", "u1", "2026-11-01T03:05:05"]]
    file = write(folder / "k.csv", [header, *rows, ["Data", "0", "0", "1", "2", "u2", "2026-11-02T03:05:05"]])

    succeed("survey", "import", "roads", file, "--infer")

    assert answers(succeed, "roads") == [{"topics": ["Roads / bridges", "Data"]}, {"topics": ["Data"]}]


@pytest.mark.usefixtures("wishes")
def test_one_split_column_beside_its_summary_loses_nothing(succeed: Copctl, folder: Path) -> None:
    header = ["SubmissionDate", "g-topics", "g-topics/water", "meta-instanceID", "KEY"]
    rows = [[f"2026-11-0{n}T03:05:05Z", said, str(int("water" in said)), f"u{n}", f"u{n}"]
            for n, said in enumerate(["water data", "data", "water"], 1)]  # fmt: skip
    succeed("survey", "import", "o", write(folder / "o.csv", [header, *rows]), "--infer")

    assert [row["topics"] for row in answers(succeed, "o")] == [["water", "data"], ["data"], ["water"]]


def test_commas_inside_qualtrics_options_do_not_part_them(succeed: Copctl, folder: Path) -> None:
    rows = [
        ["ResponseId", "Q1"],
        ["Response ID", "Which topics?"],
        ['{"ImportId":"r"}', '{"ImportId":"QID1"}'],
    ]
    said = ["Water, energy and climate,Data", "Data", "Water, energy and climate", "Data,Stories", "Stories"]
    write(folder / "q.csv", [*rows, *[[f"R_{n}", text] for n, text in enumerate(said)]])

    succeed("survey", "import", "q", "q.csv", "--infer")

    assert answers(succeed, "q")[0] == {"q1": ["Water, energy and climate", "Data"]}


@pytest.mark.usefixtures("wishes")
def test_what_a_newer_export_does_not_hold_stays(succeed: Copctl, folder: Path) -> None:
    write(folder / "z.csv", [["Email", "Which topics?", "Why?"], ["ana@example.org", "GEDSI", "old"]])
    succeed("survey", "import", "wishes", "z.csv")
    write(folder / "z.csv", [["Email", "Why?"], ["ana@example.org", "new"]])

    outcome = succeed("survey", "import", "wishes", "z.csv", "--json").json

    assert outcome["updated"] == 1
    assert (
        "the question 'Which topics?' has no column in this file; what is stored of it stays"
        in outcome["warnings"]
    )
    assert answers(succeed) == [{"Q2": ["GEDSI"], "Q6": "new"}]
    assert succeed("survey", "import", "wishes", "z.csv", "--json").json["unchanged"] == 1


@pytest.mark.usefixtures("wishes")
def test_a_date_order_that_was_wrong_is_put_right(succeed: Copctl, folder: Path) -> None:
    write(folder / "d.csv", [["Timestamp", "Why?"], ["3/4/2026 10:00:00", "x"]])
    succeed("survey", "import", "wishes", "d.csv", "--date-order", "dmy")

    assert (
        succeed("survey", "import", "wishes", "d.csv", "--date-order", "mdy", "--json").json["updated"] == 1
    )
    shown = succeed("survey", "export", "wishes", "--format", "jsonl", "--out", "-").stdout
    assert "2026-03-04" in shown


def test_numbers_beyond_a_scale_are_named(succeed: Copctl, folder: Path) -> None:
    write(folder / "r.csv", [["Email", "Ease"], ["a@example.org", "2"], ["b@example.org", "4"]])
    succeed("survey", "import", "r", "r.csv", "--infer")
    write(folder / "r.csv", [["Email", "Ease"], ["a@example.org", "5"], ["b@example.org", "7"]])

    warnings = succeed("survey", "import", "r", "r.csv", "--json").json["warnings"]

    assert warnings == ["'Ease': 1 answer is beyond the ends of its scale: '7'"]


@pytest.mark.usefixtures("wishes")
def test_one_odd_cell_does_not_hide_the_personal_links(succeed: Copctl, folder: Path) -> None:
    file = write(folder / "c.csv", [["Code", "Why?"], ["a" * 26, "x"], ["b" * 26, "y"], ["test", "z"]])

    result = succeed("survey", "import", "wishes", file)

    assert "personal link" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("x.tsv", "class\ttype/scale\tname\trelevance\nS\t\ta\t1\n", "LimeSurvey survey's structure"),
        ("x.vcf", "BEGIN:VCARD\nVERSION:3.0\nFN:Ana\nEND:VCARD\n", "a list of people"),
        (
            "x.lss",
            '<?xml version="1.0"?>\n<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>\n',
            "XML",
        ),
    ],
)
def test_what_holds_no_answers_is_no_export(
    copctl: Copctl, folder: Path, name: str, content: str, what: str
) -> None:
    (folder / name).write_text(content, encoding="utf-8")

    refused = copctl("survey", "import", "s", name, "--infer")

    assert refused.exit_code == 1
    assert what in refused.stderr.splitlines()[0]
    assert copctl("survey", "list", "--json").json == []


def test_utf16_without_a_mark_is_read(succeed: Copctl, folder: Path) -> None:
    for encoding in ("utf-16-le", "utf-16-be"):
        (folder / "u.csv").write_bytes("Name,Why?\nAna,ជំរាបសួរ\n".encode(encoding))
        assert succeed("survey", "import", encoding, "u.csv", "--infer", "--json").json["new"] == 1


def test_records_without_their_response_are_named(succeed: Copctl, folder: Path) -> None:
    import zipfile

    main = "SubmissionDate,role,meta-instanceID,KEY\n2026-11-01T03:05:05Z,adviser,u1,u1\n"
    with zipfile.ZipFile(folder / "o.zip", "w") as archive:
        archive.writestr("form.csv", main)
        archive.writestr("form-work.csv", "pname,PARENT_KEY,KEY\nPump,u1,u1/1\nLost,u9,u9/1\n")

    outcome = succeed("survey", "import", "o", "o.zip", "--infer", "--json").json

    assert "'form-work': 1 record belongs to no response in this file and was left out" in outcome["warnings"]
