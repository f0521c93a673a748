"""Lines of a width in every script."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from copctl.cli.wrapping import _letters, wrapped

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf"]))


def test_lines_end_between_words() -> None:
    assert wrapped("gave 'Stories that last' in 2026-03", 14, "  ") == [
        "  gave", "  'Stories", "  that last'", "  in 2026-03"
    ]  # fmt: skip


def test_a_word_without_blanks_is_broken_between_letters_only() -> None:
    lines = wrapped("ស្ត្រីទឹកស្ត្រីទឹក", 6)

    assert "".join(lines) == "ស្ត្រីទឹកស្ត្រីទឹក"
    assert all(not line.startswith(("្", "ី", "ឹ")) and not line.endswith("្") for line in lines)


@given(TEXT, st.integers(4, 60))
def test_nothing_is_lost_and_lines_fit(text: str, width: int) -> None:
    lines = wrapped(text, width)

    assert "".join("".join(lines).split()) == "".join(text.split())
    # One letter with all its marks may be wider than any line.
    assert all(cell_len(line) <= width or len(list(_letters(line))) == 1 for line in lines)
