"""A story without consent is known by its words where its marker was taken out of the draft."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copctl.newsletter.draft_file import DraftFile, Entry, Front, Section, read, visible, write
from copctl.newsletter.page import shown
from copctl.newsletter.pieces import Story
from copctl.newsletter.published import without
from copctl.newsletter.untold import Telling, Untold
from tests.conftest import Copctl
from tests.newsletter.sent import change, delivered
from tests.newsletter.world import CONSENT, DRAFT, HTML, OUT

TOLD = "Every morning the women of the lower village walked two hours to the SECRET river and back again."
KHMER = "ស្ត្រីក្នុងភូមិបានដើរពីរម៉ោងរាល់ព្រឹកទៅទន្លេដើម្បីដងទឹកហើយត្រឡប់មកវិញជាមួយកូនរបស់ពួកគេ"
UNTOLD = Untold.of([Telling("story:4", "The *well*", TOLD), Telling("story:5", "អណ្តូង", KHMER)])


def drafted(*entries: Entry) -> DraftFile:
    return DraftFile(Front(), (Section("Stories", entries),))


def tells(text: str, *keys: str) -> list[tuple[str, ...]]:
    return [entry.tells for entry in UNTOLD.found_in(drafted(Entry(keys, text))).sections[0].entries]


def test_a_title_and_a_long_run_of_words_tell_a_story() -> None:
    assert tells(r"### THE \*well\*") == [("story:4",)]
    assert tells(
        "### Water\n\nSo: every **morning** the women of the lower\nvillage walked two hours to!"
    ) == [("story:4",)]
    assert tells(f"### ទឹក\n\n{KHMER[:70]}") == [("story:5",)]
    assert tells("### Wells\n\nThe women of the lower village walked.") == [()]
    assert tells(f"### ទឹក\n\n{KHMER[:40]}") == [()]


def test_only_the_part_that_tells_it_is_cut_out() -> None:
    text = f"### One\n\nA.\n\n### Two\n\n{TOLD}\n\n### Three\n\nB.\n"

    assert tells(text, "story:3") == [(), ("story:4",), ()]
    assert tells(text, "story:4") == [()]


def test_what_stands_under_a_marker_may_have_a_title_like_a_story() -> None:
    assert tells("### The *well*\n\nAbout wells.", "event:2026-10") == [()]
    assert tells("### Wells\n\nA.\n\n### The *well*\n\nB.", "event:2026-10") == [(), ("story:4",)]
    assert tells(f"### The *well*\n\n{TOLD}", "event:2026-10") == [("story:4",)]


def test_what_a_free_item_says_too_tells_nothing() -> None:
    free = [Telling("story:6", "The *well*", TOLD), Telling("project:7", "អណ្តូង", KHMER)]
    untold = Untold.of([Telling("story:4", "The *well*", TOLD), Telling("story:5", "អណ្តូង", KHMER)], free)

    assert untold.titles == {"អណ្តូង": "story:5"}
    assert untold.runs == {}


TEXTS = st.sampled_from(
    ["Some *text*.", "- [red]", "```\n### no title\n```", "<!--\n### hidden\n-->", f"### A\n\n{TOLD}", TOLD,
     "### The *well*\n\nShort.", "### Fine\n\n=1+1", "[a]: b\n"]
)  # fmt: skip
ENTRIES = st.builds(
    lambda keys, texts: Entry(keys, "\n\n".join(texts).strip("\n")),
    st.sampled_from([("story:1",), ("project:2",), ("story:4",)]), st.lists(TEXTS, min_size=1, max_size=4),
)  # fmt: skip


def told_in(draft: DraftFile) -> list[Story]:
    return [story for section in shown(draft, ["story:4"]) for story in section.stories]


@given(st.lists(ENTRIES, max_size=4))
def test_what_is_shown_and_what_is_frozen_leave_out_the_same(entries: list[Entry]) -> None:
    text = write(drafted(*entries))

    frozen = without(text, ["story:4"], UNTOLD)

    assert "SECRET" not in frozen
    assert "Short." not in frozen or any(visible(e.text).lstrip().startswith("### The") for e in entries)
    assert told_in(read(frozen)) == told_in(UNTOLD.found_in(read(text)))
    assert without(frozen, ["story:4"], UNTOLD) == frozen


# From the outside ---------------------------------------------------------------------------------


def two_stories(succeed: Copctl) -> None:
    """A draft with two stories; the second has no marker any more, nor a consent."""
    succeed("story", "add", "--title", "The pump", "--body", "It runs.", *CONSENT)
    succeed("story", "add", "--title", "The well", "--body", TOLD, *CONSENT)
    succeed("newsletter", "draft", "2026Q4")
    number = max(row["number"] for row in succeed("story", "list", "--json").json)
    change(f"<!-- copctl story:{number} -->\n", "")
    succeed("story", "edit", str(number), "--consent", "")


def test_no_file_has_it_and_render_says_so(succeed: Copctl) -> None:
    two_stories(succeed)

    rendered = succeed("newsletter", "render", "2026Q4")

    assert "Left out for want of consent: story 2 (The well).\n" in rendered.stderr
    for name in ("email.html", "email.txt", "web.html", "issue.md"):
        made = (OUT / name).read_text(encoding="utf-8")
        assert "It runs." in made
        assert "SECRET" not in made
        assert "The well" not in made


def test_check_tells_it_where_it_stands_and_blames_no_neighbour(succeed: Copctl, copctl: Copctl) -> None:
    two_stories(succeed)
    lines = DRAFT.read_text(encoding="utf-8").split("\n")

    found = copctl("newsletter", "check", "2026Q4", "--offline", "--json").json["findings"]

    assert [(row["line"], row["what"]) for row in found if "tory" in row["rule"]] == [
        (lines.index("### The well") + 1,
         "Story 2 stands here without its marker and is left out: nobody agreed to it."),
    ]  # fmt: skip


def test_a_story_is_not_blamed_for_what_stands_below_it(succeed: Copctl, copctl: Copctl) -> None:
    two_stories(succeed)
    succeed("story", "edit", "2", "--consent", "Mrs Chan, on paper")

    found = copctl("newsletter", "check", "2026Q4", "--offline", "--json").json["findings"]

    assert [row for row in found if "tory" in row["rule"]] == []
    succeed("newsletter", "render", "2026Q4")
    assert "SECRET" in HTML.read_text(encoding="utf-8")


def test_it_is_neither_sent_nor_frozen(drafted: Copctl) -> None:
    two_stories(drafted)

    sent = drafted("newsletter", "send", "2026Q4", "--yes")

    assert "Left out for want of consent: story 3 (The well).\n" in sent.stderr
    assert "SECRET" not in drafted("newsletter", "show", "2026Q4", "--json").stdout
    assert all("SECRET" not in mail.as_string() for mail in delivered(drafted).values())


def test_a_greeting_that_tells_it_is_an_error_that_stops_the_mail(drafted: Copctl, copctl: Copctl) -> None:
    two_stories(drafted)
    change("greeting:", f"greeting: {TOLD}")

    sent = copctl("newsletter", "send", "2026Q4", "--yes")

    assert sent.exit_code == 1
    assert "The greeting tells story 3, which may not be published" in sent.stderr


def test_a_mail_that_waits_with_it_is_held_back(drafted: Copctl) -> None:
    two_stories(drafted)
    drafted("story", "edit", "3", "--consent", "Mrs Chan, on paper")
    drafted("newsletter", "send", "2026Q4", "--yes")
    drafted("story", "edit", "3", "--consent", "")

    told = drafted("mail", "deliver", "--to-folder", "out/mail").stderr

    assert told.count("held back: tells story 3 (The well), whose consent was taken back") == 3
