"""`copctl newsletter draft` and `list`: what is drafted, and what a person wrote stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.conftest import Copctl
from tests.newsletter.world import CONSENT, DRAFT, HTML, Outline, session, topic


def test_a_draft_has_every_section_in_order_and_each_item_once(filled: Copctl) -> None:
    drafted = filled("newsletter", "draft", "2026Q4")

    assert drafted.stdout.startswith("Drafted issues/2026Q4.md with 12 items.\n  Next session: =1+1 next\n")
    text = DRAFT.read_text(encoding="utf-8")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        "Next session", "Recent events", "Survey results", "Topics members asked for", "Speakers wanted",
        "Projects", "Resources and research", "Stories of change", "New members",
    ]  # fmt: skip
    assert [line for line in text.splitlines() if line.startswith("<!-- copctl ")] == [
        "<!-- copctl session:2026-12 -->", "<!-- copctl event:2026-10 -->",
        "<!-- copctl topic:harvesting -->", "<!-- copctl topic:busy -->",
        "<!-- copctl topic:new -->", "<!-- copctl speaker:busy -->", "<!-- copctl speaker:new -->",
        "<!-- copctl project:1 -->",
        "<!-- copctl resource:2 -->", "<!-- copctl story:3 -->", "<!-- copctl member:1 -->",
        "<!-- copctl joined:2 -->",
    ]  # fmt: skip
    assert "**Thursday 10 December 2026, 14:00 to 15:30** Phnom Penh time (UTC+7)" in text
    assert "*23 of 41 asked for it, planned for 10 December*" in text
    assert "SECRET" not in text
    assert "Too old" not in text


def test_drafting_again_adds_what_is_new_and_leaves_what_a_person_wrote(filled: Copctl) -> None:
    filled("newsletter", "draft", "2026Q4")
    text = DRAFT.read_text(encoding="utf-8")
    start, end = text.index("<!-- copctl project:1 -->"), text.index("## Resources")
    edited = text[:start] + text[end:].replace("### A guide", "### The guide, *in my words*")
    edited = edited.replace("title: October to December 2026", "title: Our autumn")
    edited += "\n## Notices\n\nThe office moved.\n"
    DRAFT.write_text(edited, encoding="utf-8")
    filled("story", "add", "--title", "A second story", *CONSENT)

    again = filled("newsletter", "draft", "2026Q4")

    assert again.stdout == "Added 1 item to issues/2026Q4.md.\n  Stories of change: A second story\n"
    after = DRAFT.read_text(encoding="utf-8")
    assert after == edited.replace(
        "\n## New members", "\n<!-- copctl story:6 -->\n### A second story\n\n## New members"
    )
    assert filled("newsletter", "draft", "2026Q4").stdout == "Nothing new: issues/2026Q4.md stays as it is.\n"
    assert DRAFT.read_text(encoding="utf-8") == after
    filled("newsletter", "render", "2026Q4")
    page = HTML.read_text(encoding="utf-8")
    for said in ("Our autumn", "in my words", "The office moved.", "A second story"):
        assert said in page
    assert "Fish" not in page


def test_the_structure_of_a_body_is_not_the_drafts(succeed: Copctl) -> None:
    body = "## A heading\n\n<!-- copctl story:9 -->\n\n# Top\n\n```\n## code\n```\n\nEnd."
    succeed("story", "add", "--title", "The well", "--body", body, *CONSENT)

    succeed("newsletter", "render", "2026Q4")

    outline = Outline(HTML.read_text(encoding="utf-8"))
    assert outline.levels == [1, 2, 3, 4, 4]
    assert "<!-- copctl story:9 -->" in outline.words
    assert "End." in outline.words


def test_printing_a_draft_writes_and_remembers_nothing(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")

    printed = succeed("newsletter", "draft", "2026Q4", "--print")

    assert "### A well" in printed.stdout
    assert not DRAFT.exists()
    assert succeed("newsletter", "list", "--json").json == []


def test_a_draft_that_was_deleted_is_drafted_afresh(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")
    succeed("newsletter", "draft", "2026Q4")
    DRAFT.unlink()

    assert succeed("newsletter", "draft", "2026Q4").stdout.startswith("Drafted issues/2026Q4.md with 1 item.")


def test_issues_are_listed_with_their_status(succeed: Copctl) -> None:
    assert succeed("newsletter", "list").stdout == "No issues yet. Try: copctl newsletter draft 2026Q4\n"
    succeed("newsletter", "draft", "2031Q1")
    succeed("newsletter", "render", "2026Q4")

    rows = succeed("newsletter", "list", "--json").json

    assert [(row["quarter"], row["status"]) for row in rows] == [
        ("2031Q1", "drafted"),
        ("2026Q4", "rendered"),
    ]
    assert rows[1]["rendered_at"] == "2026-11-23T08:00:00+00:00"
    assert "2026-11-23 15:00" in succeed("newsletter", "list").stdout


@pytest.mark.parametrize("quarter", ["2026Q5", "autumn", "2026-12", "0000Q1", "9999Q4"])
@pytest.mark.parametrize("verb", ["draft", "render"])
def test_what_is_no_quarter_is_not_found(copctl: Copctl, verb: str, quarter: str) -> None:
    result = copctl("newsletter", verb, quarter)

    assert (result.exit_code, result.stderr) == (
        3, f"Error: {quarter!r} is not a quarter.\nTry: write it as 2026Q4\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("front", "sentence"),
    [
        ("titel: A\n", "line 2: there is no entry 'titel'; known are title, quarter, preheader, greeting."),
        ("quarter: 2026Q3\n", "says that it is the issue 2026Q3, not 2026Q4."),
    ],
)
@pytest.mark.parametrize("verb", ["draft", "render"])
def test_front_matter_that_makes_no_sense_is_refused(
    copctl: Copctl, verb: str, front: str, sentence: str
) -> None:
    DRAFT.write_text(f"---\n{front}---\n", encoding="utf-8")

    result = copctl("newsletter", verb, "2026Q4")

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert DRAFT.read_text(encoding="utf-8") == f"---\n{front}---\n"
    assert not HTML.exists()


def test_at_most_eight_topics_best_first(succeed: Copctl, stored: Callable[..., None]) -> None:
    stored(*(topic(f"t{n}", f"Topic {n}", "backlog", n) for n in range(1, 11)))

    printed = succeed("newsletter", "draft", "2026Q4", "--print").stdout

    found = [line for line in printed.splitlines() if line.startswith("- **")]
    assert found[0] == "- **Topic 10**, *10 of 41 asked for it*"
    assert len(found) == 8


def test_an_event_after_the_issue_before_is_told_in_the_next(
    succeed: Copctl, stored: Callable[..., None]
) -> None:
    succeed("newsletter", "draft", "2026Q3", now=datetime(2026, 9, 1, 8, tzinfo=UTC))
    stored(session("2026-09", "Late September", datetime(2026, 9, 20, 7, tzinfo=UTC), status="held"))

    assert "event:2026-09" in succeed("newsletter", "draft", "2026Q4", "--print").stdout


def test_a_draft_that_was_emptied_is_drafted_afresh(succeed: Copctl) -> None:
    succeed("newsletter", "draft", "2026Q4")
    DRAFT.write_text("", encoding="utf-8")

    assert succeed("newsletter", "draft", "2026Q4").stdout.startswith("Drafted")
