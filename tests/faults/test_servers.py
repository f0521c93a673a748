"""Servers that drop, refuse or hang, in each phase of a mail: nobody is lost, nobody gets it twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.conftest import NOW, Copctl
from tests.faults.conftest import name_server
from tests.faults.sink import DROP, HANG, PHASES, Sink, sinking

Waiting = Callable[[int], None]


def at(phase: str, action: str, *, times: int = 1) -> Callable[[str, int], str]:
    """A script that does something wrong in one phase, so many times."""
    return lambda here, before: action if here == phase and before < times else ""


def standing(copctl: Copctl) -> list[str]:
    return [row["status"] for row in copctl("mail", "queue", "--all", "--json").json]


def nobody_is_lost(copctl: Copctl, sink: Sink) -> None:
    """Each mail is with its reader once, or the store says that it is not, or that nobody knows."""
    times = sink.times()
    for row in copctl("mail", "queue", "--all", "--json").json:
        count = times[row["message_id"]]
        if row["status"] == "sent":
            assert count == 1, row
        elif row["status"] in ("queued", "failed"):
            assert count == 0, row
        else:
            assert row["status"] == "unknown", row
            assert count <= 1, row


def test_all_that_waits_goes_over_one_connection(copctl: Copctl, waiting: Waiting) -> None:
    waiting(5)
    with sinking() as sink:
        name_server(sink)
        done = copctl("mail", "deliver")

    assert (done.stdout, done.stderr, done.exit_code) == ("Sent 5 mails.\n", "", 0)
    assert sink.seen["banner"] == 1
    assert [to for _, to in sink.kept] == [f"p{n}@example.org" for n in range(5)]
    nobody_is_lost(copctl, sink)
    assert copctl("mail", "deliver").stdout == "No mail waits.\n"


@pytest.mark.parametrize("pipelining", [True, False])
@pytest.mark.parametrize("action", [DROP, "421 closing", "451 later", "550 no", "552 too much"])
@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase != "content"])
def test_one_fault_in_a_phase_loses_nobody(
    copctl: Copctl, waiting: Waiting, phase: str, action: str, pipelining: bool
) -> None:
    waiting(3)
    with sinking(at(phase, action), pipelining=pipelining, auth=True) as sink:
        name_server(sink, user="ana")
        first = copctl("mail", "deliver", environ={"COPCTL_SMTP_PASSWORD": "x"})
        nobody_is_lost(copctl, sink)
        again = copctl("mail", "deliver", environ={"COPCTL_SMTP_PASSWORD": "x"}, now=NOW + timedelta(hours=1))

    nobody_is_lost(copctl, sink)
    assert first.exit_code in (0, 5), first.stderr
    assert "Traceback" not in first.stderr + again.stderr
    expected = {"sent"}
    if phase in ("content", "dot") and action == DROP:
        # A short mail is on its way as a whole before the line breaks: nobody can know.
        expected = {"sent", "unknown"}
    elif (phase in ("RCPT", "DATA", "dot") and action[0] == "5") or (phase, action[:3]) == ("MAIL", "552"):
        expected = {"sent", "failed"}
    assert set(standing(copctl)) == expected, (first.stderr, again.stderr)


@pytest.mark.parametrize("pipelining", [True, False])
def test_a_line_that_breaks_in_the_middle_of_a_long_mail_loses_nobody(
    copctl: Copctl, waiting: Waiting, pipelining: bool
) -> None:
    waiting(3)
    with sinking(at("content", DROP), pipelining=pipelining) as sink:
        name_server(sink)
        copctl("mail", "deliver")
        nobody_is_lost(copctl, sink)

    assert set(standing(copctl)) <= {"sent", "unknown"}


@pytest.mark.parametrize("phase", PHASES)
def test_a_server_that_hangs_is_left_and_nobody_is_lost(
    copctl: Copctl, waiting: Waiting, phase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("copctl.mail.smtp._PATIENCE", 1)
    waiting(3)
    with sinking(at(phase, HANG), auth=True) as sink:
        name_server(sink, user="ana")
        environ = {"COPCTL_SMTP_PASSWORD": "x"}
        copctl("mail", "deliver", environ=environ)
        nobody_is_lost(copctl, sink)
        copctl("mail", "deliver", environ=environ, now=NOW + timedelta(hours=1))
        nobody_is_lost(copctl, sink)

    expected = {"sent", "unknown"} if phase in ("content", "dot") else {"sent"}
    assert set(standing(copctl)) == expected


@pytest.mark.parametrize(
    ("phase", "action", "sentence"),
    [
        ("banner", "554 not you", "Stopped: The mail server 127.0.0.1:{port} turned us away: 554 not you."),
        ("banner", "421 busy", "turned us away: 421 busy."),
        ("banner", DROP, "cannot be reached: connection unexpectedly closed."),
        ("AUTH", "535 wrong", "does not accept the user and the password: 535 wrong."),
        ("MAIL", "550 not from you", "takes no mail from ana@example.org: 550 not from you."),
        ("RCPT", "451 slowly", "The mail server refused 10 mails running: 451 slowly."),
        ("dot", "550 5.4.5 quota", "The mail server refused 10 mails running: 550 5.4.5 quota."),
        ("DATA", DROP, "The connection was lost 3 times running: Connection unexpectedly closed."),
    ],
)
def test_a_server_that_turns_everything_away_is_left_in_peace(
    copctl: Copctl, waiting: Waiting, phase: str, action: str, sentence: str
) -> None:
    waiting(12)
    with sinking(at(phase, action, times=99), auth=True) as sink:
        name_server(sink, user="ana")
        done = copctl("mail", "deliver", environ={"COPCTL_SMTP_PASSWORD": "x"})

    assert done.exit_code == 5
    assert sentence.format(port=sink.port) in done.stderr
    assert not sink.kept
    nobody_is_lost(copctl, sink)
    if phase in ("banner", "AUTH", "MAIL"):
        assert standing(copctl) == ["queued"] * 12


def test_a_mail_that_was_put_off_waits_longer_each_time_and_is_given_up_after_two_days(
    copctl: Copctl, waiting: Waiting
) -> None:
    waiting(1)
    now, tries = NOW, 0
    with sinking(at("RCPT", "450 4.2.1 greylisted", times=99)) as sink:
        name_server(sink)
        while standing(copctl) == ["queued"]:
            done = copctl("mail", "deliver", now=now)
            assert done.exit_code == 5
            tries += 1
            assert copctl("mail", "deliver", now=now).stdout == "Sent 0 mails.\n" or standing(copctl) == [
                "failed"
            ]
            due = copctl("mail", "queue", "--all", "--json").json[0]["due_at"]
            now += timedelta(days=1)

    assert tries == 7
    assert due is None
    row = copctl("mail", "status", "--json").json["missed"][0]
    assert (row["status"], row["why"]) == ("failed", "450 4.2.1 greylisted")
    shown = copctl("mail", "show", "1", "--json").json
    assert [one["outcome"] for one in shown["attempts"]] == ["later"] * 6 + ["failed"]
    assert [one["code"] for one in shown["attempts"]] == [450] * 7
