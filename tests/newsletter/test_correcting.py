"""A correction: a new edition for those who got a wrong one, and in the mails that still wait."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl
from tests.newsletter.sent import SUBJECT, agree, change, delivered, part, waiting


@pytest.fixture
def half(drafted: Copctl) -> Copctl:
    """Two have edition 1, one still waits for it."""
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("mail", "deliver", "--to-folder", "out/first", "--limit", "2")
    change("It is 50%", "It is 60%")
    return drafted


def test_who_got_a_wrong_one_is_told_and_who_waits_gets_the_right_one_only(half: Copctl) -> None:
    names = {row["to"] for row in half("mail", "queue", "--json").json}

    done = half("newsletter", "send", "2026Q4", "--correction", "--yes")

    assert done.stdout == (
        "Queued edition 2 of 2026Q4 for 2 readers of an edition before and 1 reader whose mail still waits.\n"
        f"Subject: {SUBJECT}\n"
    )
    subjects = dict(waiting(half))
    assert len(subjects) == 3
    for email, subject in subjects.items():
        assert subject.endswith(SUBJECT)
        assert (subject == SUBJECT) == (email in names), email
    sent = delivered(half)
    assert all("It is 60%" in part(mail, "text/plain") for mail in sent.values())
    assert {mail["Subject"] for mail in sent.values()} == set(subjects.values())
    assert any(subject == f"Correction: {SUBJECT}" for subject in subjects.values())
    ids = [mail["Message-ID"] for mail in sent.values()]
    assert len(set(ids)) == 3


def test_the_word_is_in_the_reader_s_language(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    delivered(drafted)
    change("It is 50%", "It is 60%")
    drafted("newsletter", "send", "2026Q4", "--correction", "--yes")

    said = dict(waiting(drafted))

    assert said["mai@example.org"].startswith("Correction: ")
    assert not said["sokha@example.org"].startswith("Correction: ")
    assert "MEL Mekong" in said["sokha@example.org"].partition(": ")[2]


def test_who_joins_after_a_correction_gets_it_as_nothing_but_the_issue(half: Copctl) -> None:
    half("newsletter", "send", "2026Q4", "--correction", "--yes")
    delivered(half)
    for name in ("Lan", "Kim"):
        agree(half, name)
    half("member", "edit", "6", "--languages", "km")

    done = half("newsletter", "send", "2026Q4", "--yes")

    assert done.stdout.startswith("Queued edition 2 of 2026Q4 for 2 readers. 3 had theirs already.\n")
    assert dict(waiting(half))["lan@new.example"] == SUBJECT
    assert "60%" in part(delivered(half, "out/more")["lan@new.example"], "text/plain")


def test_a_second_correction_reaches_all_who_ever_had_a_wrong_one_once(half: Copctl) -> None:
    half("newsletter", "send", "2026Q4", "--correction", "--yes")
    change("It is 60%", "It is 70%")

    done = half("newsletter", "send", "2026Q4", "--correction", "--yes", "--json").json

    assert done["edition"] == 3
    assert done["queued"] == []
    assert sorted(person["mail"] for person in done["rewritten"]) == [
        "correction",
        "correction",
        "newsletter",
    ]
    assert len(waiting(half)) == 3
    assert all("70%" in part(mail, "text/plain") for mail in delivered(half).values())
    rows = half("newsletter", "list", "--json").json
    assert (rows[0]["editions"], rows[0]["readers"]) == (3, {"sent": 3, "queued": 0, "failed": 0})


def test_members_who_have_none_are_not_corrected_but_counted(half: Copctl) -> None:
    agree(half, "Lan")

    done = half("newsletter", "send", "2026Q4", "--correction", "--yes")

    assert "1 member has no edition yet: copctl newsletter send 2026Q4\n" in done.stderr
    assert "lan@new.example" not in dict(waiting(half))


def test_a_mail_that_failed_is_no_wrong_one(drafted: Copctl, copctl: Copctl, folder: Path) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("mail", "deliver", "--to-folder", "out/first")
    import sqlite3

    with sqlite3.connect("community.db") as store:
        store.execute("UPDATE message SET status = 'failed' WHERE member_id = 1")
        store.execute("UPDATE message SET status = 'unknown' WHERE member_id = 2")
        store.execute("UPDATE message SET status = 'bounced' WHERE member_id = 3")
    change("It is 50%", "It is 60%")

    done = drafted("newsletter", "send", "2026Q4", "--correction", "--yes")

    assert [email for email, _ in waiting(drafted)] == ["sokha@example.org"]
    assert "Left out, the mail before did not arrive: Mai <b>Tran</b>, Éva.\n" in done.stderr or (
        "Left out, the mail before did not arrive: Éva, Mai <b>Tran</b>.\n" in done.stderr
    )
    drafted("mail", "retry", "1")
    held = drafted("mail", "deliver", "--to-folder", "out/mail").stderr
    assert "held back: edition 1 was corrected; copctl newsletter send 2026Q4 queues the newest" in held
    assert "for 2 readers. 1 had theirs" in drafted("newsletter", "send", "2026Q4", "--yes").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "The draft of 2026Q4 is what was sent as edition 1."),
        (("--to", "country=KH"), "A correction goes to those who got the edition before."),
        (("--test", "me@else.example"), "A test is one mail to one address, at once."),
    ],
)
def test_what_corrects_nothing_is_refused(
    drafted: Copctl, copctl: Copctl, words: tuple[str, ...], said: str
) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")

    refused = copctl("newsletter", "send", "2026Q4", "--correction", "--yes", *words)

    assert refused.stderr.startswith(f"Error: {said}\nTry: ")
    assert refused.exit_code in (1, 2)


def test_nothing_can_be_corrected_that_was_not_sent(drafted: Copctl, copctl: Copctl) -> None:
    refused = copctl("newsletter", "send", "2026Q4", "--correction", "--yes")

    assert refused.stderr == (
        "Error: 2026Q4 was not sent yet, so there is nothing to correct.\n"
        "Try: copctl newsletter send 2026Q4\n"
    )


def test_undo_brings_back_the_edition_before(half: Copctl) -> None:
    before = half("mail", "queue", "--json").json
    half("newsletter", "send", "2026Q4", "--correction", "--yes")

    half("undo")

    assert half("mail", "queue", "--json").json == before
    assert half("newsletter", "show", "2026Q4", "--json").json["edition"] == 1


def test_a_correction_keeps_the_moment_that_was_chosen(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--at", "2026-12-01 08:00", "--yes")
    change("It is 50%", "It is 60%")
    drafted("newsletter", "send", "2026Q4", "--correction", "--yes")

    rows = drafted("mail", "queue", "--json").json

    assert {(row["subject"].endswith(SUBJECT), row["due_at"]) for row in rows} == {
        (True, "2026-12-01T01:00:00+00:00")
    }
