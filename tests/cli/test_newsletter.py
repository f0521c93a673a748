"""`copctl newsletter`, from the outside: draft, edit by hand, draft again, render."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from copctl.store.engine import Database
from copctl.store.schema import (
    LearningSession,
    SessionSpeaker,
    SessionTopic,
    Topic,
    TopicOrigin,
)
from copctl.store.schema.member import Member
from tests.conftest import NOW, Copctl

DRAFT = Path("issues/2026Q4.md")
HTML, TEXT = Path("out/2026Q4/email.html"), Path("out/2026Q4/email.txt")
CONSENT = ("--consent", "Mrs Chan, on paper")


class _Outline(HTMLParser):
    """The levels of a page's headings, its addresses, and the words that a reader sees."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.words = ""
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.levels.append(int(tag[1]))
        if tag == "a":
            self.addresses.append(dict(attrs).get("href") or "")
        self._hidden += tag in {"style", "title"}

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words += data


@pytest.fixture
def stored(copctl: Copctl) -> Callable[..., None]:
    """Put rows into the store as other rooms would."""

    def put(*rows: object) -> None:
        database = Database.opened("sqlite:///community.db")
        with database.transaction(who="test", command="test", at=NOW) as db:
            for row in rows:
                db.add(db.merge(row) if isinstance(row, Member) else row)
        database.close()

    return put


def _session(code: str, title: str, starts_at: datetime, **more: object) -> LearningSession:
    return LearningSession(
        code=code, title=title, starts_at=starts_at, timezone="Asia/Phnom_Penh", minutes=90,
        calendar_uid=code, **more,
    )  # fmt: skip


def _topic(slug: str, label: str, status: str, votes: int | None) -> Topic:
    origins = [
        TopicOrigin(votes=1, respondents=3, noted_on=date(2026, 1, 1)),
        TopicOrigin(votes=votes, respondents=41, noted_on=date(2026, 10, 1)),
    ]
    return Topic(slug=slug, label=label, status=status, origins=origins)


@pytest.fixture
def filled(succeed: Copctl, stored: Callable[..., None]) -> Copctl:
    """A community in which every section has something to say."""
    for name, mail, consent in (("សុខា [red]", "sokha", True), ("Nguyễn Thị <b>Đào</b>", "dao", False)):
        agreed = ("--consent", "directory") if consent else ()
        succeed(
            "member", "add", "--name", name, "--email", f"{mail}@example.org", "--country", "KH",
            "--organisation", "Mekong Water Watch", "--joined-on", "2026-10-05", *agreed,
        )  # fmt: skip
    succeed("member", "add", "--name", "Old hand", "--email", "old@example.org", "--joined-on", "2025-01-01")
    harvesting = _topic("harvesting", "Outcome harvesting", "scheduled", 23)
    coming = _session(
        "2026-12", "=1+1 next", datetime(2026, 12, 10, 7, tzinfo=UTC), link="https://meet.example.org/x"
    )
    coming.topics = [SessionTopic(topic=harvesting)]
    coming.speakers = [
        SessionSpeaker(member_id=1, status="confirmed", since=date(2026, 11, 1)),
        SessionSpeaker(member_id=3, status="asked", since=date(2026, 11, 1)),
    ]
    held = _session(
        "2026-10", "Fewer questions", datetime(2026, 10, 8, 7, tzinfo=UTC), status="held",
        recording="https://example.org/rec", notes="What *stayed* with us.",
    )  # fmt: skip
    stored(
        coming, held, _topic("busy", "Busy <script>partners", "backlog", 19),
        _topic("new", "Emerging", "emerging", None), _topic("done", "Covered long ago", "covered", 40),
        _session("2026-08", "Last quarter", datetime(2026, 8, 8, 7, tzinfo=UTC), status="held"),
        _session("2026-11", "Called off", datetime(2026, 12, 1, 7, tzinfo=UTC), status="cancelled"),
    )  # fmt: skip
    succeed("project", "add", "--title", "Fish <b>counts</b>", "--by", "1", "--date", "2026-10-12")
    succeed(
        "resource", "add", "--title", "A guide", "--link", "https://example.org/g", "--date", "2026-11-01"
    )
    succeed("story", "add", "--title", "ទឹកស្អាត", "--body", "She kept the notebook.", *CONSENT)
    succeed("story", "add", "--title", "Unagreed", "--body", "SECRET")
    succeed("project", "add", "--title", "Too old", "--date", "2026-09-30")
    return succeed


