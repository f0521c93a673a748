"""LimeSurvey's structure: every question type, codes that its answers are found by, languages."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.errors import Refused
from copctl.files import read_text
from copctl.surveys.forms.limesurvey_rows import plain
from copctl.surveys.forms.limesurvey_structure import is_structure, read
from copctl.surveys.forms.xlsform_rows import Form
from copctl.surveys.questionnaire import Item, Option, refuse_faulty

SAMPLE = Path(__file__).parents[2].parent / "shared" / "samples" / "forms" / "limesurvey-structure.tsv"
HEAD = [
    "id",
    "related_id",
    "class",
    "type/scale",
    "name",
    "relevance",
    "text",
    "help",
    "language",
    "mandatory",
    "other",
]


def structure(*rows: tuple[str, ...], newline: str = "\n", extra: tuple[str, ...] = ()) -> Form:
    """A structure out of rows of class, type, name, text and what else a row says as `column=value`."""
    lines = ["\t".join([*HEAD, *extra])]
    for kind, scale, name, text, *more in rows:
        row = dict.fromkeys([*HEAD, *extra], "")
        row |= {"class": kind, "type/scale": scale, "name": name, "text": text, "language": "en"}
        row |= dict(pair.split("=", 1) for pair in more)
        lines.append("\t".join(row.values()))
    text = newline.join(lines) + newline
    assert is_structure(text)
    return read(text)


def only(form: Form) -> Item:
    [item] = form.definition.questions
    return item


def test_a_real_survey_comes_over_whole() -> None:
    if not SAMPLE.exists():
        pytest.skip("the sample files are not here")

    form = read(read_text(SAMPLE), "limesurvey-structure.tsv")

    refuse_faulty(form.definition)
    items = {item.name: item for item in form.definition.questions}
    assert form.definition.title == "Survey: Research Software Engineering in the Netherlands"
    assert form.definition.settings == {"default_language": "English (en)"}
    assert len(form.definition.lists["socio1"]) == 249
    assert (items["likert1_perfCheck4"].grid, items["likert1_perfCheck4"].required) == ("likert1", True)
    assert items["proj4can"].type == "select_multiple"
    assert form.definition.lists["proj4can"][0] == Option("SQ001", "No formal testing")
    assert items["paper4"].extra == {
        "group": "Your working practices",
        "limesurvey_relevance": '((paper3.NAOK == "N") AND (paper2.NAOK == "Y"))',
    }
    assert not any("<" in item.shown for item in form.definition.questions)
    assert form.notes == ("left out, as copctl has no place for it: the welcome text, the end text",)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("S", "text"), ("T", "text"), ("U", "text"), ("N", "decimal"), ("D", "date"), ("X", "note"), ("I", "text"),
        ("5", "range"), ("Y", "select_one"), ("G", "select_one"),
    ],
)  # fmt: skip
def test_a_plain_question_keeps_its_code(code: str, kind: str) -> None:
    item = only(structure(("Q", code, "q1", "<p>How <b>much</b>&nbsp;?</p>", "mandatory=Y")))

    assert (item.name, item.type, item.label, item.required) == ("q1", kind, "How much ?", True)


@pytest.mark.parametrize("code", ["L", "!", "O"])
def test_a_list_chooses_one_and_keeps_its_answer_codes(code: str) -> None:
    form = structure(
        ("Q", code, "q1", "Which?", "other=Y"), ("A", "0", "A1", "First"), ("A", "0", "A2", "Second")
    )

    assert form.definition.questions[0].type == "select_one"
    assert form.definition.questions[0].or_other
    assert form.definition.lists["q1"] == (Option("A1", "First"), Option("A2", "Second"))
    assert [item.name for item in form.definition.questions[1:]] == (["q1_comment"] if code == "O" else [])


@pytest.mark.parametrize("code", ["M", "P"])
def test_multiple_choice_keeps_its_subquestion_codes(code: str) -> None:
    form = structure(
        ("Q", code, "q1", "Which?"), ("SQ", "0", "SQ001", "First"), ("SQ", "0", "SQ002", "Second")
    )

    assert form.definition.questions[0].type == "select_multiple"
    assert form.definition.lists["q1"] == (Option("SQ001", "First"), Option("SQ002", "Second"))
    comments = [item.name for item in form.definition.questions[1:]]
    assert comments == (["q1_SQ001comment", "q1_SQ002comment"] if code == "P" else [])


@pytest.mark.parametrize("parts", ["A", "SQ"])
def test_a_ranking_is_one_whether_it_ranks_answers_or_subquestions(parts: str) -> None:
    form = structure(("Q", "R", "q1", "Order?"), (parts, "0", "a", "First"), (parts, "0", "b", "Second"))

    assert only(form).type == "rank"
    assert [option.name for option in form.definition.lists["q1"]] == ["a", "b"]


@pytest.mark.parametrize(
    ("code", "kind", "parameters", "list_name"),
    [
        ("F", "select_one", "", "q1"), ("H", "select_one", "", "q1"), ("C", "select_one", "", "yes_uncertain_no"),
        ("E", "select_one", "", "increase_same_decrease"), ("A", "range", "start=1 end=5 step=1", ""),
        ("B", "range", "start=1 end=10 step=1", ""), ("K", "decimal", "", ""), ("Q", "text", "", ""),
    ],
)  # fmt: skip
def test_an_array_is_a_grid_named_by_code_and_row(
    code: str, kind: str, parameters: str, list_name: str
) -> None:
    form = structure(
        ("Q", code, "q1", "How well?"),
        ("SQ", "0", "SQ001", "Cooking"),
        ("SQ", "0", "SQ002", "Singing"),
        *([("A", "0", "1", "Well")] if list_name == "q1" else []),
    )

    assert [(i.name, i.label, i.grid) for i in form.definition.questions] == [
        ("q1_SQ001", "Cooking", "How well?"),
        ("q1_SQ002", "Singing", "How well?"),
    ]
    first = form.definition.questions[0]
    assert (first.type, first.parameters, first.list_name) == (kind, parameters, list_name)
    refuse_faulty(form.definition)


def test_an_array_of_two_scales_asks_each_row_twice() -> None:
    form = structure(
        ("Q", "1", "q1", "How?", "dualscale_headera=now", "dualscale_headerb=later"),
        ("SQ", "0", "r", "Row"),
        ("A", "0", "x", "Bad"),
        ("A", "1", "y", "Good"),
        extra=("dualscale_headera", "dualscale_headerb"),
    )

    assert [(i.name, i.list_name, i.grid) for i in form.definition.questions] == [
        ("q1_r_1", "q1_1", "How? (now)"),
        ("q1_r_2", "q1_2", "How? (later)"),
    ]


@pytest.mark.parametrize(("code", "kind"), [(":", "decimal"), (";", "text")])
def test_an_array_of_cells_asks_every_cell(code: str, kind: str) -> None:
    form = structure(("Q", code, "q1", "How many?"), ("SQ", "0", "r", "Row"), ("SQ", "1", "c", "Column"))

    item = only(form)
    assert (item.name, item.label, item.type) == ("q1_r_c", "Row: Column", kind)


def test_a_single_row_without_words_is_the_question_itself() -> None:
    form = structure(("Q", "F", "q1", "How often?"), ("SQ", "0", "SQ001", ""), ("A", "0", "1", "Never"))

    assert (only(form).name, only(form).label, only(form).grid) == ("q1_SQ001", "How often?", "")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_further_languages_are_columns(newline: str) -> None:
    form = structure(
        ("S", "", "language", "en"), ("S", "", "anonymized", "Y"), ("SL", "", "surveyls_title", "Ours"),
        ("SL", "", "surveyls_title", "យើង", "language=km"),
        ("Q", "L", "q1", "Which?", "help=Tick"), ("A", "0", "a", "First"),
        ("Q", "L", "q1", "មួយណា?", "language=km"), ("A", "0", "a", "ទីមួយ", "language=km"),
        newline=newline,
    )  # fmt: skip

    assert form.definition.title == "Ours"
    assert form.definition.settings == {"default_language": "English (en)", "anonymous": "yes"}
    assert only(form).extra == {"label::Khmer (km)": "មួយណា?"}
    assert only(form).hint == "Tick"
    assert form.definition.lists["q1"] == (Option("a", "First", {"label::Khmer (km)": "ទីមួយ"}),)


def test_what_holds_no_answer_and_what_is_unknown_is_named() -> None:
    form = structure(
        ("Q", "|", "up", "File?"), ("Q", "*", "eq", "Sum"), ("Q", "Ω", "q3", "New?"), ("QTA", "", "q", "")
    )

    assert only(form).type == "text"
    assert form.notes == (
        "q3 is of a type 'Ω' that is not known here, and is taken as text",
        "no answer that a survey here could hold, left out: up (file upload), eq (equation)",
        "left out, as copctl has no place for it: quotas",
    )


def test_a_structure_without_questions_is_refused() -> None:
    with pytest.raises(Refused, match="without questions"):
        structure(("S", "", "language", "en"))


def test_other_tables_are_no_structure() -> None:
    assert not is_structure("id\tname\n1\tAna\n")
    assert not is_structure("# survey\n| type | name |\n")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>One<br/>two</p><style>x{}</style>", "One two"),
        ("a < b &amp; c", "a < b & c"),
        ("ប្រធានបទ", "ប្រធានបទ"),
        ("<script>alert(1)</script>Hi", "Hi"),
    ],
)
def test_html_is_read_as_its_words(html: str, words: str) -> None:
    assert plain(html) == words


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_under_the_header_is_a_survey_or_one_sentence(body: str) -> None:
    with suppress(Refused):
        read("\t".join(HEAD) + "\n" + body)
