"""`copctl project`, `resource` and `story`, from the outside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.conftest import NOW, Copctl
from tests.rendering.drawn import chart, stored

KEYS = [
    "number", "kind", "title", "body", "link", "member", "organisation", "dated", "consent_by", "consent_on",
    "agreed", "picture",
]  # fmt: skip


@pytest.mark.parametrize("noun", ["project", "resource", "story"])
def test_an_added_contribution_is_listed_as_it_was_written(succeed: Copctl, noun: str) -> None:
    succeed("member", "add", "--name", "សុខា [red]", "--email", "sokha@example.org")

    added = succeed(
        noun, "add", "--title", "=1+1 <b>ទឹក</b>", "--body", "It *works*.", "--link", "https://example.org/a_(b)",
        "--by", "sokha@example.org", "--organisation", "Mekong [red] Partners", "--date", "2026-10-05",
    )  # fmt: skip

    assert added.stdout == f"Added =1+1 <b>ទឹក</b> as {noun} 1.\n"
    [row] = succeed(noun, "list", "--json").json
    assert list(row) == KEYS
    assert row["title"] == "=1+1 <b>ទឹក</b>"
    assert (row["kind"], row["member"], row["organisation"]) == (noun, "សុខា [red]", "Mekong [red] Partners")
    assert (row["dated"], row["link"]) == ("2026-10-05", "https://example.org/a_(b)")
    assert succeed(noun, "show", "1", "--json").json == row
    assert "'=1+1 <b>" in succeed(noun, "list", "--format", "csv").stdout
    assert "សុខា [red]" in succeed(noun, "show", "1").stdout


def test_the_title_is_asked_for_and_today_is_its_day(succeed: Copctl, copctl: Copctl) -> None:
    missing = copctl("project", "add")

    assert missing.stderr == "Error: --title is missing.\nTry: copctl project add --title ...\n"
    assert missing.exit_code == 2
    succeed("project", "add", "--title", "A well")
    assert succeed("project", "show", "1", "--json").json["dated"] == "2026-11-23"


def test_a_body_is_read_from_a_markdown_file(succeed: Copctl, folder: Path) -> None:
    (folder / "story.md").write_text("# A heading\r\n\r\nរឿង\r\n", encoding="utf-8")

    succeed("story", "add", "--title", "A story", "--body-file", "story.md", "--consent", "Dara, by mail")

    assert succeed("story", "show", "1", "--json").json["body"] == "# A heading\n\nរឿង"


def test_a_story_without_consent_is_stored_with_a_hint(succeed: Copctl) -> None:
    added = succeed("story", "add", "--title", "The well")

    assert added.stderr == (
        "Without consent it stays out of the newsletter: "
        'copctl story edit 1 --consent "Who agreed, and how"\n'
    )
    agreed = succeed("story", "edit", "1", "--consent", "Dara, by phone", "--consent-date", "2026-11-20")
    assert agreed.stderr == ""
    row = succeed("story", "show", "1", "--json").json
    assert (row["consent_by"], row["consent_on"]) == ("Dara, by phone", "2026-11-20")
    withdrawn = succeed("story", "edit", "1", "--consent", "")
    assert "stays out of the newsletter" in withdrawn.stderr
    row = succeed("story", "show", "1", "--json").json
    assert (row["consent_by"], row["consent_on"]) == ("", None)


def test_projects_and_resources_know_no_consent(copctl: Copctl) -> None:
    for noun in ("project", "resource"):
        assert "consent" not in copctl(noun, "add", "--help").stdout
        assert copctl(noun, "add", "--title", "A", "--consent", "x").exit_code == 2
    assert "--consent-date" in copctl("story", "edit", "--help").stdout


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "ftp://example.org", "example.org", "https://", "https://a b", 'http://a"b'],
)
def test_a_link_that_a_newsletter_cannot_carry_is_refused(copctl: Copctl, link: str) -> None:
    result = copctl("resource", "add", "--title", "Guide", "--link", link)

    assert result.exit_code == 1
    assert "is no address that a newsletter can link to." in result.stderr
    assert copctl("resource", "list", "--json").json == []


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (("project", "show", "9"), 3, "There is no project 9."),
        (("project", "show", "1"), 3, "1 is a story, no project."),
        (("story", "edit", "1"), 2, "Nothing to change was named."),
        (("story", "edit", "1", "--title", " "), 1, "The title is empty."),
        (("story", "edit", "1", "--date", "2026-02-30"), 1, "The date 2026-02-30 does not exist."),
        (("story", "edit", "1", "--by", "nobody"), 3, "There is no member 'nobody'."),
        (("story", "edit", "1", "--consent-date", "2026-01-01"), 1, "A date of consent says nothing"),
        (("story", "edit", "1", "--consent", "D", "--consent-date", "2027-01-01"), 1, "lies in the future."),
        (("story", "edit", "1", "--body", "a", "--body-file", "b"), 2, "The text was given twice."),
        (("story", "edit", "1", "--body-file", "none.md"), 3, "There is no file none.md."),
    ],
)
def test_what_will_not_do_is_one_sentence_and_changes_nothing(
    succeed: Copctl, copctl: Copctl, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    succeed("story", "add", "--title", "The well")
    before = succeed("story", "show", "1", "--json").stdout

    result = copctl(*arguments)

    assert result.exit_code == exit_code
    assert sentence in result.stderr
    assert succeed("story", "show", "1", "--json").stdout == before


def test_an_edit_changes_only_what_was_named_and_can_be_undone(succeed: Copctl) -> None:
    succeed("resource", "add", "--title", "Guide", "--body", "Read it.", "--link", "mailto:a@example.org")

    changed = succeed("resource", "edit", "1", "--link", "")

    assert changed.stdout == "Changed Guide.\n"
    row = succeed("resource", "show", "1", "--json").json
    assert (row["link"], row["body"]) == ("", "Read it.")
    assert succeed("resource", "edit", "1", "--title", "Guide").stdout.startswith("Nothing changed")
    succeed("undo")
    assert succeed("resource", "show", "1", "--json").json["link"] == "mailto:a@example.org"


def test_list_since_a_day(succeed: Copctl) -> None:
    for day in ("2026-09-30", "2026-10-01"):
        succeed("project", "add", "--title", day, "--date", day)

    assert [row["title"] for row in succeed("project", "list", "--since", "2026-10-01", "--json").json] == [
        "2026-10-01"
    ]
    assert succeed("story", "list").stdout == "No stories yet. Try: copctl story add\n"


LATER = NOW + timedelta(days=7)


def test_a_consent_covers_the_words_that_it_was_given_to(succeed: Copctl) -> None:
    succeed(
        "story", "add", "--title", "The well", "--body", "She keeps the book.", "--consent", "Dara, by phone"
    )
    assert succeed("story", "show", "1", "--json").json["agreed"] is True

    changed = succeed("story", "edit", "1", "--body", "She keeps the money.", now=LATER)

    why = (
        "the text changed since Dara agreed on 2026-11-23: ask again, then "
        'copctl story edit 1 --consent "Dara, and how"'
    )
    assert changed.stderr == f"It stays out of the newsletter: {why}\n"
    row = succeed("story", "show", "1", "--json").json
    assert (row["agreed"], row["consent_by"], row["consent_on"]) == (False, "Dara, by phone", "2026-11-23")
    shown = " ".join(succeed("story", "show", "1").stdout.split())
    assert why in shown
    assert "Agreed words The well She keeps the book." in shown
    assert "Dara, by phone; the text changed 2026-11-23 since" in " ".join(
        succeed("story", "list").stdout.split()
    )


@pytest.mark.parametrize("change", [("--title", "The pump"), ("--body", "Other words.")])
def test_a_consent_given_with_the_change_is_to_the_new_words(
    succeed: Copctl, change: tuple[str, str]
) -> None:
    succeed(
        "story", "add", "--title", "The well", "--body", "She keeps the book.", "--consent", "Dara, by phone"
    )

    both = succeed("story", "edit", "1", *change, "--consent", "Dara, by mail", now=LATER)

    assert both.stderr == ""
    row = succeed("story", "show", "1", "--json").json
    assert (row["agreed"], row["consent_by"], row["consent_on"]) == (True, "Dara, by mail", "2026-11-30")
    succeed("story", "edit", "1", *(change[0], f"{change[1]}!"), now=LATER)
    again = succeed(
        "story", "edit", "1", "--consent", "Dara, by mail", "--consent-date", "2026-11-29", now=LATER
    )
    assert again.stderr == ""
    assert succeed("story", "show", "1", "--json").json["consent_on"] == "2026-11-29"


def test_blanks_and_line_ends_are_no_other_words(succeed: Copctl) -> None:
    succeed(
        "story", "add", "--title", "The  well", "--body", "She\nkeeps it. ទឹក", "--consent", "Dara, by phone"
    )

    for body in ("She keeps  it. ទឹក", "\r\nShe\r\nkeeps\u00a0it. ទឹក\n"):
        assert succeed("story", "edit", "1", "--body", body).stderr == ""
    assert succeed("story", "edit", "1", "--body", "keeps it. ទឹក", "--title", "The well She").stderr != ""


def test_words_that_come_back_are_agreed_again(succeed: Copctl) -> None:
    succeed("story", "add", "--title", "The well", "--body", "Water.", "--consent", "Dara, by phone")
    succeed("story", "edit", "1", "--body", "Money.")
    assert succeed("story", "edit", "1", "--body", "Water.").stderr == ""
    succeed("story", "edit", "1", "--body", "Money.")
    succeed("undo")

    assert succeed("story", "show", "1", "--json").json["agreed"] is True


def test_a_story_whose_words_changed_is_not_rendered(succeed: Copctl, folder: Path) -> None:
    succeed("story", "add", "--title", "The well", "--body", "UNAGREED soon", "--consent", "Dara, by phone")
    succeed("newsletter", "draft", "2026Q4")
    succeed("story", "edit", "1", "--body", "UNAGREED words")

    rendered = succeed("newsletter", "render", "2026Q4")

    assert "Left out for want of consent: story 1 (The well)." in rendered.stderr
    assert "UNAGREED" not in (folder / "out/2026Q4/email.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("noun", ["project", "resource", "story"])
def test_a_contribution_shows_a_picture(succeed: Copctl, copctl: Copctl, folder: Path, noun: str) -> None:
    (folder / "chart.png").write_bytes(stored(chart(90, 60), "PNG"))
    succeed("media", "add", "chart.png", "--alt", "Bars [red]")

    added = succeed(noun, "add", "--title", "Numbers", "--picture", "1")

    assert "Picture 1 stays out of the newsletter" in added.stderr
    assert succeed(noun, "show", "1", "--json").json["picture"] == 1
    assert "1: Bars [red]" in succeed(noun, "show", "1").stdout
    succeed("media", "edit", "1", "--no-people")
    assert "Picture 1" not in succeed(noun, "edit", "1", "--body", "More.").stderr
    assert copctl(noun, "edit", "1", "--picture", "7").stderr == (
        "Error: There is no picture 7.\nTry: copctl media list\n"
    )
    succeed(noun, "edit", "1", "--picture", "")
    assert succeed(noun, "show", "1", "--json").json["picture"] is None
