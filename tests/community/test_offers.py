"""What members may send in, and what is too much."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copctl.community import offers, people
from copctl.errors import Refused
from tests.community.portal import HARD, offer, portal, store, two_members
from tests.conftest import NOW, Copctl


@pytest.fixture(autouse=True)
def members(succeed: Copctl) -> None:
    two_members(succeed)


def _waiting() -> list[Any]:
    database = store()
    with database.reading() as db:
        return [offers.entry(held) for held in offers.waiting(db)]


def test_words_are_kept_as_they_were_written() -> None:
    offer(title=f"  {HARD}\n", body="One\r\n\r\nទឹក \x00 two")

    [held] = _waiting()
    assert (held["title"], held["body"]) == (HARD, "One\n\nទឹក  two")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"title": "  \u200b "}, "The title is empty."),
        ({"title": "x" * 201}, "The title has 201 characters; at most 200 can be sent in."),
        ({"body": "x" * 20_001}, "The body has 20,001 characters; at most 20,000 can be sent in."),
        ({"link": "javascript:alert(1)"}, "'javascript:alert(1)' is no address that a newsletter can link to."),
        ({"link": "https://example.org/" + "a" * 2_000}, "The link has 2,020 characters; at most 2,000 can be sent in."),
        ({"kind": "poem"}, "'poem' is nothing that can be sent in."),
    ],
)  # fmt: skip
def test_what_will_not_do_is_one_sentence(said: dict[str, str], sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        offer(**said)  # type: ignore[arg-type]

    assert refused.value.message == sentence
    assert _waiting() == []


def test_the_longest_texts_fit() -> None:
    offer(title="ទ" * 200, body="ក" * 20_000)

    [held] = _waiting()
    assert (len(held["title"]), len(held["body"])) == (200, 20_000)


def test_so_much_of_one_member_waits_and_no_more(succeed: Copctl) -> None:
    for number in range(offers.MOST_WAITING):
        offer(title=f"Story {number}")

    with pytest.raises(Refused, match="20 things that you sent in still wait for the moderator"):
        offer(title="One more")

    offer("bopha@example.org", title="Of another")
    succeed("inbox", "decline", "1")
    offer(title="One more")
    assert len(_waiting()) == offers.MOST_WAITING + 1


def test_only_a_story_needs_an_agreement() -> None:
    offer(kind="project", agreed=True)

    assert _waiting()[0]["agreed"] is None


def test_members_see_what_they_sent_in_and_nothing_of_others() -> None:
    offer(title="Mine")
    offer(title="Mine too")
    offer("bopha@example.org", title="Hers")

    database = store()
    with database.reading() as db:
        theirs = [held.title for held in offers.of(db, people.find(db, "dara@example.org"))]
    database.close()

    assert theirs == ["Mine too", "Mine"]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(title=st.text(max_size=250), body=st.text(max_size=300), link=st.text(max_size=60))
def test_any_text_is_kept_clean_or_refused(title: str, body: str, link: str) -> None:
    with portal("dara@example.org", "offer") as (db, member):
        said = {"title": title, "body": body, "link": link}
        try:
            kept = [offers.send_in(db, member, "project", said, now=NOW)]
        except Refused:
            kept = []
        for held in kept:
            assert held.title
            assert not {"\x00", "\x1b"} & set(held.title + held.body + held.link)
        db.rollback()
