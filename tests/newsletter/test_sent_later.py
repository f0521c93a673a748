"""An issue that waits for its time."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import NOW, Copctl
from tests.faults.conftest import name_server
from tests.faults.sink import sinking

LATER = NOW + timedelta(days=8)


def test_it_waits_until_then_however_it_is_delivered(drafted: Copctl, copctl: Copctl) -> None:
    done = drafted("newsletter", "send", "2026Q4", "--at", "2026-12-01 08:00", "--yes")

    assert done.stderr.endswith(
        "They wait until 2026-12-01 08:00; run copctl mail deliver then, or from a scheduled task.\n"
    )
    told = "3 mails wait for their time; the first may go from 2026-12-01 08:00: copctl mail deliver\n"
    dry = drafted("mail", "deliver", "--to-folder", "out/mail", "--dry-run")
    assert (dry.stdout, dry.stderr) == ("Would write 0 mails to out/mail.\n", told)
    early = drafted("mail", "deliver", "--to-folder", "out/mail")
    assert (early.stdout, early.stderr) == ("No mail is due yet.\n", told)
    with sinking() as sink:
        name_server(sink)
        sent = drafted("mail", "deliver")
        assert (sent.stdout, sent.stderr, sink.kept) == ("No mail is due yet.\n", told, [])
        assert drafted("mail", "deliver", "--json").json["planned_at"] == "2026-12-01T01:00:00+00:00"
        drafted("newsletter", "send", "2026Q4", "--test", "me@else.example")
        assert drafted("mail", "deliver").stdout == "Sent 1 mail.\n"
        assert [to for _, to in sink.kept] == ["me@else.example"]
        assert drafted("mail", "retry", "--all").stdout == "Queued 0 mails again.\n"
        assert drafted("mail", "deliver", now=LATER).stdout == "Sent 3 mails.\n"
        assert len(sink.kept) == 4


def test_a_time_that_has_passed_is_refused(drafted: Copctl, copctl: Copctl) -> None:
    past = copctl("newsletter", "send", "2026Q4", "--at", "2026-11-23 15:00", "--yes")
    skipped = copctl("newsletter", "send", "2026Q4", "--at", "tomorrow", "--yes")

    assert past.stderr == (
        "Error: 2026-11-23 15:00 has passed.\n"
        "Try: choose a later time, or leave out --at: copctl newsletter send 2026Q4\n"
    )
    assert (past.exit_code, skipped.exit_code) == (1, 2)
    assert drafted("mail", "queue", "--json").json == []


def test_a_mail_that_waits_for_its_time_can_go_now(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--at", "2026-12-01 08:00", "--yes")

    assert drafted("mail", "retry", "1").stdout == "Queued 1 mail again.\n"
    assert drafted("mail", "deliver", "--to-folder", "out/mail").stdout == "Wrote 1 mail to out/mail.\n"
