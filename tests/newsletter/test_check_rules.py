"""The rules of the check hold for whatever people write: nothing breaks them, and ordinary words pass."""

from __future__ import annotations

from itertools import chain
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copctl.newsletter.draft_file import read
from copctl.newsletter.rules import (
    consents,
    contrasts,
    leftovers,
    links,
    naming,
    page_read,
    pictures,
    shape,
    weight,
)
from copctl.newsletter.rules.findings import Finding, Level, Place, in_order
from copctl.newsletter.rules.links import Answer, State
from copctl.newsletter.rules.naming import Person
from copctl.newsletter.rules.outline import Outline, outlined
from copctl.newsletter.rules.strays import strays
from copctl.newsletter.rules.words import NameIndex, name_key, words_of

FRONT = "---\ntitle: A title\npreheader: What is new\ngreeting:\n  Dear %NAME%,\n\n  welcome.\n---\n"
NAMES = ["Nguyễn Thị Hồng Nhung", "ສຸກສະຫວັນ ພົມ", "Dara Sok", "Mekong Water Watch", "van den Berg", "សុខា ចាន់ថន"]
PIECES = [
    "## Stories", "### A title", "# Big", "#### Small", "---", "===", "<!-- copctl story:3 -->", "<!-- copctl story 3 -->",
    "<!-- a", "-->", "[a](http://b.org/c)", "[a](https://[)", "[a](mailto:%)", "![](media:3)", "![x](media:99999999999)",
    "[a]()", "[a][b]", "[b]: //c", "```", "> ", "- ", "| a | b |\n| --- | --- |\n| [x](y) | z |", "%NAME%", "{{ a }}",
    "*|A|*", "[TODO]", "\r\n", "\n", "\n\n", "\u200b", "\u0000", " ", "=1+1", "[red]", "<b>", *NAMES, "Nguyen Thi Hong Nhun",
    "https://a.org/%2", "[a](https://é.org:x)", "[a](x:y@z)", "\\", "&amp;", "<https://a.test>",
]  # fmt: skip
BODIES = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=25).map("".join)
PEOPLE = [Person(number, name, number == 2) for number, name in enumerate(NAMES)]


def outline_of(body: str, *withheld: str) -> Outline:
    text = FRONT + body
    return outlined(text, read(text), withheld)


def everything(outline: Outline) -> list[Finding]:
    answers = {address: Answer(State.GONE, "gone") for address in links.to_ask(outline)}
    return list(
        chain(
            links.written(outline, "d"),
            links.answered(outline, answers, "d"),
            leftovers.unfilled(outline, "d"),
            leftovers.comments(outline, ["story"], "d"),
            shape.preheader(outline, "d"),
            shape.headings(outline, "d"),
            shape.empty(outline, str, "d"),
            consents.left_out(outline, {"story:3": "nobody agreed to it"}, "d"),
            naming.unagreed(outline, "d", PEOPLE, {1}, ["Dara Sok"]),
            naming.misspelled(outline, "d", NAMES),
            pictures.described(outline, {}, "d"),
            pictures.showable(outline, [], [], "d"),
            strays(outline, "a", "b", ("h", "t")),
        )
    )


@example("```")
@settings(deadline=None)
@given(BODIES)
def test_no_draft_breaks_a_rule_and_every_place_is_in_the_file(body: str) -> None:
    outline = outline_of(body, "story:3")

    for finding in everything(outline):
        assert 0 <= finding.place.line <= len(outline.lines)
        assert finding.what
        assert finding.fix
    assert all(1 <= passage.line <= len(outline.lines) for passage in outline.passages)


@settings(deadline=None)
@given(BODIES)
def test_what_stands_on_a_line_is_told_of_that_line(body: str) -> None:
    marked = "\n".join([body, "", "## Notices", "", "A word zyxwv here"])

    found = [p for p in outline_of(marked).passages if "zyxwv" in p.words]

    lines = (FRONT + marked).replace("\r\n", "\n").split("\n")
    for passage in found:
        assert "zyxwv" in lines[passage.line_at(passage.words.index("zyxwv")) - 1]


ORDINARY = st.lists(
    st.text(st.characters(categories=("Ll", "Lu", "Lo", "Mn", "Mc", "Nd")), min_size=1, max_size=12), max_size=40
).map(" ".join)  # fmt: skip


@settings(deadline=None)
@given(ORDINARY)
def test_ordinary_words_are_no_placeholders(words: str) -> None:
    said = {"todo", "fixme", "tbd", "tbc"} & set(words.casefold().split())

    if not said and "xxx" not in words.casefold() and "lorem" not in words.casefold():
        assert list(leftovers.unfilled(outline_of(words), "d")) == []


