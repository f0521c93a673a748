"""`copctl survey report`, from the outside: what it says, what it keeps to itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.pdf_readers import fonts_in

DEFINITION = """\
# survey
| type | name | label | parameters | grid |
|---|---|---|---|---|
| email | email | Where do we reach you? | | |
| select_multiple topics or_other | topics | Which topics? | | |
| rank topics | order | Rank them | | |
| range | mood | How useful was it? | start=1 end=5 step=1 | |
| range | r1 | The topic | start=1 end=5 step=1 | How content were you with |
| range | r2 | ពេលវេលា | start=1 end=5 step=1 | How content were you with |
| select_one agree | again | I would come again | | |
| integer | years | Years of work? | | |
| text | why | Why do you come? | | |

# choices
| list_name | name | label |
|---|---|---|
| topics | oh | Outcome <b>harvesting</b> |
| topics | st | Stories |
| topics | dq | Data quality |
| agree | 1 | No |
| agree | 2 | Perhaps |
| agree | 3 | Yes |
| agree | 4 | Yes, and with others |
"""
HEADER = (
    "Where do we reach you?,Which topics?,Rank them,How useful was it?,How content were you with [The topic],"
    "How content were you with [ពេលវេលា],I would come again,Years of work?,Why do you come?\n"
)


def rows(count: int = 8) -> str:
    return "".join(
        f"p{n}@example.org,{'Stories;Data quality' if n % 2 else 'Outcome <b>harvesting</b>;Mapping'},"
        f"{'Stories;Data quality' if n else ''},{1 + n % 5},4,{1 + n % 2},Yes,{n},"
        f"{'' if n == 0 else f'Because <i>reason {n}</i>'}\n"
        for n in range(count)
    )


@pytest.fixture
def asked(succeed: Copctl, folder: Path) -> Copctl:
    (folder / "s.md").write_text(DEFINITION, encoding="utf-8")
    (folder / "s.csv").write_text(HEADER + rows(), encoding="utf-8")
    succeed("survey", "new", "pulse", "--from", "s.md")
    succeed("survey", "open", "pulse")
    succeed("survey", "import", "pulse", "s.csv")
    return succeed


def report(asked: Copctl, *options: str) -> str:
    return asked("survey", "report", "pulse", "--out", "-", *options).stdout


def words(page: str) -> str:
    return " ".join(re.sub(r"<(style|[^>]*)>", " ", re.sub(r"(?s)<style>.*?</style>", "", page)).split())


def test_a_report_is_written_beside_the_other_pages(asked: Copctl, folder: Path) -> None:
    result = asked("survey", "report", "pulse")

    assert result.stdout == f"{Path('out') / 'pulse' / 'report.html'}\n"
    assert (
        (folder / "out" / "pulse" / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    )


def test_every_question_says_out_of_how_many(asked: Copctl) -> None:
    shown = words(report(asked))

    assert "Which topics? All 8 respondents answered this." in shown
    assert "Rank them 7 of 8 respondents answered this." in shown
    assert "Shares are of the 8 respondents who answered; one may have chosen several." in shown
    assert "Two highest 25% (2 of 8)" in shown
    assert "Mean 2.62" in shown


def test_ties_are_said(asked: Copctl) -> None:
    shown = words(report(asked))

    assert "Ties: Data quality, Outcome &lt;b&gt;harvesting&lt;/b&gt; and Stories share place 1." in shown


def test_the_page_needs_nothing_else_and_runs_nothing(asked: Copctl) -> None:
    page = report(asked)

    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?!mailto:|#)', page)
    assert "@import" not in page
    assert "url(" not in page


def test_what_people_wrote_is_text_without_their_names(asked: Copctl) -> None:
    page = report(asked)

    assert "Because &lt;i&gt;reason 3&lt;/i&gt;" in page
    assert "<i>reason" not in page
    assert "@example.org" not in page.replace("ana@example.org", "")
    assert '<h2 id="h1">Which topics?</h2>' in page


def test_labels_in_another_script_say_their_language(asked: Copctl) -> None:
    assert '<th scope="row" lang="km">ពេលវេលា</th>' in report(asked)
    assert 'lang="km" xml:lang="km"' in report(asked)


def test_few_texts_are_nobodys_business(succeed: Copctl, folder: Path) -> None:
    (folder / "s.md").write_text(DEFINITION, encoding="utf-8")
    (folder / "s.csv").write_text(HEADER + rows(4), encoding="utf-8")
    succeed("survey", "new", "pulse", "--from", "s.md")
    succeed("survey", "import", "pulse", "s.csv")

    page = report(succeed)

    assert "reason 3" not in page
    assert "Mapping" not in page
    assert "Texts not shown: fewer than 5 people wrote one." in page


def test_a_survey_that_promised_anonymity_shows_no_text(succeed: Copctl, folder: Path) -> None:
    (folder / "s.md").write_text(
        DEFINITION + "\n# settings\n| anonymous |\n|---|\n| yes |\n", encoding="utf-8"
    )
    (folder / "s.csv").write_text(HEADER + rows(9), encoding="utf-8")
    succeed("survey", "new", "pulse", "--from", "s.md")
    succeed("survey", "import", "pulse", "s.csv")

    page = report(succeed)

    assert "reason" not in words(page)
    assert "8 texts not shown: the survey is anonymous." in page


def test_groups_keep_small_numbers_back_and_written_in_texts_have_no_row(asked: Copctl) -> None:
    page = report(asked, "--by", "again")

    assert (
        "By again: shares are of all respondents in a group" in page
        or "Nothing can be shown by again" in page
    )
    assert '<th scope="row">Mapping</th>' not in page


def test_short_headings_of_columns_stay_on_one_line_and_each_table_is_named(asked: Copctl) -> None:
    page = report(asked)

    assert '<th scope="col" class="short">1st choice</th>' in page
    named = re.findall(r'<table aria-labelledby="([^"]+)">', page)
    assert named
    assert all(f'<p class="caption" id="{name}">' in page for name in named)


def test_groups_smaller_than_the_communitys_own_number_are_not_shown(asked: Copctl, folder: Path) -> None:
    assert "Texts are shown without names" in report(asked)
    settings = folder / "community.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + "\n[tally]\nmin_group = 8\n", encoding="utf-8")

    assert "Texts not shown: fewer than 8 people wrote one." in report(asked)


def test_hidden_results_stay_hidden(succeed: Copctl, copctl: Copctl, folder: Path) -> None:
    (folder / "s.md").write_text(
        DEFINITION + "\n# settings\n| hide_until_close |\n|---|\n| yes |\n", encoding="utf-8"
    )
    (folder / "s.csv").write_text(HEADER + rows(), encoding="utf-8")
    succeed("survey", "new", "pulse", "--from", "s.md")
    succeed("survey", "open", "pulse")
    succeed("survey", "import", "pulse", "s.csv")

    for command in ("report", "export"):
        result = copctl("survey", command, "pulse")
        assert result.exit_code == 1
        assert result.stderr == (
            "Error: The results of pulse are hidden until it is closed.\nTry: copctl survey close pulse\n"
        )


def test_a_survey_without_answers_has_no_report(succeed: Copctl, copctl: Copctl, folder: Path) -> None:
    (folder / "s.md").write_text(DEFINITION, encoding="utf-8")
    succeed("survey", "new", "pulse", "--from", "s.md")

    result = copctl("survey", "report", "pulse")

    assert result.stderr == (
        "Error: Nobody has answered the survey pulse yet.\nTry: copctl survey import pulse FILE\n"
    )
    assert result.exit_code == 1


def test_an_unknown_group_is_a_usage_error(asked: Copctl, copctl: Copctl) -> None:
    result = copctl("survey", "report", "pulse", "--by", "shoe size")

    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ")


def test_a_pdf_is_tagged_and_holds_the_title(asked: Copctl, folder: Path) -> None:
    pytest.importorskip("typst")

    asked("survey", "report", "pulse", "--out", "report.pdf")

    content = (folder / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in content


def test_a_pdf_is_set_in_letters_that_ship_with_the_program(asked: Copctl, folder: Path) -> None:
    pytest.importorskip("typst")

    asked("survey", "report", "pulse", "--out", "report.pdf")

    assert fonts_in((folder / "report.pdf").read_bytes(), folder) <= {
        "NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSansKhmer-Regular", "NotoSansKhmer-Bold",
    }  # fmt: skip


def test_a_template_of_ones_own_is_used(asked: Copctl, folder: Path) -> None:
    own = folder / "templates" / "report" / "page.html"
    own.parent.mkdir(parents=True)
    own.write_text("<p>{{ report.title }}, {{ sections | length }} sections</p>", encoding="utf-8")

    assert report(asked) == "<p>pulse, 7 sections</p>"
