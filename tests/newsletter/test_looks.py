"""The three looks, the page for the archive, the mail as a file; pictures in each of them."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Callable
from datetime import date
from email import message_from_bytes, policy
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path

import pytest

from copctl.store.schema import Picture
from tests.conftest import Copctl
from tests.newsletter.world import DRAFT, HTML, OUT, TEXT, Outline

STRICT = policy.default.clone(raise_on_defect=True)
LOOKS = ("magazine", "letter", "light")


class Pictures(HTMLParser):
    """What a page says of each of its pictures."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.found.append(dict(attrs))


def png(width: int, height: int) -> bytes:
    """A picture of one grey."""

    def chunk(kind: bytes, held: bytes) -> bytes:
        return struct.pack(">I", len(held)) + kind + held + struct.pack(">I", zlib.crc32(kind + held))

    rows = zlib.compress((b"\0" + b"\x88" * width) * height)
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def picture(consent: str = "Mrs Chan, on paper", alt: str = "A <pump> & its keeper") -> Picture:
    held = png(800, 600)
    file = Path("media/keeper.png")
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(held)
    return Picture(
        file=file.name, digest=sha256(held).hexdigest(), kind="image/png", width=800, height=600,
        size=len(held), alt=alt, shows_people=True, consent_by=consent,
        consent_on=date(2026, 11, 1) if consent else None, added_on=date(2026, 11, 1),
    )  # fmt: skip


@pytest.fixture
def pictured(filled: Copctl, stored: Callable[..., None]) -> Copctl:
    """The community with a picture that stands in its draft."""
    stored(picture())
    filled("newsletter", "draft", "2026Q4")
    with DRAFT.open("a", encoding="utf-8") as draft:
        draft.write("\n## A picture\n\n### Who keeps the pump\n\n![](media:1)\n\nShe does.\n")
    return filled


def rendered(copctl: Copctl, *more: str) -> Outline:
    copctl("newsletter", "render", "2026Q4", *more)
    return Outline(HTML.read_text(encoding="utf-8"))


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_says_the_same(pictured: Copctl, look: str) -> None:
    outline = rendered(pictured, "--look", look)

    for said in (
        "សុខា [red]",
        "=1+1 next",
        "Fish <b>counts</b>",
        "Busy <script>partners",
        "Who keeps the pump",
    ):
        assert said in outline.words
    assert outline.levels[0] == 1
    assert "https://meet.example.org/x" in outline.addresses
    assert "mailto:ana@example.org?subject=unsubscribe" in outline.addresses


def test_the_light_look_has_no_pictures_and_few_bytes(pictured: Copctl) -> None:
    outline = rendered(pictured, "--look", "light")

    assert "img" not in outline.tags
    assert "Picture: A <pump> & its keeper" in outline.words
    assert HTML.stat().st_size < 20_000


@pytest.mark.parametrize("look", ["magazine", "letter"])
def test_a_picture_stands_beside_the_page_with_its_words(pictured: Copctl, look: str) -> None:
    rendered(pictured, "--look", look)

    shown = Pictures(HTML.read_text(encoding="utf-8")).found[0]
    assert (shown["src"], shown["width"], shown["height"]) == ("pictures/keeper.png", "544", "408")
    assert shown["alt"] == "A <pump> & its keeper"
    assert (OUT / "pictures/keeper.png").read_bytes() == png(800, 600)
    assert "[Picture: A <pump> & its keeper]" in TEXT.read_text(encoding="utf-8")


def test_a_picture_travels_in_the_mail(pictured: Copctl) -> None:
    rendered(pictured)

    mail = message_from_bytes((OUT / "issue.eml").read_bytes(), policy=STRICT)
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    html, image = list(mail.walk())[3:]
    cid = str(image["Content-ID"]).strip("<>")
    assert f'src="cid:{cid}"' in html.get_content()
    assert image.get_content() == png(800, 600)
    assert image.get_content_disposition() == "inline"


def test_pictures_that_are_on_the_web_are_linked(pictured: Copctl) -> None:
    settings = Path("community.toml")
    said = settings.read_text(encoding="utf-8").replace(
        "[look]\n", '[look]\npictures_url = "https://x.example/p/"\n'
    )
    settings.write_text(said, encoding="utf-8")

    rendered(pictured)

    mail = message_from_bytes((OUT / "issue.eml").read_bytes(), policy=STRICT)
    assert [part.get_content_type() for part in mail.walk()][1:] == ["text/plain", "text/html"]
    assert 'src="https://x.example/p/keeper.png"' in mail.get_body(("html",)).get_content()


def test_the_page_for_the_archive_needs_no_other_file(pictured: Copctl) -> None:
    rendered(pictured)

    page = (OUT / "web.html").read_text(encoding="utf-8")
    assert f"data:image/png;base64,{base64.b64encode(png(800, 600)).decode()}" in page
    assert not re.search(r"(src|href)=\"(?!https:|mailto:|data:)", page)
    assert "Unsubscribe" not in page


