"""What is due, and what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from copctl.health.due import Facts, Unanswered, Upcoming, due

NOW = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)
TODAY = date(2026, 10, 5)


def session(
    days: int,
    *,
    speakers: int = 2,
    where: str = "https://meet.example.org",
    invited: int = 0,
    came: int = 0,
    is_held: bool = False,
) -> Upcoming:
    starts = NOW + timedelta(days=days)
    return Upcoming(
        "2026-12", "Storytelling", starts, "Asia/Bangkok", where, speakers, invited, came, is_held
    )


def commands(facts: Facts) -> list[str]:
    return [thing.command for thing in due(facts, NOW, TODAY)]


def test_a_session_that_is_well_prepared_asks_for_nothing() -> None:
    assert commands(Facts(members={"active": 3}, sessions=(session(60),))) == []


def test_a_session_without_speaker_and_place_asks_for_both() -> None:
    facts = Facts(members={"active": 3}, sessions=(session(60, speakers=0, where=""),))

    assert commands(facts) == [
        "copctl speakers suggest --session 2026-12",
        "copctl session edit 2026-12 --link https://...",
    ]


def test_a_session_that_is_over_asks_who_was_there_and_then_to_be_wrapped_up() -> None:
    def asked(session: Upcoming) -> list[str]:
        return commands(Facts(members={"active": 3}, sessions=(session,)))

    assert asked(session(-1)) == ["copctl session attendance 2026-12 FILE"]
    assert asked(session(-1, came=12)) == ["copctl session wrap 2026-12"]
    assert asked(session(-9, came=12, is_held=True)) == ["copctl session wrap 2026-12"]


def test_a_session_that_is_near_asks_for_invitations_once() -> None:
    def asked(session: Upcoming) -> list[str]:
        return commands(Facts(members={"active": 3}, sessions=(session,)))

    assert asked(session(30)) == []
    assert asked(session(20)) == ["copctl invitation send 2026-12"]
    assert asked(session(20, invited=40)) == []


def test_a_session_that_was_held_does_not_stand_for_one_that_is_planned() -> None:
    facts = Facts(members={"active": 3}, wanted="storytelling", sessions=(session(-9, came=2, is_held=True),))

    assert "copctl session plan --topic storytelling" in commands(facts)


def test_a_wanted_topic_asks_for_a_session_until_one_is_planned() -> None:
    wanted = Facts(members={"active": 3}, wanted="storytelling")

    assert commands(wanted) == ["copctl session plan --topic storytelling"]
    assert commands(Facts(members={"active": 3}, wanted="storytelling", sessions=(session(60),))) == []


def test_the_issue_is_due_in_the_second_half_of_its_quarter() -> None:
    facts = Facts(members={"active": 3})

    assert due(facts, NOW, date(2026, 10, 5)) == []
    assert [t.command for t in due(facts, NOW, date(2026, 12, 1))] == ["copctl newsletter draft 2026Q4"]


def test_mails_that_wait_are_due() -> None:
    assert commands(Facts(members={"active": 3}, queued=2)) == ["copctl mail deliver --to-folder DIR"]


def test_who_has_not_answered_is_reminded_after_some_days_and_not_before() -> None:
    def asked(days: int, waiting: int = 3) -> Facts:
        survey = Unanswered("q4", 20, waiting, NOW - timedelta(days=days))
        return Facts(members={"active": 3}, unanswered=(survey,))

    assert commands(asked(5)) == ["copctl survey remind q4"]
    assert commands(asked(4)) == []
    assert commands(asked(9, waiting=0)) == []
    assert due(asked(5), NOW, TODAY)[0].what == "3 of 20 invited have not answered q4."


def test_what_members_sent_in_is_told_by_number() -> None:
    def said(offered: int) -> list[tuple[str, str]]:
        things = due(Facts(members={"active": 3}, offered=offered), NOW, TODAY)
        return [(thing.what, thing.command) for thing in things]

    assert said(0) == []
    assert said(1) == [("1 thing that members sent in waits for you.", "copctl inbox list")]
    assert said(2) == [("2 things that members sent in wait for you.", "copctl inbox list")]
