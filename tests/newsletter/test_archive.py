"""The archive: what was sent, to how many, and whether it is still what was sent."""

from __future__ import annotations

import sqlite3
from hashlib import sha256
from pathlib import Path

from tests.conftest import Copctl
from tests.newsletter.sent import SUBJECT, change


def test_an_issue_is_listed_with_what_its_readers_got(drafted: Copctl) -> None:
    assert drafted("newsletter", "list", "--json").json[0]["readers"] == {"sent": 0, "queued": 0, "failed": 0}
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("mail", "deliver", "--to-folder", "out/mail", "--limit", "1")
    with sqlite3.connect("community.db") as store:
        store.execute("UPDATE message SET status = 'failed' WHERE id = 2")

    row = drafted("newsletter", "list", "--json").json[0]
    shown = drafted("newsletter", "list", "--format", "markdown").stdout

    assert (row["status"], row["editions"], row["frozen_at"]) == ("sent", 1, "2026-11-23T08:00:00+00:00")
    assert row["readers"] == {"sent": 1, "queued": 1, "failed": 1}
    assert "| 2026-11-23 15:00 | 1 sent, 1 queued, 1 failed |" in shown


def test_a_test_mail_is_no_reader(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("newsletter", "send", "2026Q4", "--test", "me@else.example")

    assert drafted("newsletter", "list", "--json").json[0]["readers"]["queued"] == 3


def test_an_edition_is_shown_with_its_hash(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")

    full = drafted("newsletter", "show", "2026Q4", "--json").json
    shown = drafted("newsletter", "show", "2026q4").stdout
    text = drafted("newsletter", "show", "2026Q4", "--text").stdout
    drafted("newsletter", "show", "2026Q4", "--html", "a.html", "--markdown", "a.md")

    pieces = Path("a.md").read_bytes() + Path("a.html").read_bytes() + text.encode()
    assert sha256(pieces).hexdigest() == full["digest"]
    assert full["verified"] is True
    assert shown.startswith(
        f"{SUBJECT}\nIssue    2026Q4, edition 1\nFrozen   2026-11-23 15:00\nSHA-256  {full['digest']}\n"
        "Holds    yes, it is what was sent\nReaders  3 queued\n\nMEL Mekong · Newsletter 2026Q4\n"
    )
    assert "It is 50% done, =1+1, [red]." in shown
    assert "%NAME%" in text


def test_what_somebody_changed_in_the_store_is_told(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    with sqlite3.connect("community.db") as store:
        store.execute("UPDATE edition SET text = text || 'more'")

    assert drafted("newsletter", "show", "2026Q4", "--json").json["verified"] is False
    assert "Holds    NO: it is not what was sent\n" in drafted("newsletter", "show", "2026Q4").stdout


def test_every_edition_can_be_shown(drafted: Copctl, copctl: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("mail", "deliver", "--to-folder", "out/mail")
    change("It is 50%", "It is 60%")
    drafted("newsletter", "send", "2026Q4", "--correction", "--yes")

    first = drafted("newsletter", "show", "2026Q4", "--edition", "1").stdout
    newest = drafted("newsletter", "show", "2026Q4").stdout
    missing = copctl("newsletter", "show", "2026Q4", "--edition", "3")

    assert ("Readers  3 sent\n" in first, "It is 50%" in first) == (True, True)
    assert ("Readers  3 queued\n" in newest, "It is 60%" in newest) == (True, True)
    assert missing.stderr == (
        "Error: 2026Q4 has no edition 3.\nTry: copctl newsletter show 2026Q4 --edition 2\n"
    )
    assert copctl("newsletter", "show", "2026Q3").exit_code == 3