def test_a_draft_has_every_section_in_order_and_each_item_once(filled: Copctl) -> None:
    drafted = filled("newsletter", "draft", "2026Q4")

    assert drafted.stdout.startswith("Drafted issues/2026Q4.md with 10 items.\n  Next session: =1+1 next\n")
    text = DRAFT.read_text(encoding="utf-8")
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        "Next session", "Recent events", "Topics members asked for", "Projects", "Resources and research",
        "Stories of change", "New members",
    ]  # fmt: skip
    assert [line for line in text.splitlines() if line.startswith("<!-- copctl ")] == [
        "<!-- copctl session:2026-12 -->", "<!-- copctl event:2026-10 -->",
        "<!-- copctl topic:harvesting -->", "<!-- copctl topic:busy -->",
        "<!-- copctl topic:new -->", "<!-- copctl project:1 -->",
        "<!-- copctl resource:2 -->", "<!-- copctl story:3 -->", "<!-- copctl member:1 -->",
        "<!-- copctl joined:2 -->",
    ]  # fmt: skip
    assert "**Thursday 10 December 2026, 14:00 to 15:30** Phnom Penh time (UTC+7)" in text
    assert "*23 of 41 asked for it, planned for 10 December*" in text
    assert "SECRET" not in text
    assert "Too old" not in text


def test_drafting_again_adds_what_is_new_and_leaves_what_a_person_wrote(filled: Copctl) -> None:
    filled("newsletter", "draft", "2026Q4")
    text = DRAFT.read_text(encoding="utf-8")
    start, end = text.index("<!-- copctl project:1 -->"), text.index("## Resources")
    edited = text[:start] + text[end:].replace("### A guide", "### The guide, *in my words*")
    edited = edited.replace("title: October to December 2026", "title: Our autumn")
    edited += "\n## Notices\n\nThe office moved.\n"
    DRAFT.write_text(edited, encoding="utf-8")
    filled("story", "add", "--title", "A second story", *CONSENT)

    again = filled("newsletter", "draft", "2026Q4")

    assert again.stdout == "Added 1 item to issues/2026Q4.md.\n  Stories of change: A second story\n"
    after = DRAFT.read_text(encoding="utf-8")
    assert after == edited.replace(
        "\n## New members", "\n<!-- copctl story:6 -->\n### A second story\n\n## New members"
    )
    assert filled("newsletter", "draft", "2026Q4").stdout == "Nothing new: issues/2026Q4.md stays as it is.\n"
    assert DRAFT.read_text(encoding="utf-8") == after
    filled("newsletter", "render", "2026Q4")
    page = HTML.read_text(encoding="utf-8")
    for said in ("Our autumn", "in my words", "The office moved.", "A second story"):
        assert said in page
    assert "Fish" not in page


def test_the_mails_show_what_people_wrote_as_text(filled: Copctl) -> None:
    rendered = filled("newsletter", "render", "2026Q4")

    assert rendered.stdout == f"{HTML}\n{TEXT}\n"
    assert "drafted first: issues/2026Q4.md" in rendered.stderr
    page, plain = HTML.read_text(encoding="utf-8"), TEXT.read_text(encoding="utf-8")
    outline = _Outline(page)
    for mail in (outline.words, plain):
        for said in (
            "សុខា [red]",
            "=1+1 next",
            "Fish <b>counts</b>",
            "Busy <script>partners",
            "ទឹកស្អាត",
            "and 1 more person",
        ):
            assert said in mail
        for kept_back in (
            "SECRET",
            "Unagreed",
            "Đào",
            "Old hand",
            "Covered long ago",
            "copctl",
            "<!--",
            "**",
        ):
            assert kept_back not in mail
    assert "script" not in outline.tags
    assert "https://meet.example.org/x" in outline.addresses
    assert plain.index("Next session") < plain.index("Recent events") < plain.index("New members")
    assert max(len(line) for line in plain.splitlines() if "ទ" not in line and "http" not in line) <= 72