def test_the_issue_as_markdown_has_nothing_for_the_moderator_only(pictured: Copctl) -> None:
    rendered(pictured)

    text = (OUT / "issue.md").read_text(encoding="utf-8")
    assert text.startswith("# October to December 2026\n\n*MEL Mekong, 2026Q4*\n\n")
    assert "![A <pump> & its keeper](pictures/keeper.png)" in text
    for kept_back in ("<!--", "copctl", "SECRET", "Unagreed", "Đào"):
        assert kept_back not in text


def test_a_picture_without_consent_is_shown_nowhere(filled: Copctl, stored: Callable[..., None]) -> None:
    stored(picture(consent=""))
    filled("newsletter", "draft", "2026Q4")
    with DRAFT.open("a", encoding="utf-8") as draft:
        draft.write("\n## A picture\n\n![Mr Keeper](media:1)\n\n![](media:7)\n")

    told = filled("newsletter", "render", "2026Q4").stderr

    assert "Left out: picture 1 is not there, or nobody agreed to it (copctl media show 1)." in told
    assert "picture 7" in told
    for name in ("email.html", "email.txt", "web.html", "issue.md"):
        assert "Keeper" not in (OUT / name).read_text(encoding="utf-8")
    assert not (OUT / "pictures").exists()


def test_the_logo_stands_in_the_masthead(pictured: Copctl) -> None:
    Path("logo.png").write_bytes(png(1000, 250))
    settings = Path("community.toml")
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[look]\n", '[look]\nlogo = "logo.png"\n'),
        encoding="utf-8",
    )

    rendered(pictured)

    shown = Pictures(HTML.read_text(encoding="utf-8")).found[0]
    assert (shown["src"], shown["width"], shown["height"]) == ("pictures/logo.png", "200", "50")
    assert shown["alt"] == "MEL Mekong"
    mail = message_from_bytes((OUT / "issue.eml").read_bytes(), policy=STRICT)
    assert [part.get_content_type() for part in mail.walk()].count("image/png") == 2


@pytest.mark.parametrize(("content", "why"), [(b"GIF89a", "is no picture"), (None, "There is no file")])
def test_a_logo_that_is_none_is_refused(copctl: Copctl, content: bytes | None, why: str) -> None:
    if content is not None:
        Path("logo.png").write_bytes(content)
    settings = Path("community.toml")
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("[look]\n", '[look]\nlogo = "logo.png"\n'),
        encoding="utf-8",
    )

    result = copctl("newsletter", "render", "2026Q4")

    assert result.exit_code in (1, 3)
    assert result.stderr.startswith("Error: ")
    assert "logo.png" in result.stderr
    assert why in result.stderr
    assert not HTML.exists()


def test_a_look_that_nobody_knows_is_refused(copctl: Copctl) -> None:
    result = copctl("newsletter", "render", "2026Q4", "--look", "poster")

    assert result.exit_code == 1
    assert result.stderr == "Error: There is no look 'poster'.\nTry: choose one of: magazine, letter, light\n"
    assert not OUT.exists()


@pytest.mark.parametrize(("language", "said"), [("vi", "Dự án"), ("th", "โครงการ"), ("xx", "Projects")])
def test_fixed_words_are_said_in_the_communitys_language(succeed: Copctl, language: str, said: str) -> None:
    settings = Path("community.toml")
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('language = "en"', f'language = "{language}"'),
        encoding="utf-8",
    )
    succeed("project", "add", "--title", "A well")

    outline = rendered(succeed)

    assert said in outline.words
    assert f'<html lang="{language}"' in HTML.read_text(encoding="utf-8")


def test_the_picture_of_a_project_comes_along_into_draft_and_issue(
    succeed: Copctl, stored: Callable[..., None]
) -> None:
    stored(picture())
    succeed("project", "add", "--title", "A well", "--body", "It is deep.", "--picture", "1")

    rendered(succeed)

    assert "### A well\n\n![](media:1)\n\nIt is deep." in DRAFT.read_text(encoding="utf-8")
    assert Pictures(HTML.read_text(encoding="utf-8")).found[0]["src"] == "pictures/keeper.png"


def test_a_picture_that_may_be_shown_no_more_goes_from_the_folder(pictured: Copctl) -> None:
    rendered(pictured)
    (OUT / "pictures/mine.txt").write_text("mine", encoding="utf-8")
    pictured("media", "edit", "1", "--consent", "")

    rendered(pictured)

    assert [file.name for file in (OUT / "pictures").iterdir()] == ["mine.txt"]


def test_a_picture_of_what_is_left_out_is_written_nowhere(
    succeed: Copctl, copctl: Copctl, stored: Callable[..., None]
) -> None:
    stored(picture())
    succeed(
        "story", "add", "--title", "A well", "--body", "Deep.", "--picture", "1", "--consent", "Mai, by mail"
    )
    succeed("newsletter", "draft", "2026Q4")
    succeed("story", "edit", "1", "--consent", "")

    rendered(succeed)

    assert not (OUT / "pictures").exists()
