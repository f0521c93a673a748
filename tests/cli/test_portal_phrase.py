"""`copctl portal phrase` and `portal phrases`: members get what opens the site, and the store never holds it."""

from __future__ import annotations

import email
import sqlite3
from email import policy
from pathlib import Path

import pytest

from copctl.commons import phrases
from tests.conftest import Copctl

URL = ("--url", "https://pages.example/ours/")


@pytest.fixture
def community(succeed: Copctl) -> Copctl:
    for name, *more in [
        ("Bopha Chan", "--email", "bopha@example.org"),
        ("ចាន់ <b>សុភា</b>", "--email", "sophea@example.org", "--languages", "km"),
        ("Far Away", "--email", "ចាន់@example.org"),
        ("Asked Person", "--email", "asked@example.org", "--status", "prospect"),
    ]:
        succeed("member", "add", "--name", name, *more)
    return succeed


def delivered(community: Copctl, folder: Path) -> dict[str, str]:
    """Address -> text of what a delivery wrote."""
    out = folder / "sent"
    community("mail", "deliver", "--to-folder", str(out))
    texts = {}
    for path in sorted(out.glob("*.eml")):
        mail = email.message_from_bytes(path.read_bytes(), policy=policy.default)
        plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
        assert plain is not None
        assert page is not None
        texts[mail["To"].addresses[0].addr_spec] = plain.get_content() + page.get_content()
    return texts


def stored(folder: Path) -> str:
    with sqlite3.connect(folder / "community.db") as store:
        return "\n".join(store.iterdump())


def test_a_phrase_is_shown_alone_so_that_it_can_be_piped(community: Copctl) -> None:
    shown = community("portal", "phrase", "bopha@example.org")

    assert phrases.read(shown.stdout) == shown.stdout.strip()
    assert community("portal", "phrase", "1").stdout == shown.stdout
    assert community("portal", "phrase", "2").stdout != shown.stdout


def test_showing_a_phrase_changes_nothing(community: Copctl, folder: Path) -> None:
    before = stored(folder)
    community("portal", "phrase", "1")

    assert stored(folder) == before


def test_a_new_phrase_takes_the_place_of_the_old_one_and_can_be_undone(community: Copctl) -> None:
    old = community("portal", "phrase", "1").stdout
    new = community("portal", "phrase", "1", "--new")

    assert new.stdout != old
    assert "copctl portal build DIR" in new.stderr
    assert community("portal", "phrase", "1").stdout == new.stdout
    community("undo")
    assert community("portal", "phrase", "1").stdout == old
    assert community("portal", "phrase", "1", "--new").stdout not in (old, new.stdout)


def test_only_members_have_a_phrase(community: Copctl, copctl: Copctl) -> None:
    refused = copctl("portal", "phrase", "Asked Person")

    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: Asked Person is prospect, and the site opens for members only.\nTry: copctl member join 4\n"
    )


def test_the_phrase_goes_into_the_mail_and_never_into_the_store(community: Copctl, folder: Path) -> None:
    words = community("portal", "phrase", "2").stdout.strip()
    told = community("portal", "phrase", "2", "--send", *URL)

    assert told.stdout == "Queued a mail with the phrase for ចាន់ <b>សុភា</b>: mail 1.\n"
    text = delivered(community, folder)["sophea@example.org"]
    assert text.count(words) == 2
    assert "https://pages.example/ours/" in text
    assert "ចាន់ &lt;b&gt;សុភា&lt;/b&gt;" in text
    assert "%PHRASE%" not in text
    assert words not in stored(folder)
    assert words not in community("mail", "show", "1").stdout


def test_nobody_is_sent_the_same_phrase_twice(community: Copctl) -> None:
    community("portal", "phrase", "1", "--send", *URL)
    again = community("portal", "phrase", "1", "--send", *URL)

    assert again.stdout == "Bopha Chan has a mail with this phrase already, sent or waiting.\n"
    newer = community("portal", "phrase", "1", "--new", "--send", *URL)
    assert newer.stdout == "Queued a mail with the phrase for Bopha Chan: mail 2.\n"


def test_a_mail_with_an_older_phrase_stays_in_the_queue(community: Copctl, folder: Path) -> None:
    community("portal", "phrase", "1", "--send", *URL)
    community("portal", "phrase", "1", "--new", "--send", *URL)

    text = delivered(community, folder)["bopha@example.org"]

    assert community("portal", "phrase", "1").stdout.strip() in text
    statuses = {row["number"]: row["status"] for row in community("mail", "queue", "--all", "--json").json}
    assert statuses[2] == "sent"
    assert statuses[1] != "sent"


def test_who_left_meanwhile_gets_no_phrase(community: Copctl, folder: Path) -> None:
    community("portal", "phrase", "1", "--send", *URL)
    community("member", "edit", "1", "--status", "left")

    assert delivered(community, folder) == {}


def test_all_are_sent_theirs_once(community: Copctl, folder: Path) -> None:
    tried = community("portal", "phrases", "--send", "--dry-run", *URL)
    assert tried.stdout == "Would queue 2 mails with a pass phrase.\n"
    told = community("portal", "phrases", "--send", *URL)

    assert told.stdout == "Queued 2 mails with a pass phrase.\n"
    assert "Left out, has an address that no mail reaches: Far Away." in told.stderr
    again = community("portal", "phrases", "--send", *URL)
    assert again.stdout == "Queued 0 mails with a pass phrase. 2 had theirs already.\n"
    texts = delivered(community, folder)
    for number, address in ((1, "bopha@example.org"), (2, "sophea@example.org")):
        assert community("portal", "phrase", str(number)).stdout.strip() in texts[address]
    listed = community("portal", "phrases", "--json").json
    assert [(row["name"], row["phrase"]) for row in listed] == [
        ("Bopha Chan", "sent"), ("Far Away", "not sent"), ("ចាន់ <b>សុភា</b>", "sent"),
    ]  # fmt: skip


def test_a_mail_needs_to_know_where_the_site_is(community: Copctl, copctl: Copctl) -> None:
    refused = copctl("portal", "phrases", "--send")
    wrong = copctl("portal", "phrases", "--send", "--url", "javascript:alert(1)")

    assert refused.stderr.startswith("Error: It is not known where the site is.\n")
    assert wrong.stderr.startswith("Error: 'javascript:alert(1)' is no web address.\n")
    assert refused.exit_code == wrong.exit_code == 1
