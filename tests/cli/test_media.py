"""`copctl media`, from the outside."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from copctl.store.engine import Database
from copctl.store.schema import FormLetter, Message
from tests.conftest import NOW, Copctl
from tests.rendering.drawn import chart, corners, from_a_phone, opened, photo, stored

ALT = "Two women read the <b>water</b> meter [red] ទឹក"
KEYS = [
    "number", "file", "kind", "width", "height", "size", "alt", "credit", "shows_people", "consent_by",
    "consent_on", "added_on", "may_be_published", "is_there", "used_in",
]  # fmt: skip


@pytest.fixture
def pictures(copctl: Copctl, folder: Path) -> Path:
    """A folder with a photo from a phone and a chart, beside the community's own."""
    (folder / "well.jpg").write_bytes(from_a_phone(photo(2000, 1500)))
    (folder / "chart.png").write_bytes(stored(chart(900, 500), "PNG"))
    return folder


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "media").glob("*"))


def test_a_photo_is_added_small_and_says_nothing_of_its_taker(succeed: Copctl, pictures: Path) -> None:
    added = succeed("media", "add", "well.jpg", "--alt", f"  {ALT} ", "--credit", "Sok [red]")

    [row] = succeed("media", "list", "--json").json
    shape = f"{row['width']} x {row['height']}, {row['size'] / 1000:.0f} KB"
    was = f"{(pictures / 'well.jpg').stat().st_size / 1000:.0f} KB"
    assert added.stdout == f"Added well.jpg as picture 1: {shape} (was {was}).\n"
    assert added.stderr == (
        "The place where it was taken stood in the file, and is gone.\n"
        "Picture 1 stays out of the newsletter without consent of who is in it: "
        'copctl media edit 1 --consent "Who agreed, and how", or --no-people\n'
        "In a draft write ![](media:1), or: copctl story edit N --picture 1\n"
    )
    assert list(row) == KEYS
    assert (row["alt"], row["credit"], row["kind"]) == (ALT, "Sok [red]", "image/jpeg")
    assert (row["shows_people"], row["may_be_published"], row["added_on"]) == (True, False, "2026-11-23")
    content = (pictures / row["file"]).read_bytes()
    assert b"Secret" not in content
    assert len(content) == row["size"] <= 100_000
    assert opened(content).size == (row["width"], row["height"])
    assert row["file"].startswith("media/")
    assert len(row["file"]) == len("media/0123456789abcdef.jpg")


def test_the_same_picture_again_keeps_its_number_and_its_words(succeed: Copctl, pictures: Path) -> None:
    succeed("media", "add", "well.jpg", "--alt", ALT)
    kept = files(pictures)

    again = succeed("media", "add", "well.jpg", "--alt", "Something else")
    (pictures / "media" / kept[0]).unlink()
    tried = succeed("media", "add", "well.jpg", "--alt", "Something else", "--dry-run")
    assert files(pictures) == []
    back = succeed("media", "add", "well.jpg", "--alt", "Something else")

    assert again.stdout == tried.stdout == back.stdout == f"well.jpg is picture 1 already: {ALT}\n"
    assert "copctl media edit 1 --alt TEXT" in again.stderr
    assert files(pictures) == kept
    assert [row["alt"] for row in succeed("media", "list", "--json").json] == [ALT]


def test_a_dry_run_writes_nothing(succeed: Copctl, pictures: Path) -> None:
    tried = succeed("media", "add", "chart.png", "--alt", ALT, "--dry-run")

    assert tried.stdout.startswith("Would add chart.png: 900 x 500, ")
    assert tried.stderr == ""
    assert succeed("media", "list").stdout == "No pictures yet. Try: copctl media add FILE\n"
    assert not (pictures / "media").exists()


