"""The newsletter's archive names nobody who is not in the directory now, whenever they were named."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest

from copctl.commons import finding, home, newsletter
from copctl.commons.unnamed import Hidden
from copctl.commons.view import Form
from copctl.errors import NotFound
from copctl.store.schema import Member
from tests.commons.gifts import ANA, SCRIPTS, given, people, told, writing
from tests.commons.looking import html, looking, text_of
from tests.commons.test_newsletter_pages import drafted, sent
from tests.conftest import Copctl

SAYS = "The mail that went out is not shown any more"
BOTH = ("--consent", "newsletter", "--consent", "directory", "--joined-on", "2026-10-05")


@pytest.fixture
def shelf(succeed: Copctl, folder: Path) -> Copctl:
    """Mali Rin gave a project and joined in the quarter; all members may be named."""
    people(succeed)
    join(succeed, "Mali Rin")
    given(succeed, "project", "Pumps", "--by", address("Mali Rin"), "--body", "Mali Rin tried solar pumps.")
    return succeed


def address(name: str) -> str:
    return f"x{sum(map(ord, name))}@example.org"


def join(succeed: Copctl, name: str, organisation: str = "Night Works") -> None:
    succeed("member", "add", "--name", name, "--email", address(name), "--organisation", organisation, *BOTH)


def issue(folder: Path, form: Form = Form.SERVED) -> str:
    with looking(folder, ANA, form=form) as view:
        return text_of(html(newsletter.one(view, "2026Q4"), view))


def found(folder: Path, words: str) -> list[str]:
    with writing(folder) as db:
        if finding.is_stale(db):
            finding.refresh(db, "Ana")
        return [
            hit.place for hit in finding.search(db, words).results if not hit.place.startswith("/members")
        ]


LEAVING = [("--withdraw", "directory"), ("--status", "left")]


@pytest.mark.parametrize("how", LEAVING)
def test_who_leaves_the_directory_is_named_no_more(shelf, folder, how) -> None:
    drafted(shelf, folder)
    sent(shelf)
    before = issue(folder)
    for words in (
        "By Mali Rin, Night Works",
        "Mali Rin tried solar",
        "Mali Rin , Night Works",
        "as it was sent",
    ):
        assert words in before
    assert SAYS not in before
    with looking(folder, ANA) as view:
        assert "Mali Rin" in newsletter.mail_html(view, "2026Q4")

    shelf("member", "edit", address("Mali Rin"), *how)

    after = issue(folder)
    for words in ("Mali", "Night Works", "as it was sent"):
        assert words not in after
    assert "By a member" in after
    assert "a member tried solar pumps." in after
    assert SAYS in after
    with looking(folder, ANA) as view, pytest.raises(NotFound, match="cannot be shown any more"):
        newsletter.mail_html(view, "2026Q4")
    shelf("undo")
    assert issue(folder) == before


@pytest.mark.parametrize("how", LEAVING)
def test_no_name_of_theirs_finds_the_issue(shelf, folder, how) -> None:
    drafted(shelf, folder)
    sent(shelf)
    assert "/newsletter/2026Q4" in found(folder, "Mali Rin")

    shelf("member", "edit", address("Mali Rin"), *how)

    assert "/newsletter/2026Q4" not in found(folder, "Mali") + found(folder, "Night")
    assert "/newsletter/2026Q4" in found(folder, "solar")
    shelf("undo")
    assert "/newsletter/2026Q4" in found(folder, "Mali Rin")


def test_the_index_follows_a_change_of_a_name(shelf, folder) -> None:
    drafted(shelf, folder, "\n## Thanks\n\nThank you, Vann Nath.\n")
    sent(shelf)
    assert "/newsletter/2026Q4" in found(folder, "Vann Nath")

    shelf("member", "edit", "hidden@example.org", "--name", "Vann Nath")

    assert "/newsletter/2026Q4" not in found(folder, "Vann Nath")
    assert "Thank you, a member." in issue(folder)


def test_the_sealed_site_names_them_no_more_either(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    assert "Mali Rin" in issue(folder, Form.SEALED)

    shelf("member", "edit", address("Mali Rin"), "--withdraw", "directory")

    sealed = issue(folder, Form.SEALED)
    assert "Mali" not in sealed
    assert "By a member" in sealed
    assert SAYS not in sealed


def test_an_issue_in_which_nobody_is_hidden_stays_whole(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    join(shelf, "Late Comer")
    shelf("member", "edit", address("Late Comer"), "--withdraw", "directory")

    assert "as it was sent" in issue(folder)
    assert "By Mali Rin, Night Works" in issue(folder)


def test_the_moderator_is_named_in_any_case(shelf, folder) -> None:
    settings = folder / "community.toml"
    words = settings.read_text("utf-8")
    name = next(line for line in words.splitlines() if line.startswith("name") and "MEL" not in line)
    settings.write_text(words.replace(name, 'name = "Mali Rin"'), "utf-8")
    drafted(shelf, folder)
    sent(shelf)
    shelf("member", "edit", address("Mali Rin"), "--withdraw", "directory")

    assert "By Mali Rin, Night Works" in issue(folder)


def test_who_agreed_to_a_story_in_it_is_named_while_they_do(shelf, folder) -> None:
    by = address("Sok Vanna")
    shelf("member", "add", "--name", "Sok Vanna", "--email", by)
    number = told(shelf, "A road", "--by", by, "--consent", "Sok Vanna, on paper", body="Sok Vanna dug.")
    drafted(shelf, folder)
    sent(shelf)
    assert "By Sok Vanna" in issue(folder)
    assert "Sok Vanna dug." in issue(folder)
    assert "as it was sent" in issue(folder)
    assert "/newsletter/2026Q4" in found(folder, "Vanna")

    shelf("story", "edit", number, "--consent", "")

    assert "Vanna" not in issue(folder)
    assert "/newsletter/2026Q4" not in found(folder, "Vanna")


def test_another_agreed_to_the_words_so_the_giver_goes(shelf, folder) -> None:
    told(shelf, "A road", "--by", address("Mali Rin"), body="It was dug.")
    drafted(shelf, folder)
    sent(shelf)
    shelf("member", "edit", address("Mali Rin"), "--status", "left")

    assert "It was dug." in issue(folder)
    assert "Mali" not in issue(folder)


@pytest.mark.parametrize("name", [*SCRIPTS, "Jean_Luc O'Neil [x]", "ຄຳ\u200bແພງ ສີ"])
def test_names_of_any_script_go(shelf, folder, name) -> None:
    join(shelf, name, "R&D *Lab*")
    given(shelf, "resource", "Guide", "--by", address(name), "--body", f"Ask {name}!")
    drafted(shelf, folder)
    sent(shelf)
    shelf("member", "edit", address(name), "--withdraw", "directory")

    with looking(folder, ANA) as view:
        page = html(newsletter.one(view, "2026Q4"), view)
    for part in name.split():
        assert part not in page
    assert "R&amp;D" not in page
    assert "By a member" in page


def test_a_title_names_them_nowhere(shelf, folder) -> None:
    drafted(shelf, folder)
    path = folder / "issues" / "2026Q4.md"
    words = path.read_text("utf-8")
    old = next(line for line in words.splitlines() if line.startswith("title:"))
    path.write_text(words.replace(old, "title: A talk with Mali Rin"), "utf-8")
    sent(shelf)
    shelf("member", "edit", address("Mali Rin"), "--withdraw", "directory")

    with looking(folder, ANA) as view:
        pages = home.page(view), newsletter.listed(view), newsletter.one(view, "2026Q4")
        for page in pages:
            assert "Mali" not in html(page, view)
            assert "A talk with a member" in html(page, view)
    with writing(folder) as db:
        finding.refresh(db, "Ana")
        assert [hit.title for hit in finding.search(db, "talk").results] == [
            "MEL Mekong: A talk with a member"
        ]


def test_a_name_of_one_short_word_goes_only_where_it_is_meant(shelf, folder) -> None:
    join(shelf, "May")
    given(shelf, "resource", "Guide", "--by", address("May"))
    drafted(shelf, folder, "\n## Soon\n\nWe meet in May.\n")
    sent(shelf)
    assert "By May, Night Works" in issue(folder)

    shelf("member", "edit", address("May"), "--withdraw", "directory")

    assert "We meet in May." in issue(folder)
    assert issue(folder).count("May") == 1


def test_a_namesake_and_a_longer_name_stay(shelf, folder) -> None:
    for number, name in enumerate(("Mali Rin", "Mali Rin Chea"), 1):
        shelf("member", "add", "--name", name, "--email", f"n{number}@example.org", *BOTH)
    drafted(shelf, folder, "\n## Thanks\n\nThank you, Mali Rin Chea, and Mali Rin.\n")
    sent(shelf)
    shelf("member", "edit", address("Mali Rin"), "--withdraw", "directory")

    shown = issue(folder)
    assert "Thank you, Mali Rin Chea, and Mali Rin." in shown
    assert "By a member" in shown


def test_many_who_are_hidden_take_no_time(shelf, folder) -> None:
    with writing(folder) as db:
        for number in range(10_000):
            name = f"Person{number} Of{number * 7919} The Hills"
            db.add(Member(name=name, name_key=name.lower(), source="", languages=[]))
    text = "Person77 spoke with Mali Rin. " + "Water comes from the hills by pipes. " * 2_000
    text += f"Person77 Of{77 * 7919} The Hills agreed."
    with looking(folder) as view:
        begun = perf_counter()
        unnamed = Hidden.of(view.db, "").told_in(text)
        taken = perf_counter() - begun

        assert unnamed.taken_out(text).endswith("pipes. a member agreed.")
        assert unnamed.taken_out(text).startswith("Person77 spoke with Mali Rin.")
    assert taken < 2, f"{taken:.2f} s"
