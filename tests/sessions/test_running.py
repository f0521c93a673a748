"""Who stands beside an item of the run of show."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from copctl.sessions.programme import Item, slots
from copctl.sessions.running import Performer, run_of_show, speakers_of

STARTS = datetime(2026, 12, 10, 7, 0, tzinfo=UTC)


def beside(title: str, *people: Performer) -> tuple[str, ...]:
    [slot] = slots(STARTS, [Item(10, title)])
    return speakers_of(slot, people)


@pytest.mark.parametrize(
    ("title", "name", "talk", "is_theirs"),
    [
        ("Ana Lim opens", "Ana Lim", "", True),
        ("ANA LIM opens", "Ana Lim", "", True),
        ("A plan for all", "An", "", False),
        ("Annual report", "Ann", "", False),
        ("សុខា និយាយ", "សុខា", "", True),
        ("Talk: What we heard", "Mai", "What we heard", True),
        ("What we heard, and more", "Mai", "", False),
        ("Questions", "Mai", "Q", False),
        ("10 [x] (y)* c++", "c++", "", True),
    ],
)
def test_an_item_is_somebodys_when_it_names_them_or_their_talk(
    title: str, name: str, talk: str, is_theirs: bool
) -> None:
    assert beside(title, Performer(name, talk)) == ((name,) if is_theirs else ())


def test_minutes_that_are_left_stand_open_at_the_end() -> None:
    agenda = slots(STARTS, [Item(10, "Welcome"), Item(30, "Mai tells")])

    run = run_of_show(STARTS, 60, agenda, [Performer("Mai")])

    assert [(f"{line.starts:%H:%M}", line.minutes, line.item, line.speakers) for line in run] == [
        ("07:00", 10, "Welcome", ()), ("07:10", 30, "Mai tells", ("Mai",)), ("07:40", 20, "", ()),
    ]  # fmt: skip
    assert run[-1].ends == datetime(2026, 12, 10, 8, 0, tzinfo=UTC)
    assert not run_of_show(STARTS, 60, [], [])