def test_a_picture_is_as_small_as_one_wants(succeed: Copctl, pictures: Path) -> None:
    succeed("media", "add", "well.jpg", "--alt", ALT, "--max-kb", "20")

    assert succeed("media", "list", "--json").json[0]["size"] <= 20_000


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        (("add", "well.jpg"), 2, "--alt is missing."),
        (("add", "well.jpg", "--alt", " "), 1, "Nothing says what the picture shows"),
        (("add", "well.jpg", "--alt", "well.jpg"), 1, "'well.jpg' is the name of the file"),
        (("add", "none.jpg", "--alt", "x"), 3, "There is no file none.jpg."),
        (("add", "logo.svg", "--alt", "x"), 1, "logo.svg is an SVG drawing"),
        (("add", "cut.jpg", "--alt", "x"), 1, "cut.jpg is damaged or cut off before its end."),
        (("add", "well.jpg", "--alt", "x", "--max-kb", "0"), 2, "--max-kb"),
        (("add", "well.jpg", "--alt", "x", "--consent-date", "2026-11-01"), 1, "A date of consent says nothing"),
        (("add", "well.jpg", "--alt", "x", "--consent", "S", "--consent-date", "2027-01-01"), 1, "lies in the"),
        (("show", "9"), 3, "There is no picture 9."),
        (("show", "-1"), 2, "No such option"),
        (("edit", "1"), 2, "Nothing to change was named."),
        (("edit", "1", "--alt", ""), 1, "Nothing says what the picture shows"),
        (("remove", "99999999999999999999"), 3, "There is no picture 99999999999999999999."),
        (("remove", "1", "--erase"), 2, "It needs a yes."),
    ],
)  # fmt: skip
def test_what_will_not_do_is_one_sentence_and_changes_nothing(
    succeed: Copctl, copctl: Copctl, pictures: Path, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    succeed("media", "add", "chart.png", "--alt", "A chart")
    (pictures / "cut.jpg").write_bytes((pictures / "well.jpg").read_bytes()[:5000])
    (pictures / "logo.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    before = succeed("media", "list", "--json").stdout, files(pictures)

    result = copctl("media", *arguments)

    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert sentence in result.stderr
    assert (succeed("media", "list", "--json").stdout, files(pictures)) == before


def test_consent_is_given_and_taken_back_and_not_needed_where_nobody_is(
    succeed: Copctl, pictures: Path
) -> None:
    succeed("media", "add", "well.jpg", "--alt", ALT, "--consent", "Sok, on paper")
    succeed("media", "add", "chart.png", "--alt", "A chart", "--no-people")

    def free() -> list[bool]:
        return [row["may_be_published"] for row in succeed("media", "list", "--json").json]

    assert free() == [True, True]
    back = succeed("media", "edit", "1", "--consent", "")
    assert "Picture 1 stays out of the newsletter" in back.stderr
    assert free() == [False, True]
    succeed("media", "edit", "1", "--consent", "Sok, by phone", "--consent-date", "2026-11-20")
    assert succeed("media", "show", "1", "--json").json["consent_on"] == "2026-11-20"
    succeed("media", "edit", "2", "--people")
    assert free() == [True, False]
    assert succeed("media", "edit", "2", "--people").stdout.startswith("Nothing changed")


def test_lists_show_what_people_wrote_as_they_wrote_it(succeed: Copctl, pictures: Path) -> None:
    succeed("media", "add", "well.jpg", "--alt", "=1+1 [red] ทดสอบ", "--credit", "=2")
    succeed("story", "add", "--title", "The [b]well", "--picture", "media:1", "--consent", "Sok")

    listed = succeed("media", "list").stdout
    assert "=1+1 [red] ทดสอบ" in listed
    assert "none: not published" in " ".join(listed.split())
    assert "'=1+1 [red]" in succeed("media", "list", "--format", "csv").stdout
    shown = succeed("media", "show", "1").stdout
    assert "story 1 (The [b]well)" in shown
    assert "![](media:1)" in shown
    (pictures / "media" / files(pictures)[0]).unlink()
    assert succeed("media", "list").stderr == (
        "The file of picture 1 is gone: add the same picture again, or remove it.\n"
    )


def test_a_picture_that_is_used_is_not_removed(succeed: Copctl, copctl: Copctl, pictures: Path) -> None:
    succeed("media", "add", "well.jpg", "--alt", ALT)
    succeed("story", "add", "--title", "The well", "--picture", "1")
    succeed("project", "add", "--title", "Pumps", "--body", "Look:\n![](media:1) and ![](media:11)")
    (pictures / "issues" / "2026Q4.md").write_text("---\n---\n\n![A well](media:1)\n", encoding="utf-8")

    refused = copctl("media", "remove", "1")

    assert refused.exit_code == 1
    assert refused.stderr == (
        "Error: Picture 1 is used in story 1 (The well); the text of project 2 (Pumps); issues/2026Q4.md, line 4.\n"
        "Try: copctl story edit 1 --picture ''\n"
    )
    succeed("story", "edit", "1", "--picture", "")
    succeed("project", "edit", "2", "--body", "Look:\n![](media:11)")
    (pictures / "issues" / "2026Q4.md").write_text("---\n---\n", encoding="utf-8")
    assert succeed("media", "remove", "1").stdout == "Removed picture 1.\n"


def test_a_picture_in_a_mail_that_waits_is_not_removed(
    succeed: Copctl, copctl: Copctl, pictures: Path
) -> None:
    succeed("media", "add", "well.jpg", "--alt", ALT)
    database = Database.opened("sqlite:///community.db")
    with database.transaction(who="test", command="test", at=NOW) as db:
        letter = FormLetter(subject="s", text="t", html="h", pictures={"p1": files(pictures)[0]})
        db.add(Message(
            about="x", kind="newsletter", recipient="a@example.org", subject="s", text="", letter=letter,
            message_id="x@x", queued_at=NOW, status="queued",
        ))  # fmt: skip
    database.close()

    assert "Picture 1 is used in 1 mail that waits." in copctl("media", "remove", "1").stderr
    succeed("mail", "cancel", "1")
    assert succeed("media", "remove", "1").exit_code == 0


def test_a_removed_picture_comes_back_whole_and_its_file_goes_after_a_month(
    succeed: Copctl, pictures: Path
) -> None:
    succeed("media", "add", "well.jpg", "--alt", ALT)
    succeed("media", "add", "chart.png", "--alt", "A chart")
    (pictures / "media" / "mine.jpg").write_bytes(b"put there by hand")
    before = files(pictures)
    assert succeed("media", "remove", "1", "--dry-run").stdout == f"Would remove picture 1 ({ALT}).\n"

    succeed("media", "remove", "1")
    assert files(pictures) == before
    succeed("undo")
    assert succeed("media", "show", "1", "--json").json["is_there"] is True

    succeed("media", "remove", "1")
    later = succeed("media", "remove", "2", now=NOW + timedelta(days=31))
    assert later.stderr == "The file of a picture that went more than 30 days ago is deleted.\n"
    assert len(files(pictures)) == 2
    assert "mine.jpg" in files(pictures)
    succeed("undo")
    assert succeed("media", "show", "2", "--json").json["is_there"] is True


def test_an_erased_picture_is_gone_from_the_folder_and_the_log(
    succeed: Copctl, copctl: Copctl, pictures: Path
) -> None:
    succeed("media", "add", "well.jpg", "--alt", "Unmistakable", "--consent", "Sok Erasable, by phone")

    erased = succeed("media", "remove", "1", "--erase", "--yes")

    assert erased.stdout == "Erased picture 1.\n"
    assert files(pictures) == []
    assert "cannot be undone: what it held was erased." in copctl("undo").stderr
    assert "Unmistakable" not in succeed("log", "2").stdout
    for name in ("community.db", "community.db-wal"):
        path = pictures / name
        assert not path.exists() or b"Unmistakable" not in path.read_bytes()


def test_a_picture_that_was_added_by_mistake_is_undone(succeed: Copctl, pictures: Path) -> None:
    succeed("media", "add", "well.jpg", "--alt", ALT)

    succeed("undo")

    assert succeed("media", "list", "--json").json == []
    succeed("undo", "3")
    assert succeed("media", "show", "1", "--json").json["is_there"] is True


def test_a_moving_picture_and_another_of_the_same_look(succeed: Copctl, folder: Path) -> None:
    moving = stored(corners(), "GIF", save_all=True, append_images=[Image.new("RGB", (80, 60))])
    (folder / "moving.gif").write_bytes(moving)

    added = succeed("media", "add", "moving.gif", "--alt", "Four fields", "--no-people")

    assert "It held several pictures: the first of them is kept.\n" in added.stderr
    (folder / "still.png").write_bytes((folder / "media" / files(folder)[0]).read_bytes())
    assert "is picture 1 already" in succeed("media", "add", "still.png", "--alt", "x").stdout


def test_who_is_erased_consents_and_is_credited_no_more(succeed: Copctl, pictures: Path) -> None:
    succeed("member", "add", "--name", "Sok Chanthou", "--email", "sok@example.org")
    succeed("media", "add", "well.jpg", "--alt", ALT, "--consent", "Sok Chanthou, by phone")
    succeed(
        "media",
        "add",
        "chart.png",
        "--alt",
        "A chart",
        "--credit",
        "sok chanthou",
        "--consent",
        "Dao, by mail",
    )
    succeed("story", "add", "--title", "The well", "--consent", "Sok Chanthou, by mail")
    succeed("member", "remove", "1", "--erase", "--yes")

    first, second = succeed("media", "list", "--json").json
    assert (first["consent_by"], first["consent_on"], first["may_be_published"]) == ("", None, False)
    assert (second["consent_by"], second["credit"]) == ("Dao, by mail", "")
    story = succeed("story", "show", "1", "--json").json
    assert (story["consent_by"], story["agreed"]) == ("", False)
    assert "Chanthou" not in succeed("log", "--json").stdout
