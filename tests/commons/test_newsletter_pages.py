from __future__ import annotations

import pytest

from copctl.commons import catch_up, home, newsletter, pages, pictures
from copctl.commons.view import Form
from copctl.errors import NotFound
from tests.commons.gifts import ANA, DARA, HOSTILE, given, people, photo, story, told, writing
from tests.commons.looking import html, looking, tags_of, text_of


@pytest.fixture
def shelf(succeed):
    people(succeed)
    told(succeed, "The committee said no", "--by", ANA, body="It cost less.")
    given(succeed, "project", "Pumps", "--by", DARA, "--body", "Solar pumps.")
    return succeed


def drafted(succeed, folder, more: str = "") -> None:
    succeed("newsletter", "draft", "2026Q4")
    with (folder / "issues" / "2026Q4.md").open("a", encoding="utf-8") as draft:
        draft.write(more)


def sent(succeed, *more: str) -> None:
    succeed("newsletter", "send", "2026Q4", "--yes", "--despite-errors", *more)
    succeed("mail", "deliver", "--to-folder", "out/mail")


def look(folder, line: str) -> None:
    settings = folder / "community.toml"
    name = line.partition(" ")[0]
    lines = [old for old in settings.read_text("utf-8").splitlines() if not old.startswith(name)]
    settings.write_text("\n".join(lines).replace("[look]", f"[look]\n{line}"), "utf-8")


