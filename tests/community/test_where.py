"""The language of conditions: text to tree and back, and errors that point at the character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.community.carets import pointed
from copctl.community.conditions.conditions import compiled
from copctl.community.conditions.where import Among, And, Comparison, Condition, Not, Or, Value, parse, render
from copctl.community.periods import period
from copctl.errors import CopctlError, WrongUsage

FIELDS = st.sampled_from(["country", "topic", "referred-by", "ប្រទេស", "next_step"])
VALUES = st.builds(
    Value,
    st.one_of(
        st.sampled_from(
            ["KH", "in", "AND", "not", "", "a b", "x:3", '"', "'", "\\", "O'Brien", "សុខា ណា", "“x”", "a\nb"]
        ),
        st.text(max_size=12),
    ),
)
COMPARISONS = st.builds(Comparison, FIELDS, st.sampled_from(["=", "!=", ">=", "<=", ">", "<", "~"]), VALUES)
LEAVES = COMPARISONS | st.builds(Among, FIELDS, st.lists(VALUES, min_size=1, max_size=3).map(tuple))
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda parts: st.one_of(
        st.builds(Not, parts),
        st.builds(And, st.lists(parts, min_size=2, max_size=3).map(tuple)),
        st.builds(Or, st.lists(parts, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)
PIECES = st.sampled_from(
    ["country", "topic", "hours", "joined", "=", ">=", "!=", "~", "(", ")", ",", "in", "not", "and", "or", "KH", "a:3",
     '"', "'x'", "2026-10", "!", "“", "\udce9", "\x00", "ស"]
)  # fmt: skip


@given(CONDITIONS)
def test_what_is_rendered_is_read_as_the_same_condition(condition: Condition) -> None:
    assert parse(render(condition)) == condition


@given(st.text() | st.lists(PIECES).map(" ".join) | st.lists(PIECES).map("".join))
def test_any_text_is_a_condition_or_one_sentence_with_a_hint(text: str) -> None:
    refusal = None
    try:
        compiled(parse(text), text)
    except CopctlError as error:
        refusal = error

    if refusal is not None:
        assert refusal.message.endswith(".")
        assert refusal.hint
        assert refusal.excerpt.count("\n") == bool(refusal.excerpt)


def test_and_binds_more_than_or_and_not_more_than_and() -> None:
    assert parse("a=1 or not b=2 and c=3") == Or(
        (_is("a", "1"), And((Not(_is("b", "2")), _is("c", "3")))),
    )
    assert parse("(a=1 OR b=2) And c=3") == And((Or((_is("a", "1"), _is("b", "2"))), _is("c", "3")))


def test_in_may_be_a_value_and_not_in_is_the_opposite_of_in() -> None:
    assert parse("country=IN") == _is("country", "IN")
    assert parse("country not in (IN, 'Viet Nam')") == Not(Among("country", (Value("IN"), Value("Viet Nam"))))


@pytest.mark.parametrize(
    ("text", "under", "sentence"),
    [
        ("contry=KH", "contry", "There is no field 'contry'."),
        ("country=KH and status=activ", "activ", "There is no status 'activ'."),
        ("country=Cambodja", "Cambodja", "There is no country 'Cambodja'."),
        ("organisation=Water Aid", "Aid", "'Aid' comes after the end of a condition."),
        ("name>=x", ">=", "name cannot be asked with >=."),
        ("topic>=budgets", "budgets", "budgets has no level."),
        ("topic=budgets:7", "budgets:7", "There is no level 7."),
        ("joined>=2026-13", "2026-13", "'2026-13' is no month."),
        ("hours>=many", "many", "'many' is not such a number."),
        ("(country=KH", "(country", "This parenthesis is not closed."),
        ("country=KH)", ")", "This parenthesis was never opened."),
        ('name="Ana', '"Ana', 'The quote " is not closed.'),
        ("country!KH", "!", "! alone means nothing here."),
        ("country= and status=active", "and", "'and' stands where a value was expected."),
        ("country in KH", "KH", "After in comes a list in parentheses."),
    ],
)
def test_an_error_points_at_its_character(text: str, under: str, sentence: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        compiled(parse(text), text)

    assert caught.value.message == sentence
    shown, caret = caught.value.excerpt.split("\n")
    assert shown == f"  {text}"
    assert caret.index("^") == 2 + text.index(under)


def test_a_caret_counts_cells_of_a_terminal_not_characters() -> None:
    assert pointed("name=សុខា x", 10) == "  name=សុខា x\n          ^"
    assert pointed("漢=x", 2) == "  漢=x\n     ^"


def test_a_long_text_is_shown_around_the_mistake() -> None:
    shown, caret = pointed("a" * 300 + "!" + "b" * 300, 300).split("\n")

    assert shown[caret.index("^")] == "!"
    assert len(shown) <= 80


@pytest.mark.parametrize(
    "text", ["(" * 60 + "a=1", "not " * 60 + "a=1", " and ".join(["a=1"] * 400), "a" * 5_001]
)
def test_what_nobody_types_is_refused(text: str) -> None:
    with pytest.raises(WrongUsage):
        parse(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("2026", "2026-01-01", "2026-12-31"), ("2026-2", "2026-02-01", "2026-02-28"), ("2026-12", "2026-12-01", "2026-12-31"),
     ("2026-10-01", "2026-10-01", "2026-10-01")],
)  # fmt: skip
def test_a_month_and_a_year_are_all_their_days(text: str, first: str, last: str) -> None:
    assert tuple(map(str, period(text))) == (first, last)


def _is(field: str, value: str) -> Comparison:
    return Comparison(field, "=", Value(value))
