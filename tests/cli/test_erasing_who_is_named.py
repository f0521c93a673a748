"""Mails to others that name a person: not after they were erased, nor after they left the directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl

NAME = "Nguyễn Thị O'Dara"


@pytest.fixture
def named(succeed: Copctl) -> str:
    """Somebody whom the welcomes to two newcomers name; the first of them went out."""
    succeed("member", "add", "--name", NAME, "--email", "dara@tonle.example", "--organisation", "Tonle",
            "--expertise", "storytelling:4", "--consent", "directory")  # fmt: skip
    for name in ("Mai Tran", "Bo Keo"):
        email = f"{name.split()[0].lower()}@new.example"
        succeed("member", "add", "--name", name, "--email", email, "--expertise", "storytelling:1")
    succeed("member", "welcome", "mai@new.example")
    succeed("mail", "deliver", "--to-folder", "out/mail")
    succeed("member", "welcome", "bo@new.example")
    assert NAME in succeed("mail", "show", "2").stdout
    return "dara@tonle.example"


def store() -> str:
    return b"".join(path.read_bytes() for path in Path().glob("community.db*")).decode("utf-8", "replace")


def test_erasing_takes_the_name_out_of_mails_to_others(copctl: Copctl, succeed: Copctl, named: str) -> None:
    told = succeed("member", "remove", named, "--erase", "--yes").stderr

    assert "1 mail that waited named them, and will not go out:\n  mail 2, welcome to Bo Keo" in told
    assert "The text of 1 mail that went out named them and is gone." in told
    assert "Files are as they were" in told
    for trace in ("O'Dara", "O&#39;Dara", "O&#x27;Dara", "Nguyễn", "Nguy\\u1ec5n"):
        assert trace not in store()
    assert succeed("mail", "queue", "--json").json == []

    again = succeed("member", "welcome", "bo@new.example")
    assert "Queued the welcome for Bo Keo: mail 2" in again.stdout
    assert "Dara" not in succeed("mail", "show", "2").stdout


def test_a_former_name_is_looked_for_and_a_word_of_others_is_not(succeed: Copctl, named: str) -> None:
    succeed("member", "edit", named, "--name", "Dara")

    told = succeed("member", "remove", named, "--erase", "--yes").stderr

    assert "named them, and will not go out" in told
    assert "Mails were not searched for 'Dara'" in told
    assert "O'Dara" not in store()


def test_the_moderator_signs_every_mail_and_is_not_looked_for(succeed: Copctl, named: str) -> None:
    succeed("member", "add", "--name", "Ana Lim", "--email", "ana@example.org")

    told = succeed("member", "remove", "ana@example.org", "--erase", "--yes").stderr

    assert "Mails were not searched for 'Ana Lim'" in told
    assert len(succeed("mail", "queue", "--json").json) == 1


def test_who_referred_somebody_and_is_erased_is_named_to_nobody(succeed: Copctl, named: str) -> None:
    succeed("member", "add", "--name", "Lan Vo", "--email", "lan@new.example", "--status", "prospect",
            "--referred-by", named)  # fmt: skip
    succeed("member", "invite", "lan@new.example")

    told = succeed("member", "remove", named, "--erase", "--yes").stderr

    assert "invitation to join to Lan Vo" in told


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("edit", "--withdraw", "directory"), f"names {NAME}, who took back their consent to the directory"),
        (("edit", "--status", "left"), f"names {NAME}, who has left"),
        (("remove",), "names somebody who is no member any more"),
    ],
)
def test_a_welcome_does_not_name_who_is_in_the_directory_no_more(
    succeed: Copctl, named: str, change: tuple[str, ...], why: str
) -> None:
    succeed("member", change[0], named, *change[1:])

    told = succeed("mail", "deliver", "--to-folder", "out/mail").stderr

    assert f"{why}; copctl member welcome 3 writes another" in told
    assert not Path("out/mail/000002.eml").exists()
    succeed("member", "welcome", "3")
    assert "O'Dara" not in succeed("mail", "show", "2", "--json").json["text"]


def test_why_a_mail_was_held_back_does_not_keep_an_erased_name(succeed: Copctl, named: str) -> None:
    succeed("member", "edit", named, "--status", "left")
    succeed("mail", "deliver", "--to-folder", "out/mail")
    assert "O'Dara, who has left" in succeed("mail", "show", "2").stdout

    succeed("member", "remove", named, "--erase", "--yes")

    assert "O'Dara" not in store()


@pytest.fixture
def sent(succeed: Copctl) -> Path:
    """An issue that names somebody went to one reader, and waits for another."""
    succeed("member", "add", "--name", NAME, "--email", "dara@tonle.example", "--organisation", "Tonle",
            "--consent", "directory", "--joined-on", "2026-10-05")  # fmt: skip
    for name in ("Mai Tran", "Bo Keo"):
        email = f"{name.split()[0].lower()}@new.example"
        succeed("member", "add", "--name", name, "--email", email, "--consent", "newsletter")
    succeed("newsletter", "draft", "2026Q4")
    draft = Path("issues/2026Q4.md")
    text = draft.read_text(encoding="utf-8") + f"\n## More\n\nThanks to\n{NAME.upper()}, and *{NAME}*.\n"
    draft.write_text(text, encoding="utf-8")
    succeed("newsletter", "send", "2026Q4", "--yes")
    succeed("mail", "deliver", "--to-folder", "out/mail", "--limit", "1")
    return draft


def test_erasing_takes_the_name_out_of_issues_that_were_sent(
    copctl: Copctl, succeed: Copctl, sent: Path
) -> None:
    before = succeed("newsletter", "show", "2026Q4", "--json").json
    assert before["verified"] is True

    told = succeed("member", "remove", "dara@tonle.example", "--erase", "--yes").stderr

    assert "Issue 2026Q4 as it was sent named them, and says (erased) there now.\n" in told
    assert "1 mail that waited named them, and will not go out" in told
    for trace in ("O'Dara", "O'DARA", "O&#39;Dara", "O&#x27;Dara", "Nguyễn", "Nguy\\u1ec5n"):
        assert trace not in store()
    after = succeed("newsletter", "show", "2026Q4", "--json").json
    assert (after["verified"], after["redacted_on"], after["digest"]) == (
        None,
        "2026-11-23",
        before["digest"],
    )
    assert after["text"].count("(erased)") == after["markdown"].count("(erased)") == 3
    assert (
        "Holds    no: who was erased was taken out on 2026-11-23"
        in succeed("newsletter", "show", "2026Q4").stdout
    )


def test_an_issue_that_named_who_is_erased_goes_out_again_only_without_them(
    copctl: Copctl, succeed: Copctl, sent: Path
) -> None:
    succeed("member", "remove", "dara@tonle.example", "--erase", "--yes")

    again = copctl("newsletter", "send", "2026Q4", "--yes")
    named = copctl("newsletter", "send", "2026Q4", "--correction", "--yes")
    sent.write_text(sent.read_text(encoding="utf-8").partition("\n## More")[0], encoding="utf-8")
    done = succeed("newsletter", "send", "2026Q4", "--correction", "--yes")

    assert again.stderr == (
        "Error: Edition 1 of 2026Q4 named somebody who was erased since.\n"
        "Try: copctl newsletter send 2026Q4 --correction\n"
    )
    assert named.stderr.startswith("Error: The draft of 2026Q4 still names somebody who was erased.\n")
    assert "for 1 reader of an edition before and 1 reader" in done.stdout
    assert "O'Dara" not in store()