def test_an_issue_that_went_out_is_in_the_archive(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    with looking(folder, ANA) as view:
        page = newsletter.listed(view)
        assert [(one["quarter"], one["title"]) for one in page.values["issues"]] == [
            ("2026Q4", "October to December 2026")
        ]
        assert 'href="/newsletter/2026Q4"' in html(page, view)
        assert newsletter.quarters(view) == ["2026Q4"]


@pytest.mark.parametrize("step", ["nothing", "draft", "render", "queue"])
def test_what_did_not_go_out_is_not_in_the_archive(shelf, folder, step) -> None:
    if step != "nothing":
        shelf("newsletter", "draft", "2026Q4")
    if step == "render":
        shelf("newsletter", "render", "2026Q4")
    if step == "queue":
        shelf("newsletter", "send", "2026Q4", "--yes", "--despite-errors", "--at", "2026-12-01 08:00")
    with looking(folder, ANA) as view:
        assert "No issue was sent yet." in text_of(html(newsletter.listed(view), view))
        for ask in (newsletter.one, newsletter.mail_html):
            with pytest.raises(NotFound, match=r"There is no such issue\."):
                ask(view, "2026Q4")
        assert "/newsletter/2026Q4" not in html(home.page(view), view) + html(catch_up.page(view), view)


@pytest.mark.parametrize(
    "quarter", ["", "2026", "2026Q5", "2026q4", "2026-Q4", "../x", "９９９９Q1", HOSTILE]
)
def test_another_quarter_is_no_issue(shelf, folder, quarter) -> None:
    drafted(shelf, folder)
    sent(shelf)
    with looking(folder, ANA) as view, pytest.raises(NotFound, match=r"There is no such issue\."):
        newsletter.one(view, quarter)


def test_an_issue_reads_in_our_frame_without_what_was_for_the_moderator(shelf, folder) -> None:
    drafted(shelf, folder, "\n<!-- ask Dara first -->\n\n## A word\n\nThank **you**. <b>Really</b>\n")
    sent(shelf)
    with looking(folder, ANA) as view:
        shown = html(newsletter.one(view, "2026Q4"), view)

        assert "<h1>October to December 2026</h1>" in shown
        assert "<h3>The committee said no</h3>" in shown
        assert "Thank <strong>you</strong>. &lt;b&gt;Really&lt;/b&gt;" in shown
        assert "Dear colleagues," in text_of(shown)
        for hidden in ("ask Dara", "copctl", "%NAME", "%TOKEN", "<!--  ", "story:1", "unsubscribe"):
            assert hidden not in shown.replace("<!--token-->", "")


def test_the_newest_edition_is_the_one_that_stands(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    path = folder / "issues" / "2026Q4.md"
    path.write_text(path.read_text("utf-8").replace("Solar pumps.", "Wind pumps."), "utf-8")
    sent(shelf, "--correction")
    with looking(folder, ANA) as view:
        shown = html(newsletter.one(view, "2026Q4"), view)
        assert "Wind pumps." in shown
        assert "Solar pumps." not in shown
        assert len(newsletter.listed(view).values["issues"]) == 1
        assert "Wind pumps." in newsletter.mail_html(view, "2026Q4")


def test_a_story_whose_consent_was_taken_back_leaves_the_archive_and_its_mail(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    with looking(folder, ANA) as view:
        assert "as it was sent" in html(newsletter.one(view, "2026Q4"), view)

    shelf("story", "edit", "1", "--consent", "")
    with looking(folder, ANA) as view:
        shown = html(newsletter.one(view, "2026Q4"), view)
        assert "committee" not in shown
        assert "cost less" not in shown
        assert "Solar pumps." in shown
        assert "as it was sent" not in shown
        with pytest.raises(NotFound, match=r"cannot be shown any more"):
            newsletter.mail_html(view, "2026Q4")


def test_a_greeting_that_tells_such_a_story_goes_too(shelf, folder) -> None:
    words = "In the dry month the committee of the upper village refused the second pump for good reasons."
    told(shelf, "Another", body=words)
    drafted(shelf, folder)
    path = folder / "issues" / "2026Q4.md"
    path.write_text(path.read_text("utf-8").replace("Here is what comes next", f"{words} Here is"), "utf-8")
    sent(shelf)
    shelf("story", "edit", "3", "--consent", "")
    with looking(folder, ANA) as view:
        assert "refused the second pump" not in html(newsletter.one(view, "2026Q4"), view)


def test_the_mail_is_shown_to_nobody_in_particular(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    with looking(folder, ANA) as view:
        mail = newsletter.mail_html(view, "2026Q4")

        assert "Dear colleagues," in mail
        assert 'href="/me"' in mail
        for mark in ("%NAME", "%TOKEN", "unsubscribe%20", "cid:", "Dear Ana"):
            assert mark not in mail
        assert "script" not in tags_of(mail)


def test_marks_that_a_moderator_wrote_stay_words(shelf, folder) -> None:
    drafted(shelf, folder, "\n## Marks\n\nWrite %NAME% or %TOKEN% into a letter.\n")
    sent(shelf)
    with looking(folder, ANA) as view:
        mail = newsletter.mail_html(view, "2026Q4")
        assert "Write %NAME% or %TOKEN% into a letter." in mail
        assert "%NAME1%" not in mail
        assert "%TOKEN1%" not in mail


@pytest.mark.parametrize("url", ["", "https://pictures.example/x"])
def test_pictures_of_an_issue_come_from_here(shelf, folder, url) -> None:
    number = photo(shelf, "--no-people")
    if url:
        look(folder, f'pictures_url = "{url}"')
    drafted(shelf, folder, f"\n## Seen\n\n### At the river\n\n![](media:{number})\n")
    sent(shelf)
    with looking(folder, ANA) as view:
        assert f'src="/pictures/{number}"' in html(newsletter.one(view, "2026Q4"), view)
        mail = newsletter.mail_html(view, "2026Q4")
        assert f'src="/pictures/{number}"' in mail
        assert "pictures.example" not in mail
        assert pictures.small(view, int(number))[0]


def test_a_picture_of_an_issue_that_waits_is_not_given(shelf, folder) -> None:
    number = photo(shelf, "--no-people")
    drafted(shelf, folder, f"\n## Seen\n\n### At the river\n\n![](media:{number})\n")
    shelf("newsletter", "send", "2026Q4", "--yes", "--despite-errors", "--at", "2026-12-01 08:00")
    with looking(folder, ANA) as view, pytest.raises(NotFound, match=r"There is no such picture\."):
        pictures.small(view, int(number))


def test_where_no_server_answers_an_issue_has_no_mail_beside_it(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    with looking(folder, form=Form.SEALED, prefix="#") as view:
        shown = html(newsletter.one(view, "2026Q4"), view)
        assert "as it was sent" not in shown
        assert 'href="#/newsletter"' in shown


def test_all_pages_of_a_site_are_made_each_once(shelf, folder) -> None:
    story(shelf, "Secret tale")
    given(shelf, "resource", "Manual")
    drafted(shelf, folder)
    sent(shelf)
    with looking(folder, form=Form.SEALED, prefix="#") as view:
        made = list(pages.everything(view))
        places = [page.place for page in made]
        assert len(set(places)) == len(places)
        for place in ("/members", "/members/1", "/members/2", "/resources", "/resources/4", "/stories",
                      "/stories/1", "/stories/2", "/newsletter", "/newsletter/2026Q4"):  # fmt: skip
            assert place in places
        assert "/members/3" not in places
        whole = "".join(html(page, view) for page in made)
        for hidden in ("Secret tale", "Hidden Person", "Secret Employer", "form action", "<form"):
            assert hidden not in whole


def test_all_pages_of_an_empty_community_are_made(succeed, folder) -> None:
    with looking(folder, form=Form.SEALED, prefix="#") as view:
        for page in pages.everything(view):
            assert html(page, view)


def test_the_name_of_who_was_erased_is_not_in_the_archive(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    shelf("member", "remove", DARA, "--erase", "--yes")
    with looking(folder, ANA) as view:
        assert "ដារ៉ា" not in html(newsletter.one(view, "2026Q4"), view)


def test_a_broken_logo_keeps_nobody_from_the_mail(shelf, folder) -> None:
    drafted(shelf, folder)
    sent(shelf)
    look(folder, 'logo = "gone.png"')
    with looking(folder, ANA) as view:
        assert newsletter.mail_html(view, "2026Q4")
        assert newsletter.one(view, "2026Q4")


def test_messages_that_are_gone_leave_the_mail_readable(shelf, folder) -> None:
    from copctl.store.schema import Message

    drafted(shelf, folder)
    sent(shelf)
    with writing(folder) as db:
        for message in db.query(Message):
            message.words = {}
    with looking(folder, ANA) as view:
        mail = newsletter.mail_html(view, "2026Q4")
        assert "%NAME" not in mail
        assert "%TOKEN" not in mail
