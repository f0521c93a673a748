"""Whose words fit a query, and which of them: from the command that stores them to the score."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from copctl.semantic import model
from copctl.speakers import passages, relevance, vectors
from copctl.speakers.relevance import Matcher
from copctl.store import quick
from copctl.store.engine import Database
from tests.conftest import Copctl

PEOPLE = [
    {
        "name": "Ana",
        "email": "ana@example.org",
        "role": "MEL officer",
        "bio": "Tells stories of change.",
        "evidence": [
            {"kind": "talk", "title": "Stories that travel", "text": "Storytelling for evaluators", "date": "2026-03-01"},
            {"kind": "project", "title": "Pump budgets", "text": "What a pump costs"},
        ],
    },
    {"name": "Bo", "email": "bo@example.org", "brings": "A kit for evaluating pumps", "bio": "Water engineer"},
    {"name": "Chan", "email": "chan@example.org", "bio": "ការរៀនសូត្រ និងការវាយតម្លៃ"},
    {"name": "Dara", "email": "dara@example.org"},
]  # fmt: skip


@pytest.fixture
def url(folder: Path, succeed: Copctl) -> str:
    lines = "\n".join(json.dumps(person, ensure_ascii=False) for person in PEOPLE)
    (folder / "people.jsonl").write_text(lines, encoding="utf-8")
    succeed("member", "import", "people.jsonl")
    return up_to_date(f"sqlite:///{folder / 'community.db'}")


def up_to_date(url: str) -> str:
    store = Database.opened(url)
    with store.transaction(who="t", command="t", at=datetime(2026, 11, 23, tzinfo=UTC)) as db:
        passages.refresh(db)
    store.close()
    return url


def found(url: str, text: str) -> dict[str, float]:
    names = {row["id"]: row["name"] for row in quick.rows(url, "SELECT id, name FROM member")}
    scores = relevance.relevance(url, text, semantic=False)
    return {names[member]: own.score for member, own in scores.items()}


def words_in(url: str) -> str:
    """Everything readable in the tables of the index."""
    with sqlite3.connect(url.removeprefix("sqlite:///")) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [row for t in tables if t.startswith("passage") for row in store.execute(f"SELECT * FROM {t}")]
    store.close()
    return " ".join(map(str, rows))


def test_inflected_words_find_each_other(url: str) -> None:
    assert set(found(url, "evaluation of a pump")) == {"Ana", "Bo"}
    assert set(found(url, "STORY")) == {"Ana"}
    assert set(found(url, "រៀនសូត្រ")) == {"Chan"}
    assert found(url, "opera") == {}
    assert found(url, "the of and") == {}
    assert found(url, "'\" OR * NEAR( : ^") == {}


def test_the_best_passages_are_the_reason(url: str) -> None:
    ana = next(iter(relevance.relevance(url, "storytelling stories", semantic=False).values()))

    assert [(p.kind, p.title, p.dated) for p in ana.best] == [
        ("talk", "Stories that travel", date(2026, 3, 1)),
        ("bio", "Tells stories of change.", None),
    ]
    # Her project says nothing of it, and is the third of three.
    assert ana.score == pytest.approx(sum(p.score for p in ana.best) / 3)


def test_a_text_that_is_a_passage_word_for_word_fits_fully(url: str) -> None:
    with Matcher(url, semantic=False) as matcher:
        bo = next(r for r in matcher.scores("kit evaluating pumps").values() if r.best[0].kind == "brings")
    assert bo.best[0].score == pytest.approx(1)
    assert bo.score == pytest.approx(0.5)


def test_who_is_named_gets_a_score_whatever_it_is(url: str) -> None:
    scores = relevance.relevance(url, "pumps", semantic=False, members=[1, 4])

    assert sorted(scores) == [1, 4]
    assert scores[1].score > 0
    assert scores[4] == relevance.Relevance(0.0)


def test_one_matcher_answers_as_many_do(url: str) -> None:
    queries = ["pumps", "stories of change", "evaluating pumps", "រៀន", "pumps"]

    with Matcher(url, semantic=False) as matcher:
        together = [matcher.scores(query) for query in queries]

    assert together == [relevance.relevance(url, query, semantic=False) for query in queries]


def test_recall_in_a_large_community_changes_no_score(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    queries = ["pumps", "stories of change", "រៀនសូត្រ", "opera"]
    few = [relevance.relevance(url, query, semantic=False) for query in queries]
    monkeypatch.setattr(relevance, "FEW_MEMBERS", 1)

    assert [relevance.relevance(url, query, semantic=False) for query in queries] == few


def test_in_a_large_community_only_who_can_be_asked_is_recalled(
    url: str, succeed: Copctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relevance, "FEW_MEMBERS", 1)
    monkeypatch.setattr(relevance, "RECALLED", 1)
    assert set(found(url, "pumps")) == {"Ana"}
    succeed("member", "edit", "ana@example.org", "--status", "left")

    assert set(found(up_to_date(url), "pumps")) == {"Bo"}


def test_the_engine_answers_as_the_quick_way_does(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quickly = relevance.relevance(url, "evaluating stories", semantic=False)
    monkeypatch.setattr(quick, "asking", quick._asking_engine)

    assert relevance.relevance(url, "evaluating stories", semantic=False) == quickly


def test_a_thousand_different_words_are_a_query_like_any_other(url: str) -> None:
    words = " ".join(f"word{n}" for n in range(5_000))

    assert set(found(url, f"{words} pump")) == {"Ana", "Bo"}


class TestTheIndex:
    def test_it_is_stale_after_what_it_is_made_of_changed(self, url: str, succeed: Copctl) -> None:
        assert not passages.is_stale(url)
        succeed("topic", "add", "Opera")
        assert not passages.is_stale(url)
        succeed("member", "edit", "bo@example.org", "--bio", "Sings opera")
        assert passages.is_stale(url)
        assert set(found(up_to_date(url), "opera")) == {"Bo"}
        assert not passages.is_stale(url)

    def test_it_follows_undo(self, url: str, succeed: Copctl) -> None:
        succeed("member", "edit", "bo@example.org", "--bio", "Sings opera")
        up_to_date(url)
        succeed("undo")

        assert found(up_to_date(url), "opera") == {}
        assert quick.rows(url, "SELECT * FROM passage_term WHERE term = 'opera'") == []
        assert set(found(url, "engineer")) == {"Bo"}

    def test_what_did_not_change_keeps_its_number(self, url: str, succeed: Copctl) -> None:
        before = quick.rows(url, "SELECT id, title FROM passage WHERE member_id = 1")
        succeed("member", "edit", "ana@example.org", "--evidence", "talk: Opera (2026-10-01)")

        after = quick.rows(up_to_date(url), "SELECT id, title FROM passage WHERE member_id = 1")

        assert before == after[: len(before)]
        assert len(after) == len(before) + 1

    def test_making_it_anew_gives_the_same(self, url: str, succeed: Copctl) -> None:
        succeed("member", "edit", "bo@example.org", "--bio", "Sings opera")
        succeed("member", "edit", "ana@example.org", "--bio", "Knows pumps")
        slowly = found(up_to_date(url), "pumps and opera")
        with sqlite3.connect(url.removeprefix("sqlite:///")) as store:
            store.execute("DELETE FROM passage")
            store.execute("DELETE FROM passage_term")
            store.execute("INSERT INTO passage_search (passage_search) VALUES ('rebuild')")
            store.execute("UPDATE passage_state SET seen = 0, held = 0")
        store.close()

        assert found(up_to_date(url), "pumps and opera") == pytest.approx(slowly)

    def test_an_erased_person_leaves_no_word_in_it(self, url: str, succeed: Copctl) -> None:
        assert "engin" in words_in(url)
        succeed("member", "remove", "bo@example.org", "--erase", "--yes")

        assert "engin" not in words_in(url)
        assert b"engin" not in Path("community.db").read_bytes()
        assert set(found(up_to_date(url), "pump")) == {"Ana"}

    def test_answers_about_what_people_bring_are_a_passage(
        self, url: str, succeed: Copctl, folder: Path
    ) -> None:
        (folder / "answers.csv").write_text(
            "Timestamp,Email Address,What could you bring to the community?,What is your favourite opera?\n"
            "2026/11/20 8:00:00 AM GMT+7,dara@example.org,A checklist for dashboards,Tosca\n"
        )
        succeed("survey", "import", "q4", "answers.csv", "--infer")

        assert set(found(up_to_date(url), "dashboard")) == {"Dara"}
        assert found(url, "Tosca") == {}


@pytest.mark.skipif(not model.status().ready, reason="the language model is not installed")
class TestMeaning:
    @pytest.fixture
    def ready(self, url: str) -> str:
        with Matcher(url, semantic=True) as matcher:
            lacking = matcher.lacking(["pumps"])
        store = Database.opened(url)
        with store.transaction(who="t", command="t", at=datetime(2026, 11, 23, tzinfo=UTC)) as db:
            assert vectors.make(db, lacking) == 6
            assert vectors.make(db, lacking) == 0
        store.close()
        return url

    def test_words_of_one_meaning_find_each_other(self, ready: str) -> None:
        scores = relevance.relevance(ready, "narrative methods", semantic=True)

        best = max(scores, key=lambda member: scores[member].score)
        assert best == 1
        assert scores[best].best[0].title == "Stories that travel"
        assert all(0 <= own.score <= 1 for own in scores.values())

    def test_vectors_are_made_once_and_go_with_their_passage(self, ready: str, succeed: Copctl) -> None:
        with Matcher(ready, semantic=True) as matcher:
            assert matcher.lacking(["pumps"]) == []
        succeed("member", "edit", "ana@example.org", "--bio", "Sings opera")
        with Matcher(up_to_date(ready), semantic=True) as matcher:
            assert matcher.lacking(["pumps"]) == [1]
        succeed("member", "remove", "ana@example.org", "--erase", "--yes")
        kept = quick.rows(
            ready,
            "SELECT v.passage_id, p.id FROM passage_vector v LEFT JOIN passage p ON p.id = v.passage_id",
        )
        assert len(kept) == 3
        assert all(row["id"] is not None for row in kept)

    def test_a_query_that_the_model_cannot_read_is_compared_by_words(self, ready: str) -> None:
        assert relevance.relevance(ready, "រៀនសូត្រ", semantic=True) == relevance.relevance(
            ready, "រៀនសូត្រ", semantic=False
        )

    def test_a_large_community_compares_meaning_only_when_asked(
        self, ready: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert Matcher(ready).semantic
        monkeypatch.setattr(relevance, "FEW_MEMBERS", 1)

        with Matcher(ready) as matcher:
            assert not matcher.semantic
        scores = relevance.relevance(ready, "evaluating pumps", semantic=True)
        assert max(scores, key=lambda member: scores[member].score) == 2
