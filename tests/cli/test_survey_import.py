"""`copctl survey import`, from the outside."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_survey import INTEREST
from tests.conftest import Copctl

SAMPLES = Path(__file__).parents[3] / "shared" / "samples" / "survey"
needs_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the sample exports are not beside this checkout"
)
HEADER = [
    "Timestamp", "Email Address", "Which\u00a0topics?", "Your order [Outcome harvesting]",
    "Your order [GEDSI]", "How are you?", "Why [red]?",
]  # fmt: skip
ANA = [
    "2026/06/05 11:34:01 AM GMT+7", "ana@example.org", "Outcome harvesting;Sums, means and shares",
    "2nd choice", "1st choice", "4.0", "=1+1 <b>",
]  # fmt: skip
BO = ["2026/06/06 11:34:01 AM GMT+7", "Bo@example.org", "gedsi;Something else", "1", "", "fine", ""]


@pytest.fixture
def interest(succeed: Copctl, folder: Path) -> None:
    (folder / "interest.md").write_text(INTEREST, encoding="utf-8")
    succeed("survey", "new", "interest", "--from", "interest.md")


def _csv(path: Path, *rows: list[str]) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def _counts(outcome: dict[str, Any]) -> tuple[int, int, int, int, int]:
    assert outcome["rows"] == sum(outcome[key] for key in ("new", "updated", "unchanged", "skipped"))
    return tuple(outcome[key] for key in ("rows", "new", "updated", "unchanged", "skipped"))  # type: ignore[return-value]


def _choices(copctl: Copctl, question: int) -> list[tuple[str, bool]]:
    shown = copctl("survey", "show", "interest", "--json").json["questions"][question - 1]
    return [(c["label"], c["written_in"]) for c in shown["choices"]]


def _changes(copctl: Copctl) -> int:
    return len(copctl("log", "--json").json)


@pytest.mark.usefixtures("interest")
def test_an_export_goes_in_with_its_shape_told(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", HEADER, ANA, BO)

    outcome = succeed("survey", "import", "interest", "a.csv", "--json").json

    assert list(outcome) == [
        "survey", "file", "tool", "rule", "rows", "new", "updated", "unchanged", "partial", "skipped",
        "matched_members", "unmatched", "questions", "warnings",
    ]  # fmt: skip
    assert (outcome["survey"], outcome["file"], outcome["tool"]) == ("interest", "a.csv", "google-forms")
    assert _counts(outcome) == (2, 2, 0, 0, 0)
    assert [(q["name"], q["type"], q["answered"]) for q in outcome["questions"]] == [
        ("email", "email", 2), ("topics", "select_multiple", 2), ("order", "rank", 2), ("mood", "range", 2),
        ("why", "text", 1),
    ]  # fmt: skip
    assert outcome["warnings"] == [
        "'Which topics?': 1 answer is not among its options and kept as written in: 'Something else'",
        "'How are you?': 1 answer is no number and kept as text: 'fine'",
    ]
    assert ("Something else", True) in _choices(succeed, 2)


@pytest.mark.usefixtures("interest")
def test_the_same_file_again_changes_nothing(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", HEADER, ANA, BO)
    succeed("survey", "import", "interest", "a.csv")
    before = _changes(succeed)

    outcome = succeed("survey", "import", "interest", "a.csv", "--json").json

    assert _counts(outcome) == (2, 0, 0, 2, 0)
    assert _changes(succeed) == before


@pytest.mark.usefixtures("interest")
def test_a_newer_export_updates_and_an_older_one_does_not_go_back(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "old.csv", HEADER, ANA)
    newer = ["2026/07/05 11:34:01 AM GMT+7", "ANA@example.org", "GEDSI", "", "1", "5", ""]
    _csv(folder / "new.csv", HEADER, newer, BO)
    succeed("survey", "import", "interest", "old.csv")

    assert _counts(succeed("survey", "import", "interest", "new.csv", "--json").json) == (2, 1, 1, 0, 0)
    assert _counts(succeed("survey", "import", "interest", "old.csv", "--json").json) == (1, 0, 0, 0, 1)

    shown = succeed("survey", "show", "interest", "--json").json
    assert shown["responses"] == 2
    assert shown["questions"][4]["answered"] == 0
    succeed("undo")
    assert succeed("survey", "show", "interest", "--json").json["questions"][4]["answered"] == 1


@pytest.mark.usefixtures("interest")
def test_the_last_answer_of_an_address_counts_in_any_order(succeed: Copctl, folder: Path) -> None:
    earlier = ["2026/06/04 11:34:01 AM GMT+7", "Ana@Example.org", "GEDSI", "", "", "1", ""]
    _csv(folder / "a.csv", HEADER, ANA, earlier)

    outcome = succeed("survey", "import", "interest", "a.csv", "--json").json

    assert _counts(outcome) == (2, 1, 0, 0, 1)
    assert outcome["warnings"] == ["line 3: Ana@Example.org answered again in line 2, which counts"]
    assert _counts(succeed("survey", "import", "interest", "a.csv", "--json").json) == (2, 0, 0, 1, 1)


@pytest.mark.usefixtures("interest")
def test_undo_takes_an_import_back_whole(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", HEADER, ANA, BO)
    before = succeed("survey", "show", "interest", "--json").json
    succeed("survey", "import", "interest", "a.csv")

    succeed("undo")

    assert succeed("survey", "show", "interest", "--json").json == before


@pytest.mark.usefixtures("interest")
def test_a_dry_run_tells_and_keeps_nothing(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", HEADER, ANA, BO)
    before = _changes(succeed)

    result = succeed("survey", "import", "interest", "a.csv", "--dry-run")

    counts = "2 new, 0 updated, 0 unchanged, 0 skipped"
    assert result.stdout == f"Would import 2 rows into interest: {counts}.\n"
    assert re.search(r"\n    3  Which topics\? +topics \(select_multiple\)\n", result.stderr)
    assert "still a draft" in result.stderr
    assert _changes(succeed) == before


@pytest.mark.usefixtures("interest")
def test_columns_and_questions_that_find_nobody_are_named(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", ["topics", "Shoe size"], ["oh;gedsi", "43"])

    outcome = succeed("survey", "import", "interest", "a.csv", "--json").json

    assert outcome["tool"] == "generic"
    assert "the column 'Shoe size' answers no question and was left out" in outcome["warnings"]
    assert "the question 'How are you?' has no column in this file" in outcome["warnings"]
    assert all(not written_in for _, written_in in _choices(succeed, 2))


@pytest.mark.usefixtures("interest")
def test_translated_headers_find_their_question(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", ["ប្រធានបទអ្វី?"], ["Outcome harvesting, Sums, means and shares"])

    outcome = succeed("survey", "import", "interest", "a.csv", "--json").json

    assert [q["name"] for q in outcome["questions"]] == ["topics"]
    assert len(_choices(succeed, 2)) == 3


@pytest.mark.usefixtures("interest")
def test_a_respondent_who_becomes_a_member_is_matched_later(succeed: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", HEADER, ANA, BO)
    succeed("survey", "import", "interest", "a.csv")
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org")

    assert _counts(succeed("survey", "import", "interest", "a.csv", "--json").json) == (2, 0, 1, 1, 0)
    assert _counts(succeed("survey", "import", "interest", "a.csv", "--json").json) == (2, 0, 0, 2, 0)


def test_an_anonymous_survey_keeps_nobody(succeed: Copctl, folder: Path) -> None:
    text = INTEREST + "\n# settings\n| anonymous |\n|---|\n| yes |\n"
    (folder / "quiet.md").write_text(text, encoding="utf-8")
    succeed("survey", "new", "quiet", "--from", "quiet.md")
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org")
    _csv(folder / "a.csv", HEADER, ANA, ANA, BO)

    outcome = succeed("survey", "import", "quiet", "a.csv", "--json").json

    assert _counts(outcome) == (3, 3, 0, 0, 0)
    assert _counts(succeed("survey", "import", "quiet", "a.csv", "--json").json) == (3, 0, 0, 3, 0)
    stored = (
        (folder / "community.db").read_bytes() + (folder / "community.db-wal").read_bytes()
        if (folder / "community.db-wal").exists()
        else (folder / "community.db").read_bytes()
    )
    assert b"Bo@example.org" not in stored


def test_repeated_times_and_rows_without_any_are_told_apart(succeed: Copctl, folder: Path) -> None:
    _csv(
        folder / "t.csv", ["Timestamp", "Q"], *[["11/13/2021 9:57:41", "a"]] * 2, ["11/13/2021 9:57:41", "b"]
    )
    _csv(folder / "d.csv", ["Q"], ["a"], ["a"], ["b"])

    first = succeed("survey", "import", "times", "t.csv", "--infer", "--json").json
    second = succeed("survey", "import", "digests", "d.csv", "--infer", "--json").json

    assert _counts(first) == _counts(second) == (3, 3, 0, 0, 0)
    for slug, name in (("times", "t.csv"), ("digests", "d.csv")):
        again = succeed("survey", "import", slug, name, "--infer", "--json").json
        assert _counts(again) == (3, 0, 0, 3, 0)


def test_dates_that_could_be_read_two_ways_ask_for_their_order(copctl: Copctl, folder: Path) -> None:
    _csv(folder / "t.csv", ["Timestamp", "Q"], ["11/1/2021 9:57:41", "a"], ["12/1/2021 9:57:41", "b"])

    refused = copctl("survey", "import", "times", "t.csv", "--infer")

    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: t.csv has dates that could be read two ways: '11/1/2021 9:57:41' and '12/1/2021 9:57:41'.\n"
        "Try: --date-order dmy says that the day stands first, --date-order mdy the month\n"
    )
    assert copctl("survey", "list", "--json").json == []
    taken = copctl("survey", "import", "times", "t.csv", "--infer", "--date-order", "dmy", "--json")
    assert _counts(taken.json) == (2, 2, 0, 0, 0)
    assert copctl("survey", "list", "--json").json[0]["opened_on"] == "2021-01-11"
    # What was said of the dates is remembered for the next export.
    assert _counts(copctl("survey", "import", "times", "t.csv", "--json").json) == (2, 0, 0, 2, 0)


def test_both_exports_of_one_form_are_recognised(succeed: Copctl, folder: Path) -> None:
    rows = [["A", "B, the long one"], ["A"], ["B, the long one"]]
    own = [[f"2026/06/0{n} 11:34:01 AM GMT+7", ";".join(chosen)] for n, chosen in enumerate(rows, 1)]
    sheet = [[f"6/2{n}/2026 11:34:01", ", ".join(chosen)] for n, chosen in enumerate(rows, 1)]
    definition = "# survey\n| type | name | label |\n|---|---|---|\n| select_multiple l | q | Q? |\n"
    definition += (
        "# choices\n| list_name | name | label |\n|---|---|---|\n| l | a | A |\n| l | b | B, the long one |\n"
    )
    (folder / "q.md").write_text(definition, encoding="utf-8")

    for slug, exported in (("own", own), ("sheet", sheet)):
        succeed("survey", "new", slug, "--from", "q.md")
        _csv(folder / f"{slug}.csv", ["Horodateur", "Q?"], *exported)
        outcome = succeed("survey", "import", slug, f"{slug}.csv", "--json").json
        assert (outcome["tool"], outcome["warnings"]) == ("google-forms", [])
        choices = succeed("survey", "show", slug, "--json").json["questions"][0]["choices"]
        assert [choice["label"] for choice in choices] == ["A", "B, the long one"]


@pytest.mark.usefixtures("interest")
@pytest.mark.parametrize(
    ("content", "code", "sentence"),
    [
        (
            b"topics,why\noh\ngedsi,a,b\n",
            1,
            "a.csv has 2 columns, but line 2 has 1, line 3 has 3; nothing was",
        ),
        (b"", 1, "a.csv is empty."),
        (b"\x00\x01binary\n", 1, "a.csv is a binary file, not a table."),
        (b"a,b\n1,2\n", 1, "No column of a.csv answers a question of interest."),
    ],
    ids=["ragged", "empty", "binary", "strange"],
)
def test_bad_input_is_one_sentence_and_changes_nothing(
    copctl: Copctl, folder: Path, content: bytes, code: int, sentence: str
) -> None:
    (folder / "a.csv").write_bytes(content)
    before = _changes(copctl)

    result = copctl("survey", "import", "interest", "a.csv")

    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.stderr.count("\n") == 2
    assert result.exit_code == code
    assert _changes(copctl) == before


def test_an_unknown_survey_offers_to_make_one(copctl: Copctl, folder: Path) -> None:
    _csv(folder / "a.csv", ["Q"], ["a"])

    result = copctl("survey", "import", "nothing", "a.csv")

    assert result.stderr == (
        "Error: There is no survey 'nothing'.\n"
        "Try: copctl survey import nothing a.csv --infer makes one from the file\n"
    )
    assert result.exit_code == 3


@needs_samples
def test_a_real_export_without_a_definition_goes_in_whole(succeed: Copctl) -> None:
    path = SAMPLES / "google-forms-dask-2020.csv"

    first = succeed("survey", "import", "dask", path, "--infer", "--json").json
    again = succeed("survey", "import", "dask", path, "--infer", "--json").json

    assert first["tool"] == "google-forms"
    assert _counts(first) == (239, 239, 0, 0, 0)
    assert _counts(again) == (239, 0, 0, 239, 0)
    questions = {q["label"]: q for q in succeed("survey", "show", "dask", "--json").json["questions"]}
    apis = {choice["label"] for choice in questions["Dask APIs"]["choices"]}
    assert {"Array", "DataFrame", "Delayed", "Futures", "Xarray"} <= apis
    assert questions["GPUs"]["grid"] == "What common feature requests do you care about most?"
    launch = {c["label"] for c in questions["If you use a cluster, how do you launch Dask?"]["choices"]}
    assert "HPC resource manager (SLURM, PBS, SGE, LSF or similar)" in launch


@needs_samples
@pytest.mark.parametrize(
    ("name", "tool", "partial"),
    [
        ("community-stacks-2020.xlsx", "generic", 0),
        ("kobo-labels.csv", "kobo", 0),
        ("surveymonkey-steak.csv", "surveymonkey", 9),
        ("google-forms-dask-2020.csv", "google-forms", 0),
    ],
)
def test_real_exports_are_recognised_and_go_in_whole(
    succeed: Copctl, name: str, tool: str, partial: int
) -> None:
    first = succeed("survey", "import", "s", SAMPLES / name, "--infer", "--json").json
    again = succeed("survey", "import", "s", SAMPLES / name, "--infer", "--json").json

    assert (first["tool"], first["partial"]) == (tool, partial)
    assert first["new"] == first["rows"] == again["unchanged"]


def test_long_headings_are_cut_in_prose_and_whole_in_json(succeed: Copctl, folder: Path) -> None:
    long = "How often do you use it at work,<br>and <b>what for</b>? " + "Please think of the last year. " * 8
    khmer = "តើអ្នកចង់រៀនអ្វីជាមួយយើងនៅត្រីមាសក្រោយនេះ " * 5
    _csv(folder / "a.csv", ["Timestamp", long, khmer], ["2026/07/01 1:00:00 PM GMT+7", "Often", "ទេ"])
    succeed("survey", "import", "use", "a.csv", "--infer")
    _csv(folder / "b.csv", ["Timestamp", khmer], ["2026/07/01 1:00:00 PM GMT+7", "ទេ"])

    told = succeed("survey", "import", "use", "a.csv").stderr

    lines = [line for line in told.splitlines() if line[:5].strip().isdigit()]
    assert [line.split()[0] for line in lines] == ["1", "2", "3"]
    assert all(len(line) <= 110 for line in lines)
    assert "<br>" not in told
    assert "at work, and what for ? Please" in lines[1] or "…" in lines[1]
    assert "3 columns: 2 for questions, 1 of other use, 0 left out." in told
    assert long.strip() in str(succeed("survey", "show", "use", "--json").json["questions"])


@pytest.mark.usefixtures("interest")
def test_each_column_of_a_wide_file_has_one_aligned_line(
    succeed: Copctl, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    others = [f"Something that nobody planned to ask, number {n} of many, at length" for n in range(60)]
    _csv(folder / "a.csv", ["topics", *others], ["oh", *["x"] * 60])

    told = succeed("survey", "import", "interest", "a.csv").stderr

    lines = [line for line in told.splitlines() if line[:5].strip().isdigit()]
    assert len(lines) == 61
    assert {line.index("left out") for line in lines[1:]} == {lines[0].index("topics (select_multiple)")}
    assert all(len(line) <= 80 for line in lines)
    assert "61 columns: 1 for questions, 0 of other use, 60 left out." in told
