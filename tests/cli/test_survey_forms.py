"""`copctl survey new|starters|check|render` and `export --to xlsform`, from the outside."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copctl.errors import CopctlError
from copctl.surveys.forms import form_files, starters, xlsform_xlsx
from copctl.surveys.forms.xlsform_markdown import read, write
from tests.conftest import Copctl

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "forms"
NAMES = [starter.name for starter in starters.listed()]
KHMER = """\
# survey
| type | name | label | label::Khmer (km) | required | grid | grid::Khmer (km) | parameters |
|---|---|---|---|---|---|---|---|
| note | hello | Welcome <script>alert(1)</script> | សូមស្វាគមន៍ | | | | |
| select_multiple t or_other | topics | Which topics? | ប្រធានបទអ្វី? | yes | | | |
| rank t | order | Your order [red] | | | | | |
| select_one lv | a | Outcome harvesting | | | What do you know? | តើអ្នកដឹងអ្វី? | |
| select_one lv | b | Stories | | | What do you know? | តើអ្នកដឹងអ្វី? | |
| range | mood | How are you? | | | | | start=1 end=5 |
| text | why | Why? | | | | | |

# choices
| list_name | name | label | label::Khmer (km) |
|---|---|---|---|
| t | oh | Outcome harvesting | ការប្រមូលលទ្ធផល |
| t | msc | Stories & more | |
| lv | 1 | A little | បន្តិច |
| lv | 2 | A lot | |

