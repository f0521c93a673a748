"""`copctl mail fetch` and `mail review`, from the outside."""

from __future__ import annotations

import email
import email.policy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from copctl.mail import link_key
from copctl.mail.unsubscribing import token_of
from copctl.store.engine import Database
from copctl.store.schema import Attempt, LearningSession, Suppression
from tests.conftest import NOW, Copctl
from tests.mail import arriving
from tests.mail.test_reading import hostile

SURVEY = "# survey\n| type | name | label |\n|---|---|---|\n| text | why | Why? |\n"


@pytest.fixture
def uid(succeed: Copctl, folder: Path) -> str:
    """Ana, Bo and Chea, and a session on 10 December; gives what calendars call it."""
    for name in ("Ana", "Bo", "Chea"):
        succeed("member", "add", "--name", name, "--email", f"{name.lower()}@example.org",
                "--consent", "newsletter")  # fmt: skip
    succeed("session", "plan", "--title", "Evaluations", "--on", "2026-12-10 14:00")
    with Database.opened(f"sqlite:///{folder / 'community.db'}").reading() as db:
        return db.execute(select(LearningSession.calendar_uid)).scalar_one()


@pytest.fixture
def sent(succeed: Copctl, uid: str, folder: Path) -> list[dict[str, Any]]:
    """A mail to each of them that went out."""
    (folder / "q4.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "q4", "--from", "q4.md")
    succeed("survey", "open", "q4")
    succeed("survey", "invite", "q4", "--url", "https://forms.example/?c={code}")
    succeed("mail", "deliver", "--to-folder", "out/mail")
    mails: list[dict[str, Any]] = succeed("mail", "queue", "--all", "--json").json
    return mails


def rows(folder: Path, model: type[Any], *names: str) -> list[tuple[Any, ...]]:
    with Database.opened(f"sqlite:///{folder / 'community.db'}").reading() as db:
        return [tuple(getattr(row, name) for name in names) for row in db.execute(select(model)).scalars()]


def fetched(succeed: Copctl, content: bytes, **world: Any) -> dict[str, Any]:
    """What `mail fetch` says of one mail."""
    Path("in.eml").write_bytes(content)
    mails = succeed("mail", "fetch", "in.eml", "--json", **world).json["mails"]
    assert len(mails) == 1
    mail: dict[str, Any] = mails[0]
    return mail


def answers(succeed: Copctl) -> dict[str, str | None]:
    said = succeed("session", "rsvps", "2026-12", "--json").json["answers"]
    return {one["name"]: one["answer"] for one in said}


# Answers -----------------------------------------------------------------------------------------


def test_the_answers_of_three_calendars_and_of_a_subject_are_noted(
    succeed: Copctl, uid: str, folder: Path
) -> None:
    box = folder / "box"
    box.mkdir()
    (box / "1.eml").write_bytes(arriving.outlook(uid))
    (box / "2.eml").write_bytes(
        arriving.gmail(arriving.calendar(uid, "ana@example.org"), sender="ana@example.org")
    )
    (box / "3.eml").write_bytes(arriving.mail("[2026-12] maybe", sender="Chea <CHEA@example.org>"))

    result = succeed("mail", "fetch", "box")

    assert result.stdout.endswith("Took in 3 answers.\n")
    assert answers(succeed) == {"Ana": "yes", "Bo": "no", "Chea": "maybe"}
    assert succeed("mail", "fetch", "box").stdout == "Nothing new came back.\n"
    assert succeed("mail", "review").stdout == "No mail waits for you.\n"


def test_the_invitation_that_went_out_comes_back_as_an_answer(
    succeed: Copctl, uid: str, folder: Path
) -> None:
    """What a calendar does with a REQUEST (RFC 5546, section 3.2.3): its own line, with the answer in it."""
    succeed("invitation", "send", "2026-12")
    succeed("mail", "deliver", "--to-folder", "out/mail")
    assert succeed("session", "rsvps", "2026-12", "--json").json["silent"] == 3

    for path, partstat in zip(
        sorted((folder / "out/mail").iterdir()), ["ACCEPTED", "DECLINED"], strict=False
    ):
        invitation = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        part = next(part for part in invitation.walk() if part.get_content_type() == "text/calendar")
        ics = part.get_content().replace("METHOD:REQUEST", "METHOD:REPLY").replace("NEEDS-ACTION", partstat)
        fetched(succeed, arriving.mail("x", ics, key=path.name, sender="somebody@relay.example",
                                       kind="text/calendar; method=REPLY"))  # fmt: skip

    assert answers(succeed) == {"Ana": "yes", "Bo": "no", "Chea": None}


def test_a_dry_run_and_an_undo_leave_nothing_behind(succeed: Copctl, uid: str, folder: Path) -> None:
    (folder / "a.eml").write_bytes(arriving.apple(uid))

    assert "Would take in 1 answer.\n" in succeed("mail", "fetch", "a.eml", "--dry-run").stdout
    assert answers(succeed) == {}
    succeed("mail", "fetch", "a.eml")
    assert answers(succeed) == {"Bo": "maybe"}
    succeed("undo")
    assert answers(succeed) == {}
    succeed("mail", "fetch", "a.eml")
    assert answers(succeed) == {"Bo": "maybe"}


def test_of_two_replies_the_later_counts_in_whatever_order_they_come(succeed: Copctl, uid: str) -> None:
    """RFC 5546, section 2.1.5: the higher SEQUENCE, and on a tie the later DTSTAMP."""

    def reply(key: str, partstat: str, stamp: str) -> bytes:
        return arriving.gmail(arriving.calendar(uid, partstat=partstat, stamp=stamp), key=key)

    fetched(succeed, reply("late", "DECLINED", "20261123T050000Z"))
    early = fetched(succeed, reply("early", "ACCEPTED", "20261123T040000Z"))

    assert early["note"] == "Bo says yes to session 2026-12, which changes nothing"
    assert answers(succeed) == {"Bo": "no"}


def test_an_answer_to_an_earlier_version_of_the_session_waits(succeed: Copctl, uid: str) -> None:
    succeed("session", "edit", "2026-12", "--on", "2026-12-11 14:00")

    old = fetched(succeed, arriving.gmail(arriving.calendar(uid, sequence=0), key="old"))
    assert (old["settled"], old["note"]) == (False, "said yes before session 2026-12 was changed")
    assert answers(succeed) == {}

    fetched(succeed, arriving.gmail(arriving.calendar(uid, sequence=1), key="new"))
    older = fetched(succeed, arriving.gmail(arriving.calendar(uid, sequence=0), key="older"))
    assert answers(succeed) == {"Bo": "yes"}
    assert older["settled"]


@pytest.mark.parametrize(
    "changes",
    [
        (("--on", "2026-12-11 14:00"), ("--on", "2026-12-10 14:00")),
        (("--title", "Evaluating", "--no-tell"),),
    ],
)
def test_an_answer_to_the_version_that_its_writer_was_told_of_counts(
    succeed: Copctl, uid: str, changes: tuple[tuple[str, ...], ...]
) -> None:
    succeed("invitation", "send", "2026-12")
    succeed("mail", "deliver", "--to-folder", "out/mail")
    for change in changes:
        succeed("session", "edit", "2026-12", *change)

    said = fetched(succeed, arriving.gmail(arriving.calendar(uid, sequence=0)))

    assert (said["settled"], said["note"]) == (True, "Bo says yes to session 2026-12")
    assert answers(succeed)["Bo"] == "yes"


def test_an_attendee_that_nobody_knows_is_known_by_who_wrote(succeed: Copctl, uid: str) -> None:
    fetched(succeed, arriving.gmail(arriving.calendar(uid, "team-bo@forward.example"), key="1"))
    fetched(
        succeed,
        arriving.gmail(arriving.calendar(uid, "chea@example.org"), key="2", sender="x@assistant.example"),
    )

    assert answers(succeed) == {"Bo": "yes", "Chea": "yes"}


def test_answers_that_are_not_certain_wait(succeed: Copctl, uid: str) -> None:
    def note(content: bytes) -> str:
        mail = fetched(succeed, content)
        assert not mail["settled"]
        return str(mail["note"])

    ics = arriving.calendar
    assert (
        note(arriving.gmail(ics(uid, "chea@example.org"), key="1")) == "Bo answers session 2026-12 for Chea"
    )
    assert note(arriving.gmail(ics(uid, "x@y.example"), key="2", sender="x@y.example")) == (
        "answers session 2026-12 from an address that no member has"
    )
    assert (
        note(arriving.gmail(ics(uid, method="COUNTER"), key="3"))
        == "proposes another time for session 2026-12"
    )
    assert (
        note(arriving.gmail(ics(uid, partstat="DELEGATED"), key="4"))
        == "answers delegated to session 2026-12"
    )
    assert note(arriving.gmail(ics("someone-else@calendar.example"), key="5")) == (
        "answers an event that is none of our sessions"
    )
    succeed("session", "cancel", "2026-12")
    assert (
        note(arriving.gmail(ics(uid, sequence=1), key="6")) == "answers session 2026-12, which is cancelled"
    )
    assert note(arriving.mail("[2027-01] yes", key="7")) == "answers session 2027-01, which there is not"
    assert note(arriving.mail("Next week", key="8")) == "a mail to read, from Bo"
    assert answers(succeed) == {}
    assert len(succeed("mail", "review", "--json").json) == 8


def test_under_an_old_subject_people_write_something_else(succeed: Copctl, uid: str) -> None:
    fetched(succeed, arriving.mail("Re: [2026-12] yes", key="1"))
    again = fetched(succeed, arriving.mail("Re: Re: [2026-12] yes", "Sorry, I cannot.", key="2"))

    assert (again["settled"], again["note"]) == (
        False,
        "Bo writes again about session 2026-12, under an old subject",
    )


def test_what_the_moderator_noted_later_stays(succeed: Copctl, uid: str) -> None:
    succeed("session", "rsvp", "2026-12", "Bo", "no")
    fetched(succeed, arriving.gmail(arriving.calendar(uid, stamp="20261122T040000Z")))

    assert answers(succeed) == {"Bo": "no"}


# Bounces, complaints, unsubscriptions --------------------------------------------------------------


def test_a_dead_address_is_held_back_and_the_mail_has_come_back(
    succeed: Copctl, sent: list[dict[str, Any]], folder: Path
) -> None:
    content = arriving.bounce("bo@example.org", sent[1]["message_id"])
    bounce = fetched(succeed, content)

    assert bounce["note"] == "bo@example.org failed (5.1.1): 550 5.1.1 The account does not exist"
    assert [m["status"] for m in succeed("mail", "queue", "--all", "--json").json] == [
        "sent",
        "bounced",
        "sent",
    ]
    assert rows(folder, Suppression, "email", "scope", "reason") == [("bo@example.org", "all", "bounced")]
    attempt = [row for row in rows(folder, Attempt, "message_id", "outcome", "code") if row[1] == "bounced"]
    assert attempt == [(2, "bounced", 550)]


@pytest.mark.parametrize(
    ("said", "status", "held"),
    [
        ({"status": "5.2.2", "words": "552 full"}, "bounced", 0),
        ({"status": "5.7.1", "words": "550 blocked"}, "bounced", 0),
        ({"status": "4.4.7", "words": "expired"}, "bounced", 0),
        ({"status": "4.2.0", "action": "delayed", "words": "greylisted"}, "sent", 0),
        ({"status": "2.0.0", "action": "relayed", "words": "ok"}, "sent", 0),
    ],
)  # fmt: skip
def test_a_full_mailbox_a_policy_and_a_delay_hold_nobody_back(
    succeed: Copctl, sent: list[dict[str, Any]], folder: Path, said: dict[str, str], status: str, held: int
) -> None:
    fetched(succeed, arriving.bounce("bo@example.org", sent[1]["message_id"], **said))

    assert succeed("mail", "queue", "--all", "--json").json[1]["status"] == status
    assert len(rows(folder, Suppression, "id")) == held


def test_a_bounce_that_returns_nothing_is_placed_by_address_and_time(
    succeed: Copctl, sent: list[dict[str, Any]]
) -> None:
    fetched(succeed, arriving.bounce("BO@example.org"))
    assert succeed("mail", "queue", "--all", "--json").json[1]["status"] == "bounced"

    late = fetched(succeed, arriving.bounce("chea@example.org", key="late"), now=NOW + timedelta(days=30))
    assert (late["settled"], succeed("mail", "queue", "--all", "--json").json[2]["status"]) == (False, "sent")


def test_an_address_that_passes_mail_on_is_not_held_back_by_itself(
    succeed: Copctl, sent: list[dict[str, Any]], folder: Path
) -> None:
    elsewhere = fetched(succeed, arriving.bounce("bo@old.example", sent[1]["message_id"]))
    assert (elsewhere["settled"], rows(folder, Suppression, "id")) == (False, [])

    fetched(
        succeed, arriving.bounce("x@old.example", sent[2]["message_id"], original="chea@example.org", key="2")
    )
    assert rows(folder, Suppression, "email") == [("chea@example.org",)]


def test_a_bounce_of_no_standard_asks_whether_the_address_is_dead(
    succeed: Copctl, sent: list[dict[str, Any]], folder: Path
) -> None:
    pytest.importorskip("flufl.bounce")
    mail = fetched(succeed, arriving.qmail_bounce("bo@example.org", "nobody-knows@x.example"))

    assert (mail["settled"], rows(folder, Suppression, "id")) == (False, [])
    assert succeed("mail", "queue", "--all", "--json").json[1]["status"] == "bounced"
    assert "copctl mail suppress bo@example.org" in succeed("mail", "review").stderr


def test_without_the_extra_it_waits_and_is_read_again_once_it_is_there(
    succeed: Copctl, sent: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("flufl.bounce")
    Path("q.eml").write_bytes(arriving.qmail_bounce("bo@example.org", ""))
    with monkeypatch.context() as patched:
        patched.setitem(__import__("sys").modules, "flufl.bounce", None)
        assert "pip install 'copctl[bounces]'" in succeed("mail", "fetch", "q.eml").stderr

    assert succeed("mail", "fetch", "q.eml", "--json").json["mails"][0]["note"] == "bo@example.org failed"
    assert succeed("mail", "fetch", "q.eml", "--json").json["known"] == 1


def test_a_complaint_holds_back_what_goes_to_many(
    succeed: Copctl, sent: list[dict[str, Any]], folder: Path
) -> None:
    fetched(succeed, arriving.complaint(sent[0]["message_id"], kind="not-spam", key="1"))
    assert rows(folder, Suppression, "id") == []
    fetched(succeed, arriving.complaint(sent[0]["message_id"], key="2"))

    assert rows(folder, Suppression, "email", "scope", "reason") == [
        ("ana@example.org", "list", "complained")
    ]


def test_a_mail_with_the_token_unsubscribes_and_one_without_waits(
    succeed: Copctl, sent: list[dict[str, Any]], folder: Path
) -> None:
    token = token_of(link_key.load_or_make(folder), 2)

    done = fetched(succeed, arriving.mail(f"unsubscribe {token}", sender="bo@elsewhere.example", key="1"))
    assert (done["note"], done["settled"]) == ("Bo unsubscribed", True)
    assert rows(folder, Suppression, "email", "scope", "reason") == [
        ("bo@example.org", "list", "unsubscribed")
    ]
    assert succeed("member", "show", "Bo", "--json").json["consents"][0]["withdrawn_on"] == "2026-11-23"

    forged = fetched(succeed, arriving.mail(f"unsubscribe 1{token[1:]}", sender="ana@example.org", key="2"))
    assert (forged["settled"], forged["note"]) == (False, "Ana wants to unsubscribe, without a token of ours")
    assert succeed("mail", "review").stderr == f"Next: copctl mail review {forged['number']} --unsubscribe\n"


def test_an_unsubscription_is_settled_by_who_reads_it(
    copctl: Copctl, succeed: Copctl, uid: str, folder: Path
) -> None:
    own = fetched(succeed, arriving.mail("unsubscribe", sender="ana@example.org", key="1"))["number"]
    other = fetched(succeed, arriving.mail("unsubscribe", sender="bo@home.example", key="2"))["number"]
    [_, hint] = succeed("mail", "review").stderr.splitlines()
    assert hint == (
        f"Next: copctl mail review {other} --unsubscribe --member MEMBER, or copctl mail suppress "
        f"bo@home.example --reason unsubscribed, then copctl mail review {other} --done"
    )

    no_answer = copctl("mail", "review", str(own), "--answer", "yes")
    assert no_answer.stderr == (
        f"Error: Mail {own} asks to unsubscribe and answers no session.\n"
        f"Try: copctl mail review {own} --unsubscribe\n"
    )
    said = succeed("mail", "review", str(own), "--unsubscribe")
    nobody = copctl("mail", "review", str(other), "--unsubscribe")
    assert said.stdout == "Ana gets no mail to many any more.\n"
    assert nobody.stderr == (
        f"Error: Nobody knows whose wish mail {other} is: no member has the address that wrote it.\n"
        f"Try: copctl mail review {other} --unsubscribe --member MEMBER\n"
    )
    assert nobody.exit_code == 2
    succeed("mail", "review", str(other), "--unsubscribe", "--member", "bo@example.org")
    assert rows(folder, Suppression, "email", "scope", "reason") == [
        ("ana@example.org", "list", "unsubscribed"), ("bo@example.org", "list", "unsubscribed"),
    ]  # fmt: skip
    assert succeed("mail", "review").stdout == "No mail waits for you.\n"
    succeed("undo")
    assert len(succeed("mail", "review", "--json").json) == 1


def test_a_guest_who_would_rather_not_is_invited_no_more(
    copctl: Copctl, succeed: Copctl, uid: str, folder: Path
) -> None:
    succeed("member", "add", "--name", "Pia", "--email", "pia@example.org", "--status", "prospect")
    refused = copctl("member", "edit", "pia@example.org", "--withdraw", "newsletter")
    assert refused.stderr == (
        "Error: Pia has given no consent for newsletter.\n"
        "Try: to send them no mail to many: copctl mail suppress pia@example.org --reason unsubscribed\n"
    )

    number = fetched(succeed, arriving.mail("Re: Evaluations", "No, thank you.", sender="pia@example.org"))[
        "number"
    ]
    assert succeed("mail", "review").stderr == (
        f"Next: copctl mail review {number} --done, or --unsubscribe if it says that they want no more mail\n"
    )
    succeed("mail", "review", str(number), "--unsubscribe")

    tried = succeed("invitation", "send", "2026-12", "--to", "prospects", "--dry-run")
    assert tried.stdout == "Would queue no mail.\n"
    assert "Pia" in tried.stderr
    assert "has unsubscribed" in tried.stderr


@pytest.mark.parametrize(("answer", "step"), [("yes", "accept"), ("no", "decline")])
def test_a_speakers_answer_waits_with_the_command_that_notes_it(
    succeed: Copctl, uid: str, answer: str, step: str
) -> None:
    subject = f"Re: [2026-12] speak: {answer}"
    said = fetched(succeed, arriving.mail(subject, sender="chea@example.org"))

    assert (said["kind"], said["settled"]) == ("reply", False)
    assert said["note"] == f"Chea says {answer} to speaking at session 2026-12"
    assert succeed("mail", "review").stderr == (
        f"Next: copctl speakers {step} 2026-12 3, then copctl mail review {said['number']} --done\n"
    )


def test_a_command_to_copy_holds_nothing_that_a_shell_would_run(succeed: Copctl, uid: str) -> None:
    fetched(succeed, arriving.mail("unsubscribe", sender="${id}@example.org"))

    assert "copctl mail suppress '${id}@example.org'" in succeed("mail", "review").stderr


def test_out_of_office_and_other_lists_ask_nobody(succeed: Copctl, uid: str) -> None:
    away = fetched(succeed, arriving.mail("Out of office", headers="Auto-Submitted: auto-replied\r\n"))
    assert away["settled"]

    Path("l.eml").write_bytes(
        arriving.mail("News", headers="List-Id: <x.example>\r\n", sender="n@x.example", key="l")
    )
    assert succeed("mail", "fetch", "l.eml", "--json").json["other_business"] == 1


# Bad input and review ------------------------------------------------------------------------------


def test_hostile_mails_give_no_traceback_and_are_taken_once(succeed: Copctl, uid: str, folder: Path) -> None:
    (folder / "box").mkdir()
    for name, content in hostile().items():
        (folder / "box" / f"{name}.eml").write_bytes(content)

    result = succeed("mail", "fetch", "box", "--json").json

    assert len(result["mails"]) + result["other_business"] + len(result["no_mails"]) >= 3
    assert answers(succeed) == {}
    assert succeed("mail", "fetch", "box", "--json").json["mails"] == []
    assert "[red]=1+1" in succeed("mail", "review").stdout.replace("\n", "")
    assert "'=cmd@example.org" in succeed("mail", "review", "--format", "csv").stdout


@pytest.mark.parametrize(
    ("command", "sentence", "code"),
    [
        (("fetch",), "community.toml names no mailbox to fetch from.", 1),
        (("fetch", "none.eml"), "There is no file or folder none.eml.", 3),
        (("fetch", "community.toml"), "community.toml holds no mail.", 1),
        (("fetch", "x.eml", "--since", "2026-11-01"), "--since is for the mailbox.", 2),
        (("review", "9", "--done"), "No mail that came in has the number 9.", 3),
        (("review", "9"), "What about it? Say --done, --answer or --unsubscribe.", 2),
        (("review", "--done"), "Which mail? Give its number.", 2),
        (("review", "1", "2", "--answer", "yes"), "--answer is for one mail, which it settles.", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_one_sentence(
    copctl: Copctl, uid: str, command: tuple[str, ...], sentence: str, code: int
) -> None:
    result = copctl("mail", *command)

    assert result.stderr.startswith(f"Error: {sentence}\nTry: ")
    assert result.exit_code == code


def test_a_mail_that_waits_is_settled_by_a_person(copctl: Copctl, succeed: Copctl, uid: str) -> None:
    number = fetched(succeed, arriving.gmail(arriving.calendar(uid, "chea@example.org"), key="1"))["number"]
    assert succeed("mail", "review", "--json").json[0]["hint"] == (
        f"copctl mail review {number} --answer yes|no|maybe"
    )

    said = succeed("mail", "review", str(number), "--answer", "yes")
    assert said.stdout == "Chea says yes to session 2026-12.\n"
    assert answers(succeed) == {"Chea": "yes"}

    other = fetched(succeed, arriving.mail("About next week", sender="x@y.example", key="2"))["number"]
    unknown = copctl("mail", "review", str(other), "--answer", "no")
    assert unknown.stderr == (
        f"Error: Mail {other} does not say whose answer it is and which session it answers.\n"
        f"Try: copctl mail review {other} --answer no --member MEMBER --session CODE\n"
    )
    assert succeed("mail", "review", str(other), "--done").stdout == "1 mail settled.\n"
    again = copctl("mail", "review", str(other), "--done")
    assert again.stderr.startswith(f"Error: Mail {other} is settled already: a mail to read.")
    succeed("undo")
    assert len(succeed("mail", "review", "--json").json) == 1
