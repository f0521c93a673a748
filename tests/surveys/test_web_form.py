"""A survey in the browser: what the form shows, and what comes back of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.surveys.asking.web_form import blocks, filled
from copctl.surveys.asking.web_languages import to_choose, wished
from copctl.surveys.asking.web_replies import NOTHING, Read, replies_of, unread
from copctl.surveys.questionnaire import Definition, Item, Option
from tests.surveys.posting import drawn, posted_by

APPLES = Option("a", "Apples", {"label::Khmer (km)": "ផ្លែប៉ោម"})
FEW = [APPLES, Option("b", "Pears <b>"), Option("other", "Plums"), Option("ស", '"); DROP')]
MANY = [Option(f"n{place}", f"Choice {place}") for place in range(20)]
# One question of every kind, with what somebody may have said.
EVERY: list[tuple[Item, list[Option], Any]] = [
    (Item("one", "select_one", "One?", list_name="l"), FEW, "b"),
    (Item("one_other", "select_one", "One?", list_name="l", or_other=True), FEW, "other"),
    (Item("one_long", "select_one", "One?", list_name="l", or_other=True), MANY, "n7"),
    (Item("some", "select_multiple", "Some?", list_name="l"), FEW, ["a", "ស"]),
    (Item("some_other", "select_multiple", "Some?", list_name="l", or_other=True), FEW, ["a", "other"]),
    (Item("order", "rank", "Order?", list_name="l"), FEW, ["ស", "a"]),
    (Item("steps", "range", "How far?", parameters="start=0 end=1 step=0.25"), [], 0.75),
    (Item("far", "range", "How far?", parameters="start=1 end=100 step=1"), [], 42.0),
    (Item("whole", "integer", "How many?"), [], 123456789.0),
    (Item("part", "decimal", "How much?"), [], 0.1234567891),
    (Item("why", "text", "Why?"), [], "Because.\n\n  <script>alert(1)</script> [red] សូម"),
    (Item("long", "text", "Tell", extra={"appearance": "multiline"}), [], "x" * 5000),
    (Item("day", "date", "When?"), [], "2026-11-23"),
    (Item("mail", "email", "Where?"), [], "ana@example.org"),
    (Item("yes", "acknowledge", "I agree"), [], "OK"),
    (Item("row1", "select_one", "Rice", list_name="l", grid="How is it?"), FEW, "a"),
    (Item("row2", "select_one", "Fish", list_name="l", grid="How is it?"), FEW, "b"),
    (Item("hello", "note", "Hello"), [], None),
]  # fmt: skip
FORM = [(item, options) for item, options, _ in EVERY]
SAID = {item.name: said for item, _, said in EVERY if said is not None}


@pytest.mark.parametrize(("item", "options", "said"), EVERY, ids=lambda value: getattr(value, "name", ""))
def test_what_was_said_before_comes_back_from_the_form_as_it_was(
    item: Item, options: list[Option], said: Any
) -> None:
    if said is None:
        return
    page = drawn([(item, options)], unread([(item, options)], {item.name: said}))

    read = replies_of([(item, options)], posted_by(page))

    assert read.errors == {}
    assert read.replies == {item.name: said}


def test_a_whole_form_posts_what_stands_in_it() -> None:
    read = replies_of(FORM, posted_by(drawn(FORM, unread(FORM, SAID))))

    assert read.errors == {}
    assert read.replies == SAID


def test_an_empty_form_says_that_nothing_is_answered() -> None:
    read = replies_of(FORM, posted_by(drawn(FORM, unread(FORM, {}))))

    assert read == Read({}, {"": NOTHING}, {})


def test_what_people_wrote_is_text_on_the_page() -> None:
    page = drawn(FORM, unread(FORM, SAID))

    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "Pears &lt;b&gt;" in page
    assert " style=" not in page


@pytest.mark.parametrize(
    ("name", "posted", "sentence"),
    [
        ("one", {"q1": ["zzz"]}, "This has no such choice."),
        ("one", {"q1": ["a", "b"]}, "This takes one answer."),
        ("one_other", {"q2": ["a"], "q2-other": ["Figs"]}, "This has a choice, and something else written beside it: please keep one."),
        ("one_other", {"q2": ["other-"]}, "This needs words for the other one."),
        ("one_other", {"q2-other": ["x" * 301]}, "This takes at most 300 characters."),
        ("some", {"q4": ["a", "a"]}, "This has a choice twice."),
        ("order", {"q6-1": ["a"], "q6-2": ["a"]}, "This has a choice twice."),
        ("order", {"q6-2": ["zzz"]}, "This has no such choice."),
        ("steps", {"q7": ["0.3"]}, "This takes a step from 0 to 1."),
        ("far", {"q8": ["101"]}, "This takes a step from 1 to 100."),
        ("whole", {"q9": ["9" * 5000]}, "This takes a smaller number."),
        ("whole", {"q9": ["1.5"]}, "This takes a whole number."),
        ("part", {"q10": ["nan"]}, "This takes a smaller number."),
        ("why", {"q11": ["x" * 10_001]}, "This takes at most 10,000 characters."),
        ("why", {"q11": ["x", "y"]}, "This takes one answer."),
        ("day", {"q13": ["23/11/2026"]}, "This takes a day such as 2026-11-23."),
        ("mail", {"q14": ["ana"]}, "This takes an address, such as name@example.org."),
        ("yes", {"q15": ["no"]}, "This takes yes, or nothing."),
    ],
)  # fmt: skip
def test_what_will_not_do_has_a_sentence_and_is_shown_again(
    name: str, posted: dict[str, list[str]], sentence: str
) -> None:
    read = replies_of(FORM, posted)
    page = drawn(FORM, read)

    assert read.errors == {name: sentence}
    assert read.replies == {}
    place = next(iter(posted)).partition("-")[0]
    assert f'id="{place}-wrong">{sentence.split(chr(39))[0][:20]}' in page
    assert f"{place}-wrong" in page.partition("aria-describedby")[2]
    typed = next(iter(posted.values()))[0]
    if name in ("whole", "part", "why", "day", "mail"):
        assert typed in page


def test_what_must_be_answered_says_so_unless_it_hangs_on_a_condition() -> None:
    from copctl.surveys.replies import as_asked

    needed = Item("q", "text", "Why?", required=True)
    hanging = as_asked(Item("r", "text", "How?", required=True, extra={"relevant": "${q} != ''"}))
    form = [(needed, []), (hanging, [])]

    read = replies_of(form, {"q2": ["so"]})
    page = drawn(form, read)

    assert read.errors == {"q": "This must be answered."}
    assert read.replies == {"r": "so"}
    assert "Only if “Why?” != &#39;&#39;" in page
    assert page.count("(required)") == 1


def test_something_else_is_written_in_with_or_without_its_button() -> None:
    for posted in ({"q2": ["other-"], "q2-other": ["Figs"]}, {"q2-other": [" Figs "]}):
        assert replies_of(FORM, posted).replies == {"one_other": "Figs"}
    assert replies_of(FORM, {"q5": ["b"], "q5-other": ["Figs"]}).replies == {"some_other": ["b", "Figs"]}
    assert replies_of(FORM, {"q2-other": ["apples"]}).replies == {"one_other": "a"}


def test_a_ranking_closes_its_gaps() -> None:
    assert replies_of(FORM, {"q6-1": ["b"], "q6-3": ["a"]}).replies == {"order": ["b", "a"]}


def test_questions_of_a_grid_stand_under_their_stem() -> None:
    shown = blocks(FORM, {}, {})

    assert [(block.stem, len(block.fields)) for block in shown if block.stem] == [("How is it?", 2)]
    assert sum(len(block.fields) for block in shown) == len(FORM)


def test_the_form_is_shown_in_a_language_that_the_survey_has() -> None:
    definition = Definition("T", {}, (Item("q", "select_one", "Fruit?", list_name="l"),), {"l": (APPLES,)})

    assert wished(definition, ["zz", "km"]) == "Khmer (km)"
    assert wished(definition, ["\x00", ""]) == ""
    assert wished(definition, ["own", "km"]) == ""
    assert [(one.wish, one.name, one.is_chosen) for one in to_choose(definition, "Khmer (km)")] == [
        ("own", "Original", False), ("km", "Khmer", True)]  # fmt: skip
    assert to_choose(Definition("T", {}, (Item("q", "text", "Why?"),)), "") == []
    page = drawn([(definition.questions[0], [APPLES])], unread([], {}), "Khmer (km)")
    assert '<span dir="auto" lang="km">ផ្លែប៉ោម</span>' in page


def test_a_language_that_waits_for_its_translation_is_not_offered() -> None:
    extra = {"label::Khmer (km)": "", "label::Lao (lo)": "ເປັນຫຍັງ"}
    definition = Definition("T", {}, (Item("q", "text", "Why?", extra=extra),))

    assert wished(definition, ["km", "lo"]) == "Lao (lo)"
    assert [one.name for one in to_choose(definition, "Lao (lo)")] == ["Original", "Lao"]


def test_every_field_on_the_page_has_a_label_and_a_safe_name() -> None:
    import re

    page = drawn(FORM, unread(FORM, SAID))

    fields = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page)
    assert all(re.fullmatch(r"q\d+(-\d+|-other)?|lang", name) for name in fields)
    for tag in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
        named = re.search(r' id="([^"]+)"', tag)
        if 'type="hidden"' not in tag and named:
            assert f'for="{named[1]}"' in page or 'type="checkbox"' in tag
    identities = re.findall(r' id="([^"]+)"', page)
    assert len(identities) == len(set(identities))


TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["a", "b", "other", "other-", "OK", "n1", "1", "nan", "1e400", "\x00", "\ud800", "x" * 5000]
    ),
)
NAMES = st.one_of(
    st.integers(0, 20).map(lambda n: f"q{n}"),
    st.tuples(st.integers(1, 20), st.integers(0, 12)).map(lambda two: f"q{two[0]}-{two[1]}"),
    st.integers(1, 20).map(lambda n: f"q{n}-other"),
    st.text(max_size=10),
)


@given(st.dictionaries(NAMES, st.lists(TEXTS, max_size=4), max_size=25))
def test_whatever_is_posted_is_read_and_shown_again(posted: dict[str, list[str]]) -> None:
    read = replies_of(FORM, posted)

    known = {item.name for item, _ in FORM} | {""}
    assert set(read.errors) <= known
    assert set(read.replies) <= known - set(read.errors)
    assert read.replies or read.errors
    page = drawn(FORM, read)
    page.encode()
    assert "\x00" not in page
    # What will do is the same when it is posted from the page again.
    again = replies_of(FORM, filled(FORM, read.replies))
    if read.replies and all(len(v) <= 10 for v in read.replies.values() if isinstance(v, list)):
        kept = {k: v for k, v in read.replies.items() if k not in _written_in(read)}
        assert {k: v for k, v in again.replies.items() if k in kept} == kept


def _written_in(read: Read) -> set[str]:
    """Questions where something else was written: it becomes a choice of its own first."""
    found = set()
    for item, options in FORM:
        if item.or_other and item.name in read.replies:
            said = read.replies[item.name]
            if not set(said if isinstance(said, list) else [said]) <= {option.name for option in options}:
                found.add(item.name)
    return found
