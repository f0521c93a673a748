"""Drafting again: what is new and what changed comes in, and no line of a person's gets lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copctl.newsletter import draft_file
from copctl.newsletter.draft_file import DraftFile, Entry, Front, Section, read
from copctl.newsletter.merging import Addition, added, refreshed
from copctl.newsletter.offering import digest, digests

STANDING = "---\ntitle: T\n---\n\n## A\n\n<!-- copctl story:1 -->\n### One\n\nold\n\n## B\n\nmine\n"
OFFERED = {"story:1": digest("### One\n\nold")}


def test_words_that_nobody_touched_follow_the_store() -> None:
    made = refreshed(STANDING, OFFERED, {"story:1": "### One\n\nnew\n\n[Read](https://example.org)"})

    assert made.text == STANDING.replace("old", "new\n\n[Read](https://example.org)")
    assert (made.updated, made.kept) == (("story:1",), ())
    again = refreshed(made.text, made.offered, {"story:1": "### One\n\nnew\n\n[Read](https://example.org)"})
    assert (again.text, again.updated, again.kept) == (made.text, (), ())


def test_words_of_a_person_stay_and_are_named_once() -> None:
    edited = STANDING.replace("old", "in my words")

    made = refreshed(edited, OFFERED, {"story:1": "### One\n\nnew"})

    assert (made.text, made.updated, made.kept) == (edited, (), ("story:1",))
    assert refreshed(edited, made.offered, {"story:1": "### One\n\nnew"}).kept == ()
    assert refreshed(edited, made.offered, {"story:1": "### One\n\nnewer"}).kept == ("story:1",)


def test_words_of_a_person_are_not_named_while_the_store_says_the_same() -> None:
    made = refreshed(STANDING.replace("old", "mine"), OFFERED, {"story:1": "### One\n\nold"})

    assert (made.updated, made.kept) == ((), ())


@pytest.mark.parametrize("offered", [["story:1"], {"story:1": ""}])
def test_words_that_nobody_remembers_stay(offered: list[str] | dict[str, str]) -> None:
    made = refreshed(STANDING, digests(offered), {"story:1": "### One\n\nnew"})

    assert (made.text, made.updated, made.kept, made.offered) == (STANDING, (), (), {"story:1": ""})
    assert refreshed(STANDING, digests(offered), {"story:1": "### One\n\nold"}).offered == OFFERED


def test_an_entry_that_was_taken_out_stays_out() -> None:
    without = "---\n---\n\n## A\n"

    made = refreshed(without, OFFERED, {"story:1": "### One\n\nnew"})

    assert (made.text, made.offered) == (without, OFFERED)


def test_an_entry_that_was_moved_is_renewed_where_it_stands_now() -> None:
    moved = "---\n---\n\n## B\n\nmine\n\n<!-- copctl story:1 -->\n\n### One\n\nold\n\n\n## A\n"

    made = refreshed(moved, OFFERED, {"story:1": "### One\n\nnew"})

    assert made.text == moved.replace("old", "new")


def test_line_ends_of_another_system_stay() -> None:
    made = refreshed(STANDING.replace("\n", "\r\n"), OFFERED, {"story:1": "### One\n\nnew"})

    assert made.text == STANDING.replace("old", "new").replace("\n", "\r\n")


# What a person may do to a draft: each step is (what, where, with which line).
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["change", "add", "move", "delete"]),
        st.integers(0, 60),
        st.integers(0, 60),
        st.sampled_from(["", "- ", "> ", "### ", "  ", "**", "<!-- ", "```"]),
    ),
    max_size=8,
)
KINDS = ("story", "project")
HEADINGS = {"story": "Stories", "project": "Projects"}
WORDS = st.lists(st.sampled_from(["### T", "", "some text", "- a list", "[l](https://e.org)"]), max_size=4)
STORE = st.dictionaries(st.tuples(st.sampled_from(KINDS), st.integers(1, 4)), WORDS, max_size=6)


def _text(key: tuple[str, int], words: list[str]) -> str:
    return "\n".join([f"### {key[0]} {key[1]}", "", *words]).strip()


def _drafted(store: dict[tuple[str, int], list[str]]) -> str:
    sections = tuple(
        Section(
            HEADINGS[kind],
            tuple(
                Entry((f"{kind}:{n}",), _text((kind, n), words))
                for (k, n), words in store.items()
                if k == kind
            )
            or (Entry((), f"<!-- nothing {kind} -->"),),
        )
        for kind in KINDS
    )
    return draft_file.write(DraftFile(Front(title="T", quarter="2026Q4"), sections))


def _edited(lines: list[str], edits: list[tuple[str, int, int, str]]) -> tuple[list[str], list[str]]:
    """The lines as a person leaves them, and those that are theirs, in their order."""
    first = read("\n".join(lines)).lines
    body = lines[first:]
    for number, (what, at, to, mark) in enumerate(edits):
        own = f"{mark}own {number}"
        place = at % (len(body) + 1)
        if what == "add":
            body.insert(place, own)
        elif place < len(body) and not draft_file.keys_of(body[place]):
            if what == "change":
                body[place] = own
            else:
                line = body.pop(place)
                if what == "move":
                    body.insert(to % (len(body) + 1), line)
    return lines[:first] + body, [line for line in body if "own " in line]


def _theirs(standing: str, offered: dict[str, str]) -> list[str]:
    """Every line but those of entries that stand as they were offered, and the program's placeholders."""
    found = []
    for section in read(standing).sections:
        found += [f"## {section.heading}"] if section.heading is not None else []
        for entry in section.entries:
            found += [f"<!-- copctl {' '.join(entry.keys)} -->"] if entry.keys else []
            if not entry.keys or digest(entry.text) != offered[entry.keys[0]]:
                found += entry.text.split("\n")
    return [line for line in found if line.strip() and not line.startswith("<!-- nothing")]


@given(STORE, STORE, EDITS, st.booleans())
def test_every_line_of_a_person_is_there_after_drafting_again(
    before: dict[tuple[str, int], list[str]],
    after: dict[tuple[str, int], list[str]],
    edits: list[tuple[str, int, int, str]],
    is_windows: bool,
) -> None:
    offered = {f"{kind}:{n}": digest(_text((kind, n), words)) for (kind, n), words in before.items()}
    lines, own = _edited(_drafted(before).split("\n"), edits)
    out = set(list(offered)[:1])
    lines = [line for line in lines if not out & set(draft_file.keys_of(line))]
    standing = "\n".join(lines)
    standing = standing.replace("\n", "\r\n") if is_windows else standing
    marked = read(standing).keys

    fresh = {f"{kind}:{n}": _text((kind, n), words) for (kind, n), words in after.items()}
    made = refreshed(standing, offered, {key: text for key, text in fresh.items() if key in offered})
    new = {key: text for key, text in fresh.items() if key not in offered}
    more = added(
        made.text,
        [
            Addition(
                HEADINGS[key.partition(":")[0]],
                Entry((key,), text),
                f"<!-- nothing {key.partition(':')[0]} -->",
            )
            for key, text in new.items()
        ],
    )

    left = iter(line.removesuffix("\r") for line in more.split("\n"))
    theirs = _theirs(standing, offered)
    assert set(own) <= set(theirs)
    assert all(line in left for line in theirs), "a line of the person's is gone, or stands elsewhere"
    assert read(more).keys == marked | set(new)
    again = refreshed(more, made.offered | {k: digest(t) for k, t in new.items()}, fresh)
    assert again.text == more
