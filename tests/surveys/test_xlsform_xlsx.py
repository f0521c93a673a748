"""XLSForm workbooks: what tools write is read, what is written reads back, and pyxform takes it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from copctl import names
from copctl.errors import Refused
from copctl.surveys.forms import pyxform_verdict, starters, xlsform_outgoing
from copctl.surveys.forms.xlsform_rows import Form
from copctl.surveys.forms.xlsform_xlsx import read, write
from copctl.surveys.questionnaire import TYPES, Definition, Item, Option

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "forms"


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def items(form: Form) -> dict[str, Item]:
    return {item.name: item for item in form.definition.questions}


def sample(name: str) -> bytes:
    if not (SAMPLES / name).exists():
        pytest.skip("the sample files are not here")
    return (SAMPLES / name).read_bytes()


def test_a_form_with_or_other_keeps_its_choices_and_their_other_columns() -> None:
    form = read(sample("pyxform_or_other.xlsx"))

    assert items(form)["fav_color"].or_other
    assert items(form)["fav_pastel"].extra == {"choice_filter": "pastel=yes"}
    assert form.definition.lists["colors"][3] == Option("mauve", "mauve", {"pastel": "yes"})
    assert form.notes == ()


def test_a_form_with_a_column_twice_is_one_sentence() -> None:
    with pytest.raises(Refused) as refusal:
        read(sample("pyxform_duplicate_columns.xlsx"), "form.xlsx")

    assert refusal.value.message == "form.xlsx, sheet survey, line 1 has the column 'label' twice."


def test_heads_and_types_are_known_in_all_their_spellings() -> None:
    form = read(
        workbook(
            Survey=[
                ["Type", "Name", "label::English (en)", "label: Khmer (km)", "Relevance", "Required", None],
                [None] * 7,
                [
                    "select all that apply from t or specify other",
                    "topics",
                    "Topics?",
                    "ប្រធានបទ?",
                    "",
                    "TRUE",
                    None,
                ],
                ["select1 yn", "again", "Again?", None, "${topics} != ''", True, None],
                ["int", "age", "Age", None, None, None, "a remark"],
            ],
            CHOICES=[
                ["list name", "value", "label::English (en)"],
                ["t", "a", "A"],
                [None, "b", "B"],
                [None, None, None],
                ["yn", 1.0, "Yes"],
                ["yn", 0, "No"],
            ],
            settings=[["Title", "default_language"], ["Ours", "English (en)"]],
        )
    )

    found = items(form)
    assert form.definition.title == "Ours"
    assert (found["topics"].type, found["topics"].list_name, found["topics"].or_other) == (
        "select_multiple",
        "t",
        True,
    )
    assert found["topics"].label == "Topics?"
    assert found["topics"].extra == {"label::Khmer (km)": "ប្រធានបទ?"}
    assert (found["again"].type, found["again"].required) == ("select_one", True)
    assert found["again"].extra == {"relevant": "${topics} != ''"}
    assert found["age"].type == "integer"
    assert form.definition.lists["t"] == (Option("a", "A"), Option("b", "B"))
    assert [option.name for option in form.definition.lists["yn"]] == ["1", "0"]
    assert form.notes == ("line 3 of the sheet choices names no list and was taken to go on with t",)


def test_groups_are_flattened_with_their_names_and_conditions() -> None:
    form = read(
        workbook(
            survey=[
                ["type", "name", "label", "relevant"],
                ["begin_group", "intro", "About you", "${x} = 1"],
                ["text", "who", "Who?", ""],
                ["begin repeat", "child", "Children", ""],
                ["integer", "age", "Age?", ". > 2"],
                ["end repeat", "", "", ""],
                ["end group", "", "", ""],
                ["text", "last", "Last?", ""],
                ["end group", "", "", ""],
                ["begin group", "open", "Open", ""],
            ]
        )
    )

    assert items(form)["who"].extra == {"group": "intro", "relevant": "${x} = 1"}
    assert items(form)["age"].extra == {
        "group": "intro/child", "repeat": "child", "relevant": "(${x} = 1) and (. > 2)",
    }  # fmt: skip
    assert items(form)["last"].extra == {}
    assert form.notes == (
        "the repeated group child is flattened; its questions are age",
        "line 9 ends a group that was never begun, and was passed over",
        "the group open is never ended; it is taken to end with the form",
    )


@pytest.mark.parametrize(
    ("look", "rows"),
    [
        ("table-list", [["select_one lv", "a", "A", ""], ["select_one lv", "b", "B", ""]]),
        (
            "field-list",
            [
                ["select_one lv", "head", "", "label"],
                ["select_one lv", "a", "A", "list-nolabel"],
                ["select_one lv", "b", "B", "list-nolabel"],
            ],
        ),
    ],
)
def test_a_group_that_is_shown_as_a_table_is_a_grid(look: str, rows: list[list[str]]) -> None:
    form = read(
        workbook(
            survey=[
                ["type", "name", "label", "appearance"],
                ["begin_group", "know", "What do you know?", look],
                *rows,
                ["end_group"],
            ],
            choices=[["list_name", "name", "label"], ["lv", "1", "Little"]],
        )
    )

    assert [(i.name, i.grid, dict(i.extra)) for i in form.definition.questions] == [
        ("a", "What do you know?", {"group": "know"}),
        ("b", "What do you know?", {"group": "know"}),
    ]


def test_kobotoolbox_s_scores_and_rankings_are_grids_and_rankings() -> None:
    form = read(
        workbook(
            survey=[
                ["type", "name", "label", "kobo--score-choices", "kobo--rank-items"],
                ["begin_score", "sc", "How good?", "lv", ""],
                ["score__row", "food", "Food", "", ""],
                ["end_score"],
                ["begin_rank", "rk", "Your order", "", "lv"],
                ["rank__level", "first", "1st", "", ""],
                ["end_rank"],
            ],
            choices=[["list_name", "name", "label"], ["lv", "1", "Little"], ["lv", "2", "Much"]],
        )
    )

    assert [(i.name, i.type, i.list_name, i.grid) for i in form.definition.questions] == [
        ("food", "select_one", "lv", "How good?"),
        ("rk", "rank", "lv", ""),
    ]


def test_what_a_survey_cannot_hold_is_left_out_and_named() -> None:
    form = read(
        workbook(
            survey=[
                ["type", "name", "label"],
                ["start", "start", ""],
                ["email", "phone_email", ""],
                ["geopoint", "where", "Where?"],
                ["calculate", "bmi", ""],
                ["time", "when", "When?"],
                ["select_one_from_file a.csv", "place", "Place?"],
                ["", "lost", "No type"],
            ]
        )
    )

    assert {name: item.type for name, item in items(form).items()} == {"when": "text", "place": "text"}
    assert set(form.notes) == {
        "filled in by the phone, left out: start (start)",
        "filled in by the phone, left out: phone_email (email)",
        "no answer that a survey here could hold, left out: where (geopoint)",
        "computed, left out: bmi (calculate)",
        "taken as text: when (time), place (select_one_from_file a.csv)",
        "line 8 of the sheet survey has no type and was passed over",
    }


def test_a_condition_on_required_is_told() -> None:
    form = read(workbook(survey=[["type", "name", "label", "required"], ["text", "q", "Q?", "${x} = 1"]]))

    assert not items(form)["q"].required
    assert form.notes == ("q is required under a condition, and was taken as not required",)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04 nothing", "is not a spreadsheet that can be read"),
        (b"\xd0\xcf\x11\xe0 nothing", "is not a spreadsheet that can be read"),
    ],
)
def test_a_broken_workbook_is_one_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read(content)


def test_a_workbook_of_answers_is_not_a_form() -> None:
    with pytest.raises(Refused, match="no sheet 'survey'"):
        read(workbook(Sheet1=[["Timestamp", "Name"]]))
    with pytest.raises(Refused, match="no column 'type'"):
        read(workbook(survey=[["Timestamp", "Name"]]))


# What is written ----------------------------------------------------------------------------------

_WORDS = st.text(
    alphabet=st.one_of(st.characters(codec="utf-8", exclude_categories=["Cs", "Cn", "Co"]), st.sampled_from("=+'ខ្មែរ ")),
    max_size=10,
).map(names.written)  # fmt: skip
_LABEL = _WORDS.filter(bool)
_NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
_KHMER = st.dictionaries(st.just("label::Khmer (km)"), _LABEL)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    """Surveys with names that XLSForm takes: alone, in grids, with choices of several scripts."""
    list_names = draw(st.lists(_NAME, min_size=1, max_size=3, unique=True))
    options = st.lists(
        st.builds(Option, _NAME, _LABEL, _KHMER), min_size=2, max_size=4, unique_by=lambda o: o.name
    )
    lists = {name: tuple(draw(options)) for name in list_names}
    questions = []
    for name in draw(st.lists(_NAME, min_size=1, max_size=5, unique=True)):
        kind = draw(st.sampled_from(TYPES))
        chooses = kind in ("select_one", "select_multiple", "rank")
        questions.append(
            Item(
                name,
                kind,
                draw(_LABEL),
                hint=draw(_WORDS),
                required=draw(st.booleans()),
                list_name=draw(st.sampled_from(list_names)) if chooses else "",
                or_other=chooses and kind != "rank" and draw(st.booleans()),
                parameters="start=1 end=5 step=1" if kind == "range" else "",
                grid=draw(st.sampled_from(["", "", "How well?"])) if kind in ("select_one", "range") else "",
                extra=draw(_KHMER),
            )
        )
    own = draw(st.dictionaries(st.just("default_language"), st.just("English (en)")))
    return Definition(draw(_LABEL), {"anonymous": "yes", **own}, tuple(questions), lists)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(definitions())
def test_what_is_written_reads_back_the_same(definition: Definition) -> None:
    back = read(write(definition, "ours"))

    assert back.notes == ()
    assert back.definition.questions == definition.questions
    assert dict(back.definition.lists) == dict(definition.lists)
    assert back.definition.title == definition.title
    assert {k: v for k, v in back.definition.settings.items() if k != "form_id"} == dict(definition.settings)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(definitions())
def test_pyxform_takes_what_is_written(definition: Definition) -> None:
    convert = pytest.importorskip("pyxform.xls2xform", reason="the extra xlsform is not installed").convert
    # Half a reference is nothing that XLSForm can say; `survey check` tells it.
    assume("${" not in repr(definition))

    assert convert(write(definition, "ours"), file_type=".xlsx").xform


@pytest.mark.parametrize("starter", [starter.name for starter in starters.listed()])
def test_pyxform_takes_every_starter_without_a_warning(starter: str) -> None:
    convert = pytest.importorskip("pyxform.xls2xform", reason="the extra xlsform is not installed").convert
    warnings: list[str] = []

    convert(write(starters.find(starter).definition, starter), warnings=warnings, file_type=".xlsx")

    assert warnings == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("topics", "topics"),
        ("2-days", "_2-days"),
        ("what next?", "what-next"),
        ("ប្រធានបទ", "ប្រធានបទ"),
        ("?", "_"),
    ],
)
def test_a_name_that_xlsform_refuses_is_mended(ours: str, theirs: str) -> None:
    assert xlsform_outgoing.xml_name(ours, set()) == theirs
    assert xlsform_outgoing.is_xml_name(theirs)


def test_two_names_never_become_one() -> None:
    used: set[str] = set()

    assert [xlsform_outgoing.xml_name(name, used) for name in ("a b", "a-b", "A-B")] == [
        "a-b",
        "a-b_2",
        "A-B_3",
    ]


def test_names_in_khmer_and_groups_of_a_repeat_are_taken_by_pyxform() -> None:
    convert = pytest.importorskip("pyxform.xls2xform", reason="the extra xlsform is not installed").convert
    definition = Definition(
        "Khmer",
        {},
        (
            Item("ឈ្មោះ", "text", "ឈ្មោះ?"),
            Item("age", "integer", "Age?", extra={"group": "house/child", "repeat": "child"}),
            Item("street", "text", "Street?", extra={"group": "house"}),
        ),
    )

    content = write(definition, "2026-q4")

    assert "child" in convert(content, file_type=".xlsx").xform
    assert read(content).definition.questions == definition.questions


def test_a_language_without_a_text_is_not_offered_to_respondents() -> None:
    definition = starters.find("session-feedback").definition

    tables = {title: header for title, header, _ in xlsform_outgoing.tables(definition, "x")}

    assert "label" in tables["survey"]
    assert not any(column.startswith("label::") for column in tables["survey"])


def test_what_pyxform_cannot_read_is_a_verdict_and_no_traceback() -> None:
    pytest.importorskip("pyxform", reason="the extra xlsform is not installed")
    options = (Option("a", "A", {"constraint": "|", "label::Khmer (km)": "ក"}), Option("b", "B"))
    definition = Definition(
        "", {"default_language": "yes"}, (Item("q", "select_one", "Q", list_name="t"),), {"t": options}
    )

    assert isinstance(pyxform_verdict.of(definition, "x"), list)
