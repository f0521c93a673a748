"""A session from its first mail to its last: invited, moved, answered, held, wrapped up, with a real server."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest
from icalendar import Calendar

from tests.conftest import Copctl
from tests.faults.conftest import name_server
from tests.faults.sink import Sink, sinking
from tests.mail import arriving

INVITED = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MOVED = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
ANSWERED = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
AFTER = datetime(2026, 12, 12, 3, 0, tzinfo=UTC)
JOINED = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)

PEOPLE = (
    ("Bo Sar", "bo@example.org", "KH", "Asia/Phnom_Penh"),
    ("ສົມໄຊ ວົງສາ", "somxay@example.org", "LA", "Asia/Vientiane"),
    ("Đặng Lan", "lan@example.org", "VN", "Asia/Ho_Chi_Minh"),
    ("Tess [red] <b>", "tess@example.org", "AU", "Australia/Melbourne"),
)
TEAMS = """\
1. Summary
Meeting title\tStory circles
Attended participants\t4
Start time\t12/11/26, 13:58:00
End time\t12/11/26, 15:31:00
Meeting duration\t1h 33m

2. Participants
Name\tFirst join\tLast leave\tIn-meeting duration\tEmail\tParticipant ID (UPN)\tRole
Ana Lim\t12/11/26, 13:58:00\t12/11/26, 15:31:00\t1h 33m\tana@example.org\tana@example.org\tOrganizer
Bo Sar\t12/11/26, 14:00:10\t12/11/26, 15:30:10\t1h 30m\tbo@example.org\tbo@example.org\tPresenter
ສົມໄຊ ວົງສາ\t12/11/26, 14:05:00\t12/11/26, 15:25:00\t1h 20m\tsomxay@example.org\tsomxay@example.org\tAttendee
Gail Guest\t12/11/26, 14:10:00\t12/11/26, 15:20:00\t1h 10m\tgail@visitor.example\tgail@visitor.example\tAttendee

