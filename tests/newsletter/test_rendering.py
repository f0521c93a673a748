"""`copctl newsletter render`: two mails, in the community's own templates when it has some."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.newsletter.world import DRAFT, FILES, HTML, OUT, TEXT, Outline, session


def test_the_mails_show_what_people_wrote_as_text(filled: Copctl) -> None:
    rendered = filled("newsletter", "render", "2026Q4")

    assert rendered.stdout == "".join(f"{OUT / name}\n" for name in FILES)
    assert "drafted first: issues/2026Q4.md" in rendered.stderr
    page, plain = HTML.read_text(encoding="utf-8"), TEXT.read_text(encoding="utf-8")
    outline = Outline(page)
    for mail in (outline.words, plain):
        for said in (
            "សុខា [red]",
            "=1+1 next",
            "Fish <b>counts</b>",
            "Busy <script>partners",
            "ទឹកស្អាត",
            "and 1 more person",
        ):
            assert said in mail
        for kept_back in (
            "SECRET",
            "Unagreed",
            "Đào",
            "Old hand",
            "Covered long ago",
            "copctl",
            "<!--",
            "**",
        ):
            assert kept_back not in mail
    assert "script" not in outline.tags
    assert "https://meet.example.org/x" in outline.addresses
    assert plain.index("Next session") < plain.index("Recent events") < plain.index("New members")
    assert (
        max(
            len(line)
            for line in plain.splitlines()
            if "ទ" not in line and "http" not in line and "mailto:" not in line
        )
        <= 72
    )


def test_the_html_holds_in_mail_programs(filled: Copctl) -> None:
    filled("newsletter", "render", "2026Q4")

    page = HTML.read_text(encoding="utf-8")
    outline = Outline(page)
    assert len(page.encode()) < 100_000
    assert '<html lang="en"' in page
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert "@media (prefers-color-scheme: dark)" in page
    assert 'class="button-link" href="https://meet.example.org/x" style="' in page
    assert "url(" not in page
    assert "img" not in outline.tags
    assert "mailto:ana@example.org" in outline.addresses
    assert "mailto:ana@example.org?subject=unsubscribe" in outline.addresses


def test_empty_sections_are_left_out(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")

    succeed("newsletter", "render", "2026Q4")

    assert "<!-- Nothing here yet, so the newsletter leaves this section out." in DRAFT.read_text(
        encoding="utf-8"
    )
    plain = TEXT.read_text(encoding="utf-8")
    assert "Projects" in plain
    assert "Stories of change" not in plain
    assert "Nothing here yet" not in plain + HTML.read_text(encoding="utf-8")


@pytest.mark.parametrize("quarter", ["2026Q3", "2027Q1", "2026 q4"])
def test_quarters_around_today_render_without_a_draft(succeed: Copctl, quarter: str) -> None:
    assert succeed("newsletter", "render", quarter).exit_code == 0


def test_a_far_quarter_without_a_draft_is_not_found(copctl: Copctl) -> None:
    result = copctl("newsletter", "render", "2031Q1")

    assert result.exit_code == 3
    assert result.stderr.endswith("Try: copctl newsletter draft 2031Q1\n")
    assert not Path("issues/2031Q1.md").exists()


def test_files_go_where_out_says(succeed: Copctl, folder: Path) -> None:
    rendered = succeed("newsletter", "render", "2026Q4", "--out", "elsewhere/a b")

    assert rendered.stdout == "".join(f"elsewhere/a b/{name}\n" for name in FILES)
    assert (folder / "elsewhere/a b/email.txt").exists()
    assert not HTML.exists()


def test_a_template_of_the_community_is_used(succeed: Copctl, folder: Path) -> None:
    mine = folder / "templates/newsletter/email.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("Mine: {{ community }}, {{ title }}\n", encoding="utf-8")

    succeed("newsletter", "render", "2026Q4")

    assert TEXT.read_text(encoding="utf-8") == "Mine: MEL Mekong, October to December 2026\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [("one\n{% for %}\n", 2), ("{{ nobody }}", 1), ("\n\n{{ 'a' + 1 }}", 3), ("{{ title | shout }}", 1)],
)
def test_a_template_with_a_mistake_names_file_and_line_and_writes_nothing(
    succeed: Copctl, copctl: Copctl, folder: Path, text: str, line: int
) -> None:
    mine = folder / "templates/newsletter/magazine.html"
    mine.parent.mkdir(parents=True)
    mine.write_text(text, encoding="utf-8")

    result = copctl("newsletter", "render", "2026Q4")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {mine}, line {line}: ")
    assert not DRAFT.exists()
    assert not HTML.exists()
    assert not TEXT.exists()
    assert succeed("newsletter", "list", "--json").json == []


def test_an_accent_that_is_no_colour_is_refused(copctl: Copctl, folder: Path) -> None:
    settings = folder / "community.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("#0b6e6e", "teal"), encoding="utf-8")

    result = copctl("newsletter", "render", "2026Q4")

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: 'teal' is no colour.\nTry: in community.toml write it so: accent = \"#0b6e6e\"\n"
    )


def test_a_session_without_an_address_asks_for_a_word_to_the_moderator(
    succeed: Copctl, stored: Callable[..., None]
) -> None:
    stored(session("2026-12", "A & B", datetime(2026, 12, 10, 7, tzinfo=UTC)))

    succeed("newsletter", "render", "2026Q4")

    outline = Outline(HTML.read_text(encoding="utf-8"))
    assert "mailto:ana@example.org?subject=I%20will%20come%3A%20A%20%26%20B" in outline.addresses
