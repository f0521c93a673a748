"""`copctl inbox`: what members send in, from the outside."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from tests.community.portal import HARD, offer, two_members
from tests.conftest import NOW, Copctl

KEYS = [
    "number", "kind", "title", "body", "link", "member", "member_number", "agreed", "offered_at", "verdict",
    "note", "settled_on", "contribution",
]  # fmt: skip


@pytest.fixture(autouse=True)
def members(succeed: Copctl) -> None:
    two_members(succeed)


def test_what_waits_is_listed_oldest_first(succeed: Copctl) -> None:
    # 23:30 UTC is the next day in Phnom Penh.
    offer(title="The pump", at=NOW - timedelta(days=2, hours=-15.5))
    offer("bopha@example.org", "resource", "A toolbox", link="https://example.org/a", agreed=False)

    assert succeed("inbox", "list").stdout == (
        "\n"
        " No.   Sent in      Kind       Title       By\n"
        " ────────────────────────────────────────────────────\n"
        "   1   2026-11-22   story      The pump    Sok Dara\n"
        "   2   2026-11-23   resource   A toolbox   Chea Bopha\n"
        "\n"
    )
    rows = succeed("inbox", "list", "--json").json
    assert [list(row) for row in rows] == [KEYS, KEYS]
    assert rows[1] == {
        "number": 2, "kind": "resource", "title": "A toolbox", "body": "It *works*.",
        "link": "https://example.org/a", "member": "Chea Bopha", "member_number": 2, "agreed": None,
        "offered_at": "2026-11-23T08:00:00+00:00", "verdict": "waiting", "note": "", "settled_on": None,
        "contribution": None,
    }  # fmt: skip


def test_names_and_words_of_any_script_pass_harmless(succeed: Copctl) -> None:
    succeed("member", "edit", "1", "--name", HARD)
    offer(title=HARD, body=HARD)

    assert succeed("inbox", "list").stdout.count("[red]") == 2
    assert "<script>" not in succeed("inbox", "list", "--format", "markdown").stdout
    assert succeed("inbox", "list", "--json").json[0]["title"] == HARD
    assert succeed("inbox", "show", "1").stdout.startswith(f"{HARD}\n")
    assert succeed("inbox", "accept", "1").stdout == f"Took in {HARD} by {HARD} as story 1.\n"
    assert succeed("story", "show", "1", "--json").json["agreed"] is True


def test_an_empty_inbox_says_so(succeed: Copctl) -> None:
    assert succeed("inbox", "list").stdout == "Nothing waits for you.\n"
    assert succeed("inbox", "list", "--all").stdout == "Nothing was sent in yet.\n"
    assert succeed("inbox", "list", "--json").json == []


def test_one_is_shown_with_all_that_came_with_it(succeed: Copctl) -> None:
    offer(link="https://example.org/pump")

    assert succeed("inbox", "show", "1").stdout == (
        "The pump\n"
        "Number     1\n"
        "Kind       story\n"
        "Sent in    2026-11-23\n"
        "By         Sok Dara (member 1)\n"
        "Link       https://example.org/pump\n"
        "Published  agreed to these words\n"
        "Verdict    waiting\n"
        "Text       It *works*.\n"
    )
    assert list(succeed("inbox", "show", "1", "--json").json) == KEYS


def test_an_accepted_story_is_agreed_in_exactly_its_words(succeed: Copctl) -> None:
    offer(at=NOW - timedelta(days=100))

    accepted = succeed("inbox", "accept", "1")

    assert (accepted.stdout, accepted.stderr) == ("Took in The pump by Sok Dara as story 1.\n", "")
    story = succeed("story", "show", "1", "--json").json
    assert story == {
        "number": 1, "kind": "story", "title": "The pump", "body": "It *works*.", "link": "", "member": "Sok Dara",
        "organisation": "Mekong Watch", "dated": "2026-08-15", "consent_by": "Sok Dara, in the portal",
        "consent_on": "2026-08-15", "agreed": True, "picture": None,
    }  # fmt: skip
    [row] = succeed("inbox", "list", "--all", "--json").json
    assert (row["verdict"], row["settled_on"], row["contribution"]) == ("accepted", "2026-11-23", 1)
    assert "accepted on 2026-11-23, as story 1" in succeed("inbox", "show", "1").stdout
    assert succeed("inbox", "list").stdout == "Nothing waits for you.\n"


def test_edited_words_need_a_new_consent(succeed: Copctl) -> None:
    offer()

    accepted = succeed(
        "inbox", "accept", "1", "--title", "The pump that works", "--link", "https://example.org/"
    )

    assert accepted.stdout == "Took in The pump that works by Sok Dara as story 1.\n"
    assert accepted.stderr == (
        "It stays out of the newsletter: the text changed since Sok Dara agreed on 2026-11-23: ask again, then "
        'copctl story edit 1 --consent "Sok Dara, and how"\n'
    )
    story = succeed("story", "show", "1", "--json").json
    assert (story["title"], story["agreed"], story["link"]) == (
        "The pump that works",
        False,
        "https://example.org/",
    )
    assert "The pump that works" not in succeed("newsletter", "draft", "2026Q4", "--print").stdout


def test_a_story_that_nobody_agreed_to_stays_out_and_says_how_to_change_that(succeed: Copctl) -> None:
    offer(agreed=False)

    accepted = succeed("inbox", "accept", "1")

    assert accepted.stderr == (
        'Without consent it stays out of the newsletter: copctl story edit 1 --consent "Who agreed, and how"\n'
    )
    assert succeed("story", "show", "1", "--json").json["consent_by"] == ""


def test_nothing_that_waits_is_in_a_draft_or_a_list(succeed: Copctl) -> None:
    for kind in ("story", "project", "resource"):
        offer(kind=kind, title=f"A {kind} in waiting")

    draft = succeed("newsletter", "draft", "2026Q4", "--print").stdout
    lists = [succeed(kind, "list", "--json").json for kind in ("story", "project", "resource")]

    assert "in waiting" not in draft
    assert lists == [[], [], []]
    for number in "123":
        succeed("inbox", "accept", number)
    assert succeed("newsletter", "draft", "2026Q4", "--print").stdout.count("in waiting") == 3


def test_what_waits_is_told_first_of_all_and_with_a_draft(succeed: Copctl) -> None:
    offer()
    alone = succeed().stdout
    offer(title="Another")
    both = succeed().stdout

    assert "  1 thing that members sent in waits for you.\n      copctl inbox list\n" in alone
    assert "  2 things that members sent in wait for you.\n      copctl inbox list\n" in both
    drafted = succeed("newsletter", "draft", "2026Q4").stderr
    assert "2 things that members sent in wait for you: copctl inbox list\n" in drafted
    succeed("inbox", "decline", "1")
    succeed("inbox", "decline", "2")
    assert "sent in" not in succeed().stdout
    assert "sent in" not in succeed("newsletter", "draft", "2026Q4").stderr


def test_a_declined_one_keeps_the_note(succeed: Copctl) -> None:
    offer("bopha@example.org", "project", "A well")

    declined = succeed("inbox", "decline", "1", "--note", "We had it in March [red]")

    assert declined.stdout == "Declined A well by Chea Bopha.\n"
    [row] = succeed("inbox", "list", "--all", "--json").json
    assert (row["verdict"], row["note"], row["contribution"]) == (
        "declined",
        "We had it in March [red]",
        None,
    )
    assert succeed("project", "list", "--json").json == []


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_a_dry_run_changes_nothing(succeed: Copctl, verb: str) -> None:
    offer()
    before = succeed("log", "--json").json

    tried = succeed("inbox", verb, "1", "--dry-run")

    assert tried.stdout == {
        "accept": "Would take in The pump by Sok Dara as story.\n",
        "decline": "Would decline The pump by Sok Dara.\n",
    }[verb]  # fmt: skip
    assert succeed("log", "--json").json == before
    assert [row["verdict"] for row in succeed("inbox", "list", "--json").json] == ["waiting"]


@pytest.mark.parametrize("verb", ["accept", "decline"])
def test_what_is_settled_is_settled_once(succeed: Copctl, copctl: Copctl, verb: str) -> None:
    offer()
    succeed("inbox", "decline", "1")

    again = copctl("inbox", verb, "1")

    assert again.stderr == "Error: The pump was declined on 2026-11-23.\nTry: copctl inbox show 1\n"
    assert again.exit_code == 1


@pytest.mark.parametrize("number", ["9", "0", "9" * 20])
def test_a_number_that_nothing_has_is_not_found(copctl: Copctl, number: str) -> None:
    for verb in ("show", "accept", "decline"):
        result = copctl("inbox", verb, number)

        assert result.stderr == (
            f"Error: Nothing that was sent in has the number {number}.\nTry: copctl inbox list --all\n"
        )
        assert result.exit_code == 3


def test_a_link_that_a_newsletter_cannot_carry_is_refused_and_nothing_happens(
    succeed: Copctl, copctl: Copctl
) -> None:
    offer()

    assert copctl("inbox", "accept", "1", "--link", "javascript:alert(1)").exit_code == 1
    assert succeed("story", "list", "--json").json == []
    assert [row["verdict"] for row in succeed("inbox", "list", "--json").json] == ["waiting"]


def test_undo_takes_an_acceptance_back(succeed: Copctl) -> None:
    offer(kind="project", title="A well")
    succeed("inbox", "accept", "1")
    assert [piece["title"] for piece in succeed("member", "show", "1", "--json").json["evidence"]] == [
        "A well"
    ]

    assert succeed("undo").stdout == "Undid change 5 (inbox accept).\n"

    assert succeed("project", "list", "--json").json == []
    assert succeed("member", "show", "1", "--json").json["evidence"] == []
    assert [row["verdict"] for row in succeed("inbox", "list", "--json").json] == ["waiting"]
    succeed("undo", "6")
    assert [row["title"] for row in succeed("project", "list", "--json").json] == ["A well"]


def test_an_erased_member_leaves_nothing_of_what_they_sent_in(succeed: Copctl) -> None:
    succeed("member", "edit", "1", "--name", "Quux, Zebedee")
    offer(title="Marimbaland", body="Xylophones everywhere")
    offer(title="The vibraphone")
    succeed("inbox", "accept", "2")

    succeed("member", "remove", "1", "--erase", "--yes")

    left = b"".join(path.read_bytes() for path in Path().glob("community.db*")).lower()
    for trace in (b"zebedee", b"quux", b"marimbaland", b"xylophones"):
        assert trace not in left
    assert succeed("inbox", "list", "--all", "--json").json == []
    # What was taken in is the community's; the consent to it went with who gave it.
    story = succeed("story", "show", "1", "--json").json
    assert (story["title"], story["member"], story["consent_by"]) == ("The vibraphone", None, "")


def test_who_mended_their_name_since_leaves_no_old_one_behind(succeed: Copctl) -> None:
    succeed("member", "edit", "1", "--name", "Zebedee Quux")
    succeed("member", "edit", "2", "--name", "Zebedee Quux Senior")
    for number in (1, 2):
        offer(str(number), title=f"Story {number}")
        succeed("inbox", "accept", str(number))
    succeed("member", "edit", "1", "--name", "Zeb")

    succeed("member", "remove", "1", "--erase", "--yes")

    assert [row["consent_by"] for row in succeed("story", "list", "--json").json] == [
        "", "Zebedee Quux Senior, in the portal",
    ]  # fmt: skip
    left = b"".join(path.read_bytes() for path in Path().glob("community.db*"))
    assert left.count(b"Zebedee Quux") == left.count(b"Zebedee Quux Senior")


def test_a_removed_member_comes_back_with_what_they_sent_in(succeed: Copctl) -> None:
    offer()
    succeed("member", "remove", "1")
    assert succeed("inbox", "list", "--json").json == []

    succeed("undo")

    assert [row["member"] for row in succeed("inbox", "list", "--json").json] == ["Sok Dara"]


def test_the_words_are_edited_in_an_editor(succeed: Copctl, copctl: Copctl) -> None:
    offer()

    nobody = copctl("inbox", "accept", "1", "--edit")

    assert nobody.stderr == "Error: There is nothing to change.\nTry: copctl inbox accept --title ...\n"
    assert nobody.exit_code == 2
    with sqlite3.connect("community.db") as held:
        assert held.execute("SELECT verdict FROM offer").fetchall() == [("waiting",)]
    held.close()
