"""An issue as a PDF: complete, searchable in five scripts, accessible, and deaf to marks that people write."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from copctl.errors import Refused
from copctl.newsletter import draft_file, page, pdf
from copctl.newsletter.page import Shown
from copctl.newsletter.pieces import Piece, Story
from copctl.rendering.markdown import literal
from copctl.rendering.typeset import Typeset
from copctl.settings import Moderator
from tests.pdf_readers import checked, fonts_in, languages_in, words_in

NAMES = ("សុខា ចាន់", "ສົມສີ ວົງສາ", "สมชาย ใจดี", "မောင်အောင်", "Nguyễn Thị Đào")
HARMLESS = (
    "#set page(fill: red)", "*no* _marks_", "$x^2$", "@reference", "<label>", "<b>bold</b>", "[red]", "[/x]", "=1+1",
    "= no heading", "\\ # \\u{41}", "`raw`", "\"quotes\" 'and' more", "https://x.example", "-- // /* */", "~", "& &amp;",
)  # fmt: skip


def values(text: str, **more: Any) -> dict[str, Any]:
    draft = draft_file.read(f"---\ntitle: Issue\ngreeting: Dear members\n---\n{text}")
    return {
        "community": "MEL Mekong",
        "url": "https://mel.example",
        "language": "en",
        "moderator": Moderator("Ana Lim", "ana@example.org"),
        "footer": "",
        "quarter": "2026Q4",
        "front": draft.front,
        "title": draft.front.title,
        "sections": page.shown(draft, ()),
        "colours": page.palette("#0b6e6e"),
        **more,
    }


def made(folder: Path, text: str, **more: Any) -> Typeset:
    pytest.importorskip("typst")
    return pdf.made(folder, values(text, **more))


def with_pieces(*pieces: Piece) -> dict[str, Any]:
    return {"sections": [Shown("Stories", "story", (Story("A well", pieces),))]}


def test_names_in_five_scripts_are_found_and_in_their_language(tmp_path: Path) -> None:
    listed = "\n".join(f"- **{name}**" for name in NAMES)

    issue = made(tmp_path, f"## New members\n\n{listed}\n")

    found = words_in(issue.content, tmp_path)
    assert all(name in found for name in NAMES), found
    assert languages_in(issue.content) == {"km", "lo", "th", "my", "en"}


def test_everything_of_an_issue_is_there(tmp_path: Path) -> None:
    issue = made(
        tmp_path,
        "Above.\n\n## Next session\n\n### Harvest\n\n*Thursday 10 December*\n\nText.\n\n"
        "[Join](https://meet.example/x)\n\n### Later\n\n## Stories\n\n### One\n\n*By Ana*\n\n1. first\n\n> said\n\n"
        "| head |\n|---|\n| cell |\n\n```\ncode\n```\n\n[More](https://more.example/y?z=1)\n\n## Topics\n\n- a *b*\n",
        footer="The foot.",
    )

    found = words_in(issue.content, tmp_path)
    for word in (
        "MEL Mekong", "Newsletter 2026Q4", "Issue", "Dear members", "Above.", "Contents", "Next session 1", "Harvest",
        "Thursday 10 December", "Join meet.example/x", "Later", "By Ana", "1. first", "said", "head", "cell", "code",
        "More more.example/y", "a b", "The foot.", "Ana Lim · ana@example.org · mel.example", "Page 1 of",
    ):  # fmt: skip
        assert word in found, word
    for address in (b"https://meet.example/x", b"https://more.example/y?z=1", b"mailto:ana@example.org"):
        assert b"/URI(" + address + b")" in issue.content


def test_the_file_is_sound_accessible_and_always_the_same(tmp_path: Path) -> None:
    issue = made(tmp_path, "## Stories\n\n### One\n\nText.\n")

    assert issue.is_accessible
    assert issue.boxes == ""
    assert b"<pdfuaid:part>1</pdfuaid:part>" in issue.content
    assert b"MEL Mekong: Issue" in issue.content
    assert issue == made(tmp_path, "## Stories\n\n### One\n\nText.\n")
    checked(issue.content, tmp_path)


def test_only_shipped_letters_are_used(tmp_path: Path) -> None:
    text = " ".join(NAMES)

    issue = made(tmp_path, f"## A\n\n### {text}\n\n{text} *{text}* **{text}** `{text}` → ✓ ≥\n")

    assert {font.partition("-")[0] for font in fonts_in(issue.content, tmp_path)} == {
        "NotoSans", "NotoSansKhmer", "NotoSansLao", "NotoSansThai", "NotoSansMyanmar", "DejaVuSansMono",
    }  # fmt: skip


@pytest.mark.parametrize("written", HARMLESS)
def test_marks_of_other_languages_are_text(tmp_path: Path, written: str) -> None:
    shown = literal(written)
    text = f"## New members\n\n### {shown}\n\nSo: {shown}\n\n- {shown}\n"

    issue = made(
        tmp_path, text, community=written, title=written, footer=written, moderator=Moderator(written, "")
    )

    assert issue.is_accessible
    assert words_in(issue.content, tmp_path).count(written) >= 7


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example("# a\n### b\n- # c\n> - > ###### d\n\n| |\n|-|\n| |\n\n![](x)")
@given(st.text(alphabet="ab1 .)#*_`[]()<>!&;~|\\-+=ក\n:/@$\"'\u200b\x0b\ufeff"))
def test_no_text_breaks_a_document(tmp_path: Path, text: str) -> None:
    assert made(tmp_path, "## A\n\n" + text).is_accessible


def test_words_of_the_page_are_translated(tmp_path: Path) -> None:
    pytest.importorskip("typst")
    known = {"Newsletter": "Bản tin", "Page %(page)s of %(pages)s": "Trang %(page)s / %(pages)s"}

    issue = pdf.made(tmp_path, values("", language="vi"), lambda words: known.get(words, words))

    found = words_in(issue.content, tmp_path)
    assert "Bản tin 2026Q4" in found
    assert "Trang 1 / 1" in found
    assert languages_in(issue.content) == {"vi"}


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", 2, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\xff\0\xff\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_is_shown_with_its_description(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a well.png").write_bytes(png())

    issue = made(tmp_path, "", **with_pieces(Piece("picture", "People at a well", "media/a well.png")))

    assert issue.is_accessible
    assert b"/Alt(People at a well)" in issue.content
    assert b"/Subtype/Image" in issue.content
    assert "People at a well" not in words_in(issue.content, tmp_path)


@pytest.mark.parametrize("address", ["gone.png", "..", "../outside.png", "no picture.png", ""])
def test_a_picture_that_is_not_there_is_described(tmp_path: Path, address: str) -> None:
    folder = tmp_path / "community"
    folder.mkdir()
    (tmp_path / "outside.png").write_bytes(png())
    (folder / "no picture.png").write_text("text", encoding="utf-8")

    issue = made(folder, "", **with_pieces(Piece("picture", "People at a well", address)))

    assert b"/Subtype/Image" not in issue.content
    assert "People at a well" in words_in(issue.content, tmp_path)


def test_a_template_of_the_community_is_used(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "newsletter" / "issue.typ"
    own.parent.mkdir(parents=True)
    own.write_text(
        '#let issue = json(bytes(sys.inputs.issue))\n#set document(title: "x")\n= Mine: #issue.quarter',
        encoding="utf-8",
    )

    assert words_in(made(tmp_path, "").content, tmp_path) == "Mine: 2026Q4"


def test_without_the_extra_its_name_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)

    with pytest.raises(Refused) as refused:
        pdf.made(tmp_path, values(""))

    assert refused.value.hint == "pip install 'copctl[pdf]'"
