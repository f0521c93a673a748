"""Calendars and speakers' steps on PostgreSQL; see tests/store/test_postgresql.py for the server."""

from __future__ import annotations

import pytest

from tests.conftest import Copctl
from tests.store.test_postgresql import SERVER, empty_database, moved

__all__ = ["empty_database", "moved"]


@pytest.mark.postgresql
@pytest.mark.skipif(not SERVER, reason="COPCTL_TEST_POSTGRESQL_URL names no server")
def test_a_calendar_is_written_and_its_speakers_come_to_be_confirmed(moved: Copctl) -> None:
    moved("topic", "add", "Storytelling")
    moved("member", "add", "--name", "Maly", "--email", "maly@example.org", "--country", "KH",
          "--expertise", "Storytelling:3")  # fmt: skip
    moved("member", "add", "--name", "Noy", "--email", "noy@example.org", "--expertise", "Storytelling:2")

    [session] = moved(
        "session",
        "propose",
        "--sessions",
        "1",
        "--from",
        "2027-03-04",
        "--speakers",
        "1",
        "--write",
        "--json",
    ).json["sessions"]
    code, [speaker] = session["code"], session["speakers"]
    moved("session", "rsvp", code, "noy@example.org", "no")
    moved("speakers", "ask", code, speaker["email"])
    moved("speakers", "accept", code, speaker["email"])
    moved("speakers", "confirm", code, speaker["email"])
    declined = moved("speakers", "decline", code, speaker["email"])

    assert "Nobody else who is known to speak of it is free" in declined.stderr
    shown = moved("session", "show", code, "--json").json
    assert [step["status"] for step in shown["speakers"][0]["steps"]] == [
        "proposed", "asked", "accepted", "confirmed", "withdrew",
    ]  # fmt: skip
    assert shown["answers"]["no"] == 1
    suggested = moved("speakers", "suggest", "--session", code, "--json").json
    assert suggested[0]["reasons"][0] == "said no to this session's invitation"
    moved("undo")
    moved("undo")
