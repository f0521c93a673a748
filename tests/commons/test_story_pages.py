from __future__ import annotations

import io

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from PIL import Image

from copctl.commons import pictures, stories
from copctl.commons.teaser import teaser
from copctl.commons.view import Form
from copctl.errors import NotFound
from tests.commons.gifts import (
    ANA,
    HIDDEN,
    HOSTILE,
    SCRIPTS,
    given,
    people,
    photo,
    story,
    told,
    writing,
)
from tests.commons.looking import html, looking, statements, tags_of, text_of
from tests.conftest import NOW


def titles(page) -> list[str]:
    return [card.given.title for card in page.values["cards"]]


def everywhere(view) -> str:
    """Every page of the stories, as one text."""
    pages = [stories.listed(view), *stories.each(view)]
    return "\n".join(html(page, view) for page in pages)


@pytest.fixture
def shelf(succeed):
    people(succeed)
    told(succeed, "First story", "--by", ANA, day="2026-09-01")
    given(succeed, "project", "Pumps", "--by", HIDDEN, "--body", "Solar **pumps**.", day="2026-10-01")
    told(succeed, "Second story", day="2026-11-01")
    return succeed


def test_stories_and_projects_stand_newest_first_and_by_kind(shelf, folder) -> None:
    with looking(folder, ANA) as view:
        assert titles(stories.listed(view)) == ["Second story", "Pumps", "First story"]
        assert titles(stories.listed(view, stories.Wish(kind="project"))) == ["Pumps"]
        assert titles(stories.listed(view, stories.Wish(kind="story"))) == ["Second story", "First story"]
        assert len(titles(stories.listed(view, stories.Wish(kind="resource")))) == 3
        assert "Solar pumps." in text_of(html(stories.listed(view), view))


def test_a_story_has_the_ones_beside_it(shelf, folder) -> None:
    with looking(folder, ANA) as view:
        page = stories.one(view, 2)
        assert (page.values["newer"].title, page.values["older"].title) == ("Second story", "First story")
        assert stories.one(view, 3).values["newer"] is None
        assert stories.one(view, 1).values["older"] is None


def test_a_story_that_nobody_agrees_to_is_nowhere(shelf, folder) -> None:
    story(shelf, "Secret tale", day="2026-10-15")
    changed = told(shelf, "Agreed tale", day="2026-10-16")
    shelf("story", "edit", changed, "--body", "Other words than those.")
    taken = told(shelf, "Taken back", day="2026-10-17")
    shelf("story", "edit", taken, "--consent", "")
    with looking(folder, ANA) as view:
        shown = everywhere(view)
        for word in ("Secret tale", "Agreed tale", "Other words", "Taken back"):
            assert word not in shown
        for number in (4, 5, 6):
            with pytest.raises(NotFound, match=r"There is no such story\."):
                stories.one(view, number)
        assert stories.one(view, 2).values["newer"].title == "Second story"


def test_pages_are_full_although_stories_between_may_not_be_published(shelf, folder, monkeypatch) -> None:
    monkeypatch.setattr(stories, "PAGE", 2)
    with writing(folder) as db:
        from copctl.store.schema import Contribution

        for number in range(9):
            db.add(Contribution(kind="story", title=f"T{number}", dated=NOW.date(), consent_by="Ana", consent_on=NOW.date(), agreed="Something else"))  # fmt: skip
    with looking(folder, ANA) as view:
        first = stories.listed(view)
        assert titles(first) == ["Second story", "Pumps"]
        assert titles(stories.listed(view, stories.Wish(after=str(first.values["more"])))) == ["First story"]


def test_who_is_hidden_is_not_named_and_who_is_listed_is(shelf, folder) -> None:
    with looking(folder, ANA) as view:
        shown = everywhere(view)
        assert "Hidden Person" not in shown
        assert "Secret Employer" not in shown
        assert '<a href="/members/1">Ana Lim</a>, River Lab' in shown.replace("<span>", "")
    shelf("member", "edit", ANA, "--withdraw", "directory")
    with looking(folder) as view:
        assert "Ana Lim" not in everywhere(view).replace("Write to Ana Lim", "")


def test_a_list_of_thousands_asks_as_much_as_a_short_one(shelf, folder) -> None:
    from copctl.store.schema import Contribution

    with looking(folder, ANA) as view, statements(view) as asked:
        stories.one(view, 1)
        few = len(asked)
    with writing(folder) as db:
        db.add_all(Contribution(kind="project", title=f"P{n}", dated=NOW.date()) for n in range(2000))
    with looking(folder, ANA) as view, statements(view) as asked:
        assert len(stories.listed(view).values["cards"]) == stories.PAGE
        stories.one(view, 1)
        assert len(asked) <= few + 4


@pytest.mark.parametrize("number", [0, -3, 99, 10**15])
def test_another_number_is_no_story(shelf, folder, number) -> None:
    with looking(folder, ANA) as view, pytest.raises(NotFound, match=r"There is no such story\."):
        stories.one(view, number)


