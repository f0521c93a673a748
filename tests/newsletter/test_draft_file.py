"""The draft of an issue: what is written is read back, and adding leaves a person's lines alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl import names
from copctl.errors import Refused
from copctl.newsletter import draft_file
from copctl.newsletter.draft_file import DraftFile, Entry, Front, Section, embedded, read, visible
from copctl.newsletter.merging import Addition, added

LINES = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.sampled_from(
            [
                "## A heading",
                "##",
                "### A title",
                "---",
                "<!-- copctl story:1 -->",
                "<!-- a",
                "-->",
                "  x",
                "|",
                '"a"',
            ]
        ),
    ),
    max_size=6,
)


def _cleaned(text: str) -> str:
    return names.prose("\n".join(line.rstrip() for line in names.prose(text).split("\n")))


TEXTS = LINES.map(lambda lines: _cleaned("\n".join(lines)))
ONE_LINE = st.text(max_size=30).map(names.written)
HEADINGS = ONE_LINE.map(lambda text: text.rstrip("#").strip()).filter(bool)
KEYS = st.lists(
    st.builds("{}:{}".format, st.sampled_from(["story", "topic"]), st.integers(1, 99)), min_size=1, max_size=3
).map(tuple)
MARKED = st.builds(Entry, KEYS, TEXTS.map(embedded))
BY_HAND = st.builds(Entry, st.just(()), TEXTS.map(embedded).filter(bool))
ENTRIES = st.builds(
    lambda first, rest: (*first, *rest), st.lists(BY_HAND, max_size=1), st.lists(MARKED, max_size=3)
)
SECTIONS = st.builds(Section, HEADINGS, ENTRIES)
FRONTS = st.builds(Front, TEXTS, ONE_LINE, TEXTS, TEXTS)
LEAD = ENTRIES.filter(bool).map(lambda entries: Section(None, entries))
DRAFTS = st.builds(
    lambda front, lead, sections: DraftFile(front, (*lead, *sections)),
    FRONTS, st.lists(LEAD, max_size=1), st.lists(SECTIONS, max_size=3),
)  # fmt: skip


@given(DRAFTS)
def test_what_was_written_is_read_back(draft: DraftFile) -> None:
    assert read(draft_file.write(draft)) == draft


@given(DRAFTS)
def test_line_ends_of_another_system_change_nothing(draft: DraftFile) -> None:
    assert read(draft_file.write(draft).replace("\n", "\r\n")) == draft


@given(DRAFTS, LINES, HEADINGS, MARKED, st.booleans())
def test_adding_keeps_every_line_in_its_order(
    draft: DraftFile, end: list[str], heading: str, entry: Entry, is_windows: bool
) -> None:
    standing = draft_file.write(draft) + "\n".join(line.replace("\r", "") for line in end)
    standing = standing.replace("\n", "\r\n") if is_windows else standing

    more = added(standing, [Addition(heading, entry)])

    left = iter(more.split("\n"))
    assert all(
        line.rstrip("\r") in (candidate.rstrip("\r") for candidate in left) for line in standing.split("\n")
    )
    assert set(entry.keys) <= read(more).keys
    assert is_windows == ("\r\n" in more)


def test_an_entry_is_added_at_the_end_of_its_section() -> None:
    standing = "---\ntitle: T\n---\n\n## A\n\none\n\n## B\n\ntwo\n"

    more = added(standing, [Addition("a", Entry(("story:1",), "new"))])

    assert more == "---\ntitle: T\n---\n\n## A\n\none\n\n<!-- copctl story:1 -->\nnew\n\n## B\n\ntwo\n"


def test_a_section_that_was_removed_comes_back_at_the_end() -> None:
    more = added("---\n---\n## A\n", [Addition("B", Entry(("story:1",), "new"))])

    assert more == "---\n---\n## A\n\n## B\n\n<!-- copctl story:1 -->\nnew\n"


def test_a_section_that_was_renamed_is_known_by_its_items() -> None:
    standing = "---\n---\n## Our stories\n\n<!-- copctl story:1 -->\nold\n\n## End\n"
    addition = Addition("Stories", Entry(("story:2",), "new"), is_kin=lambda key: key.startswith("story:"))

    more = added(standing, [addition])

    assert [section.heading for section in read(more).sections] == ["Our stories", "End"]
    assert read(more).sections[0].entries[1] == Entry(("story:2",), "new")


def test_the_placeholder_gives_way_to_the_first_entry() -> None:
    standing = "---\n---\n## A\n\n<!-- nothing -->\n\n## B\n"

    more = added(standing, [Addition("A", Entry(("story:1",), "new"), placeholder="<!-- nothing -->")])

    assert more == "---\n---\n## A\n\n<!-- copctl story:1 -->\nnew\n\n## B\n"


def test_a_greeting_of_several_paragraphs_is_indented() -> None:
    text = "---\ntitle: A: title\nGREETING: |\n  Dear all,\n\n    quoted\n  bye\n---\n"

    assert read(text).front == Front(title="A: title", greeting="Dear all,\n\n  quoted\nbye")


def test_quotes_around_a_value_are_yaml_habit() -> None:
    assert read('---\ntitle: "MEL: autumn"\n---\n').front.title == "MEL: autumn"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: A\n", "issue.md, line 1: the file must begin with a line ---"),
        ("---\ntitle: A\n## B\n", "issue.md, line 3: '## B' is not written as 'title: Some words'."),
        ("---\ntitle: A\n", "issue.md, line 1: the front matter that begins here has no second line ---."),
        ("---\ntitel: A\n---\n", "issue.md, line 2: there is no entry 'titel'; known are title, quarter"),
        ("---\ntitle: A\ntitle: B\n---\n", "issue.md, line 3: title stands there a second time."),
        ("---\n  A\n---\n", "issue.md, line 2: an indented line must follow a line such as greeting:."),
        ("", "issue.md, line 1: "),
    ],
)
def test_front_matter_that_makes_no_sense_names_its_line(text: str, sentence: str) -> None:
    with pytest.raises(Refused) as error:
        read(text, "issue.md")

    assert error.value.message.startswith(sentence)


def test_comments_that_begin_a_line_are_for_the_moderator() -> None:
    text = "<!-- one -->\nsaid <!-- this stays -->\n<!-- two\nlines -->\nand this"

    assert visible(text) == "said <!-- this stays -->\nand this"
    assert visible("<!-- no end") == "<!-- no end"
    assert visible("<!-- a --> kept\nb -->") == "<!-- a --> kept\nb -->"