def test_the_html_holds_in_mail_programs(filled: Copctl) -> None:
    filled("newsletter", "render", "2026Q4")

    page = HTML.read_text(encoding="utf-8")
    outline = _Outline(page)
    assert len(page.encode()) < 100_000
    assert '<html lang="en"' in page
    assert outline.levels[0] == 1
    assert outline.levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert "@media (prefers-color-scheme: dark)" in page
    assert 'class="button-link" href="https://meet.example.org/x" style="' in page
    assert "url(" not in page
    assert "img" not in outline.tags
    assert "mailto:ana@example.org" in outline.addresses
    assert "To stop it, reply" in outline.words


def test_empty_sections_are_left_out(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")

    succeed("newsletter", "render", "2026Q4")

    assert "<!-- Nothing here yet, so the newsletter leaves this section out." in DRAFT.read_text(
        encoding="utf-8"
    )
    plain = TEXT.read_text(encoding="utf-8")
    assert "Projects" in plain
    assert "Stories of change" not in plain
    assert "Nothing here yet" not in plain + HTML.read_text(encoding="utf-8")


@pytest.mark.parametrize("change", [("story", "edit", "1", "--consent", ""), ("undo",)])
def test_a_story_whose_consent_is_gone_is_left_out_and_named(
    succeed: Copctl, change: tuple[str, ...]
) -> None:
    succeed("story", "add", "--title", "The well", "--body", "SECRET", *CONSENT)
    succeed("newsletter", "draft", "2026Q4")
    if change == ("undo",):
        succeed("undo")  # the draft's record; then the story itself
    succeed(*change)

    rendered = succeed("newsletter", "render", "2026Q4")

    assert "Left out for want of consent: story 1 (The well).\n" in rendered.stderr
    assert "SECRET" not in HTML.read_text(encoding="utf-8") + TEXT.read_text(encoding="utf-8")


def test_a_member_who_withdrew_is_left_out(succeed: Copctl) -> None:
    succeed("member", "add", "--name", "Sokha", "--email", "s@example.org", "--consent", "directory")
    succeed("newsletter", "draft", "2026Q4")
    succeed("member", "edit", "1", "--withdraw", "directory")

    rendered = succeed("newsletter", "render", "2026Q4")

    assert "Left out for want of consent: member 1." in rendered.stderr
    assert "Sokha" not in TEXT.read_text(encoding="utf-8")


def test_a_story_that_got_its_consent_late_is_offered_then(succeed: Copctl) -> None:
    succeed("story", "add", "--title", "The well")
    succeed("newsletter", "draft", "2026Q4")
    succeed("story", "edit", "1", *CONSENT)

    assert "Stories of change: The well" in succeed("newsletter", "draft", "2026Q4").stdout
    assert "Nothing here yet, so the newsletter leaves this section out. To add one: copctl story" not in (
        DRAFT.read_text(encoding="utf-8")
    )


def test_the_structure_of_a_body_is_not_the_drafts(succeed: Copctl) -> None:
    body = "## A heading\n\n<!-- copctl story:9 -->\n\n# Top\n\n```\n## code\n```\n\nEnd."
    succeed("story", "add", "--title", "The well", "--body", body, *CONSENT)

    succeed("newsletter", "render", "2026Q4")

    outline = _Outline(HTML.read_text(encoding="utf-8"))
    assert outline.levels == [1, 2, 3, 4, 4]
    assert "<!-- copctl story:9 -->" in outline.words
    assert "End." in outline.words


def test_undo_forgets_the_draft_and_the_file_stays(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")
    succeed("newsletter", "draft", "2026Q4")
    written = DRAFT.read_text(encoding="utf-8")

    succeed("undo")

    assert succeed("newsletter", "list", "--json").json == []
    assert DRAFT.read_text(encoding="utf-8") == written
    assert "the file stays as it is" in " ".join(succeed("newsletter", "draft", "--help").stdout.split())
    assert succeed("newsletter", "draft", "2026Q4").stdout.startswith("Nothing new")
    assert len(succeed("newsletter", "list", "--json").json) == 1


def test_printing_a_draft_writes_and_remembers_nothing(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")

    printed = succeed("newsletter", "draft", "2026Q4", "--print")

    assert "### A well" in printed.stdout
    assert not DRAFT.exists()
    assert succeed("newsletter", "list", "--json").json == []


def test_a_draft_that_was_deleted_is_drafted_afresh(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "A well")
    succeed("newsletter", "draft", "2026Q4")
    DRAFT.unlink()

    assert succeed("newsletter", "draft", "2026Q4").stdout.startswith("Drafted issues/2026Q4.md with 1 item.")


def test_issues_are_listed_with_their_status(succeed: Copctl) -> None:
    assert succeed("newsletter", "list").stdout == "No issues yet. Try: copctl newsletter draft 2026Q4\n"
    succeed("newsletter", "draft", "2031Q1")
    succeed("newsletter", "render", "2026Q4")

    rows = succeed("newsletter", "list", "--json").json

    assert [(row["quarter"], row["status"]) for row in rows] == [
        ("2031Q1", "drafted"),
        ("2026Q4", "rendered"),
    ]
    assert rows[1]["rendered_at"] == "2026-11-23T08:00:00+00:00"
    assert "2026-11-23 15:00" in succeed("newsletter", "list").stdout


@pytest.mark.parametrize("quarter", ["2026Q3", "2027Q1", "2026 q4"])
def test_quarters_around_today_render_without_a_draft(succeed: Copctl, quarter: str) -> None:
    assert succeed("newsletter", "render", quarter).exit_code == 0


def test_a_far_quarter_without_a_draft_is_not_found(copctl: Copctl) -> None:
    result = copctl("newsletter", "render", "2031Q1")

    assert result.exit_code == 3
    assert result.stderr.endswith("Try: copctl newsletter draft 2031Q1\n")
    assert not Path("issues/2031Q1.md").exists()


@pytest.mark.parametrize("quarter", ["2026Q5", "autumn", "2026-12", "0000Q1", "9999Q4"])
@pytest.mark.parametrize("verb", ["draft", "render"])
def test_what_is_no_quarter_is_not_found(copctl: Copctl, verb: str, quarter: str) -> None:
    result = copctl("newsletter", verb, quarter)

    assert (result.exit_code, result.stderr) == (
        3, f"Error: {quarter!r} is not a quarter.\nTry: write it as 2026Q4\n",
    )  # fmt: skip


def test_files_go_where_out_says(succeed: Copctl, folder: Path) -> None:
    rendered = succeed("newsletter", "render", "2026Q4", "--out", "elsewhere/a b")

    assert rendered.stdout == "elsewhere/a b/email.html\nelsewhere/a b/email.txt\n"
    assert (folder / "elsewhere/a b/email.txt").exists()
    assert not HTML.exists()


def test_a_template_of_the_community_is_used(succeed: Copctl, folder: Path) -> None:
    mine = folder / "templates/newsletter/email.txt"
    mine.parent.mkdir(parents=True)
    mine.write_text("Mine: {{ community }}, {{ title }}\n", encoding="utf-8")

    succeed("newsletter", "render", "2026Q4")

    assert TEXT.read_text(encoding="utf-8") == "Mine: MEL Mekong, October to December 2026\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [("one\n{% for %}\n", 2), ("{{ nobody }}", 1), ("\n\n{{ 'a' + 1 }}", 3), ("{{ title | shout }}", 1)],
)
def test_a_template_with_a_mistake_names_file_and_line_and_writes_nothing(
    succeed: Copctl, copctl: Copctl, folder: Path, text: str, line: int
) -> None:
    mine = folder / "templates/newsletter/email.html"
    mine.parent.mkdir(parents=True)
    mine.write_text(text, encoding="utf-8")

    result = copctl("newsletter", "render", "2026Q4")

    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {mine}, line {line}: ")
    assert not DRAFT.exists()
    assert not HTML.exists()
    assert not TEXT.exists()
    assert succeed("newsletter", "list", "--json").json == []


@pytest.mark.parametrize(
    ("front", "sentence"),
    [
        ("titel: A\n", "line 2: there is no entry 'titel'; known are title, quarter, preheader, greeting."),
        ("quarter: 2026Q3\n", "says that it is the issue 2026Q3, not 2026Q4."),
    ],
)
@pytest.mark.parametrize("verb", ["draft", "render"])
def test_front_matter_that_makes_no_sense_is_refused(
    copctl: Copctl, verb: str, front: str, sentence: str
) -> None:
    DRAFT.write_text(f"---\n{front}---\n", encoding="utf-8")

    result = copctl("newsletter", verb, "2026Q4")

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert DRAFT.read_text(encoding="utf-8") == f"---\n{front}---\n"
    assert not HTML.exists()


def test_an_accent_that_is_no_colour_is_refused(copctl: Copctl, folder: Path) -> None:
    settings = folder / "community.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("#0b6e6e", "teal"), encoding="utf-8")

    result = copctl("newsletter", "render", "2026Q4")

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: 'teal' is no colour.\nTry: in community.toml write it so: accent = \"#0b6e6e\"\n"
    )


def test_a_session_without_an_address_asks_for_a_word_to_the_moderator(
    succeed: Copctl, stored: Callable[..., None]
) -> None:
    stored(_session("2026-12", "A & B", datetime(2026, 12, 10, 7, tzinfo=UTC)))

    succeed("newsletter", "render", "2026Q4")

    outline = _Outline(HTML.read_text(encoding="utf-8"))
    assert "mailto:ana@example.org?subject=I%20will%20come%3A%20A%20%26%20B" in outline.addresses


def test_at_most_eight_topics_best_first(succeed: Copctl, stored: Callable[..., None]) -> None:
    stored(*(_topic(f"t{n}", f"Topic {n}", "backlog", n) for n in range(1, 11)))

    printed = succeed("newsletter", "draft", "2026Q4", "--print").stdout

    found = [line for line in printed.splitlines() if line.startswith("- **")]
    assert found[0] == "- **Topic 10**, *10 of 41 asked for it*"
    assert len(found) == 8


def test_an_event_after_the_issue_before_is_told_in_the_next(
    succeed: Copctl, stored: Callable[..., None]
) -> None:
    succeed("newsletter", "draft", "2026Q3", now=datetime(2026, 9, 1, 8, tzinfo=UTC))
    stored(_session("2026-09", "Late September", datetime(2026, 9, 20, 7, tzinfo=UTC), status="held"))

    assert "event:2026-09" in succeed("newsletter", "draft", "2026Q4", "--print").stdout


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"status": "cancelled"}, "it was cancelled"),
        ({"status": "held"}, "it is over"),
        (
            {"starts_at": datetime(2026, 12, 17, 8, tzinfo=UTC)},
            "it begins on Thursday 17 December 2026, 15:00, and the draft does not say so",
        ),
        ({"code": "2027-01"}, "there is no such session any more"),
    ],
)
def test_a_session_that_changed_since_the_draft_is_pointed_out(
    succeed: Copctl, stored: Callable[..., None], change: dict[str, object], reason: str
) -> None:
    stored(_session("2026-12", "A session", datetime(2026, 12, 10, 7, tzinfo=UTC)))
    assert "Look at" not in succeed("newsletter", "render", "2026Q4").stderr
    database = Database.opened("sqlite:///community.db")
    with database.transaction(who="test", command="test", at=NOW) as db:
        for name, value in change.items():
            setattr(db.get(LearningSession, 1), name, value)
    database.close()

    rendered = succeed("newsletter", "render", "2026Q4")

    assert rendered.stderr == f"Look at session 2026-12 in the draft: {reason}.\n"


def test_a_mail_that_gmail_would_cut_is_pointed_out(succeed: Copctl) -> None:
    succeed("project", "add", "--title", "Long", "--body", "word " * 21_000)

    assert "Gmail cuts mails near 102 KB" in succeed("newsletter", "render", "2026Q4").stderr


def test_a_draft_that_was_emptied_is_drafted_afresh(succeed: Copctl) -> None:
    succeed("newsletter", "draft", "2026Q4")
    DRAFT.write_text("", encoding="utf-8")

    assert succeed("newsletter", "draft", "2026Q4").stdout.startswith("Drafted")
