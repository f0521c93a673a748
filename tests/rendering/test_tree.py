"""Markdown as a tree: complete, and without marks of any kind in what people wrote."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.rendering import tree
from copctl.rendering.markdown import literal

TEXTS = st.text(alphabet="ab1 .)#*_`[]()<>!&;~|\\-+=ក\n:/@$")


def said(nodes: Any) -> str:
    """All the text in a tree."""
    if isinstance(nodes, list):
        return "".join(said(node) for node in nodes)
    if isinstance(nodes, dict):
        return str(nodes.get("text", "")) + said([nodes.get(key) for key in ("body", "items", "rows")])
    return nodes if isinstance(nodes, str) else ""


def levels(nodes: Any) -> list[int]:
    """The levels of the headings in a tree, in their order."""
    if isinstance(nodes, list):
        return [level for node in nodes for level in levels(node)]
    if isinstance(nodes, dict):
        own = [nodes["level"]] if "level" in nodes else []
        return own + levels([nodes.get("body"), nodes.get("items")])
    return []


def test_a_text_becomes_blocks_with_parts() -> None:
    found = tree.blocks(
        '# A *b*\n\nc `d`\\\n[e](https://x.example "t") ទឹក\n\n2. f\n3. g\n\n   h\n\n> i\n\n---\n\n    j'
    )

    heading, paragraph, numbers, quote, rule, code = found
    assert heading == {
        "kind": "heading", "level": 2, "language": "",
        "body": [
            {"kind": "text", "text": "A ", "language": ""},
            {"kind": "emph", "body": [{"kind": "text", "text": "b", "language": ""}]},
        ],
    }  # fmt: skip
    assert [part["kind"] for part in paragraph["body"]] == ["text", "code", "break", "link", "text", "text"]
    assert paragraph["body"][3]["address"] == "https://x.example"
    assert paragraph["body"][-1] == {"kind": "text", "text": "ទឹក", "language": "km"}
    assert (numbers["is_ordered"], numbers["start"], numbers["is_tight"]) == (True, 2, False)
    assert [said(item) for item in numbers["items"]] == ["f", "gh"]
    assert said(quote) == "i"
    assert rule == {"kind": "rule"}
    assert code == {"kind": "code", "body": "j"}


def test_a_table_has_its_head_first_and_its_sides() -> None:
    (table,) = tree.blocks("| a | b |\n|---|--:|\n| *c* |  |")

    assert table["align"] == ["left", "right"]
    assert [[said(cell) for cell in row] for row in table["rows"]] == [["a", "b"], ["c", ""]]


def test_a_picture_becomes_its_description_as_in_mails() -> None:
    assert tree.line("![A *well*](https://x.example/p.jpg)") == [
        {
            "kind": "link", "address": "https://x.example/p.jpg",
            "body": [
                {"kind": "text", "text": "A ", "language": ""},
                {"kind": "emph", "body": [{"kind": "text", "text": "well", "language": ""}]},
            ],
        }
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["ftp://x.example", "page.html", "https:", ""])
def test_links_lead_only_where_a_reader_can_go(address: str) -> None:
    assert tree.line(f"[words](<{address}>)") == [{"kind": "text", "text": "words", "language": ""}]


@given(TEXTS, st.integers(1, 3))
def test_headings_skip_no_level(text: str, under: int) -> None:
    found = [under, *levels(tree.blocks(text, under))]

    assert all(under < level for level in found[1:])
    assert all(after - before <= 1 for before, after in pairwise(found))


@given(st.one_of(TEXTS, st.text()))
def test_every_tree_is_plain_and_a_literal_says_what_was_written(text: str) -> None:
    json.dumps(tree.blocks(text))
    name = " ".join(tree.seen(text).split())

    assert said(tree.line(literal(name))) == " ".join(name.replace("\0", "\ufffd").split())
