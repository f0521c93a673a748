"""Words in a PDF are found once, in every script, and the pages look as before."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.rendering.pdf_tokens import tokens
from copctl.rendering.pdf_words import said_once
from copctl.rendering.typeset import FONTS
from copctl.resources import shipped
from tests.pdf_readers import checked, words_in

TWICE = ["សុសុខា", "ភូភូមិមិ", "ខ្ញុំខ្ញុំ", "ស្ត្រីស្ត្រី", "ที่ที่", "น้ำน้ำ", "ก่ก่ก่", "ນັ້ນັ້", "ສິ້ນສິ້ນ", "ပြုပြု", "ညွှန့်ညွှန့်", "Nguyễn"]


def pdf_of(lines: list[str]) -> bytes:
    typst = pytest.importorskip("typst")
    fonts = "".join(f'"{font}",' for font in FONTS)
    text = "\n\n".join(f'#"{line}"' for line in lines)
    source = f'#set document(title: "x")\n#set text(font: ({fonts}))\n= T\n{text}'.encode()
    folder = str(shipped("data") / "fonts")
    return bytes(typst.compile(source, ignore_system_fonts=True, font_paths=[folder], pdf_standards=["ua-1"]))


def names_in(language: str) -> list[str]:
    """Names of countries, of languages, of months, as people of a language write them."""
    from babel import Locale

    known = Locale.parse(language)
    return sorted(
        {*known.territories.values(), *known.languages.values(), *known.months["format"]["wide"].values()}
    )


@pytest.mark.parametrize("language", ["km", "lo", "th", "my", "vi"])
def test_names_of_a_language_can_be_searched(language: str, tmp_path: Path) -> None:
    names = [name for name in names_in(language) if '"' not in name and "\\" not in name]

    found = words_in(said_once(pdf_of(names)), tmp_path).replace(" ", "")

    assert [name for name in names if re.sub(r"\s", "", name) not in found] == []


def test_what_really_stands_twice_is_found_twice(tmp_path: Path) -> None:
    assert words_in(said_once(pdf_of(TWICE)), tmp_path).split() == ["T", *TWICE]


def test_the_file_holds_together_and_only_what_is_said_changes(tmp_path: Path) -> None:
    before = pdf_of(TWICE)

    after = said_once(before)

    checked(after, tmp_path)
    assert after.count(b" 0 obj") == before.count(b" 0 obj")
    assert said_once(after) == after


@pytest.mark.parametrize(
    "other", [b"", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n9\n%%EOF", b"\x00 startxref\n1\n%%EOF"]
)
def test_what_is_written_otherwise_stays_as_it_is(other: bytes) -> None:
    assert said_once(other) == other


@given(st.binary())
def test_any_string_is_read_as_it_was_written(said: bytes) -> None:
    escaped = re.sub(rb"[()\\\r]", lambda mark: b"\\" + {b"\r": b"r"}.get(mark[0], mark[0]), said)

    written = b"[(" + escaped + b")-3<" + said.hex().encode() + b">]TJ"

    assert [token.said for token in tokens(written)] == [None, said, said, None]


def test_brackets_in_brackets_and_octal_numbers_are_read() -> None:
    assert [token.said for token in tokens(rb"((a(b))\101\7\)\n)Tj<4>")] == [b"(a(b))A\x07)\n", None, b"@"]
