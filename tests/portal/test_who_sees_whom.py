"""Who did not agree to be seen is seen nowhere: not on a page, in a search, a file, a calendar or an error."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from copctl.portal.routes import DOORS
from copctl.store.schema import (
    Attendance,
    Contribution,
    Evidence,
    EvidenceTopic,
    LearningSession,
    Member,
    Offer,
    Rsvp,
    Topic,
)
from tests.commons.gifts import given, told, writing
from tests.conftest import NOW, Copctl
from tests.portal.conftest import Browser, Portal
from tests.portal.crawling import crawl, signed_in
from tests.portal.crowd import ISSUE, endorse, profile, shared

HIDDEN, SHY, LEFT = "zyxemail@hid.example", "shyemail@hid.example", "leftemail@hid.example"
# Words that nobody else says. What a person gave to the community (the title of a resource) is not about them.
SECRET = {
    HIDDEN: ("Zyxname", "zyxemail", "Zyxrole", "Zyxorganisation", "Zyxmotivations", "Zyxbrings", "Zyxbio",
             "Zyxoffer", "Zyxnote", "Zyxalias", "Zyxtopic"),
    LEFT: ("Leftname", "leftemail", "Leftrole", "Leftorganisation", "Leftmotivations", "Leftbrings", "Leftbio"),
    SHY: ("shyemail", "Shyorganisation", "Shymotivations", "Shybrings", "Shybio", "Shyoffer"),
}  # fmt: skip
DRAFTS = ("Draftsurvey", "Draftissue", "Untoldstory", "Untoldbody")
WORDS = (*(word for words in SECRET.values() for word in words), *DRAFTS)


@pytest.fixture
def secrets(community: Path, succeed: Copctl, portal: Portal) -> Portal:
    """A community in which people took part in everything who are not to be seen."""
    for who, begin, consents in (
        (HIDDEN, "Zyx", ("newsletter",)), (LEFT, "Left", ("directory",)), (SHY, "Shy", ("directory",)),
    ):  # fmt: skip
        succeed(
            "member", "add", "--name", f"{begin}name", "--email", who,
            *profile(lambda what, begin=begin: f"{begin}{what}", "BT"), "--expertise", f"{begin}topic:4",
            *(word for purpose in consents for word in ("--consent", purpose)),
        )  # fmt: skip
    shared(succeed, lambda what: f"Some {what}", HIDDEN)
    told(succeed, "A story", "--by", HIDDEN)
    given(succeed, "resource", "A resource", "--by", LEFT)
    succeed("story", "add", "--title", "Untoldstory", "--body", "Untoldbody", "--by", "bo@example.org")
    Path("draft.md").write_text(
        "# Draftsurvey\n\n## survey\n\n| type | name | label |\n| - | - | - |\n| text | a | A |\n"
    )
    succeed("survey", "new", "secret", "--from", "draft.md")
    succeed("member", "edit", LEFT, "--status", "left")
    succeed("newsletter", "draft", "2027Q1")
    with writing(community) as db:
        person = {
            email: db.execute(select(Member).where(Member.email == email)).scalar_one() for email in SECRET
        }
        person[SHY].shown = ["role"]
        for session in db.execute(select(LearningSession)).scalars():
            db.add(Attendance(session_id=session.id, member_id=person[HIDDEN].id, name="Zyxalias"))
        for email, title in ((HIDDEN, "Zyxoffer"), (SHY, "Shyoffer")):
            db.add(
                Offer(
                    kind="project",
                    title=title,
                    body=title,
                    member_id=person[email].id,
                    agreed=True,
                    offered_at=NOW,
                )
            )
        topic = db.execute(select(Topic.id).limit(1)).scalar_one()
        ana, hidden = portal.number("ana@example.org"), person[HIDDEN].id
        db.execute(select(Member).where(Member.id == ana)).scalar_one().referred_by_id = hidden
        for session in db.execute(select(LearningSession)).scalars():
            session.title += ": ask Zyxname"
            db.add(Attendance(session_id=session.id, member_id=ana, name="Ana Lim"))
        came_from = db.execute(
            select(LearningSession.id).where(LearningSession.code == "2026-11")
        ).scalar_one()
        for piece in db.execute(select(Contribution).where(Contribution.kind != "story")).scalars():
            piece.session_id = came_from
        db.add(Rsvp(session_id=came_from + 1, member_id=ana, answer="yes", said_at=NOW, source="moderator"))
        # What only the hidden one knows, shown by what she made.
        made = Evidence(member_id=hidden, kind="resource", title="Some resource", dated=NOW.date(), source="")
        made.topics = [
            EvidenceTopic(topic_id=db.execute(select(Topic.id).where(Topic.slug == "zyxtopic")).scalar_one())
        ]
        db.add(made)
    endorse(community, ana, hidden, topic, "A word")
    return portal


def everywhere(portal: Portal, browser: Browser) -> dict[str, str]:
    """Every answer that a member can reach, by its place: by links, by every number, by the names of what waits."""
    tried = {"number": [str(number) for number in range(12)], "code": ["2026-11", "2027-02", "2028-01"],
             "slug": ["next", "secret", "draft", "zyxtopic", "shytopic", "lefttopic"], "quarter": [ISSUE, "2027Q1", "2026Q3"]}  # fmt: skip
    starts = ["/"]
    for door in DOORS:
        if door.method == "GET" and not door.is_open:
            path = door.path.replace(":int", "")
            part = path.partition("{")[2].partition("}")[0]
            starts += [path.format(**{part: value}) for value in tried[part]] if part else [path]
    found = {}
    for place, answer, _ in crawl(browser, starts):
        found[place] = str(answer.headers) + answer.text
        if place.startswith("/pictures"):
            found[place] = answer.content.decode("latin-1")
    assert len(found) > 60
    return found


def leaks(pages: dict[str, str], words: tuple[str, ...]) -> list[tuple[str, str]]:
    return [
        (place, word) for place, page in pages.items() for word in words if word.casefold() in page.casefold()
    ]


def test_no_word_about_the_hidden_is_anywhere(secrets: Portal) -> None:
    ana = signed_in(secrets)
    assert ana.get("/search?q=topic").status_code == 200

    pages = everywhere(secrets, ana)

    assert leaks(pages, WORDS) == []
    assert pages[f"/members/{secrets.number(SHY)}"].count("Shyrole")
    assert "Some story" in pages["/stories"]


def test_an_error_about_the_hidden_is_that_about_nobody(secrets: Portal) -> None:
    ana = signed_in(secrets)

    for place, there, not_there in (
        ("/members/{}", secrets.number(HIDDEN), 999), ("/members/{}", secrets.number(LEFT), 999),
        ("/surveys/{}", "secret", "nothing"), ("/newsletter/{}", "2027Q1", "2029Q1"), ("/newsletter/{}/mail", "2027Q1", "2029Q1"),
    ):  # fmt: skip
        hidden, nobody = ana.get(place.format(there)), ana.get(place.format(not_there))
        assert (hidden.status_code, hidden.text) == (nobody.status_code, nobody.text)
        assert hidden.status_code == 404


@pytest.mark.parametrize("place", ["/search?q={}", "/search?q={}&kind=member", "/members?name={}"])
def test_a_question_about_the_hidden_finds_what_one_about_nobody_does(secrets: Portal, place: str) -> None:
    ana = signed_in(secrets)

    for word in WORDS:
        asked, nobody = ana.get(place.format(word)), ana.get(place.format("Qqqqq"))
        assert asked.text.replace(word, "Qqqqq") == nobody.text, word


@pytest.mark.parametrize("what", ["organisation", "country", "language", "topic", "after"])
def test_no_filter_of_the_directory_tells_what_somebody_does_not_show(secrets: Portal, what: str) -> None:
    ana = signed_in(secrets)

    for value in ("BT", "dz", "shytopic", "zyxtopic", *map(str, range(1, 9))):
        page = ana.get("/members", params={what: value}).text
        if what != "after":
            assert "Shyname" not in page, value
        assert leaks({what: page}, WORDS) == []


def test_the_order_of_names_does_not_tell_where_somebody_hidden_stands(secrets: Portal) -> None:
    ana = signed_in(secrets)

    hidden, nobody = (ana.get(f"/members?after={number}").text for number in (secrets.number(HIDDEN), 999))

    assert hidden == nobody


def test_consent_shows_somebody_and_its_end_hides_them_at_once(secrets: Portal) -> None:
    ana, hidden = signed_in(secrets), signed_in(secrets, HIDDEN)
    own = f"/members/{secrets.number(HIDDEN)}"
    places = ("/members", "/search?q=Zyxname", "/search?q=Zyxbio", own, "/stories", "/sessions/2026-11")

    def seen() -> list[bool]:
        found = (ana.get(place).text for place in places)
        return [own in page or "Zyxorganisation" in page for page in found]

    assert seen() == [False] * len(places)
    assert hidden.fill("/me", to="/me/consents", directory="on").status_code == 303
    assert seen()[:4] == [True] * 4
    assert "Zyxname" in ana.get("/sessions/2026-11").text
    assert "zyxemail" not in ana.get(own).text
    assert hidden.fill("/me", to="/me/consents").status_code == 303
    assert seen() == [False] * len(places)
    assert leaks(everywhere(secrets, ana), SECRET[HIDDEN]) == []


def test_leaving_hides_somebody_at_once(secrets: Portal) -> None:
    ana, shy = signed_in(secrets), signed_in(secrets, SHY)
    assert "Shyname" in ana.get("/search?q=Shyname&kind=member").text.replace('value="Shyname"', "")

    assert shy.fill("/me/leave", sure="on").status_code == 303

    assert leaks(everywhere(secrets, ana), ("Shyname", "Shyrole", *SECRET[SHY])) == []


def test_no_static_page_and_no_index_holds_a_word_about_the_hidden(secrets: Portal, succeed: Copctl) -> None:
    succeed("portal", "build", "clear", "--i-have-my-own-login")
    succeed("member", "catchup", "ana@example.org", "--out", "folder")

    for folder in ("clear", "folder"):
        files = {
            str(path): path.read_bytes().decode("latin-1")
            for path in Path(folder).rglob("*")
            if path.is_file()
        }
        assert len(files) > 3
        assert leaks(files, WORDS) == []
        assert leaks({"/".join(files): " ".join(files)}, WORDS) == []
