"""An entry's Markdown, cut into what the templates lay out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.newsletter.pieces import Piece, Story, stories


def test_a_title_a_byline_text_and_a_link_that_stands_alone() -> None:
    text = "### A *title*\n\n*By Dara*\n\nOne\ntwo.\n\n- three\n\n[Read on](https://example.org/a)"

    assert stories(text) == [
        Story(
            "A *title*",
            (
                Piece("byline", "*By Dara*"),
                Piece("text", "One\ntwo.\n\n- three"),
                Piece("action", "Read on", "https://example.org/a"),
            ),
        )
    ]


def test_emphasis_elsewhere_stays_emphasis() -> None:
    assert stories("### T\n\ntext\n\n*so there*")[0].pieces[1] == Piece("text", "*so there*")
    assert stories("*alone*") == [Story("", (Piece("text", "*alone*"),))]


def test_headings_of_a_body_are_no_titles() -> None:
    [story] = stories("### T\n\n ### Inside\n\n> ### Quoted\n\n#### Four")

    assert story.pieces == (Piece("text", " ### Inside\n\n> ### Quoted\n\n#### Four"),)


def test_a_link_of_another_kind_is_no_button() -> None:
    assert stories("[x](javascript:alert)")[0].pieces[0].kind == "text"
    assert stories("[x](notes.html)")[0].pieces[0].kind == "text"
    assert stories("[x](https://example.org) and more")[0].pieces[0].kind == "text"


def test_a_fence_without_an_end_takes_nothing_with_it() -> None:
    [story] = stories("### T\n\n```\n### not a title\n[x](https://example.org)")

    assert [piece.kind for piece in story.pieces] == ["text"]


@given(
    st.lists(st.sampled_from(["### T", "*by*", "[a](https://b.example)", "text", "", "- x", "```", "> q"]))
)
def test_no_line_gets_lost(lines: list[str]) -> None:
    found = stories("\n".join(lines))

    said = [s.title for s in found] + [p.text + p.address for s in found for p in s.pieces]
    for word in ("T", "by", "https://b.example", "text", "x", "q"):
        assert ("".join(said).count(word) > 0) == any(word in line for line in lines)
