"""XLSForm as Markdown tables: two layouts in, one out, and what can be wrong with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl import names
from copctl.errors import Refused
from copctl.surveys.forms.xlsform_markdown import read, write
from copctl.surveys.questionnaire import TYPES, Definition, Item, Option, refuse_faulty

HEADED = """\
# Interest survey

## settings
| form_title | anonymous |
| --- | --- |
| What shall we learn? | yes |

## survey
| type | name | label | label::Khmer (km) | required |
|:-----|------|-------|---|---:|
| select_multiple topics or_other | topics | Which topics? | ប្រធានបទអ្វី? | yes |
| text | why | Why? A \\| B | | |

choices
| list_name | name | label |
| --- | --- | --- |
| topics | oh | Outcome harvesting |
| topics | mel | MEL, in short |
"""
PYXFORM = """
| survey  |                          |        |               |                   |          |
|         | type                     | name   | label         | label::Khmer (km) | required |
|         | select_multiple topics or_other | topics | Which topics? | ប្រធានបទអ្វី? | yes |
|         | text                     | why    | Why? A \\| B  |                   |          |
| choices |           |      |                    |
|         | list name | name | label              |
|         | topics    | oh   | Outcome harvesting |
|         | topics    | mel  | MEL, in short      |
| settings |                      |           |
|          | form_title           | anonymous |
|          | What shall we learn? | yes       |
"""


@pytest.mark.parametrize("text", [HEADED, PYXFORM], ids=["headings", "pyxform"])
def test_both_layouts_give_the_same_definition(text: str) -> None:
    definition = read(text)

    assert definition == Definition(
        title="What shall we learn?",
        settings={"anonymous": "yes"},
        questions=(
            Item(
                "topics",
                "select_multiple",
                "Which topics?",
                required=True,
                list_name="topics",
                or_other=True,
                extra={"label::Khmer (km)": "ប្រធានបទអ្វី?"},
            ),
            Item("why", "text", "Why? A | B"),
        ),
        lists={"topics": (Option("oh", "Outcome harvesting"), Option("mel", "MEL, in short"))},
    )
    refuse_faulty(definition)


def test_a_heading_that_names_no_sheet_is_the_title_and_its_tables_are_prose() -> None:
    prose = "# Our survey\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    text = f"{prose}\n# survey\n| type | name |\n|---|---|\n| text | q |\n"

    definition = read(text)

    assert definition.title == "Our survey"
    assert [item.name for item in definition.questions] == ["q"]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("| selekt_one x | a | A |", "line 3: there is no question type 'selekt_one x'"),
        ("| text | a | A |\n| text | A | B |", "line 4: the question 'A' is there already (line 3)"),
        ("| select_one | a | A |", "line 3: select_one needs the name of a list"),
        ("| rank nothing | a | A |", "line 3: the list 'nothing' has no choices"),
        ("| text | | A |", "line 3: the question 'A' has no name"),
    ],
)
def test_a_mistake_is_one_sentence_with_its_line(rows: str, sentence: str) -> None:
    definition = read(f"# survey\n| type | name | label |\n{rows}\n")

    with pytest.raises(Refused) as refusal:
        refuse_faulty(definition)

    assert sentence in refusal.value.message


def test_a_bar_that_is_not_escaped_is_named_with_its_line() -> None:
    with pytest.raises(Refused, match=r"line 3 has 4 cells where the header has 3"):
        read("# survey\n| type | name | label |\n| text | a | A | B |\n", "s.md")


def test_a_text_without_tables_is_refused() -> None:
    with pytest.raises(Refused, match="no survey table"):
        read("Hello\n")


_CELL = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8", exclude_categories=["Cs"]), st.sampled_from("|\\`#- ខ្មែរ")
    ),
    max_size=12,
).map(names.written)
_FILLED = _CELL.filter(bool)
_NAME = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
_EXTRA = st.dictionaries(st.sampled_from(["label::Khmer (km)", "hint::Lao (lo)", "relevant"]), _FILLED)


@st.composite
def definitions(draw: st.DrawFn) -> Definition:
    lists = draw(
        st.dictionaries(
            _NAME,
            st.lists(st.builds(Option, _NAME, _CELL, _EXTRA), min_size=1, max_size=3).map(tuple),
            max_size=3,
        )
    )
    items = []
    for name in draw(st.lists(_NAME, min_size=1, max_size=4, unique=True)):
        kind = draw(st.sampled_from(TYPES))
        chooses = kind in ("select_one", "select_multiple", "rank")
        items.append(
            Item(
                name,
                kind if lists or not chooses else "text",
                draw(_CELL),
                hint=draw(_CELL),
                required=draw(st.booleans()),
                list_name=draw(st.sampled_from(sorted(lists))) if chooses and lists else "",
                or_other=chooses and bool(lists) and draw(st.booleans()),
                parameters=draw(_CELL),
                grid=draw(_CELL),
                extra=draw(_EXTRA),
            )
        )
    settings = draw(st.dictionaries(st.sampled_from(["form_id", "anonymous", "default_language"]), _FILLED))
    return Definition(draw(_CELL), settings, tuple(items), lists)


@given(definitions())
def test_what_is_written_reads_back_the_same(definition: Definition) -> None:
    assert read(write(definition)) == definition
