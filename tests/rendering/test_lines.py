"""Breaking lines: by columns, at blanks and U+200B, never inside a word or a letter with its marks."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.rendering.lines import columns, wrapped

# Invented paragraphs: Thai and Lao with blanks between phrases, Khmer with U+200B between words, Burmese.
THAI = "การติดตามและประเมินผล ช่วยให้เราเรียนรู้จากกันและกัน และปรับปรุงงานให้ดีขึ้นอยู่เรื่อย ๆ ในทุก ๆ ปี"
KHMER = "ការ\u200bតាមដាន\u200bនិង\u200bការ\u200bវាយតម្លៃ\u200bជួយ\u200bឱ្យ\u200bយើង\u200bរៀន\u200bពី\u200bគ្នា\u200bទៅ\u200bវិញ\u200bទៅ\u200bមក ។ ផ្សេងៗ"
LAO = "ການຕິດຕາມ ແລະ ປະເມີນຜົນ ຊ່ວຍໃຫ້ພວກເຮົາຮຽນຮູ້ຈາກກັນ ແລະ ປັບປຸງວຽກງານໃຫ້ດີຂຶ້ນ ເລື້ອຍ ໆ"
BURMESE = "စောင့်ကြည့်ခြင်းနှင့် အကဲဖြတ်ခြင်းသည် ကျွန်ုပ်တို့ကို အချင်းချင်း သင်ယူစေသည် ။"
NEVER_FIRST = set("\u0e33\u0e46\u0eb3\u0ec6\u104b\u17d4\u17d7")


def test_marks_and_invisible_signs_take_no_column_and_wide_letters_two() -> None:
    assert [columns(text) for text in ("abc", "ที่", "កុំ", "a\u200bb", "é", "e\u0301", "漢字", "")] == [
        3, 1, 1, 2, 1, 1, 4, 0,
    ]  # fmt: skip


@pytest.mark.parametrize("text", [THAI, KHMER, LAO, BURMESE])
@pytest.mark.parametrize("width", [12, 24, 40, 72])
def test_a_paragraph_keeps_its_words_whole_and_fills_its_lines(text: str, width: int) -> None:
    lines = wrapped(text, width).split("\n")

    words = text.replace("\u200b", " ").split()
    assert " ".join(lines).replace("\u200b", " ").split() == words
    for line, following in pairwise(lines):
        first = following.replace("\u200b", " ").split()[0]
        assert columns(line) <= width or len(line.replace("\u200b", " ").split()) <= 2
        assert columns(f"{line} {first}") > width
        assert unicodedata.category(following[0])[0] != "M"
        assert following[0] not in NEVER_FIRST


def test_a_run_without_blanks_stays_whole() -> None:
    run = "ការតាមដាននិងការវាយតម្លៃ" * 5

    assert wrapped(run, 40) == run
    assert wrapped(f"a {run} b", 40) == f"a\n{run}\nb"
    assert wrapped("ສະບາຍດີ" * 20, 10) == "ສະບາຍດີ" * 20


def test_a_place_to_break_is_used_and_not_shown_at_the_end() -> None:
    assert wrapped("កខ\u200bគឃ\u200bងច", 4) == "កខ\u200bគឃ\nងច"
    assert wrapped("កខ\u200b", 4) == "កខ"
    assert wrapped("a\u00a0b c", 2) == "a\u00a0b\nc"


def test_no_line_begins_with_what_belongs_to_the_word_before() -> None:
    assert wrapped("ទៅ មក ។", 5) == "ទៅ\nមក ។"
    assert wrapped("ใน เร็ว ๆ", 6) == "ใน\nเร็ว ๆ"
    assert wrapped("ក\u17d2\u200bក ខ", 1) == "ក\u17d2\u200bក\nខ"
    assert wrapped("ក\u200b\u17b6 ខ", 1) == "ក\u200b\u17b6\nខ"


def test_width_is_what_is_seen() -> None:
    assert wrapped("ที่นี่ ที่นี่ ที่นี่", 6) == "ที่นี่ ที่นี่\nที่นี่"
    assert wrapped("漢字 漢字 漢字", 9) == "漢字 漢字\n漢字"


def test_lists_and_quotes_of_any_script_keep_their_indent() -> None:
    assert wrapped("- ทดสอบ ทดสอบ", 8) == "- ทดสอบ\n  ทดสอบ"
    assert wrapped("> កខគ ឃងច", 6) == "> កខគ\n> ឃងច"


@given(st.text(alphabet="ab \t\n->1.กที่เา\u0e33ក\u17d2ា។\u200bခ္漢\u00a0"), st.integers(1, 30))
def test_nothing_is_lost_and_no_letter_is_cut(text: str, width: int) -> None:
    made = wrapped(text, width)

    assert made.replace("\u200b", " ").split() == text.replace("\u200b", " ").split()
    assert [line for line in made.split("\n") if line != line.rstrip(" ")] == []
