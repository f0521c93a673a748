"""What a tally counts, asked of a real store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from copctl.errors import NotFound, WrongUsage
from copctl.store.engine import Database
from copctl.surveys import ballots, definitions
from tests.cli.test_survey import INTEREST
from tests.cli.test_survey_import import ANA, BO, HEADER, _csv
from tests.conftest import Copctl


@pytest.fixture
def db(succeed: Copctl, folder: Path) -> Iterator[Session]:
    (folder / "interest.md").write_text(INTEREST, encoding="utf-8")
    succeed("survey", "new", "interest", "--from", "interest.md")
    succeed(
        "member", "add", "--name", "Ana", "--email", "ana@example.org", "--country", "KH", "--role", "M&E"
    )
    _csv(folder / "a.csv", HEADER, ANA, BO)
    succeed("survey", "import", "interest", "a.csv")
    database = Database.opened(f"sqlite:///{folder / 'community.db'}")
    with database.reading() as session:
        yield session
    database.close()


def test_choices_rankings_and_scores_come_out_as_they_went_in(db: Session) -> None:
    survey = definitions.find(db, "interest")
    label = {choice.id: choice.label for question in survey.questions for choice in question.choices}
    _, topics, order, mood, _ = survey.questions

    counts = {label[c]: n for _, c, n in ballots.counts(db, survey.id, [topics.id])}

    assert counts == {"Outcome harvesting": 1, "Sums, means and shares": 1, "GEDSI": 1, "Something else": 1}
    ranked = ballots.ballots(db, survey.id, order.id).values()
    assert [[[label[c] for c in alike] for alike in ballot] for ballot in ranked] == [
        [["GEDSI"], ["Outcome harvesting"]],
        [["Outcome harvesting"]],
    ]
    assert [number for _, _, number in ballots.scores(db, [mood.id])] == [4.0]
    assert ballots.respondents(db, survey.id) == 2
    assert ballots.answered(db, survey.id)[mood.id] == 2


def test_respondents_are_looked_at_by_traits_of_members_and_by_their_answers(db: Session) -> None:
    survey = definitions.find(db, "interest")

    assert sorted(ballots.segments(db, survey, "country").values()) == ["KH", ballots.NO_MEMBER]
    assert sorted(ballots.segments(db, survey, "organisation").values()) == [
        ballots.NO_MEMBER,
        ballots.NOT_STATED,
    ]
    assert sorted(ballots.segments(db, survey, "role").values()) == ["M&E", ballots.NO_MEMBER]
    assert sorted(ballots.segments(db, survey, "membership").values()) == ["members", "prospects"]
    for unknown in ("shoe size", "topics"):
        with pytest.raises(WrongUsage):
            ballots.segments(db, survey, unknown)


@pytest.mark.parametrize("text", ["topics", " which  TOPICS? ", "ប្រធានបទអ្វី?", "2", "which-topics"])
def test_a_question_is_found_by_what_it_is_called(db: Session, text: str) -> None:
    survey = definitions.find(db, "interest")

    assert [question.name for question in definitions.find_question(survey, text)] == ["topics"]


def test_an_unknown_question_offers_near_ones(db: Session) -> None:
    with pytest.raises(NotFound) as missing:
        definitions.find_question(definitions.find(db, "interest"), "topic")

    assert missing.value.hint == "did you mean topics?"


def test_a_tally_reads_the_index_alone(db: Session) -> None:
    survey = definitions.find(db, "interest")
    bind = db.get_bind()
    asked: list[str] = []
    event.listen(bind, "before_cursor_execute", lambda *call: asked.append(call[2]))
    ballots.counts(db, survey.id, [survey.questions[1].id])

    [statement] = asked
    values = (1,) * statement.count("?")
    plan = db.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()

    assert any("COVERING INDEX ix_answer_tally" in step[3] for step in plan)
