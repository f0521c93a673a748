"""Tables on a narrow screen: what people copy stays whole, and lines end without blanks."""

from __future__ import annotations

import io
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.cli.fitting import Need, shortened, widths
from copctl.cli.showing import Column, print_record, print_table
from tests.conftest import Copctl

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "Name", whole=True),
    Column("question", "Question"),
    Column("type", "Type", whole=True, spare=True),
    Column("answered", "Answered", numeric=True),
]
_NAME = "how-often-do-you-use-dask-at-home"


def drawn(rows: list[dict[str, Any]], width: int, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("COLUMNS", str(width))
    out = io.StringIO()
    print_table(out, _COLUMNS, rows)
    return out.getvalue()


def row(name: str, question: str = "How often do you use it, and what for?") -> dict[str, Any]:
    return {"number": 1, "name": name, "question": question, "type": "select_multiple", "answered": 47}


needs = st.builds(
    lambda least, more, spare: Need(least + more, least, spare),
    st.integers(1, 30), st.integers(0, 200), st.booleans(),
)  # fmt: skip


@given(st.lists(needs, min_size=1, max_size=8), st.integers(10, 200))
def test_columns_fit_and_none_has_less_than_it_must_or_more_than_it_needs(
    held: list[Need], room: int
) -> None:
    given_ = widths(held, room, between=3)

    kept = [need for need in held if not need.spare]
    if given_ is None:
        assert sum(need.least for need in kept) + 3 * (len(kept) - 1) > room
        return
    assert sum(given_.values()) + 3 * (len(given_) - 1) <= room
    assert all(held[place].least <= width <= held[place].full for place, width in given_.items())
    assert all(place in given_ for place, need in enumerate(held) if not need.spare)


def test_a_name_is_drawn_unbroken_and_the_long_text_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn([row(_NAME)], 80, monkeypatch)

    assert _NAME in text
    assert "47" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_what_is_left_out_for_lack_of_room_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    text = drawn([row(_NAME)], 80, monkeypatch)

    assert "select_multiple" not in text
    assert "The screen is too narrow for: Type." in text


def test_columns_stand_under_one_another_where_no_table_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "-".join([_NAME] * 3)
    text = drawn([row(name), row("ប្រវត្តិ" * 14)], 80, monkeypatch)

    assert f"\n1  {name}\n" in text
    assert f"\n1  {'ប្រវត្តិ' * 14}\n" in text
    assert "  Question  How often" in text
    assert "  Type      select_multiple" in text


@pytest.mark.parametrize("width", [24, 60, 80, 200])
def test_no_line_ends_in_blanks(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    out = io.StringIO()
    print_table(out, _COLUMNS, [row(_NAME), row("a", "[red]သတင်းအချက်အလက်[/]")], "A title")
    print_record(out, "A title", [("Label", "what people wrote " * 9)])

    assert "[red]" in out.getvalue()
    assert all(line == line.rstrip(" ") for line in out.getvalue().splitlines())


def test_a_long_list_of_surveys_keeps_slugs_and_dates_whole(
    succeed: Copctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    slug = "what-shall-we-learn-together-in-the-last-quarter"
    succeed("survey", "new", slug, "--starter", "interest")
    succeed("survey", "open", slug)

    shown = succeed("survey", "list").stdout

    assert slug in shown
    assert all(len(line) <= 80 for line in shown.splitlines())


def test_a_long_heading_is_cut_and_a_row_of_a_grid_keeps_its_end() -> None:
    stem = "What common feature requests do you care about most?"

    assert shortened("Short,<br>and&nbsp;plain", 30) == "Short, and plain"
    assert shortened("1 < 2 and 3 > 2", 30) == "1 < 2 and 3 > 2"
    assert shortened(f"{stem} [GPU support]", 40) == "What common feature reque… [GPU support]"
    assert shortened(f"{stem} [GPU support]", 90) == f"{stem} [GPU support]"


@given(st.text(max_size=200), st.integers(8, 60))
def test_what_is_shortened_is_one_line_that_is_short(text: str, most: int) -> None:
    cut = shortened(text, most)

    assert len([c for c in cut if unicodedata.category(c)[0] != "M"]) <= most
    assert len(cut.splitlines()) <= 1