# settings
| form_title | anonymous | default_language |
|---|---|---|
| Wishes | yes | English (en) |
"""


@pytest.fixture
def wishes(succeed: Copctl, folder: Path) -> None:
    (folder / "wishes.md").write_text(KHMER, encoding="utf-8")
    succeed("survey", "new", "wishes", "--from", "wishes.md")


# Starters -----------------------------------------------------------------------------------------


def test_the_starters_are_listed_in_the_order_of_a_community_s_life(copctl: Copctl) -> None:
    listed = copctl("survey", "starters", "--json").json

    assert [row["name"] for row in listed] == [
        "interest",
        "topics",
        "session-feedback",
        "expertise",
        "health-check",
    ]
    assert all(row["title"] and row["questions"] >= 5 and row["minutes"] >= 1 for row in listed)


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_becomes_a_survey_of_one_s_own(succeed: Copctl, folder: Path, name: str) -> None:
    made = succeed("survey", "new", "2026-q4", "--starter", name)

    assert made.stdout.startswith("Made the survey 2026-q4 with ")
    # Written out, changed by nobody and taken in again, it is the same, its empty languages too.
    text = succeed("survey", "show", "2026-q4", "--format", "markdown").stdout
    assert "label::Burmese (my)" in text
    (folder / "mine.md").write_text(text, encoding="utf-8")
    succeed("survey", "new", "again", "--from", "mine.md")
    assert succeed("survey", "show", "again", "--format", "markdown").stdout == text


@pytest.mark.parametrize("name", NAMES)
def test_a_starter_is_written_as_the_program_writes(name: str) -> None:
    path = Path(__file__).parents[2] / "data" / "surveys" / f"{name}.md"
    text = path.read_text(encoding="utf-8")

    assert write(read(text)) == text


def test_the_starters_say_what_they_promise() -> None:
    interest, expertise = starters.find("interest").definition, starters.find("expertise").definition

    asked = {item.name for item in interest.questions}
    assert asked >= {"do", "take_part", "time", "bring", "role", "languages"}
    levels = expertise.lists["levels"]
    assert [option.name for option in levels] == ["1", "2", "3", "4"]
    assert {item.type for item in starters.find("topics").definition.questions} >= {"select_multiple", "rank"}


def test_an_unknown_starter_is_one_sentence(copctl: Copctl) -> None:
    result = copctl("survey", "new", "x", "--starter", "topic")

    assert result.stderr == "Error: There is no starter survey 'topic'.\nTry: did you mean topics?\n"
    assert result.exit_code == 3


def test_a_survey_begins_from_one_thing(copctl: Copctl) -> None:
    result = copctl("survey", "new", "x", "--starter", "topics", "--from", "x.md")

    assert result.exit_code == 2
    assert copctl("survey", "list", "--json").json == []


# Files of other tools -----------------------------------------------------------------------------


def test_a_workbook_is_known_by_its_bytes(succeed: Copctl, wishes: None, folder: Path) -> None:
    succeed("survey", "export", "wishes", "--to", "xlsform", "--out", "form.txt")

    succeed("survey", "new", "back", "--from", "form.txt")

    before, after = (succeed("survey", "show", slug, "--json").json for slug in ("wishes", "back"))
    assert after["questions"] == before["questions"]
    assert (after["title"], after["settings"].pop("form_id")) == ("Wishes", "wishes")
    assert after["settings"] == before["settings"]


def test_a_limesurvey_structure_says_what_it_left_out(succeed: Copctl, folder: Path) -> None:
    if not (SAMPLES / "limesurvey-structure.tsv").exists():
        pytest.skip("the sample files are not here")

    made = succeed("survey", "new", "rse", "--from", SAMPLES / "limesurvey-structure.tsv")

    assert made.stdout == "Made the survey rse with 68 questions.\n"
    assert "Note: left out, as copctl has no place for it: the welcome text, the end text.\n" in made.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<?xml version='1.0'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType>", "is a LimeSurvey survey in .lss form."),
        (b"PK\x03\x04zip", "is not a spreadsheet that can be read"),
        (b"\xff\x00\x01", "is not UTF-8 text"),
        (b"Hello\n", "has no survey table."),
    ],
)  # fmt: skip
def test_what_is_no_form_is_one_sentence(copctl: Copctl, folder: Path, content: bytes, sentence: str) -> None:
    (folder / "form").write_bytes(content)

    result = copctl("survey", "new", "x", "--from", "form")

    assert sentence in result.stderr.splitlines()[0]
    assert result.exit_code == 1
    assert copctl("survey", "list", "--json").json == []


def test_a_form_with_a_column_twice_is_refused(copctl: Copctl, folder: Path) -> None:
    path = SAMPLES / "pyxform_duplicate_columns.xlsx"
    if not path.exists():
        pytest.skip("the sample files are not here")

    result = copctl("survey", "new", "x", "--from", path)

    assert result.stderr.endswith("has the column 'label' twice.\nTry: take one of the two out\n")


_STARTS = st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"# survey\n| type | name |\n", b"class\ttype/scale\tname\trelevance\n"])  # fmt: skip


@settings(deadline=None)
@given(start=_STARTS, rest=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_are_a_form_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, start: bytes, rest: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "form"
    path.write_bytes(start + rest)
    with suppress(CopctlError):
        form_files.read(path)


# Checking -----------------------------------------------------------------------------------------


def test_advice_alone_ends_well(succeed: Copctl, wishes: None) -> None:
    found = succeed("survey", "check", "wishes", "--json").json

    assert (found["survey"], found["questions"], found["mistakes"]) == ("wishes", 6, 0)
    assert {"weight": "advice", "line": None, "finding": "Khmer (km): 7 of 12 texts are not translated"} in (
        found["findings"]
    )


def test_a_mistake_ends_with_one_before_anything_is_stored(copctl: Copctl, folder: Path) -> None:
    (folder / "bad.md").write_text("# survey\n| type | name | label |\n| txt | a | A |\n", encoding="utf-8")

    result = copctl("survey", "check", "--from", "bad.md", "--format", "csv")

    assert result.stdout.splitlines()[1].startswith("mistake,3,there is no question type 'txt'")
    assert result.stderr.startswith("Error: bad.md has 1 mistake.\n")
    assert result.exit_code == 1


def test_pyxform_is_asked_where_it_is_there(succeed: Copctl, folder: Path) -> None:
    pytest.importorskip("pyxform", reason="the extra xlsform is not installed")
    (folder / "odd.md").write_text(
        "# survey\n| type | name | label | relevant |\n| text | a | A | ${nobody} = 1 |\n", encoding="utf-8"
    )

    found = succeed("survey", "check", "--from", "odd.md", "--json").json

    assert any(row["finding"].startswith("pyxform refuses it:") for row in found["findings"])
    assert (
        succeed("survey", "check", "--starter", "session-feedback").stderr == "pyxform takes it as it is.\n"
    )


def test_without_pyxform_it_says_so(folder: Path, succeed: Copctl) -> None:
    code = (
        "import sys; sys.modules['pyxform'] = None\n"
        "from copctl.cli.main import entry\n"
        "sys.argv = ['copctl', 'survey', 'check', '--starter', 'topics']\nentry()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "pip install 'copctl[xlsform]'" in done.stderr


# XLSForm ------------------------------------------------------------------------------------------


def test_the_questions_leave_as_a_workbook(succeed: Copctl, wishes: None, folder: Path) -> None:
    said = succeed("survey", "export", "wishes", "--to", "xlsform").stdout

    assert said == "Wrote the survey wishes as XLSForm to wishes.xlsx.\n"
    form = xlsform_xlsx.read((folder / "wishes.xlsx").read_bytes())
    assert form.notes == ()
    assert form.definition.settings == {
        "form_id": "wishes",
        "anonymous": "yes",
        "default_language": "English (en)",
    }
    assert [item.grid for item in form.definition.questions if item.grid] == ["What do you know?"] * 2


def test_labels_in_a_workbook_are_never_formulas(succeed: Copctl, folder: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    (folder / "f.md").write_text(
        "# survey\n| type | name | label |\n| text | a | =1+1 |\n| text | b | @SUM(A1) |\n", encoding="utf-8"
    )
    succeed("survey", "new", "f", "--from", "f.md")

    succeed("survey", "export", "f", "--to", "xlsform")

    page = openpyxl.load_workbook(io.BytesIO((folder / "f.xlsx").read_bytes()))["survey"]
    cells = [page.cell(row, 3) for row in (2, 3)]
    assert [(cell.value, cell.data_type) for cell in cells] == [("=1+1", "s"), ("@SUM(A1)", "s")]


# Paper --------------------------------------------------------------------------------------------


def paper(run: Copctl, folder: Path, *arguments: str) -> str:
    run("survey", "render", "wishes", "--out", "page.html", *arguments)
    return (folder / "page.html").read_text(encoding="utf-8")


def test_a_form_to_print_holds_everything_in_one_file(succeed: Copctl, wishes: None, folder: Path) -> None:
    page = paper(succeed, folder)

    assert "MEL Mekong" in page
    assert "<h1>Wishes</h1>" in page
    assert "This form is anonymous." in page
    assert "Your order [red]" in page
    assert "Welcome &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert not re.search(r"(?:src|href)=|@import|url\(", page)
    assert page.count('class="mark round"') == 4 + 5
    assert page.count('class="mark place"') == 2


def test_a_form_in_khmer_falls_back_where_nobody_translated(
    succeed: Copctl, wishes: None, folder: Path
) -> None:
    said = succeed("survey", "render", "wishes", "--language", "km").stdout

    page = Path(said.strip()).read_text(encoding="utf-8")
    assert said.endswith("out/wishes/paper-km.html\n")
    assert '<html lang="km">' in page
    assert "ប្រធានបទអ្វី?" in page
    assert "តើអ្នកដឹងអ្វី?" in page
    assert "How are you?" in page


def test_a_language_that_it_does_not_have_is_one_sentence(copctl: Copctl, wishes: None) -> None:
    result = copctl("survey", "render", "wishes", "--language", "fr")

    assert result.stderr == (
        "Error: The survey has no language 'fr'.\nTry: it has: English (en), Khmer (km)\n"
    )
    assert result.exit_code == 3


def test_a_community_s_own_template_goes_first(succeed: Copctl, wishes: None, folder: Path) -> None:
    own = folder / "templates" / "survey"
    own.mkdir(parents=True)
    (own / "paper.html").write_text("{{ blocks | length }} {{ anonymous }}", encoding="utf-8")

    assert paper(succeed, folder) == "6 True"
