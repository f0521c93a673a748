"""Who takes back their consent to be named is named no more, be they a giver or a speaker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

from copctl.store.schema import SessionSpeaker
from tests.conftest import Copctl
from tests.newsletter.sent import change
from tests.newsletter.world import DRAFT, session

NAME = "Siriporn Wattana"
TOLD = f"This names {NAME}, who took back their consent to be named."
WHY = f"names {NAME}, who took back their consent to the directory"


def found(copctl: Copctl) -> list[tuple[int, str, str]]:
    """Line, sentence and remedy of whatever is told about a name."""
    told = copctl("newsletter", "check", "2026Q4", "--offline", "--json").json["findings"]
    return [(row["line"], row["what"], row["fix"]) for row in told if row["rule"] == "member without consent"]


def line_of(words: str) -> int:
    lines = DRAFT.read_text(encoding="utf-8").split("\n")
    return next(n for n, line in enumerate(lines, 1) if words in line)


def join(succeed: Copctl, *purposes: str) -> str:
    consents = [word for purpose in purposes for word in ("--consent", purpose)]
    succeed(
        "member", "add", "--name", NAME, "--email", "s@example.org", "--joined-on", "2025-01-01", *consents
    )
    return str(max(row["number"] for row in succeed("member", "list", "--json").json))


def speaks(stored: Callable[..., None], code: str, number: str, status: str) -> None:
    starts = datetime(int(code[:4]), int(code[5:]), 10, 7, tzinfo=UTC)
    row = session(code, f"About {code}", starts, status=status)
    row.speakers = [SessionSpeaker(member_id=int(number), status="confirmed", since=date(2026, 9, 1))]
    stored(row)


def test_a_giver_who_took_it_back_is_told_in_the_byline(succeed: Copctl, copctl: Copctl) -> None:
    number = join(succeed, "directory")
    succeed("project", "add", "--title", "A well", "--by", number)
    succeed("newsletter", "draft", "2026Q4")
    assert found(copctl) == []

    succeed("member", "edit", number, "--withdraw", "directory")

    assert found(copctl) == [(line_of(f"By {NAME}"), TOLD, "take the name out of the draft")]
    succeed("member", "edit", number, "--consent", "directory")
    assert found(copctl) == []


def test_who_never_agreed_may_still_be_named_as_a_giver(succeed: Copctl, copctl: Copctl) -> None:
    succeed("project", "add", "--title", "A well", "--by", join(succeed))
    succeed("newsletter", "draft", "2026Q4")

    assert found(copctl) == []


def test_a_speaker_of_a_past_event_who_took_it_back_is_told(
    succeed: Copctl, copctl: Copctl, stored: Callable[..., None]
) -> None:
    number = join(succeed, "directory", "speaking")
    speaks(stored, "2026-10", number, "held")
    succeed("newsletter", "draft", "2026Q4")
    assert found(copctl) == []

    succeed("member", "edit", number, "--withdraw", "directory")

    assert [row[:2] for row in found(copctl)] == [(line_of(f"with {NAME}"), TOLD)]


def test_a_programme_names_who_speaks_until_they_take_that_back_too(
    succeed: Copctl, copctl: Copctl, stored: Callable[..., None]
) -> None:
    number = join(succeed, "directory", "speaking")
    speaks(stored, "2026-12", number, "planned")
    succeed("project", "add", "--title", "A well", "--by", number)
    succeed("newsletter", "draft", "2026Q4")

    succeed("member", "edit", number, "--withdraw", "directory")

    assert [row[0] for row in found(copctl)] == [line_of(f"By {NAME}")]
    succeed("member", "edit", number, "--withdraw", "speaking")
    assert [row[0] for row in found(copctl)] == [line_of(f"With **{NAME}"), line_of(f"By {NAME}")]


def given(drafted: Copctl) -> str:
    number = join(drafted, "directory")
    drafted("project", "add", "--title", "A spring", "--by", number)
    drafted("newsletter", "draft", "2026Q4")
    return number


def test_mails_that_wait_with_a_givers_name_are_held_back(drafted: Copctl, copctl: Copctl) -> None:
    number = given(drafted)
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("member", "edit", number, "--withdraw", "directory")

    told = drafted("mail", "deliver", "--to-folder", "out/mail").stderr

    assert told.count(f"held back: {WHY}; copctl newsletter send 2026Q4 --correction") == 3
    assert TOLD.rstrip(".") in copctl("newsletter", "send", "2026Q4", "--correction", "--yes").stderr
    change(f"*By {NAME}*\n\n", "")
    done = drafted("newsletter", "send", "2026Q4", "--correction", "--yes")
    assert "Queued edition 2 of 2026Q4 for 3 readers.\n" in done.stdout
    assert "held back" not in drafted("mail", "deliver", "--to-folder", "out/mail").stderr


def test_mails_that_wait_with_a_past_speakers_name_are_held_back(
    drafted: Copctl, stored: Callable[..., None]
) -> None:
    number = join(drafted, "directory", "speaking")
    speaks(stored, "2026-10", number, "held")
    drafted("newsletter", "draft", "2026Q4")
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("member", "edit", number, "--withdraw", "directory")

    told = drafted("mail", "deliver", "--to-folder", "out/mail").stderr

    assert told.count(f"held back: {WHY}") == 3


def test_an_edition_that_does_not_name_its_giver_goes_out(drafted: Copctl) -> None:
    number = given(drafted)
    change(f"*By {NAME}*\n\n", "")
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("member", "edit", number, "--withdraw", "directory")

    assert "held back" not in drafted("mail", "deliver", "--to-folder", "out/mail").stderr
