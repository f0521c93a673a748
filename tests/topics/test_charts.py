"""Drawings are well-formed, say what they are, and keep what people wrote as text."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.topics import charts
from copctl.topics.charts import Bar, Colours, Frame, Stack, units, wrapped

COLOURS = Colours("#111", "#555", "#eee", "#0b6e6e", "#fff", (("#0b6e6e", "#fff"), ("#cfe3e3", "#111")))
SVG = "{http://www.w3.org/2000/svg}"


def frame(title: str = "Which topics?") -> Frame:
    return Frame("q1", title, "A: 3; B: 1", COLOURS)


def drawings(label: str) -> list[str]:
    return [
        charts.bars(frame(label), [Bar(label, 0.75, "3 (75%)"), Bar("B", 0, "0 (0%)", "km")]),
        charts.stacked(frame(label), [label, "no"], [Stack(label, [0.5, 0.5]), Stack("B", [0, 0])]),
        charts.columns(frame(label), [(label, 3), ("2", 0)], (0.2, "mean 1.2")),
    ]


@given(st.text(max_size=60))
def test_every_drawing_is_xml_that_says_what_it_is(label: str) -> None:
    for drawing in drawings(label):
        svg = ET.fromstring(drawing)
        assert svg.attrib["role"] == "img"
        assert svg.attrib["aria-labelledby"].split() == [svg[0].attrib["id"], svg[1].attrib["id"]]
        assert [svg[0].tag, svg[1].tag] == [f"{SVG}title", f"{SVG}desc"]
        assert svg.attrib["width"] == "100%"


@pytest.mark.parametrize("draw", [0, 1, 2])
def test_nothing_people_write_becomes_markup(draw: int) -> None:
    drawing = drawings('<script>alert("x")</script> & ]]>')[draw]

    assert "<script" not in drawing
    assert 'alert("x")' in "".join(ET.fromstring(drawing).itertext())


def test_a_bar_is_as_long_as_its_share_of_the_track() -> None:
    svg = ET.fromstring(charts.bars(frame(), [Bar("A", 0.5, "1 (50%)")]))
    lengths = {rect.attrib["class"]: rect.attrib["width"] for rect in svg.iter(f"{SVG}rect")}

    assert lengths == {"track": "72.00%", "bar": "36.00%"}


@given(st.text(max_size=200), st.integers(8, 40))
def test_lines_are_no_wider_than_asked_and_lose_no_letter(text: str, most: int) -> None:
    lines = wrapped(text, most)

    bare: Callable[[str], str] = lambda t: re.sub(r"[ \u200b]", "", t)  # noqa: E731
    assert bare("".join(lines)) == bare(text)
    assert all(units(line) <= most for line in lines if len(charts._clusters(line)) > 1)


def test_khmer_breaks_between_clusters_only() -> None:
    text = "ការនិទានរឿងនៃការផ្លាស់ប្តូរដែលមនុស្សអានដោយរីករាយក្នុងសហគមន៍របស់យើង"

    for line in wrapped(text, 12)[1:]:
        assert charts.unicodedata.category(line[0])[0] == "L"
    assert "្" not in {line[-1] for line in wrapped(text, 12)}


@pytest.mark.parametrize(
    ("width", "choices", "lines"), [("100%", 3, 1), ("100%", 5, 2), ("660", 5, 1)], ids=["3", "5", "paper"]
)
def test_words_of_a_legend_stand_side_by_side_while_there_is_room(
    width: str, choices: int, lines: int
) -> None:
    legend = [f"{n}th choice" for n in range(choices)]
    page = Frame("q1", "Rank", "", COLOURS, width)

    svg = ET.fromstring(charts.stacked(page, legend, [Stack("A", [1 / choices] * choices)]))

    words = [text for text in svg.iter(f"{SVG}text") if (text.text or "").endswith("choice")]
    assert len({text.attrib["y"] for text in words}) == lines