3. In-Meeting Activities
Name\tJoin time\tLeave time\tDuration\tEmail\tRole
"""


def parsed(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default.clone(raise_on_defect=True))
    assert isinstance(message, EmailMessage)
    return message


def arrived(sink: Sink) -> dict[str, EmailMessage]:
    """What came since the last look, by the address that it came to."""
    mails = [parsed(content) for content in sink.mails]
    sink.mails.clear()
    return {message["To"].addresses[0].addr_spec: message for message in mails}


def event(message: EmailMessage) -> tuple[str, dict[str, str]]:
    """The method and the properties of the calendar part."""
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(part.get_content())
    assert part.get_param("method") == str(calendar["method"])
    held = calendar.walk("VEVENT")[0]
    return str(calendar["method"]), {name: str(held[name].to_ical(), "utf-8") if hasattr(held[name], "to_ical")
                                     and isinstance(held[name].to_ical(), bytes) else str(held[name])
                                     for name in held}  # fmt: skip


@pytest.fixture
def community(succeed: Copctl, folder: Path) -> Copctl:
    for name, address, country, zone in PEOPLE:
        succeed(
            "member", "add", "--name", name, "--email", address, "--country", country, "--timezone", zone,
            "--consent", "newsletter",
        )  # fmt: skip
    succeed("topic", "add", "Story circles")
    succeed(
        "session", "plan", "--topic", "Story circles", "--on", "2026-12-10 14:00",
        "--link", "https://meet.example.org/x", "--speaker", "bo@example.org",
    )  # fmt: skip
    succeed("session", "edit", "2026-12", "--speaker-status", "bo@example.org:confirmed")
    return succeed


def test_a_session_from_invitation_to_follow_up(community: Copctl, copctl: Copctl, folder: Path) -> None:
    with sinking() as sink:
        name_server(sink)

        # Invited: everybody by a mail of their own, in their own time.
        community("invitation", "send", "2026-12", now=INVITED)
        community("mail", "deliver", now=INVITED)
        mails = arrived(sink)
        assert set(mails) == {address for _, address, _, _ in PEOPLE}
        tess = mails["tess@example.org"]
        assert "18:00" in tess.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        assert "<b>" not in tess.get_body(("html",)).get_content().partition("<body")[2].replace(  # type: ignore[union-attr]
            "&lt;b&gt;", ""
        )
        method, first = event(mails["bo@example.org"])
        assert (method, first["SEQUENCE"]) == ("REQUEST", "0")

        # Moved by a day: the entry is updated, once.
        community("session", "edit", "2026-12", "--on", "2026-12-11 14:00", now=MOVED)
        community("mail", "deliver", now=MOVED)
        mails = arrived(sink)
        assert set(mails) == {address for _, address, _, _ in PEOPLE}
        method, moved = event(mails["lan@example.org"])
        assert (method, moved["UID"], moved["SEQUENCE"]) == ("REQUEST", first["UID"], "1")
        assert moved["DTSTART"] == "20261211T070000Z"
        again = copctl("mail", "deliver", now=MOVED)
        assert (again.exit_code, arrived(sink)) == (0, {})

        # Answered: two calendars say yes, one says no to what was moved.
        inbox = folder / "inbox"
        inbox.mkdir()
        for key, address, said in (
            ("a", "somxay@example.org", "ACCEPTED"),
            ("b", "lan@example.org", "ACCEPTED"),
            ("c", "tess@example.org", "DECLINED"),
        ):
            ics = arriving.calendar(first["UID"], address, said, sequence=1, stamp="20261126T030000Z")
            (inbox / f"{key}.eml").write_bytes(arriving.gmail(ics, key=key, sender=f"<{address}>"))
        community("mail", "fetch", "inbox", now=ANSWERED)
        shown = community("session", "show", "2026-12", "--json", now=ANSWERED).json
        assert shown["answers"]["yes"] == 2
        assert shown["answers"]["no"] == 1

        # Held: the meeting's own report says who was there.
        (folder / "teams.csv").write_bytes(TEAMS.encode("utf-16"))
        came = community("session", "attendance", "2026-12", "teams.csv", "--json", now=AFTER).json
        assert came["figures"]["attended"] == 3

        # Wrapped up: thanks, the recording for who missed it, questions, an invitation to join.
        community(
            "session", "wrap", "2026-12", "--recording", "https://video.example.org/2",
            "--feedback-url", "https://form.example.org/f?c={code}", now=AFTER,
        )  # fmt: skip
        waiting = [(m["kind"], m["to"]) for m in community("mail", "queue", "--json", now=AFTER).json]
        assert sorted(waiting) == [
            ("invitation to join", "gail@visitor.example"),
            ("missed session", "lan@example.org"),
            ("survey invitation", "bo@example.org"),
            ("survey invitation", "gail@visitor.example"),
            ("survey invitation", "somxay@example.org"),
            ("thank-you to a speaker", "bo@example.org"),
        ]
        community("mail", "deliver", now=AFTER)
        assert len(sink.mails) == 6
        missed = next(
            m for m in map(parsed, sink.mails) if m["To"].addresses[0].addr_spec == "lan@example.org"
        )
        assert "https://video.example.org/2" in missed.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        asked = [parsed(content).as_string() for content in sink.mails]
        assert not any("%CODE%" in text or "%NAME%" in text for text in asked)

        # And the guest joins.
        community("member", "join", "gail@visitor.example", now=JOINED)
        row = community("session", "funnel", "2026-12", "--json", now=JOINED).json[0]
        assert {k: row[k] for k in ("invited", "registered", "attended", "absent", "guests", "joined")} == {
            "invited": 4, "registered": 2, "attended": 3, "absent": 1, "guests": 1, "joined": 1,
        }  # fmt: skip
        assert community("topic", "list", "--all", "--json", now=JOINED).json[0]["status"] == "covered"
        counts = sink.times()
        assert set(counts.values()) == {1}
