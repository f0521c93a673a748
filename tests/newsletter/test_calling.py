"""`copctl newsletter call`, from the outside."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from copctl.store.schema import Issue
from tests.conftest import NOW, Copctl
from tests.newsletter.world import Outline

LATER = NOW + timedelta(days=9)
BOOK = ("--consent", "Dao, by phone, wording agreed")


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    """Six members: four can be asked, one has not agreed, one is dormant. Some of them gave something."""
    for name, mail, more in (
        ("<b>សុខា</b> [red]", "sok", ("--organisation", "Mekong & <i>Co", "--country", "KH")),
        ("Đào", "dao", ("--organisation", "Cửu Long", "--country", "VN")),
        ("Mai", "mai", ("--organisation", "Cửu Long", "--country", "VN")),
        ("Ko Ko", "ko", ("--country", "MM")),
    ):
        succeed(
            "member",
            "add",
            "--name",
            name,
            "--email",
            f"{mail}@example.org",
            "--consent",
            "newsletter",
            *more,
        )
    succeed("member", "add", "--name", "Tim", "--email", "tim@example.org")
    succeed("member", "add", "--name", "Noy", "--email", "noy@example.org", "--status", "dormant")
    succeed("project", "add", "--title", "=1+1 <b>Lights</b>", "--by", "1", "--date", "2026-05-02")
    succeed("story", "add", "--title", "SECRET story", "--by", "2", "--date", "2026-04-02", *BOOK)
    return succeed


def asked(people: Copctl, *words: str, **world: Any) -> tuple[list[int], int, int]:
    """Who would be asked, how many were already, and how many gave something."""
    found = people("newsletter", "call", "2026Q4", "--json", *words, **world).json
    return [row["number"] for row in found["queued"]], found["already"], found["gave"]


def mail(people: Copctl, number: int) -> Any:
    return people("mail", "show", str(number), "--json").json


def test_every_active_member_who_agreed_is_asked_once(people: Copctl) -> None:
    tried = people("newsletter", "call", "2026Q4", "--dry-run")
    assert tried.stdout == "Would queue 4 mails that ask for items until 2026-12-17.\n"
    assert tried.stderr == (
        "Left out, has not agreed to get the newsletter: Tim.\nTo: <b>សុខា</b> [red], Đào, Mai, Ko Ko.\n"
    )
    assert people("mail", "queue", "--json").json == []

    done = people("newsletter", "call", "2026Q4")
    assert done.stdout == "Queued 4 mails that ask for items until 2026-12-17.\n"
    assert done.stderr.endswith("Next: copctl mail queue, then copctl mail deliver --to-folder DIR\n")
    assert asked(people) == ([], 4, 0)
    people("mail", "cancel", "2")
    assert asked(people) == ([2], 3, 0)


def test_a_mail_says_what_its_reader_gave_last_and_how_to_answer(people: Copctl) -> None:
    people("newsletter", "call", "2026Q4")

    shown = mail(people, 1)
    assert (shown["kind"], shown["subject"]) == ("newsletter call", "What can we tell about your work?")
    lines = shown["text"].splitlines()
    for line in (
        "Dear <b>សុខា</b> [red],",
        "The last we had from you (May 2026)",
        "was the project “=1+1 <b>Lights</b>”.",
        "Answer this mail until Thursday 17 December 2026. Fill these lines in,",
        "    What happened:",
        "    For whom:",
        "    How do we know:",
        "    Who agrees that it is published, and how:",
        "    Picture (attach it): who is in it, and did they agree:",
        "like this one, write to ana@example.org",
    ):
        assert line in lines
    assert "issue of the newsletter (October to December 2026)" in shown["text"]
    page = Outline(shown["html"])
    assert page.levels == [1, 2, 2]
    assert "was the project “=1+1 <b>Lights</b>” (May 2026)." in page.words
    assert "b" not in page.tags
    answer = next(address for address in page.addresses if "What%20happened" in address)
    assert answer.startswith(
        "mailto:ana@example.org?subject=For%20the%20newsletter%202026Q4&body=What%20happened%3A%0D%0A"
    )


def test_a_mail_says_what_an_organisation_gave_or_that_nothing_came(people: Copctl) -> None:
    people("resource", "add", "--title", "Guide", "--organisation", "Mekong & <i>Co", "--date", "2024-03-01")
    people("project", "edit", "1", "--date", "2025-03-01")
    people("newsletter", "call", "2026Q4")

    of_sok, of_dao, of_mai, of_ko = (mail(people, number)["text"] for number in (1, 2, 3, 4))
    assert (
        "Nothing from Mekong & <i>Co\nhas been in the newsletter since March 2025,\n"
        "nor anything else from Cambodia:\nwhat you do is news to us.\n"
    ) in of_sok
    assert "The last we had from you (April 2026)\nwas a story of change.\n" in of_dao
    assert "The last we had from Cửu Long (April 2026)\nwas a story of change.\n" in of_mai
    assert "Nothing from Myanmar (Burma)\nhas been in the newsletter yet:\n" in of_ko
    assert all("SECRET" not in text for text in (of_sok, of_dao, of_mai, of_ko))
    assert "Mekong &amp; &lt;i&gt;Co" in mail(people, 1)["html"]


def test_a_story_without_consent_was_not_given_yet(people: Copctl) -> None:
    people("story", "edit", "2", "--body", "Other words than those agreed to.")
    people("newsletter", "call", "2026Q4")

    assert (
        "Nothing from Cửu Long\nhas been in the newsletter yet,\nnor anything else from Viet"
        in mail(people, 3)["text"]
    )


def test_who_gave_something_in_the_quarter_is_not_asked(people: Copctl) -> None:
    people("project", "add", "--title", "New", "--by", "3", "--date", "2026-10-01")
    people("project", "add", "--title", "Too old", "--by", "4", "--date", "2026-09-30")

    done = people("newsletter", "call", "2026Q4")

    assert done.stdout == (
        "Queued 3 mails that ask for items until 2026-12-17. 1 gave something for 2026Q4 already.\n"
    )
    assert [row["number"] for row in people("mail", "queue", "--json").json] == [1, 2, 3]


def test_again_asks_those_who_gave_nothing_since(people: Copctl, folder: Path) -> None:
    people("newsletter", "call", "2026Q4", "--to", "country=VN or country=MM")
    assert asked(people, "--again") == ([], 3, 0)  # they wait
    people("mail", "deliver", "--to-folder", "out/mail")
    people("story", "add", "--title", "New", "--by", "2", *BOOK)

    again = people("newsletter", "call", "2026Q4", "--again", now=LATER)

    assert again.stdout == (
        "Queued 2 mails that ask for items until 2026-12-17. 1 gave something for 2026Q4 already.\n"
    )
    assert "Left out, was not asked yet: <b>សុខា</b> [red]." in again.stderr
    shown = people("mail", "show", "4", "--json").json
    assert shown["subject"] == "There is still time: what can we tell about your work?"
    assert "we asked you a little while ago" in shown["text"]
    people("mail", "deliver", "--to-folder", "out/mail", now=LATER)
    assert asked(people, "--again", now=LATER) == ([], 0, 1)
    assert (
        "was asked twice: Mai, Ko Ko." in people("newsletter", "call", "2026Q4", "--again", now=LATER).stderr
    )


def test_a_form_takes_items_in(people: Copctl, copctl: Copctl) -> None:
    people("newsletter", "call", "2026Q4", "--link", "https://forms.example.org/give?a=1&b=2")

    shown = mail(people, 1)
    assert "until Thursday 17 December 2026, here:" in shown["text"].replace("Until", "until")
    assert "https://forms.example.org/give?a=1&b=2\n" in shown["text"]
    assert Outline(shown["html"]).addresses[0] == "https://forms.example.org/give?a=1&b=2"
    refused = copctl("newsletter", "call", "2026Q4", "--link", "javascript:alert(1)")
    assert refused.stderr.startswith("Error: 'javascript:alert(1)' is no web address.")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "says"),
    [
        (("2026Q2",), 1, "Error: The quarter 2026Q2 is over.\nTry: copctl newsletter call 2026Q4\n"),
        (("2027Q2",), 1, "Error: The quarter 2027Q2 is still far.\nTry: copctl newsletter call 2026Q4\n"),
        (("2026Q4", "--by", "2026-11-22"), 1, "Error: 2026-11-22 is past.\nTry: --by 2026-12-17\n"),
        (("soon",), 3, "Error: 'soon' is not a quarter.\nTry: write it as 2026Q4\n"),
        (("2026Q4", "--to", "country=="), 2, "Error:"),
        (("2026Q4", "--to", "nobody"), 3, "Error: There is no member 'nobody'.\nTry:"),
    ],
)
def test_what_will_not_do_is_one_sentence(
    people: Copctl, copctl: Copctl, arguments: tuple[str, ...], exit_code: int, says: str
) -> None:
    refused = copctl("newsletter", "call", *arguments)

    assert (refused.exit_code, refused.stdout) == (exit_code, "")
    assert refused.stderr.startswith(says)


def test_the_issue_before_can_still_be_asked_for_and_everybody_gets_a_week(people: Copctl) -> None:
    assert people("newsletter", "call", "2026Q3", "--dry-run", "--json").json["by"] == "2026-11-30"
    assert people("newsletter", "call", "2027Q1", "--dry-run", "--json").json["by"] == "2027-03-17"


def test_somebody_alone_is_asked_and_who_cannot_be_is_named(people: Copctl) -> None:
    assert people("newsletter", "call", "2026Q4", "--to", "Ko Ko").stdout.startswith(
        "Queued 1 mail that asks"
    )
    assert people("newsletter", "call", "2026Q4", "--to", "Noy").stderr == "Left out, is dormant: Noy.\n"


def test_a_template_of_the_community_speaks_the_readers_language(people: Copctl, folder: Path) -> None:
    own = folder / "templates" / "newsletter"
    own.mkdir(parents=True)
    (own / "call.vi.txt").write_text(
        "Chào {{ name }}\n====\n{{ months }}\n{{ by | day }}\n{{ organisation.when if organisation }}\n",
        encoding="utf-8",
    )
    people("member", "edit", "3", "--languages", "vi en")

    people("newsletter", "call", "2026Q4")

    shown = mail(people, 3)
    assert (shown["subject"], shown["html"]) == ("Chào Mai", "")
    assert "tháng 4 năm 2026" in shown["text"].lower()
    assert mail(people, 2)["subject"] == "What can we tell about your work?"


def test_it_is_undone_with_its_letters(people: Copctl) -> None:
    people("newsletter", "call", "2026Q4")
    people("undo")

    assert people("mail", "queue", "--json").json == []
    assert asked(people)[0] == [1, 2, 3, 4]


# When it goes out ----------------------------------------------------------------------------------


def held_back(people: Copctl, **world: Any) -> dict[int, str]:
    found = people("mail", "deliver", "--to-folder", "out/mail", "--dry-run", "--json", **world).json
    return {row["number"]: row["why"] for row in found["withheld"]}


def test_who_gave_something_since_is_left_in_peace(people: Copctl) -> None:
    people("newsletter", "call", "2026Q4")
    assert held_back(people) == {}

    people("resource", "add", "--title", "Guide", "--by", "4")
    people("member", "edit", "3", "--withdraw", "newsletter")

    assert held_back(people) == {
        3: "has not agreed to get the newsletter",
        4: "has given something since",
    }


def test_nobody_is_asked_for_an_issue_that_was_sent(
    people: Copctl, copctl: Copctl, stored: Callable[..., None]
) -> None:
    people("newsletter", "call", "2026Q4", "--to", "Ko Ko")
    stored(Issue(quarter="2026Q4", offered=[], drafted_at=NOW, status="sent"))

    assert held_back(people) == {1: "the issue 2026Q4 was sent since"}
    assert copctl("newsletter", "call", "2026Q4").stderr == (
        "Error: The issue 2026Q4 was sent already.\nTry: copctl newsletter call 2027Q1\n"
    )


def test_nobody_is_asked_after_the_day_that_the_mail_names(people: Copctl) -> None:
    people("newsletter", "call", "2026Q4", "--to", "Ko Ko", "--by", "2026-12-01")

    assert held_back(people, now=datetime(2026, 12, 1, 9, tzinfo=UTC)) == {}
    assert held_back(people, now=datetime(2026, 12, 2, 9, tzinfo=UTC)) == {
        1: "it asks for items until 2026-12-01"
    }