@pytest.mark.parametrize(
    "words",
    [
        "100% of 200%, and 5 % more", "[red] and [...] and [1]", "Read it {here}", "https://a.org/%E1%9E%91%E1%9E%B9%",
        "[the date](https://a.org)", "A todo list; the TODAY show", "C'est «la vie» | maybe", "a | b | c", "[your words](https://a.org)",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_placeholder_passes(words: str) -> None:
    assert list(leftovers.unfilled(outline_of(words), "d")) == []


@settings(deadline=None)
@given(st.sampled_from(NAMES), ORDINARY, ORDINARY)
def test_an_exact_name_is_always_found_and_never_misspelled(name: str, before: str, after: str) -> None:
    outline = outline_of(f"{before}: **{name}**, {after}")

    found = list(naming.unagreed(outline, "d", [Person(1, name, False)], (), ()))

    assert [finding.what for finding in found][:1] == [f"{name} has not agreed to be named."]
    assert all(f"{name}?" not in finding.what for finding in naming.misspelled(outline, "d", NAMES))


def test_the_longest_name_hides_a_shorter_one_within_it() -> None:
    index = NameIndex.of(["Dara Sok", "Dara Sok Chan", "ສຸກສະຫວັນ", "ສຸກສະຫວັນນາທີ"])
    text = "Dara Sok Chan and ສຸກສະຫວັນນາທີ"

    assert [seen.key for seen in index.seen(text, words_of(text))] == [
        name_key("Dara Sok Chan"), name_key("ສຸກສະຫວັນນາທີ"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["hope rivers run", "Dara, Sok", "Dara. And Sok", "DaraSok", "Dara Soka", "Dara\n\nSok", "(Dara) Sok"],
)
def test_words_that_are_not_the_name_are_left_alone(text: str) -> None:
    people = [Person(1, "Dara Sok", False), Person(2, "Hope Rivers", False)]

    assert list(naming.unagreed(outline_of(text), "d", people, (), ())) == []


@pytest.mark.parametrize(
    "text", ["Dara Sok's", "Dara-Sok", "DARA SOK", "Dara\nSok", "[Dara Sok](https://a.org)"]
)
def test_a_name_is_found_however_it_stands(text: str) -> None:
    assert len(list(naming.unagreed(outline_of(text), "d", [Person(1, "Dara Sok", False)], (), ()))) == 1


def test_somebody_else_of_the_same_name_who_agreed_lets_it_pass() -> None:
    people = [Person(1, "Dara Sok", False), Person(2, "Dara Sok", True)]

    assert list(naming.unagreed(outline_of("Dara Sok"), "d", people, (), ())) == []


def test_findings_stand_by_place_the_worst_first_and_once() -> None:
    def told(level: Level, file: str, line: int) -> Finding:
        return Finding(level, "r", Place(file, line), "what", "fix")

    first, second = told(Level.ERROR, "d", 3), told(Level.NOTE, "d", 3)
    last, other = told(Level.NOTE, "d", 12), told(Level.ERROR, "c", 0)

    assert in_order([other, last, second, first, last], "d") == [first, second, last, other]


@pytest.mark.parametrize(
    ("style", "pairs"),
    [
        ("color: #777; background: #fff", [("#777777", "#ffffff")]),
        ("color: rgb(119, 119, 119) !important; background-color: white", [("#777777", "#ffffff")]),
        ("color: #777; background: #fff; font-size: 24px", []),
        ("color: #777; background: #fff; font-size: 19px; font-weight: 700", []),
        ("color: #777; background: #fff; display: none", []),
        ("color: #767676; background: #fff", []),
        ("color: inherit; background: #fff", []),
        ("color: #777; background: url(a.png)", []),
    ],
)  # fmt: skip
def test_contrast_is_told_where_both_colours_are_known(style: str, pairs: list[Any]) -> None:
    page = page_read.read(
        f'<table bgcolor="#000"><td style="{style}">Hello <a href="x">there</a></td></table>'
    )

    found = list(contrasts.page(page.runs, "h"))

    assert [(f.what[:7], f.what[11:18]) for f in found] == pairs


@settings(deadline=None)
@given(st.text())
def test_no_page_breaks_the_reading(page: str) -> None:
    read_page = page_read.read(f'<p style="{page}">{page}')

    assert all(run.words.strip() for run in read_page.runs)


@pytest.mark.parametrize(
    ("host", "reserved"),
    [
        ("example.org", True), ("www.EXAMPLE.com", True), ("a.test", True), ("x.y.example", True), ("localhost", True),
        ("localhost.", True), ("test", True), ("a.invalid", True), ("example.com.kh", False), ("myexample.org", False),
        ("contest", False), ("latest.org", False), ("example.edu", False),
    ],
)  # fmt: skip
def test_names_that_are_kept_for_examples_are_known(host: str, reserved: bool) -> None:
    assert links.is_reserved(host) is reserved


@pytest.mark.parametrize(
    ("size", "look", "levels"),
    [
        (80_000, "magazine", []), (80_001, "magazine", ["warning"]), (100_000, "letter", ["warning"]),
        (100_001, "letter", ["error"]), (20_000, "light", []), (20_001, "light", ["warning"]), (20_001, "letter", []),
    ],
)  # fmt: skip
def test_the_weight_of_a_page_is_told(size: int, look: str, levels: list[str]) -> None:
    assert [finding.level.value for finding in weight.page(size, look, "h")] == levels


def test_the_weight_of_a_whole_mail_is_told() -> None:
    assert list(weight.whole(1_000_000, "h")) == []
    assert [finding.what for finding in weight.whole(1_250_000, "h")] == [
        "The mail has 1.2 MB with its pictures, and readers pay for each of them."
    ]
