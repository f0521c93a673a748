"""`copctl invitation send` and `remind`, and what follows when a session moves: from the outside."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from copctl.mail import link_key
from copctl.mail.unsubscribing import token_of
from tests.conftest import NOW, Copctl

NEXT = "Next: copctl mail queue to look at them, then copctl mail deliver\n"


@pytest.fixture
def planned(succeed: Copctl) -> Copctl:
    """A session on 10 December, and six people: three members, one resting, a guest, one who left."""
    people = (
        ("Mai", "mai@example.org", "active", "Australia/Sydney"), ("Sok", "sok@example.org", "active", ""),
        ("Bo", "bo@example.org", "active", ""), ("Dim", "dim@example.org", "dormant", ""),
        ("Pia", "pia@example.org", "prospect", ""), ("Leo", "leo@example.org", "left", ""),
    )  # fmt: skip
    for name, email, status, zone in people:
        more = ("--timezone", zone) if zone else ()
        succeed("member", "add", "--name", name, "--email", email, "--status", status, *more)
    succeed(
        "session", "plan", "--title", "Outcome harvesting", "--on", "2026-12-10 14:00", "--minutes", "60",
        "--link", "https://meet.example.org/x", "--agenda", "10 Welcome", "--agenda", "40 Harvests with Bo",
        "--speaker", "bo@example.org",
    )  # fmt: skip
    succeed("session", "edit", "2026-12", "--speaker-status", "bo@example.org:confirmed")
    return succeed


def queued(copctl: Copctl) -> list[dict[str, Any]]:
    return [mail for mail in copctl("mail", "queue", "--json").json if mail["status"] == "queued"]


def deliver(copctl: Copctl, folder: Path, name: str = "mails", **world: Any) -> dict[str, EmailMessage]:
    """Deliver into a folder; address -> the newest mail that went there."""
    copctl("mail", "deliver", "--to-folder", name, **world)
    read = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted((folder / name).glob("*.eml"))
    ]
    return {mail["To"].addresses[0].addr_spec: mail for mail in read}


def part(mail: EmailMessage, kind: str) -> str:
    return next(p for p in mail.walk() if p.get_content_type() == kind).get_content()


def event(mail: EmailMessage) -> Any:
    [held] = Calendar.from_ical(part(mail, "text/calendar")).walk("VEVENT")
    return held


def kinds(copctl: Copctl) -> list[tuple[str, str]]:
    return [(mail["name"], mail["kind"]) for mail in queued(copctl)]


# Inviting ------------------------------------------------------------------------------------------


def test_active_members_are_invited_and_speakers_in_their_words(planned: Copctl) -> None:
    result = planned("invitation", "send", "2026-12")

    assert result.stdout == "Queued 3 invitations.\n"
    assert result.stderr == NEXT
    assert sorted(kinds(planned)) == [
        ("Bo", "speaker invitation"), ("Mai", "session invitation"), ("Sok", "session invitation"),
    ]  # fmt: skip


def test_nothing_is_sent_and_undo_takes_it_back(planned: Copctl) -> None:
    planned("invitation", "send", "2026-12")
    planned("undo")

    assert queued(planned) == []
    assert planned("invitation", "send", "2026-12").stdout == "Queued 3 invitations.\n"


def test_nobody_is_invited_twice_to_the_same_version(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    again = planned("invitation", "send", "2026-12")
    deliver(planned, folder)
    after = planned("invitation", "send", "2026-12", "--to", "status=active")

    assert again.stdout == after.stdout == "Queued no mail. 3 had theirs already.\n"


def test_each_mail_is_for_its_reader(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    mail = deliver(planned, folder)["mai@example.org"]

    assert mail["Subject"] == "Invitation: Outcome harvesting, Thursday 10 December 2026"
    text = part(mail, "text/plain")
    assert "Dear Mai," in text
    assert (
        text.index("18:00-19:00 Sydney time")
        < text.index("07:00-08:00 UTC")
        < text.index("14:00-15:00 Phnom")
    )
    assert "%" not in text
    assert event(mail)["attendee"] == "mailto:mai@example.org"
    assert "METHOD:REQUEST" in part(mail, "text/calendar")
    assert event(mail)["sequence"] == 0


def test_who_gave_a_country_and_no_zone_reads_the_time_of_their_country(
    planned: Copctl, folder: Path
) -> None:
    planned("member", "add", "--name", "Kay", "--email", "kay@example.org", "--country", "JP")
    planned("invitation", "render", "2026-12", "--for", "kay@example.org", "--out", "one")
    planned("invitation", "send", "2026-12")

    text = part(deliver(planned, folder)["kay@example.org"], "text/plain")

    clock = "16:00-17:00 Tokyo time (UTC+9)"
    assert clock in text
    assert clock in (folder / "one" / "invitation.txt").read_text(encoding="utf-8")


def test_the_calendar_part_has_the_structure_that_mail_programs_act_on(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    mail = deliver(planned, folder)["sok@example.org"]

    assert mail.get_content_type() == "multipart/mixed"
    first, second = mail.iter_parts()
    assert [p.get_content_type() for p in first.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    *_, entry = first.iter_parts()
    assert entry.get_param("method") == "REQUEST"
    assert second.get_filename() == "invite.ics"


def test_a_speaker_reads_of_their_slot_and_when_to_be_there(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12", "--to", "speakers")
    mails = deliver(planned, folder)

    assert list(mails) == ["bo@example.org"]
    text = part(mails["bo@example.org"], "text/plain")
    for words in ("Your slot:        14:10-14:50, 40 minutes", "Please be there:  13:45", "Run of show",
                  "https://meet.example.org/x"):  # fmt: skip
        assert words in text
    assert mails["bo@example.org"]["List-Unsubscribe"] is None


def test_who_agrees_to_speak_later_gets_the_words_for_speakers_too(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder)
    planned("session", "edit", "2026-12", "--speaker", "mai@example.org")
    not_yet = planned("invitation", "send", "2026-12", "--to", "speakers")
    planned("session", "edit", "2026-12", "--speaker-status", "mai@example.org:accepted")

    assert "Left out, has not agreed to speak yet: Mai." in not_yet.stderr
    assert planned("invitation", "send", "2026-12", "--to", "speakers").stdout.startswith(
        "Queued 1 invitation."
    )
    assert kinds(planned) == [("Mai", "speaker invitation")]


def test_prospects_and_queries_choose_others(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12", "--to", "prospects")
    planned("invitation", "send", "2026-12", "--to", "status=dormant")
    mails = deliver(planned, folder)

    assert set(mails) == {"pia@example.org", "dim@example.org"}
    assert "invites you as a guest" in part(mails["pia@example.org"], "text/plain")
    assert "as a member of" in part(mails["dim@example.org"], "text/plain")


def test_who_may_not_be_written_to_is_named_with_the_reason(planned: Copctl) -> None:
    planned("member", "add", "--name", "Nobody", "--status", "prospect")
    planned("mail", "suppress", "sok@example.org")

    result = planned(
        "invitation", "send", "2026-12", "--to", "status=active or status=prospect or status=left"
    )

    assert "Left out, has left: Leo." in result.stderr
    assert "Left out, has no address: Nobody." in result.stderr
    assert "Sok" in result.stderr
    assert sorted(mail["name"] for mail in queued(planned)) == ["Bo", "Mai", "Pia"]


def test_a_dry_run_names_everybody_and_changes_nothing(planned: Copctl) -> None:
    result = planned("invitation", "send", "2026-12", "--dry-run")

    assert result.stdout == "Would queue 3 invitations.\n"
    assert "  Bo <bo@example.org>, speaker invitation in the words for speakers\n" in result.stderr
    assert queued(planned) == []


def test_programs_read_who_gets_what(planned: Copctl) -> None:
    told = planned("invitation", "send", "2026-12", "--json").json

    assert told["dry_run"] is False
    assert told["already"] == 0
    assert {
        "number": 1,
        "name": "Mai",
        "email": "mai@example.org",
        "as": "members",
        "mail": "session invitation",
    } in (told["queued"])


@pytest.mark.parametrize(
    ("change", "stderr"),
    [
        (("session", "cancel", "2026-12"), "Error: Session 2026-12 is cancelled.\n"),
        (("session", "edit", "2026-12", "--status", "held"), "Error: Session 2026-12 was held already.\n"),
        (
            ("session", "edit", "2026-12", "--on", "2026-11-01 10:00"),
            "Error: Session 2026-12 has begun already.\n",
        ),
    ],
)
def test_nobody_is_invited_to_what_is_over_or_off(
    planned: Copctl, copctl: Copctl, change: tuple[str, ...], stderr: str
) -> None:
    planned(*change)

    for verb in ("send", "remind"):
        result = copctl("invitation", verb, "2026-12")
        assert result.stderr.startswith(stderr)
        assert result.exit_code == 1


def test_a_title_that_looks_like_a_mark_stays_as_it_is(planned: Copctl, folder: Path) -> None:
    planned("session", "edit", "2026-12", "--title", "%NAME% and %NAME1%")
    planned("invitation", "send", "2026-12")
    mail = deliver(planned, folder)["mai@example.org"]

    assert "%NAME% and %NAME1%" in mail["Subject"]
    assert "Dear Mai," in part(mail, "text/plain")
    assert "%NAME% and %NAME1%\n=" in part(mail, "text/plain").replace("\r\n", "\n")


def test_hostile_names_are_text_in_every_part(planned: Copctl, folder: Path) -> None:
    name = 'Ann "A<b>nn"; x=1 [red]'
    planned("member", "add", "--name", name, "--email", "ann@example.org")
    planned("invitation", "send", "2026-12", "--to", "ann@example.org")
    mail = deliver(planned, folder)["ann@example.org"]

    assert f"Dear {name}," in part(mail, "text/plain")
    assert "A<b>nn" not in part(mail, "text/html")
    assert "A&lt;b&gt;nn" in part(mail, "text/html")
    assert event(mail)["attendee"].params["CN"] == name


# In the reader's language --------------------------------------------------------------------------


def test_readers_of_khmer_get_the_khmer_template_with_khmer_dates(planned: Copctl, folder: Path) -> None:
    own = folder / "templates" / "invitation"
    own.mkdir(parents=True)
    (own / "members.km.txt").write_text(
        "សូមអញ្ជើញ {{ reader.name }}\n{{ title }}\n====\n{{ clocks[0].starts | day }} {{ clocks[0].starts | clock }}",
        encoding="utf-8",
    )
    (own / "subject.km.txt").write_text("អញ្ជើញ៖ {{ title }}", encoding="utf-8")
    planned("member", "edit", "sok@example.org", "--languages", "km; en")
    planned("invitation", "send", "2026-12")
    mails = deliver(planned, folder)

    khmer = mails["sok@example.org"]
    assert khmer["Subject"] == "អញ្ជើញ៖ Outcome harvesting"
    assert "សូមអញ្ជើញ Sok" in part(khmer, "text/plain")
    assert "ធ្នូ 2026" in part(khmer, "text/plain")
    # Without a page of its own it is a plain text, with its calendar part.
    assert "text/html" not in [p.get_content_type() for p in khmer.walk()]
    assert event(khmer)["attendee"] == "mailto:sok@example.org"
    assert "Thursday 10 December 2026" in part(mails["mai@example.org"], "text/plain")


def test_a_language_without_a_subject_takes_the_heading_of_its_text(planned: Copctl, folder: Path) -> None:
    own = folder / "templates" / "invitation"
    own.mkdir(parents=True)
    (own / "members.km.txt").write_text("x\nជំរាបសួរ\n====\n", encoding="utf-8")
    planned("member", "edit", "sok@example.org", "--languages", "km")
    planned("invitation", "send", "2026-12")

    assert deliver(planned, folder)["sok@example.org"]["Subject"] == "ជំរាបសួរ"


# When a session moves ------------------------------------------------------------------------------


def test_who_was_invited_is_told_once_what_changed(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    first = deliver(planned, folder, "first")["mai@example.org"]

    result = planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00", "--place", "Room 2")
    mails = deliver(planned, folder, "second")

    assert "Queued 3 updates to those who were invited.\n" in result.stdout
    assert set(mails) == {"mai@example.org", "sok@example.org", "bo@example.org"}
    mail = mails["mai@example.org"]
    text = part(mail, "text/plain")
    assert mail["Subject"] == "Changed: Outcome harvesting, Friday 11 December 2026"
    assert "Friday 11 December 2026, 19:00-20:00" in text
    assert "instead of Thursday 10 December 2026, 18:00-19:00" in text
    assert "Where: Room 2" in text
    assert "Please answer again" in text
    assert event(mail)["uid"] == event(first)["uid"]
    assert (event(first)["sequence"], event(mail)["sequence"]) == (0, 1)
    assert "METHOD:REQUEST" in part(mail, "text/calendar")
    assert planned("invitation", "send", "2026-12").stdout == "Queued no mail. 3 had theirs already.\n"


def test_an_answer_holds_while_the_time_does(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder, "first")
    planned("session", "edit", "2026-12", "--place", "Room 2")
    mail = deliver(planned, folder, "second")["mai@example.org"]

    assert "that still holds" in part(mail, "text/plain")
    assert "that still holds" in part(mail, "text/html")


def test_what_calendars_do_not_show_is_told_to_nobody(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder)

    planned("session", "edit", "2026-12", "--notes", "for me", "--agenda", "20 Welcome", "--about", "More")

    assert queued(planned) == []


def test_a_waiting_invitation_says_what_is_so_now(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    numbers = [mail["number"] for mail in queued(planned)]
    result = planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00")
    assert "Brought up to date: 3 invitations still in the queue.\n" in result.stdout
    assert [mail["number"] for mail in queued(planned)] == numbers

    mail = deliver(planned, folder)["mai@example.org"]

    assert mail["Subject"] == "Invitation: Outcome harvesting, Friday 11 December 2026"
    assert "different now" not in part(mail, "text/plain")
    assert event(mail)["sequence"] == 1


def test_several_changes_lead_to_one_mail_about_all_of_them(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12", "--to", "mai@example.org")
    deliver(planned, folder, "first")
    planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00")
    planned("session", "edit", "2026-12", "--on", "2026-12-12 15:00")
    planned("session", "edit", "2026-12", "--title", "Harvesting")
    assert len(queued(planned)) == 1

    text = part(deliver(planned, folder, "second")["mai@example.org"], "text/plain")

    assert "Saturday 12 December 2026, 19:00-20:00" in text
    assert "instead of Thursday 10 December 2026" in text
    assert "Friday" not in text
    assert "Title: Harvesting\n  instead of Outcome harvesting" in text.replace("\r\n", "\n")


def test_moved_and_moved_back_is_no_news(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder)
    planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00")

    result = planned("session", "edit", "2026-12", "--on", "2026-12-10 14:00")

    assert "Taken out of the queue: 3 that nobody needs any more.\n" in result.stdout
    assert queued(planned) == []


def test_no_tell_keeps_it_for_later(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder, "first")

    result = planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00", "--no-tell")
    assert "Not told: 3 who were invited. To tell them: copctl invitation send 2026-12\n" in result.stderr
    assert queued(planned) == []

    assert planned("invitation", "send", "2026-12").stdout == "Queued 3 updates.\n"
    assert "instead of Thursday" in part(deliver(planned, folder, "second")["sok@example.org"], "text/plain")


def test_the_calendar_entry_is_taken_away_when_it_is_called_off(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder, "first")

    result = planned("session", "cancel", "2026-12")
    mail = deliver(planned, folder, "second")["sok@example.org"]

    assert "Queued 3 cancellations to those who were invited.\n" in result.stdout
    assert mail["Subject"] == "Cancelled: Outcome harvesting, Thursday 10 December 2026"
    assert "METHOD:CANCEL" in part(mail, "text/calendar")
    assert (event(mail)["status"], event(mail)["sequence"]) == ("CANCELLED", 1)
    assert event(mail)["attendee"] == "mailto:sok@example.org"


def test_who_never_heard_of_it_hears_nothing_of_its_end(planned: Copctl) -> None:
    planned("invitation", "send", "2026-12")

    result = planned("session", "cancel", "2026-12")

    assert "Taken out of the queue: 3 that nobody needs any more.\n" in result.stdout
    assert queued(planned) == []


def test_called_off_and_on_again_is_a_new_request(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12", "--to", "sok@example.org")
    deliver(planned, folder, "first")
    planned("session", "cancel", "2026-12")
    deliver(planned, folder, "second")

    planned("session", "edit", "2026-12", "--status", "planned")
    mail = deliver(planned, folder, "third")["sok@example.org"]

    assert "takes place after all" in part(mail, "text/plain")
    assert "METHOD:REQUEST" in part(mail, "text/calendar")
    assert event(mail)["sequence"] == 2


def test_who_agreed_to_speak_hears_of_it_before_anybody_was_invited(planned: Copctl, folder: Path) -> None:
    planned("speakers", "ask", "2026-12", "mai@example.org")
    deliver(planned, folder, "first")
    planned("speakers", "accept", "2026-12", "mai@example.org")

    planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00")
    moved = deliver(planned, folder, "second")
    planned("session", "cancel", "2026-12")
    off = deliver(planned, folder, "third")

    assert set(moved) == set(off) == {"mai@example.org"}
    assert "instead of Thursday 10 December 2026, 18:00-19:00" in part(moved["mai@example.org"], "text/plain")
    assert event(off["mai@example.org"])["status"] == "CANCELLED"


def confirmed(planned: Copctl, folder: Path) -> None:
    """Mai has agreed to speak and has the mail about her part; nobody was invited."""
    planned("speakers", "ask", "2026-12", "mai@example.org", "--no-mail")
    planned("speakers", "accept", "2026-12", "mai@example.org")
    planned("speakers", "confirm", "2026-12", "mai@example.org")
    deliver(planned, folder, "first")


def test_a_confirmed_speaker_hears_of_the_end_of_what_was_moved_before(planned: Copctl, folder: Path) -> None:
    confirmed(planned, folder)
    planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00")

    result = planned("session", "cancel", "2026-12")

    assert "Brought up to date: 1 cancellation still in the queue.\n" in result.stdout
    assert kinds(planned) == [("Mai", "session cancellation")]
    text = part(deliver(planned, folder, "off")["mai@example.org"], "text/plain")
    assert "You get this because you speak at this session of MEL Mekong." in text


def test_for_a_confirmed_speaker_moved_and_moved_back_is_no_news(planned: Copctl, folder: Path) -> None:
    confirmed(planned, folder)
    planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00")

    result = planned("session", "edit", "2026-12", "--on", "2026-12-10 14:00")

    assert "Taken out of the queue: 1 that nobody needs any more.\n" in result.stdout
    assert queued(planned) == []


def test_who_was_asked_to_speak_and_is_silent_hears_that_it_is_off(planned: Copctl, folder: Path) -> None:
    planned("speakers", "ask", "2026-12", "mai@example.org")
    planned("speakers", "ask", "2026-12", "sok@example.org")
    deliver(planned, folder, "first")
    planned("speakers", "decline", "2026-12", "sok@example.org")

    result = planned("session", "cancel", "2026-12")

    assert "Queued 1 cancellation to those who were invited.\n" in result.stdout
    off = deliver(planned, folder, "second")
    assert set(off) == {"mai@example.org"}
    assert "because you were asked to speak at this session" in part(off["mai@example.org"], "text/plain")


def test_a_silent_cancellation_can_be_told_later(planned: Copctl, copctl: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder)
    planned("session", "cancel", "2026-12", "--no-tell")
    assert queued(planned) == []

    assert planned("invitation", "send", "2026-12").stdout == "Queued 3 cancellations.\n"
    assert copctl("invitation", "send", "2026-12").stderr.startswith("Error: Session 2026-12 is cancelled.")


def test_a_change_can_be_tried_and_names_who_would_be_told(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12", "--to", "sok@example.org")
    deliver(planned, folder)
    planned("invitation", "send", "2026-12", "--to", "bo@example.org")
    before = planned("log", "--json").json

    moved = planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00", "--dry-run")
    off = planned("session", "cancel", "2026-12", "--dry-run")

    assert moved.stdout == (
        "Would change session 2026-12: Outcome harvesting, Fri 11 Dec 2026, 15:00 (Asia/Phnom_Penh).\n"
        "Would queue 1 update to those who were invited.\n"
        "Would be brought up to date: 1 invitation still in the queue.\n"
    )
    assert moved.stderr == (
        "  Sok <sok@example.org>, session update in the words for members\n"
        "  Bo <bo@example.org>, speaker invitation in the words for speakers\n"
    )
    assert off.stdout == (
        "Would cancel session 2026-12: Outcome harvesting, Thu 10 Dec 2026, 14:00 (Asia/Phnom_Penh).\n"
        "Would queue 1 cancellation to those who were invited.\n"
        "Would be taken out of the queue: 1 that nobody needs any more.\n"
    )
    assert planned("log", "--json").json == before


def test_undo_of_a_change_brings_the_waiting_mails_back(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    before = queued(planned)
    planned("session", "edit", "2026-12", "--on", "2026-12-11 15:00")
    planned("undo")

    assert queued(planned) == before
    assert "Thursday 10" in deliver(planned, folder)["sok@example.org"]["Subject"]


# When the mails go out -----------------------------------------------------------------------------


def test_an_invitation_to_what_has_begun_stays_here(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")

    late = planned("mail", "deliver", "--to-folder", "mails", now=NOW.replace(month=12, day=11))

    assert "session 2026-12 has begun" in late.stderr
    assert not list((folder / "mails").glob("*.eml"))


def test_only_those_without_an_answer_are_reminded_and_once(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder, "first")
    planned("session", "rsvp", "2026-12", "mai@example.org", "yes")

    assert planned("invitation", "remind", "2026-12").stdout == "Queued 1 reminder.\n"
    assert kinds(planned) == [("Sok", "session reminder")]
    mail = deliver(planned, folder, "second")["sok@example.org"]
    assert mail["Subject"] == "Are you coming? Outcome harvesting, Thursday 10 December 2026"
    assert planned("invitation", "remind", "2026-12").stdout == "Queued no mail. 1 had theirs already.\n"


def test_who_answers_meanwhile_is_not_reminded(planned: Copctl, folder: Path) -> None:
    planned("invitation", "send", "2026-12")
    deliver(planned, folder, "first")
    planned("invitation", "remind", "2026-12")
    planned("session", "rsvp", "2026-12", "sok@example.org", "no")

    late = planned("mail", "deliver", "--to-folder", "second")

    assert "has answered since" in late.stderr


def test_nobody_can_be_reminded_before_somebody_was_invited(planned: Copctl, copctl: Copctl) -> None:
    result = copctl("invitation", "remind", "2026-12")

    assert result.stderr.startswith("Error: Nobody was invited to session 2026-12 yet.\n")
    assert result.exit_code == 1


# One file a reader ---------------------------------------------------------------------------------


def test_each_reader_is_a_file_named_by_number(planned: Copctl, folder: Path) -> None:
    planned("member", "add", "--name", "../../Mal/ory", "--email", "mal@example.org")
    result = planned("invitation", "render", "2026-12", "--each", "--out", "each")

    assert result.stdout == "Wrote 4 mails to each.\n"
    names = sorted(path.name for path in (folder / "each").iterdir())
    assert names == ["000001.eml", "000002.eml", "000003.eml", "000007.eml"]
    mail = message_from_bytes((folder / "each" / names[0]).read_bytes(), policy=policy.default)
    assert mail["To"].addresses[0].addr_spec == "mai@example.org"
    assert queued(planned) == []


def test_every_link_to_unsubscribe_names_its_reader(planned: Copctl, folder: Path) -> None:
    planned("session", "edit", "2026-12", "--title", "What a %TOKEN% is")
    planned("invitation", "render", "2026-12", "--each", "--out", "each")
    planned("invitation", "send", "2026-12")
    planned("invitation", "send", "2026-12", "--to", "prospects")
    sent = deliver(planned, folder)
    token = token_of(link_key.load_or_make(folder), 1)
    by_hand = message_from_bytes((folder / "each" / "000001.eml").read_bytes(), policy=policy.default)

    for mail in (sent["mai@example.org"], by_hand):
        assert mail["List-Unsubscribe"] == f"<mailto:ana@example.org?subject=unsubscribe%20{token}>"
        assert f"with the subject: unsubscribe {token}\n" in part(mail, "text/plain").replace("\r\n", "\n")
        link = f'<a href="mailto:ana@example.org?subject=unsubscribe%20{token}"'
        assert link in part(mail, "text/html")
        assert "What a %TOKEN% is" in part(mail, "text/plain")
    assert token_of(link_key.load_or_make(folder), 5) in part(sent["pia@example.org"], "text/html")
    assert "no, thank you" not in part(sent["pia@example.org"], "text/plain")
    assert "%TOKEN" not in part(sent["bo@example.org"], "text/html").replace("What a %TOKEN% is", "")


def test_a_query_renders_the_words_for_whom_it_finds(planned: Copctl, copctl: Copctl, folder: Path) -> None:
    for query, words in (("status=prospect", "as a guest"), ("status=dormant", "as a member of")):
        planned("invitation", "render", "2026-12", "--to", query, "--out", "words")
        assert words in (folder / "words" / "invitation.txt").read_text(encoding="utf-8")

    result = copctl("invitation", "send", "2026-12", "--to", "bogus")
    assert result.stderr == (
        "Error: There is no member 'bogus'.\n"
        "Try: --to members, prospects or speakers, a member, or a condition such as 'country=KH'\n"
    )


def test_a_template_that_is_wrong_leaves_no_half_of_the_files(
    planned: Copctl, copctl: Copctl, folder: Path
) -> None:
    planned("member", "add", "--name", "Zoe", "--email", "zoe@example.org", "--languages", "km")
    own = folder / "templates" / "invitation"
    own.mkdir(parents=True)
    (own / "members.km.txt").write_text("សូម\n", encoding="utf-8")
    (own / "subject.km.txt").write_text("{{ title", encoding="utf-8")

    result = copctl("invitation", "render", "2026-12", "--each", "--out", "each")

    assert result.exit_code == 1
    assert "subject.km.txt" in result.stderr
    assert not (folder / "each").exists()


def test_each_and_for_exclude_each_other(planned: Copctl, copctl: Copctl) -> None:
    result = copctl("invitation", "render", "2026-12", "--each", "--for", "mai@example.org")

    assert result.stderr.startswith("Error: --each is for many, --for for one.\n")
    assert result.exit_code == 2
