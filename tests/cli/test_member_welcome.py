"""A newcomer gets what they need: as a mail, and as a folder that opens without the internet."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.conftest import Copctl

LATER = datetime(2026, 12, 20, 8, 0, tzinfo=UTC)


@pytest.fixture
def newcomer(succeed: Copctl) -> str:
    """A community with a past, and Mai, who joined it and cares about storytelling."""
    directory = ("--consent", "directory")
    for name, organisation, claim in [
        ("Bopha Chan", "Tonle", "storytelling:4"),
        ("ចាន់ <b>សុភា</b>", "Prek", "storytelling:3"),
        ("Somsak [red]", "Isan", "sampling:4"),
    ]:
        email = f"{name.split()[0].lower() if name.isascii() else 'sophea'}@{organisation.lower()}.example"
        succeed("member", "add", "--name", name, "--email", email, "--organisation", organisation,
                "--expertise", claim, *directory)  # fmt: skip
    succeed("member", "add", "--name", "Hidden Person", "--email", "hidden@other.example",
            "--organisation", "Other", "--expertise", "storytelling:4")  # fmt: skip
    succeed("member", "add", "--name", "Mai Tran", "--email", "mai@new.example", "--organisation", "New",
            "--expertise", "storytelling:1", "--consent", "newsletter")  # fmt: skip
    for topic in ("Sampling households", "Outcome harvesting"):
        succeed("topic", "add", topic)
    for topic, day in [("Sampling households", "2026-12-01 14:00"), ("Storytelling", "2026-12-02 14:00")]:
        succeed("session", "plan", "--topic", topic, "--on", day, "--minutes", "60")
    for code in ("2026-12", "2026-12-2"):
        succeed(
            "session", "edit", code, "--status", "held", "--recording", f"https://v.example/{code}", now=LATER
        )
    succeed("session", "plan", "--topic", "Outcome harvesting", "--on", "2027-01-15 14:00", "--minutes", "60")
    return "mai@new.example"


def test_the_welcome_holds_the_pack_and_is_queued_once(succeed: Copctl, newcomer: str) -> None:
    first = succeed("member", "welcome", newcomer, "--json", now=LATER).json

    assert first["session"] == "2027-01"
    assert first["recordings"] == ["2026-12-2", "2026-12"]
    assert first["people"] == ["Bopha Chan", "ចាន់ <b>សុភា</b>"]
    assert first["queued"] == 1
    mail = succeed("mail", "show", "1").stdout
    assert "storytelling\nDecember 2026; on storytelling, which you named" in mail
    assert "ចាន់ <b>សុភា</b>" in mail
    assert "Hidden" not in mail
    again = succeed("member", "welcome", newcomer, now=LATER)
    assert again.stdout == "Mai Tran has the welcome already: mail 1, queued.\n"
    assert len(succeed("mail", "queue", "--json").json) == 1


def test_a_dry_run_shows_the_mail_and_queues_nothing(succeed: Copctl, newcomer: str) -> None:
    shown = succeed("member", "welcome", newcomer, "--dry-run", now=LATER)

    assert "Dear Mai Tran," in shown.stdout
    assert "no newsletter that was rendered" in shown.stderr
    assert succeed("mail", "queue", "--json").json == []


def test_only_members_with_an_address_are_welcomed(copctl: Copctl, succeed: Copctl, newcomer: str) -> None:
    succeed("member", "add", "--name", "Guest", "--status", "prospect", "--email", "guest@x.example")

    refused = copctl("member", "welcome", "guest@x.example")

    assert refused.exit_code == 1
    assert refused.stderr.startswith("Error: Guest is prospect, and only active members are welcomed.\n")


def test_the_folder_opens_offline_and_names_nobody_who_did_not_agree(
    succeed: Copctl, newcomer: str, folder: Path
) -> None:
    succeed("newsletter", "render", "2026Q4", now=LATER)

    made = succeed("member", "catchup", newcomer, "--out", "pack", "--json", now=LATER).json

    people = [f"member-{number}.html" for number in (1, 2)]
    sessions = ["session-2026-12-2.html", "session-2026-12.html", "session-2027-01.html"]
    files = ["charter.html", "index.html", *people, "newsletter.html", "portal.css", *sessions]
    assert sorted(made["files"]) == files
    assert sorted(path.name for path in (folder / "pack").iterdir()) == sorted([*files, "made-by-copctl.txt"])
    pages = {path.name: path.read_text(encoding="utf-8") for path in (folder / "pack").iterdir()}
    index = pages["index.html"]
    assert "ចាន់ &lt;b&gt;សុភា&lt;/b&gt;" in index
    assert "Hidden" not in "".join(pages.values())
    for name, page in pages.items():
        assert "<script" not in page
        assert 'src="http' not in page
        assert "url(http" not in page
        assert re.findall('<link [^>]*href="([^"]*)"', page) in ([], ["portal.css", "data:,"])
        leading = set(re.findall('<a [^>]*href="([^"]*)"', page))
        assert all(
            to in pages or to.startswith(("https://v.example/", "mailto:", "#main")) for to in leading
        ), name


def test_the_folder_begins_with_its_index_and_leads_to_each_page(
    succeed: Copctl, newcomer: str, folder: Path
) -> None:
    succeed("newsletter", "render", "2026Q3", now=LATER)
    succeed("newsletter", "render", "2026Q4", now=LATER)

    made = succeed("member", "catchup", newcomer, "--out", "pack", now=LATER)

    assert made.stdout == "Wrote 9 pages for Mai Tran: pack/index.html\n"
    index = (folder / "pack" / "index.html").read_text("utf-8")
    assert set(re.findall("<a [^>]*href=\"([a-z][^\":]*)\"", index)) == {
        "charter.html", "index.html", "member-1.html", "member-2.html", "newsletter.html",
        "newsletter-2026Q3.html", "session-2026-12-2.html", "session-2026-12.html", "session-2027-01.html",
    }  # fmt: skip
    talk = (folder / "pack" / "member-1.html").read_text("utf-8")
    assert re.search("<dd><a[^>]*>storytelling</a>", talk)
    assert "/topics/" not in talk


def test_who_takes_their_consent_back_is_named_nowhere_in_the_folder(
    succeed: Copctl, newcomer: str, folder: Path
) -> None:
    succeed("session", "edit", "2026-12-2", "--speaker", "Bopha Chan", "--agenda", "20 Bopha Chan: a story")
    succeed("session", "edit", "2026-12-2", "--speaker-status", "Bopha Chan:confirmed", now=LATER)
    succeed("member", "catchup", newcomer, "--out", "before", now=LATER)
    succeed("member", "edit", "Bopha Chan", "--withdraw", "directory")
    succeed("member", "catchup", newcomer, "--out", "after", now=LATER)

    before = {p.name for p in (folder / "before").iterdir() if "Bopha" in p.read_text("utf-8")}
    after = {p.name for p in (folder / "after").iterdir() if "Bopha" in p.read_text("utf-8")}

    assert before == {"index.html", "member-1.html", "session-2026-12-2.html"}
    assert after == set()
    assert "a member: a story" in (folder / "after" / "session-2026-12-2.html").read_text("utf-8")


def test_in_an_empty_community_the_pack_says_what_is_missing(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Mai", "--email", "mai@new.example")

    shown = succeed("member", "catchup", "mai@new.example")

    assert "no recording (copctl session edit CODE --recording ADDRESS)" in shown.stderr
    assert "nobody near who agreed to the directory" in shown.stderr


def test_who_is_known_by_an_address_alone_is_not_greeted_by_it(succeed: Copctl, folder: Path) -> None:
    (folder / "list.csv").write_text(
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,LEID,EUID\n"
        "mai@new.example,,,2,2026-01-05 10:00:00,1,a1\n"
    )
    succeed("member", "import", "list.csv", "--status", "active")

    mail = succeed("member", "welcome", "mai@new.example", "--dry-run").stdout

    assert "Dear colleague," in mail
