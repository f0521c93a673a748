"""Search in the members' pages: what is found, what is hidden, and that the index follows what happens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from copctl.commons import findable, finding
from copctl.commons.words import groups, indexed
from copctl.settings import load
from copctl.store.engine import Database
from copctl.store.schema import Consent, Contribution, Edition, Issue, Message, Organisation
from tests.conftest import NOW, Copctl
from tests.databases import DATABASES
from tests.store.test_postgresql import empty_database

__all__ = ["empty_database"]


@contextmanager
def writing() -> Iterator[Session]:
    with Database.opened(load(Path.cwd(), {}).database).transaction(who="t", command="t", at=NOW) as db:
        yield db


def refreshed() -> int:
    with writing() as db:
        return finding.refresh(db)


def looked_up(words: str, kind: str | None = None) -> list[str]:
    with writing() as db:
        if finding.is_stale(db):
            finding.refresh(db)
        return [hit.place for hit in finding.search(db, words, kind).results]


@pytest.fixture(params=DATABASES)
def community(succeed: Copctl, request: pytest.FixtureRequest) -> Copctl:
    if request.param == "postgresql":
        address = request.getfixturevalue("empty_database")
        said = Path("community.toml").read_text(encoding="utf-8")
        Path("community.toml").write_text(f'database_url = "{address}"\n{said}', encoding="utf-8")
    succeed("member", "add", "--name", "Dara Sok", "--email", "dara@example.org", "--role", "Evaluator",
            "--organisation", "River Trust", "--country", "KH", "--bio", "Evaluates water pumps", "--languages", "km",
            "--expertise", "storytelling:4", "--consent", "directory")  # fmt: skip
    succeed("member", "add", "--name", "ចាន់ ធូ", "--email", "chan@example.org", "--brings", "ការរៀនសូត្រ",
            "--consent", "directory")  # fmt: skip
    succeed(
        "member",
        "add",
        "--name",
        "Hidden Person",
        "--email",
        "hidden@example.org",
        "--bio",
        "Secretive pumps",
    )
    succeed("session", "plan", "--title", "Harvesting outcomes", "--on", "2026-12-10 10:00",
            "--about", "How *Hidden Person* counts fish", "--speaker", "Hidden Person", "--topic", "storytelling")  # fmt: skip
    succeed(
        "resource", "add", "--title", "A field guide", "--body", "Interview **checklist**", "--by", "Dara Sok"
    )
    succeed(
        "project", "add", "--title", "Clean wells", "--body", "Wells in the hills", "--by", "Hidden Person"
    )
    succeed("story", "add", "--title", "Kept story", "--body", "Unpublished secret")
    succeed(
        "story", "add", "--title", "Told story", "--body", "A school opened", "--consent", "Mayor, by letter"
    )
    return succeed


def test_each_kind_of_page_is_found_by_its_words(community: Copctl) -> None:
    assert looked_up("Dara") == ["/members/1", "/resources/1"]
    assert looked_up("river trust") == ["/members/1"]
    assert looked_up("evaluation of a pump") == ["/members/1"]
    assert looked_up("Cambodia khmer") == ["/members/1"]
    assert looked_up("harvest") == ["/sessions/2026-12"]
    assert looked_up("2026-12") == ["/sessions/2026-12"]
    assert looked_up("storytelling") == ["/topics/storytelling", "/members/1", "/sessions/2026-12"]
    assert looked_up("checklist") == ["/resources/1"]
    assert looked_up("wells") == ["/stories/2"]
    assert looked_up("school") == ["/stories/4"]
    assert looked_up("storytelling", findable.SESSION) == ["/sessions/2026-12"]
    assert looked_up("storytelling", "nonsense") == looked_up("storytelling")


def test_words_of_scripts_without_blanks_are_found(community: Copctl) -> None:
    community("member", "edit", "Dara Sok", "--bio", "การเรียนรู้ร่วมกัน ການຮຽນຮູ້")

    assert looked_up("រៀនសូត្រ") == ["/members/2"]
    assert looked_up("ចាន់") == ["/members/2"]
    assert looked_up("เรียนรู้") == ["/members/1"]
    assert looked_up("ຮຽນ") == ["/members/1"]


def test_the_last_word_may_be_unfinished_and_the_others_may_not(community: Copctl) -> None:
    assert looked_up("harvesti") == ["/sessions/2026-12"]
    assert looked_up("outcomes harv") == ["/sessions/2026-12"]
    assert looked_up("evaluat") == ["/members/1"]
    with writing() as db:
        loose = finding.search(db, "harv outcomes")
    assert (loose.loose, [hit.place for hit in loose.results]) == (True, ["/sessions/2026-12"])


def test_who_is_hidden_is_in_no_result(community: Copctl) -> None:
    for words in ("Hidden Person", "hidden", "secretive", "hidden@example.org", "unpublished"):
        assert looked_up(words) == [], words
    assert looked_up("dara@example.org") == looked_up("dara")
    with writing() as db:
        assert finding.search(db, "dara@example.org").loose
    community("member", "edit", "Hidden Person", "--consent", "directory")
    assert sorted(looked_up("Hidden Person")) == ["/members/3", "/sessions/2026-12", "/stories/2"]


def test_who_takes_consent_back_is_not_found_although_the_index_is_old(community: Copctl) -> None:
    assert looked_up("Dara Sok")[0] == "/members/1"
    with writing() as db:
        consent = db.execute(select(Consent).where(Consent.member_id == 1)).scalar_one()
        consent.withdrawn_on = NOW.date()
        db.flush()

        found = finding.search(db, "Dara pumps")
        assert [hit.place for hit in found.results if hit.kind == findable.MEMBER] == []
        assert finding.search(db, "pumps").total == 0

    assert looked_up("Dara Sok") == []
    assert looked_up("checklist") == ["/resources/1"]


def test_a_field_that_is_not_shown_finds_nobody(community: Copctl) -> None:
    assert looked_up("pumps") == ["/members/1"]
    with writing() as db:
        from copctl.store.schema import Member

        member = db.get(Member, 1)
        assert member
        member.shown = ["role", "email"]

    assert looked_up("pumps") == []
    assert looked_up("River") == []
    assert looked_up("dara@example.org") == ["/members/1"]


def test_the_index_follows_what_happens_and_rewrites_no_more(community: Copctl) -> None:
    assert refreshed() == 7
    assert refreshed() == 0

    community("member", "edit", "Dara Sok", "--bio", "Now bridges")
    assert refreshed() == 1 + 1
    with writing() as db:
        trust = db.execute(select(Organisation)).scalars().first()
        assert trust
        trust.name = "Lake Trust"
    assert (looked_up("lake"), looked_up("river")) == (["/members/1"], [])
    community("session", "edit", "2026-12", "--title", "Counting outcomes")
    assert looked_up("counting") == ["/sessions/2026-12"]
    community("member", "edit", "Dara Sok", "--name", "Dara Meas")
    assert looked_up("Meas") == ["/members/1", "/resources/1"]
    community("undo")
    assert looked_up("Meas") == []
    with writing() as db:
        db.delete(db.get(Contribution, 1))
    assert looked_up("checklist") == []
    community("member", "remove", "Dara Sok", "--yes")
    assert looked_up("Dara") == []
    community("undo")
    assert looked_up("Dara") == ["/members/1"]
    with writing() as db:
        assert not finding.is_stale(db)
        before = sorted(db.execute(text("SELECT place, words FROM page_entry")).tuples())
        from copctl.store import page_index

        page_index.forget_pages(db)
        finding.refresh(db)
        assert sorted(db.execute(text("SELECT place, words FROM page_entry")).tuples()) == before


def test_who_is_erased_is_in_no_file_of_the_index(community: Copctl) -> None:
    assert looked_up("Dara")
    assert held_by_files(b"water pump")

    community("member", "remove", "Dara Sok", "--erase", "--yes")

    assert not held_by_files(b"water pump")
    assert looked_up("Dara") == []
    assert looked_up("harvest") == ["/sessions/2026-12"]


def held_by_files(words: bytes) -> bool:
    files = any(words in file.read_bytes() for file in Path().glob("community.db*"))
    with writing() as db:
        held = " ".join(db.execute(text("SELECT title || about || words FROM page_entry")).scalars())
    return files or words.decode() in held


def test_an_issue_is_found_once_it_went_out(community: Copctl) -> None:
    with writing() as db:
        issue = Issue(quarter="2026Q4", drafted_at=NOW)
        db.add(issue)
        db.flush()
        edition = Edition(issue_id=issue.id, number=1, subject="MEL Mekong: Fish and figures", markdown="---\ntitle: Fish\n---\n\nEels are back",
                          html="", text="Dear %NAME%", digest="x", frozen_at=NOW)  # fmt: skip
        db.add(edition)
        db.flush()
        db.add(Message(kind="newsletter", status="queued", subject="s", text="b", about="x", message_id="m", queued_at=NOW,
                       edition_id=edition.id, recipient="a@example.org"))  # fmt: skip

    assert looked_up("eels") == []
    database = Database.opened(load(Path.cwd(), {}).database)
    with database.unjournaled() as connection, connection.begin():
        connection.execute(text("UPDATE message SET status = 'sent'"))
    assert looked_up("eels") == ["/newsletter/2026Q4"]
    assert looked_up("fish figures") == ["/newsletter/2026Q4"]


HOSTILE = [
    "it's", "a:b", "AND", "OR NOT", '""', "*", "title:x", "NEAR(a b)", '"unclosed', "x" * 5000, "a " * 2500,
    "\x00", "ំំំ", "()", "'; DROP TABLE page_entry; --", "\ud800", "\u202e", "-1", "^a", "a & | !b", "<->", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("words", HOSTILE)
def test_no_question_is_syntax(community: Copctl, words: str) -> None:
    looked_up(words)
    looked_up(f"harvest {words}")
    looked_up(f"{words} harvest")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(max_size=30), st.integers())
def test_any_question_has_an_answer(community: Copctl, words: str, page: int) -> None:
    with writing() as db:
        if finding.is_stale(db):
            finding.refresh(db)
        found = finding.search(db, words, page=page)
        assert len(found.results) <= found.total


@given(st.text(max_size=60))
def test_a_page_is_found_by_its_own_words(title: str) -> None:
    words = indexed(title, []).split()

    for group in groups(title):
        assert any(
            word in words if not word.endswith("*") else any(held.startswith(word[:-1]) for held in words)
            for word in group
        ) or group[0].endswith("*"), group


def test_results_come_by_pages(succeed: Copctl) -> None:
    rows = "".join(f"Person {n},p{n}@example.org,gardener\n" for n in range(45))
    Path("in.csv").write_text("name,email,bio\n" + rows)
    succeed("member", "import", "in.csv", "--consent", "directory")
    refreshed()
    with writing() as db:
        pages: list[Any] = [finding.search(db, "gardener", page=number) for number in (1, 2, 3, 4)]

    assert [(len(page.results), page.total, page.has_more) for page in pages] == [
        (20, 45, True), (20, 45, True), (5, 45, False), (0, 45, False)]  # fmt: skip
    assert len({hit.place for page in pages for hit in page.results}) == 45