@pytest.mark.parametrize("after", ["", "junk", "0", "99999999999999999999", "-1", "'"])
def test_any_place_to_go_on_from_is_taken(shelf, folder, after) -> None:
    with looking(folder, ANA) as view:
        assert html(stories.listed(view, stories.Wish(kind=HOSTILE, after=after)), view)


@pytest.mark.parametrize("words", [HOSTILE, *SCRIPTS, "x" * 5000])
def test_any_words_are_shown_as_text(succeed, folder, words) -> None:
    people(succeed)
    told(succeed, words, body=words)
    with looking(folder, ANA) as view:
        assert "script" not in tags_of(everywhere(view))
        assert " ".join(words.split()) in text_of(html(stories.one(view, 1), view))


def test_a_community_without_stories_says_so(succeed, folder) -> None:
    people(succeed)
    with looking(folder, ANA) as view:
        assert "There is nothing here yet." in text_of(html(stories.listed(view), view))


# Pictures ----------------------------------------------------------------------------------------------


def test_the_picture_of_a_story_is_sent_small(shelf, folder) -> None:
    number = photo(shelf, "--no-people", "--credit", "Photo: Ana")
    shelf("story", "edit", "1", "--picture", number)
    with looking(folder, ANA) as view:
        shown = html(stories.one(view, 1), view)
        content, kind = pictures.small(view, int(number))

        assert '<img src="/pictures/1" width="736" height="491" alt="A river" loading="lazy">' in shown
        assert "<figcaption>Photo: Ana</figcaption>" in shown
        assert Image.open(io.BytesIO(content)).size == (736, 491)
        assert kind in ("image/png", "image/jpeg")
        assert len(content) <= pictures.MOST_BYTES


def test_a_picture_of_people_is_nowhere_without_their_consent(shelf, folder) -> None:
    number = photo(shelf, "--consent", "Ana, by mail")
    shelf("story", "edit", "1", "--picture", number)
    shelf("media", "edit", number, "--consent", "")
    with looking(folder, ANA) as view:
        assert "<img" not in everywhere(view)
        with pytest.raises(NotFound, match=r"There is no such picture\."):
            pictures.small(view, int(number))


def test_a_picture_is_not_given_while_only_a_story_without_consent_has_it(shelf, folder) -> None:
    number = photo(shelf, "--no-people")
    hidden = story(shelf, "Secret", "--picture", number, body=f"![](media:{number})")
    with looking(folder, ANA) as view, pytest.raises(NotFound, match=r"There is no such picture\."):
        pictures.small(view, int(number))

    shelf("story", "edit", hidden, "--consent", "Ana, by mail")
    with looking(folder, ANA) as view:
        assert pictures.small(view, int(number))[0]


@pytest.mark.parametrize("number", [0, -1, 5, 10**20])
def test_another_number_is_no_picture(shelf, folder, number) -> None:
    with looking(folder, ANA) as view, pytest.raises(NotFound, match=r"There is no such picture\."):
        pictures.small(view, number)


def test_a_picture_whose_file_is_gone_is_left_out(shelf, folder) -> None:
    number = photo(shelf, "--no-people")
    shelf("story", "edit", "1", "--picture", number)
    for file in (folder / "media").iterdir():
        file.unlink()
    with looking(folder, ANA) as view:
        assert "<img" not in html(stories.one(view, 1), view)
        with pytest.raises(NotFound):
            pictures.small(view, int(number))


def test_where_no_server_gives_pictures_they_are_in_the_page(shelf, folder) -> None:
    number = photo(shelf, "--no-people")
    shelf("story", "edit", "1", "--picture", number)
    with looking(folder, form=Form.FOLDER, prefix="x") as view:
        assert 'src="data:image/' in html(stories.one(view, 1), view)
        assert "data:image/" not in html(stories.listed(view), view)


# First words -------------------------------------------------------------------------------------------


@over(st.text(max_size=600), st.integers(min_value=1, max_value=80))
def test_first_words_are_short_and_on_one_line(text, most) -> None:
    begins = teaser(text, most)

    assert len(begins) <= most
    assert "\n" not in begins


def test_first_words_end_at_a_blank_and_never_within_a_letter() -> None:
    assert teaser("one two three four", 14) == "one two three…"
    assert teaser("**bold** and [a link](https://x.example)", 60).startswith("bold and a link")
    khmer = "អ្នកភូមិអានម៉ែត្រទឹកដោយខ្លួនឯង"
    for most in range(2, len(khmer)):
        kept = teaser(khmer, most).removesuffix("…")
        assert khmer.startswith(kept)
        assert not _is_mark(khmer[len(kept)])


def _is_mark(character: str) -> bool:
    import unicodedata

    return unicodedata.category(character).startswith("M")
