"""What must not go out, and what a moderator is told before it does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from copctl.store.engine import Database
from copctl.store.schema import (
    LearningSession,
)
from tests.conftest import NOW, Copctl
from tests.newsletter.world import CONSENT, DRAFT, HTML, TEXT, session


@pytest.mark.parametrize("change", [("story", "edit", "1", "--consent", ""), ("undo",)])
def test_a_story_whose_consent_is_gone_is_left_out_and_named(
    succeed: Copctl, change: tuple[str, ...]
) -> None:
    succeed("story", "add", "--title", "The well", "--body", "SECRET", *CONSENT)
    succeed("newsletter", "draft", "2026Q4")
    if change == ("undo",):
        succeed("undo")  # the draft's record; then the story itself
    succeed(*change)

    rendered = succeed("newsletter", "render", "2026Q4")

    assert "Left out for want of consent: story 1 (The well).\n" in rendered.stderr
    assert "SECRET" not in HTML.read_text(encoding="utf-8") + TEXT.read_text(encoding="utf-8")


def test_a_member_who_withdrew_is_left_out(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Sokha", "--email", "s@example.org", "--consent", "directory")
    succeed("newsletter", "draft", "2026Q4")
    succeed("member", "edit", "1", "--withdraw", "directory")

    rendered = succeed("newsletter", "render", "2026Q4")

    assert "Left out for want of consent: member 1." in rendered.stderr
    assert "Sokha" not in TEXT.read_text(encoding="utf-8")


def test_a_story_that_got_its_consent_late_is_offered_then(succeed: Copctl) -> None:
    succeed("story", "add", "--title", "The well")
    succeed("newsletter", "draft", "2026Q4")
    succeed("story", "edit", "1", *CONSENT)

    assert "Stories of change: The well" in succeed("newsletter", "draft", "2026Q4").stdout
    assert "Nothing here yet, so the newsletter leaves this section out. To add one: copctl story" not in (
        DRAFT.read_text(encoding="utf-8")
    )


def test_undo_forgets_the_draft_and_the_file_stays(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")
    succeed("newsletter", "draft", "2026Q4")
    written = DRAFT.read_text(encoding="utf-8")

    succeed("undo")

    assert succeed("newsletter", "list", "--json").json == []
    assert DRAFT.read_text(encoding="utf-8") == written
    assert "the file stays as it is" in " ".join(succeed("newsletter", "draft", "--help").stdout.split())
    assert succeed("newsletter", "draft", "2026Q4").stdout.startswith("Nothing new")
    assert len(succeed("newsletter", "list", "--json").json) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "cancelled"}, "it was cancelled"),
        ({"status": "held"}, "it is over"),
        (
            {"starts_at": datetime(2026, 12, 17, 8, tzinfo=UTC)},
            "it begins on Thursday 17 December 2026, 15:00, and the draft does not say so",
        ),
        ({"code": "2027-01"}, "there is no such session any more"),
    ],
)
def test_a_session_that_changed_since_the_draft_is_pointed_out(
    succeed: Copctl, stored: Callable[..., None], change: dict[str, object], reason: str
) -> None:
    stored(session("2026-12", "A session", datetime(2026, 12, 10, 7, tzinfo=UTC)))
    assert "Look at" not in succeed("newsletter", "render", "2026Q4").stderr
    database = Database.opened("sqlite:///community.db")
    with database.transaction(who="test", command="test", at=NOW) as db:
        for name, value in change.items():
            setattr(db.get(LearningSession, 1), name, value)
    database.close()

    rendered = succeed("newsletter", "render", "2026Q4")

    assert rendered.stderr == f"Look at session 2026-12 in the draft: {reason}.\n"


def test_a_mail_that_gmail_would_cut_is_pointed_out(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "Long", "--body", "word " * 21_000)

    assert "Gmail cuts mails near 102 KB" in succeed("newsletter", "render", "2026Q4").stderr
