"""`copctl survey new|list|show|open|close`, from the outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl

INTEREST = """\
# survey
| type | name | label | label::Khmer (km) |
|---|---|---|---|
| email | email | Where do we reach you? | |
| select_multiple topics | topics | Which topics? | ប្រធានបទអ្វី? |
| rank topics | order | Your order | |
| range | mood | How are you? | |
| text | why | Why [red]? | |

# choices
| list_name | name | label |
|---|---|---|
| topics | oh | Outcome harvesting |
| topics | sims | Sums, means and shares |
| topics | gedsi | GEDSI |
"""


@pytest.fixture
def interest(succeed: Copctl, folder: Path) -> Path:
    path = folder / "interest.md"
    path.write_text(INTEREST, encoding="utf-8")
    succeed("survey", "new", "Interest", "--from", path)
    return path


def test_a_new_survey_is_a_draft_that_can_be_opened_and_closed(succeed: Copctl, interest: Path) -> None:
    assert succeed("survey", "open", "interest").stdout == "The survey interest is open since 2026-11-23.\n"
    assert succeed("survey", "close", "interest").stdout == "Closed the survey interest on 2026-11-23.\n"

    [row] = succeed("survey", "list", "--json").json
    assert row == {
        "slug": "interest", "title": "interest", "status": "closed", "opened_on": "2026-11-23",
        "closed_on": "2026-11-23", "questions": 5, "responses": 0,
    }  # fmt: skip


def test_a_survey_shown_as_markdown_makes_the_same_survey(
    succeed: Copctl, interest: Path, folder: Path
) -> None:
    shown = succeed("survey", "show", "interest", "--format", "markdown").stdout
    (folder / "again.md").write_text(shown, encoding="utf-8")

    succeed("survey", "new", "again", "--from", folder / "again.md")

    again = succeed("survey", "show", "again", "--json").json
    assert again["questions"] == succeed("survey", "show", "interest", "--json").json["questions"]
    assert again["questions"][1]["extra"] == {"label::Khmer (km)": "ប្រធានបទអ្វី?"}


def test_a_survey_is_shown_in_a_table_with_what_people_wrote(succeed: Copctl, interest: Path) -> None:
    shown = succeed("survey", "show", "interest").stdout

    assert shown.startswith("interest: draft, 0 responses\n")
    assert "Why [red]?" in shown


def test_the_file_is_needed_where_nobody_can_be_asked(copctl: Copctl) -> None:
    result = copctl("survey", "new", "interest")

    assert result.stderr == "Error: --from is missing.\nTry: copctl survey new --from ...\n"
    assert result.exit_code == 2


@pytest.mark.parametrize(
    ("command", "code", "sentence"),
    [
        (("show", "intrest"), 3, "Error: There is no survey 'intrest'.\nTry: did you mean interest?\n"),
        (
            ("close", "interest"),
            1,
            "Error: The survey interest was never opened.\nTry: copctl survey open interest\n",
        ),
        (("new", "interest", "--from", "interest.md"), 1, "Error: There already is a survey interest.\n"),
        (("new", "other", "--from", "gone.md"), 3, "Error: There is no file gone.md.\n"),
        (("new", "//", "--from", "interest.md"), 1, "Error: '//' cannot be a survey's short name.\n"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    copctl: Copctl, interest: Path, command: tuple[str, ...], code: int, sentence: str
) -> None:
    result = copctl("survey", *command)

    assert result.stderr.startswith(sentence)
    assert result.exit_code == code


def test_a_faulty_file_is_refused_with_its_lines_and_nothing_is_kept(copctl: Copctl, folder: Path) -> None:
    (folder / "bad.md").write_text("# survey\n| type | name |\n| text | a |\n| txt | A |\n", encoding="utf-8")

    result = copctl("survey", "new", "bad", "--from", "bad.md")

    assert result.stderr.startswith(
        "Error: The survey has 2 mistakes: line 4: the question 'A' is there already (line 3); "
        "line 4: there is no question type 'txt' (did you mean text)."
    )
    assert result.exit_code == 1
    assert copctl("survey", "list", "--json").json == []
