"""A style sheet is read as a browser reads it, and nothing that it holds breaks the reading."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.newsletter.declarations import AtRule, Declaration, Part, Selector, declared


def read(css: str) -> list[Part]:
    return list(declared(css))


def test_a_style_attribute_is_its_declarations():
    assert read("color: RED; display:flex !important;;") == [
        Declaration("color", "red", 1),
        Declaration("display", "flex !important", 1),
    ]


def test_strings_comments_and_addresses_are_no_values():
    css = """a/* ; x: calc(1px) */: "b: var(--c)"; background: url(data:image/png;base64,AA==) 'it\\'s' 2px"""

    [first, second] = read(css)

    assert isinstance(first, Declaration)
    assert isinstance(second, Declaration)
    assert (first.name, first.functions, first.quoted) == ("a", set(), ("b: var(--c)",))
    assert (second.name, second.units, second.words) == ("background", {"px"}, set())
    assert second.quoted == ("data:image/png;base64,AA==", "it\\'s")


def test_lines_are_those_where_something_begins():
    css = "\n.a { color: red;\n\n  /* one\n  two */ float:\n left }\n@import 'x';\n"

    assert [(type(part).__name__, part.line) for part in read(css)] == [
        ("Selector", 2), ("Declaration", 2), ("Declaration", 5), ("AtRule", 7),
    ]  # fmt: skip


def test_what_stands_under_media_is_graceful_and_other_blocks_are_not_looked_into():
    css = """
    @media (max-width: 520px) { a:hover, p::before { gap: 4px } }
    @font-face { font-family: x; src: url(x.svg) }
    @keyframes in { from { transform: none } }
    p { float: left }
    """

    assert read(css) == [
        AtRule("media", 2),
        Selector(("hover", "before"), 2, is_graceful=True),
        Declaration("gap", "4px", 2, is_graceful=True),
        AtRule("font-face", 3),
        AtRule("keyframes", 4),
        Selector((), 5),
        Declaration("float", "left", 5),
    ]


def test_a_rule_in_a_rule_is_nested():
    assert read("td { color: red; & p { float: left } }")[2] == Selector((), 1, is_nested=True)


def test_units_are_those_of_numbers_and_functions_those_that_are_called():
    [said] = read("width: calc(100% - 1.5rem) -.5vw #12vh 3px a2vmin")

    assert isinstance(said, Declaration)
    assert said.units == {"rem", "vw", "px"}
    assert said.functions == {"calc"}


@given(st.text(alphabet=st.sampled_from("a:;{}()'\"/*\\@-#1rem \nurl<!")))
def test_no_css_breaks_the_reading(css: str):
    lines = css.count("\n") + 1

    assert all(1 <= part.line <= lines for part in read(css))


@given(st.text(), st.sampled_from("\"'"))
def test_what_stands_in_a_string_is_never_a_declaration(said: str, quote: str):
    escaped = "".join(
        f"\\{ord(character):x} " if not character.isalnum() else character for character in said
    )

    assert read(f"content: {quote}{escaped}{quote}; color: red")[1:] == [Declaration("color", "red", 1)]
