"""What a column without a definition is taken for."""

from __future__ import annotations

import pytest

from copctl.surveys.infer import infer
from copctl.surveys.intake import grids
from copctl.surveys.intake.shape import Column, Export
from copctl.surveys.intake.sniff import recognise
from copctl.surveys.kinds import kind_of
from copctl.surveys.questionnaire import refuse_faulty
from copctl.tables import Row

OWN = Export("google-forms", "", (), (";",))
SHEET = Export("google-forms", "", (), (", ",))


@pytest.mark.parametrize(
    ("cells", "export", "kind"),
    [
        (["A;B", "B;C", "A", "C"], OWN, "select_multiple"),
        (["Outcome mapping, in short, A"] + ["A", "B", "A, B"] * 5, SHEET, "select_multiple"),
        (["Yes, always", "Yes, never", "No"] * 5, SHEET, "select_one"),
        (["Paris, France", "Lyon, France", "Ohio, USA"], SHEET, "text"),
        (["1.0", "5.0", "3.0"], OWN, "range"),
        (["1987", "2002"], OWN, "integer"),
        (["1.5", "2"], OWN, "decimal"),
        (["012345", "098765"], OWN, "text"),
        (["2026-01-02", "2026-03-04"], OWN, "date"),
        (["a@example.org", "b@example.org"], OWN, "email"),
        (["I like it", "Too long; too dull", "ខ្ញុំចូលចិត្ត"], OWN, "text"),
        ([], OWN, "text"),
    ],
)
def test_kind_of_a_column(cells: list[str], export: Export, kind: str) -> None:
    assert kind_of(cells, export).type == kind


def test_a_scale_keeps_its_ends() -> None:
    assert kind_of(["1.0", "5.0", "3.0"], OWN).parameters == "start=1 end=5 step=1"


def _rows(*lines: list[str]) -> list[Row]:
    return [Row(number, line) for number, line in enumerate(lines, start=2)]


def test_repeated_headers_get_names_of_their_own() -> None:
    export = Export("generic", "", (Column(0, "Why?"), Column(1, "Why?")), (";",))

    definition, _ = infer(export, _rows(["a", "b"]), "s")

    assert [item.name for item in definition.questions] == ["why", "why-2"]


def test_a_grid_keeps_its_stem_and_its_rows() -> None:
    header = ["Timestamp", "How useful? [Talks ]", "How useful?  [Papers]"]
    rows = _rows(["2020/06/05 11:34:01 AM EST", "Very", "Not"], ["2020/06/06 11:34:01 AM EST", "Not", "Not"])

    definition, taken = infer(recognise(header, rows), rows, "s")

    assert [(i.type, i.grid, i.label) for i in definition.questions] == [
        ("select_one", "How useful?", "Talks"),
        ("select_one", "How useful?", "Papers"),
    ]
    assert taken[0] == "timestamp"


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        (["Rank [A]", "Rank [B]", "Rank [C]"], [["1", "2", "3"], ["3", "1", "2"]]),
        (
            ["Rank [A]", "Rank [B]", "Rank [C]"],
            [["1st choice", "2nd choice", ""], ["", "1st choice", "2nd choice"]],
        ),
        (["Rank [1st choice]", "Rank [2nd choice]", "Rank [3rd choice]"], [["A", "B", "C"], ["B", "C", "A"]]),
    ],
    ids=["numbers", "places", "places as rows"],
)
def test_a_ranking_grid_is_one_question_in_either_orientation(
    header: list[str], lines: list[list[str]]
) -> None:
    columns = grids.bracketed([Column(i, h) for i, h in enumerate(header)])
    export = Export("generic", "", columns, (";",))

    definition, _ = infer(export, _rows(*lines), "s")

    [item] = definition.questions
    assert (item.type, item.label) == ("rank", "Rank")
    assert [option.label for option in definition.options(item)] == ["A", "B", "C"]


def test_two_columns_of_one_question_without_a_part_are_both_questions() -> None:
    export = Export(
        "generic",
        "rule",
        (
            Column(0, "Why?", group=0, stem="Why?"),
            Column(1, "Why?", group=0, stem="Why?"),
            Column(2, "Why? Other", group=0, stem="Why?", is_other=True),
        ),
        (";",),
    )

    definition, taken = infer(export, [Row(2, ["", "", "a pump"])], "any")

    assert list(taken) == [0, 1, 2]
    refuse_faulty(definition)
    assert [question.type for question in definition.questions] == ["text", "text", "text"]
