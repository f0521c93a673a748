"""A draft as it is published: entries go out whole, and nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.newsletter.draft_file import DraftFile, Entry, Front, Section, read, write
from copctl.newsletter.published import restores, without

KEYS = ("story:1", "story:2", "member:3", "project:4")
TEXTS = st.sampled_from(["Some *text*.", "### A title\n\nទឹកស្អាត", "- [red]", "```\ncode\n```", "=1+1 %NAME%"])
# Only marked entries: what follows one without a marker of its own belongs to it.
ENTRIES = st.builds(lambda key, text: Entry((key,), text), st.sampled_from(KEYS), TEXTS)
SECTIONS = st.builds(
    Section, st.sampled_from(["Stories", "ថ្មី", "A"]), st.lists(ENTRIES, max_size=3).map(tuple)
)
DRAFTS = st.builds(
    lambda title, sections: DraftFile(Front(title=title), tuple(sections)),
    st.sampled_from(["", "October", "ត្រីមាស"]),
    st.lists(SECTIONS, max_size=3),
)
OUT = st.sets(st.sampled_from(KEYS))


@given(DRAFTS, OUT)
def test_what_is_published_is_the_draft_without_these_entries(draft: DraftFile, out: set[str]) -> None:
    found = read(without(write(draft), out))

    assert found.front == draft.front
    assert [(s.heading, s.entries) for s in found.sections] == [
        (s.heading, tuple(e for e in s.entries if not set(e.keys) & out)) for s in draft.sections
    ]


@given(DRAFTS, OUT)
def test_line_ends_make_no_other_draft_and_cutting_twice_is_cutting_once(
    draft: DraftFile, out: set[str]
) -> None:
    text = write(draft)
    once = without(text, out)

    assert without(text.replace("\n", "\r\n"), out) == once
    assert without(f"\ufeff{text}", out) == once
    assert without(once, out) == once
    assert without(text, ()) == text


@given(DRAFTS, st.sampled_from(["Dara", "Nguyễn Thị\nO'Dara", "$^.*"]))
def test_only_a_name_put_back_restores_what_was_redacted(draft: DraftFile, name: str) -> None:
    redacted = f"{write(draft)}\nThanks to (erased), and (erased).\n"

    assert restores(redacted.replace("(erased)", name), redacted, "(erased)")
    assert not restores(redacted.replace("(erased)", name) + "More", redacted, "(erased)")
    assert not restores(write(draft), write(draft), "(erased)")
