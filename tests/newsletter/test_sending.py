"""Sending an issue: who gets it, as what, once; and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from copctl.mail import link_key
from copctl.mail.unsubscribing import token_of
from copctl.store.engine import Database
from copctl.store.schema import Picture
from tests.conftest import NOW, Copctl
from tests.newsletter.sent import SUBJECT, agree, change, delivered, part, set_look, waiting
from tests.newsletter.world import CONSENT, DRAFT

# What a PNG begins with: 40 by 20 pixels.
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x28\x00\x00\x00\x14"
NEXT = "Next: copctl mail queue to look at them, then copctl mail deliver\n"


def picture(**more: object) -> Picture:
    return Picture(
        file="a.png", digest="a" * 64, kind="image/png", width=40, height=20, size=30, alt="A pump",
        added_on=date(2026, 11, 1), **more,
    )  # fmt: skip


def test_each_who_agreed_gets_the_issue_in_their_words(drafted: Copctl, folder: Path) -> None:
    done = drafted("newsletter", "send", "2026Q4", "--yes")

    assert done.stdout == f"Queued edition 1 of 2026Q4 for 3 readers.\nSubject: {SUBJECT}\n"
    assert done.stderr == f"Left out, has not agreed to get the newsletter: Bo Keo.\n{NEXT}"
    sent = delivered(drafted)
    assert sorted(sent) == ["eva@example.org", "mai@example.org", "sokha@example.org"]
    mai, sokha = sent["mai@example.org"], sent["sokha@example.org"]
    assert "Dear Mai <b>Tran</b>," in part(mai, "text/plain")
    assert "Dear Mai &lt;b&gt;Tran&lt;/b&gt;," in part(mai, "text/html")
    assert "It is 50% done, =1+1, [red]." in part(mai, "text/plain")
    assert "សុខា [red]" in part(sokha, "text/plain")
    assert '<html lang="km"' in part(sokha, "text/html")
    assert '<html lang="en"' in part(sent["eva@example.org"], "text/html")
    assert mai["List-Id"] == "<mel-mekong.example.org>"


def test_every_link_to_unsubscribe_names_its_reader(drafted: Copctl, folder: Path) -> None:
    change("A well", "What %TOKEN% and %NAME% are")
    drafted("newsletter", "send", "2026Q4", "--yes", "--despite-errors")
    mail = delivered(drafted)["mai@example.org"]
    link = f"mailto:ana@example.org?subject=unsubscribe%20{token_of(link_key.load_or_make(folder), 1)}"

    assert mail["List-Unsubscribe"] == f"<{link}>"
    assert f"Unsubscribe: {link}\n" in part(mail, "text/plain").replace("\r\n", "\n")
    assert f'href="{link}"' in part(mail, "text/html")
    assert "What %TOKEN% and %NAME% are" in part(mail, "text/plain")
    assert "Dear Mai <b>Tran</b>," in part(mail, "text/plain")


def test_who_has_it_gets_nothing_again_and_who_joined_gets_the_same_edition(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    first = delivered(drafted)["mai@example.org"]
    frozen = drafted("newsletter", "show", "2026Q4", "--json").json
    agree(drafted, "Lan")
    # What the settings say today must not change what was frozen.
    toml = Path("community.toml").read_text(encoding="utf-8")
    Path("community.toml").write_text(toml.replace("MEL Mekong", "Another name"), encoding="utf-8")

    done = drafted("newsletter", "send", "2026Q4", "--yes")
    lan = delivered(drafted, "out/again")["lan@new.example"]

    assert done.stdout.startswith("Queued edition 1 of 2026Q4 for 1 reader. 3 had theirs already.\n")
    assert "They get edition 1 as it was frozen on 2026-11-23 15:00.\n" in done.stderr
    assert lan["Subject"] == first["Subject"] == SUBJECT
    assert "Another name" not in part(lan, "text/html")
    same = {key: frozen[key] for key in ("digest", "html", "text", "markdown", "frozen_at")}
    assert drafted("newsletter", "show", "2026Q4", "--json").json.items() >= same.items()
    nobody = drafted("newsletter", "send", "2026Q4", "--yes")
    assert nobody.stdout == "Queued no mail. 4 had theirs already.\n"


def test_a_reader_of_a_language_that_nobody_had_gets_the_edition_in_the_community_s(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--to", "sokha@example.org", "--yes")
    delivered(drafted)

    done = drafted("newsletter", "send", "2026Q4", "--yes", "--json").json
    html = part(delivered(drafted, "out/again")["mai@example.org"], "text/html")

    assert done["languages"] == {"en": 2}
    assert html.replace("\r\n", "\n").count("Dear Mai &lt;b&gt;Tran&lt;/b&gt;,") == 1
    frozen = drafted("newsletter", "show", "2026Q4", "--json").json["html"]
    assert html.replace("\r\n", "\n").partition("Dear")[0] == frozen.partition("Dear")[0]


def test_a_draft_that_changed_since_is_no_silent_mixture(drafted: Copctl, copctl: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    before = DRAFT.read_bytes()
    change("A well", "Another well")
    agree(drafted, "Lan")

    refused = copctl("newsletter", "send", "2026Q4", "--yes")

    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: The draft has changed since edition 1 was frozen on Monday 23 November 2026.\n"
        "Try: copctl newsletter send 2026Q4 --correction; or get back what was sent: "
        "copctl newsletter show 2026Q4 --markdown issues/2026Q4.md\n"
    )
    drafted("newsletter", "show", "2026Q4", "--markdown", str(DRAFT))
    assert DRAFT.read_bytes() == before
    DRAFT.write_bytes(before.replace(b"\n", b"\r\n"))
    assert "for 1 reader" in drafted("newsletter", "send", "2026Q4", "--yes").stdout


def test_drafting_again_leaves_a_sent_issue_sent(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("project", "add", "--title", "Something new")
    drafted("newsletter", "draft", "2026Q4")

    assert [row["status"] for row in drafted("newsletter", "list", "--json").json] == ["sent"]


def test_a_segment_is_those_of_it_who_agreed(drafted: Copctl, copctl: Copctl) -> None:
    drafted("member", "edit", "1", "--country", "KH")
    drafted("member", "edit", "4", "--country", "KH")
    agree(drafted, "Lan")
    drafted("member", "edit", "5", "--country", "KH", "--status", "dormant")

    done = drafted("newsletter", "send", "2026Q4", "--to", "country=KH", "--dry-run", "--json").json
    wrong = copctl("newsletter", "send", "2026Q4", "--to", "countri=KH", "--yes")

    assert [person["email"] for person in done["queued"]] == ["mai@example.org"]
    assert {one["name"]: one["why"] for one in done["left_out"]} == {
        "Bo Keo": "has not agreed to get the newsletter",
        "Lan": "is dormant, and only active members get it",
    }
    assert wrong.exit_code == 2
    assert drafted("mail", "queue", "--json").json == []


def test_it_asks_with_the_count_and_the_subject(drafted: Copctl, copctl: Copctl) -> None:
    asked = copctl("newsletter", "send", "2026Q4")
    dry = drafted("newsletter", "send", "2026Q4", "--dry-run")

    assert asked.exit_code == 2
    assert asked.stderr.startswith(f"Error: Queue '{SUBJECT}' for 3 readers? It needs a yes.\n")
    assert dry.stdout == f"Would queue edition 1 of 2026Q4 for 3 readers.\nSubject: {SUBJECT}\n"
    assert "Languages of the fixed words: en 2, km 1\n" in dry.stderr
    assert drafted("mail", "queue", "--json").json == []
    assert drafted("newsletter", "list", "--json").json[0]["editions"] == 0


def test_what_cannot_be_sent_is_refused(succeed: Copctl, copctl: Copctl) -> None:
    missing = copctl("newsletter", "send", "2026Q4", "--yes")
    succeed("newsletter", "draft", "2026Q4")
    empty = copctl("newsletter", "send", "2026Q4", "--yes")
    succeed("project", "add", "--title", "A well")
    succeed("newsletter", "draft", "2026Q4")
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org")
    nobody = copctl("newsletter", "send", "2026Q4", "--yes")

    assert (missing.exit_code, empty.exit_code, nobody.exit_code) == (3, 1, 1)
    assert missing.stderr == "Error: There is no draft of 2026Q4.\nTry: copctl newsletter draft 2026Q4\n"
    assert empty.stderr.startswith("Error: The issue 2026Q4 says nothing yet.\n")
    assert nobody.stderr == (
        "Error: Nobody of 1 members may get the newsletter: each of them has not agreed to get the newsletter.\n"
        "Try: copctl member edit MEMBER --consent newsletter\n"
    )
    assert succeed("newsletter", "list", "--json").json[0]["status"] == "drafted"


def test_a_story_without_consent_is_neither_sent_nor_kept(drafted: Copctl) -> None:
    drafted("story", "add", "--title", "The spring", "--body", "SECRET", *CONSENT)
    drafted("newsletter", "draft", "2026Q4")
    drafted("story", "edit", "2", "--consent", "")

    done = drafted("newsletter", "send", "2026Q4", "--yes")

    assert "Left out for want of consent: story 2 (The spring).\n" in done.stderr
    kept = drafted("newsletter", "show", "2026Q4", "--json").json
    assert "SECRET" not in kept["markdown"] + kept["html"] + kept["text"]
    assert "<!-- copctl project:1 -->" in kept["markdown"]


@pytest.mark.parametrize(
    ("change_", "why"),
    [
        (("story", "edit", "2", "--consent", ""), "tells story 2 (The spring), whose consent was taken back"),
        (("member", "edit", "5", "--withdraw", "directory"),
         "names Sam Ung, who took back their consent to the directory"),
    ],
)  # fmt: skip
def test_who_takes_back_their_consent_holds_back_what_waits(
    drafted: Copctl, copctl: Copctl, change_: tuple[str, ...], why: str
) -> None:
    drafted("member", "add", "--name", "Sam Ung", "--email", "sam@example.org", "--consent", "directory",
            "--joined-on", "2026-10-05")  # fmt: skip
    drafted("story", "add", "--title", "The spring", "--body", "Water came.", *CONSENT)
    drafted("newsletter", "draft", "2026Q4")
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted(*change_)

    again = copctl("newsletter", "send", "2026Q4", "--yes")
    told = drafted("mail", "deliver", "--to-folder", "out/mail").stderr

    assert again.stderr == (
        f"Error: Edition 1 of 2026Q4 {why}.\nTry: copctl newsletter send 2026Q4 --correction\n"
    )
    assert told.count(f"held back: {why}; copctl newsletter send 2026Q4 --correction") == 3
    assert not list(Path("out").rglob("*.eml"))
    done = drafted("newsletter", "send", "2026Q4", "--correction", "--yes")
    assert "Queued edition 2 of 2026Q4 for 3 readers.\n" in done.stdout
    sent = delivered(drafted)
    assert {mail["Subject"] for mail in sent.values()} == {SUBJECT}
    gone = "Sam Ung" if "Sam Ung" in why else "The spring"
    assert gone not in part(sent["mai@example.org"], "text/plain")


def test_a_test_is_one_mail_as_a_member_would_see_it(drafted: Copctl, folder: Path) -> None:
    done = drafted("newsletter", "send", "2026Q4", "--test", "Me@Else.example", "--as", "sokha@example.org")
    drafted("newsletter", "send", "2026Q4", "--test", "me@else.example")

    assert done.stdout.endswith("mail 1. No member gets it.\n")
    assert done.stderr == "Next: copctl mail show 1 to look at it, then copctl mail deliver\n"
    assert {subject for _, subject in waiting(drafted)} == {f"[Test] {SUBJECT}"}
    assert drafted("newsletter", "list", "--json").json[0]["status"] == "drafted"
    drafted("mail", "deliver", "--to-folder", "out/mail")
    mail = message_from_bytes((folder / "out/mail/000001.eml").read_bytes(), policy=policy.default)
    assert "សុខា [red]" in part(mail, "text/plain")
    assert '<html lang="km"' in part(mail, "text/html")
    assert mail["List-Unsubscribe"] is None
    assert token_of(link_key.load_or_make(folder), 2) not in str(mail)
    assert "?subject=unsubscribe\n" in part(mail, "text/plain").replace("\r\n", "\n")


def test_the_logo_and_pictures_travel_in_the_mail_or_are_linked(
    drafted: Copctl, folder: Path, stored: Callable[..., None]
) -> None:
    (folder / "logo.png").write_bytes(PNG)
    (folder / "media").mkdir()
    (folder / "media" / "a.png").write_bytes(PNG + b"1")
    stored(picture(shows_people=False))
    change("It is 50%", "![A pump](media:1)\n\nIt is 50%")
    set_look('logo = "logo.png"')

    drafted("newsletter", "send", "2026Q4", "--yes")
    mail = delivered(drafted)["mai@example.org"]

    held = {p["Content-ID"]: p.get_content() for p in mail.walk() if p.get_content_type() == "image/png"}
    assert held == {f"<{'a' * 16}@media.invalid>": PNG + b"1", "<logo@media.invalid>": PNG}
    assert 'src="cid:logo@media.invalid"' in part(mail, "text/html")


def test_a_picture_to_which_nobody_agrees_any_more_holds_back_what_waits(
    drafted: Copctl, folder: Path, stored: Callable[..., None]
) -> None:
    (folder / "media").mkdir()
    (folder / "media" / "a.png").write_bytes(PNG)
    stored(picture(shows_people=True, consent_by="Mrs Chan", consent_on=date(2026, 11, 1)))
    change("It is 50%", "![A pump](media:1)\n\nIt is 50%")
    set_look('pictures_url = "https://example.org/media"')
    drafted("newsletter", "send", "2026Q4", "--yes")
    assert "https://example.org/media/a.png" in drafted("newsletter", "show", "2026Q4", "--json").json["html"]
    database = Database.opened("sqlite:///community.db")
    with database.transaction(who="test", command="test", at=NOW) as db:
        db.get_one(Picture, 1).consent_by = ""
    database.close()

    told = drafted("mail", "deliver", "--to-folder", "out/mail").stderr

    assert told.count("held back: shows picture 1, to which nobody agrees any more") == 3
    assert "Queued edition 2" in drafted("newsletter", "send", "2026Q4", "--correction", "--yes").stdout


def test_who_was_held_back_or_taken_out_gets_it_when_it_is_sent_again(drafted: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("mail", "cancel", "1")
    drafted("member", "edit", "2", "--withdraw", "newsletter")
    assert len(delivered(drafted)) == 1
    drafted("member", "edit", "2", "--consent", "newsletter")

    done = drafted("newsletter", "send", "2026Q4", "--yes")

    assert done.stdout.startswith("Queued edition 1 of 2026Q4 for 2 readers. 1 had theirs already.\n")
    assert len(waiting(drafted)) == 2


def test_undo_takes_it_back_while_nothing_went_out(drafted: Copctl, copctl: Copctl) -> None:
    drafted("newsletter", "send", "2026Q4", "--yes")
    assert drafted("undo").stdout.startswith("Undid change")

    assert drafted("mail", "queue", "--all", "--json").json == []
    assert copctl("newsletter", "show", "2026Q4").stderr == (
        "Error: 2026Q4 was not sent yet.\nTry: copctl newsletter send 2026Q4\n"
    )
    assert drafted("newsletter", "list", "--json").json[0]["status"] == "drafted"
    drafted("newsletter", "send", "2026Q4", "--yes")
    sent = next(row["number"] for row in drafted("log", "--json").json if row["command"] == "newsletter send")
    drafted("mail", "deliver", "--to-folder", "out/mail")
    refused = copctl("undo", str(sent))
    assert refused.exit_code == 1
    assert "cannot be undone" in refused.stderr
