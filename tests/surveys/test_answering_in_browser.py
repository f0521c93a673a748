"""Answering a survey in the browser, down to the store: by a personal link and signed in, named and anonymous."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.commons import survey_page
from copctl.errors import Refused
from copctl.store.engine import Database
from copctl.store.schema import Member, Response
from copctl.surveys import answering, definitions
from copctl.surveys.asking import by_code, web_replies
from copctl.surveys.asking.by_code import Standing
from tests.conftest import NOW, Copctl
from tests.surveys.posting import html_of, posted_by
from tests.surveys.test_anonymity import PEOPLE, SURVEY, dump

NAMED = SURVEY.replace("| yes |", "| no |").replace(
    "select_multiple topics ", "select_multiple topics or_other "
)
SECRET = NAMED.replace("| no |", "| yes |")
SAID = (
    {"q1": ["oh"], "q2": ["because"]},
    {"q1": ["st"], "q2": ["I said so"]},
    {"q1": ["oh", "st", "other"], "q1-other": ["Figs"]},
    {"q1-other": ["Xylophones"]},
)


@pytest.fixture
def community(succeed: Copctl, folder: Path) -> Callable[[str], None]:
    def made(survey: str) -> None:
        for person in PEOPLE:
            succeed("member", "add", "--name", person.title(), "--email", f"{person}@example.org")
        (folder / "survey.md").write_text(
            survey.replace("https://forms.example/f?entry.1={code}", ""), encoding="utf-8"
        )
        succeed("survey", "new", "q4", "--from", "survey.md")
        succeed("survey", "open", "q4")

    return made


@contextmanager
def reading() -> Iterator[Session]:
    with Database.opened(f"sqlite:///{Path('community.db').resolve()}").reading() as db:
        yield db


def found(db: Session, name: str) -> Member:
    return db.execute(select(Member).where(Member.name == name.title())).scalar_one()


def send(name: str, posted: Mapping[str, Sequence[str]], *, by: str, minutes: int = 0) -> answering.Recorded:
    """What the door does with a form that was sent."""
    database = Database.opened(f"sqlite:///{Path('community.db').resolve()}")
    now = NOW + timedelta(minutes=minutes)
    with database.reading() as db:
        survey = definitions.find(db, "q4")
        who, at = by_code.author(survey, found(db, name), now)
    with database.transaction(who=who, command="portal", at=at) as db:
        survey, member = definitions.find(db, "q4"), found(db, name)
        questions = answering.asked(survey, answering.before(db, survey, member))
        read = web_replies.replies_of(questions, posted)
        assert read.errors == {}
        return answering.record(db, survey, member, read.replies, now=now, by=by)


def form_of(name: str) -> str:
    with reading() as db:
        survey, member = definitions.find(db, "q4"), found(db, name)
        said = answering.before(db, survey, member)
        questions = answering.asked(survey, said)
        return html_of(survey_page.form("/s/x", survey, questions, web_replies.unread(questions, said)))


def standing(name: str) -> Standing | None:
    with reading() as db:
        return by_code.standing(db, definitions.find(db, "q4"), found(db, name))


def waiting(name: str) -> list[tuple[str, str | None]]:
    with reading() as db:
        return [(one.survey.slug, one.elsewhere) for one in by_code.open_for(db, found(db, name))]


def test_what_was_sent_stands_in_the_form_and_can_be_changed(community: Any) -> None:
    community(NAMED)
    assert waiting("ana") == [("q4", "")]

    first = send("ana", SAID[2], by=answering.BY_LINK)
    page = form_of("ana")
    again = send("ana", posted_by(page), by=answering.BY_ADDRESS)

    assert (first.answered, first.replaced, again.answered, again.replaced) == (1, False, 1, True)
    assert page.count(" checked") == 3
    assert "Figs" in page
    assert "Figs" not in form_of("bo")
    assert "Email Address" not in page
    assert posted_by(form_of("ana")) == posted_by(page)
    assert waiting("ana") == []
    assert standing("ana") is Standing.OPEN
    with reading() as db:
        response = db.execute(select(Response)).scalar_one()
        assert (response.matched_by, response.name) == (answering.BY_ADDRESS, "Ana")


def test_an_import_does_not_double_who_answered_in_the_browser(
    community: Any, succeed: Copctl, folder: Path
) -> None:
    community(NAMED)
    send("ana", SAID[0], by=answering.BY_LINK)

    (folder / "in.csv").write_text(
        "Timestamp,Email Address,Why?\n2027-01-01 08:00:00,ana@example.org,later\n"
    )
    succeed("survey", "import", "q4", "in.csv")

    assert succeed("survey", "show", "q4", "--json").json["responses"] == 1


def test_an_anonymous_survey_is_answered_once_and_says_so_kindly(community: Any, succeed: Copctl) -> None:
    community(SECRET)
    log = succeed("log", "--json").json

    send("ana", SAID[3], by=answering.BY_LINK)

    assert standing("ana") is Standing.TOOK_PART
    assert standing("bo") is Standing.OPEN
    assert (waiting("ana"), waiting("bo")) == ([], [("q4", "")])
    with pytest.raises(Refused):
        send("ana", SAID[0], by=answering.BY_LINK)
    entries = succeed("log", "--json").json[: -len(log)]
    assert [(entry["who"], entry["at"][:19]) for entry in entries] == [("a member", "2026-11-23T00:00:00")]
    send("bo", SAID[2], by=answering.BY_ADDRESS)
    assert len(succeed("log", "--json").json) == len(log) + 1
    tally = succeed("survey", "tally", "q4", "--question", "topics", "--json").json
    assert tally["answered"] == 2
    lines = succeed("survey", "export", "q4", "--format", "jsonl", "--out", "-").stdout
    assert sorted(re.findall("Figs|Xylophones", lines)) == ["Figs", "Xylophones"]
    assert not re.search(r"ana|example\.org", lines, re.IGNORECASE)


@pytest.mark.parametrize("by", [answering.BY_LINK, answering.BY_ADDRESS])
def test_visits_in_the_same_order_with_each_others_answers_leave_the_same_store(
    community: Any, succeed: Copctl, by: str, folder: Path
) -> None:
    community(SECRET)
    succeed("member", "list")
    blank = sqlite_copy(folder)
    stores = []
    for said in list(permutations(SAID))[::7]:
        restore(folder, blank)
        for minutes, (person, posted) in enumerate(zip(PEOPLE, said, strict=True)):
            visit(person, minutes)
            send(person, posted, by=by, minutes=minutes)
        stores.append(without_lots())

    assert any("Xylophones" in line for line in stores[0])
    assert len(stores) > 2
    for store in stores[1:]:
        assert store == stores[0]


def test_numbers_of_answers_tell_no_order(community: Any) -> None:
    community(SECRET)
    for person, posted in zip(PEOPLE, SAID, strict=True):
        send(person, posted, by=answering.BY_LINK)

    with sqlite3.connect("community.db") as store:
        for table in ("response", "answer"):
            numbers = [number for (number,) in store.execute(f"SELECT id FROM {table}")]
            assert numbers
            assert max(numbers) < 0
        order = store.execute("SELECT position FROM choice WHERE written_in ORDER BY id").fetchall()
        assert len(set(order)) == 2


def visit(person: str, minutes: int) -> None:
    """Traces that somebody leaves who is signed in: a session, and a change under their name."""
    database = Database.opened(f"sqlite:///{Path('community.db').resolve()}")
    at = NOW + timedelta(minutes=minutes)
    with database.unjournaled() as connection, connection.begin():
        stamp = f"{at:%Y-%m-%d %H:%M:%S}.000000"
        connection.exec_driver_sql(
            "INSERT INTO web_session (token_hash, member_id, made_at, seen_at, expires_at)"
            " SELECT ?, id, ?, ?, ? FROM member WHERE name = ?",
            (person, stamp, stamp, stamp, person.title()),
        )
    with database.transaction(who=person, command="portal", at=at) as db:
        found(db, person).role = f"Role of {person}"


def sqlite_copy(folder: Path) -> bytes:
    with sqlite3.connect(folder / "community.db") as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "community.db").read_bytes()


def restore(folder: Path, blank: bytes) -> None:
    for end in ("-wal", "-shm"):
        (folder / f"community.db{end}").unlink(missing_ok=True)
    (folder / "community.db").write_bytes(blank)


def without_lots() -> list[str]:
    """The store without numbers by lot: each response as the set of what it says, in no order."""
    tables = ("response:", "answer:", "choice:")
    kept = [line for line in dump(Path("community.db")) if not line.startswith(tables)]
    with sqlite3.connect("community.db") as store:
        said: dict[int, list[tuple[Any, ...]]] = {}
        for response, *answer in store.execute(
            "SELECT a.response_id, a.question_id, c.label, c.written_in, a.place, a.rank, a.number, a.text"
            " FROM answer a LEFT JOIN choice c ON c.id = a.choice_id"
        ):
            said.setdefault(response, []).append(tuple(answer))
        responses = store.execute(
            "SELECT id, member_id, email, name, submitted_at, submitted_as_written, matched_by, digest FROM response"
        ).fetchall()
        choices = store.execute("SELECT question_id, name, label, written_in FROM choice").fetchall()
    told = [f"said: {rest} {sorted(said[number], key=repr)}" for number, *rest in responses]
    return [*kept, *sorted(told), *sorted(map(repr, choices))]


def invite(succeed: Copctl) -> None:
    settings = Path("community.toml").read_text(encoding="utf-8")
    lines = [line for line in settings.splitlines() if not line.startswith("url =")]
    Path("community.toml").write_text("\n".join(['url = "https://cop.example"', *lines]), encoding="utf-8")
    succeed("survey", "invite", "q4", "--yes")


def test_a_code_leads_to_its_survey_and_its_member(community: Any, succeed: Copctl) -> None:
    community(NAMED)
    invite(succeed)
    succeed("mail", "deliver", "--to-folder", "mail")
    mail = next(path for path in Path("mail").glob("*.eml") if "To: Bo <" in path.read_text(encoding="utf-8"))
    code = re.search(r"/s/([a-z2-7]{26})", mail.read_text(encoding="utf-8").replace("=\n", ""))
    assert code

    with reading() as db:
        held = by_code.find(db, f" {code[1].upper()} ")
        assert held
        assert (held[0].slug, held[1].name) == ("q4", "Bo")
        for wrong in ("", "x", "a" * 26, code[1][:-1], f"{code[1]}a", "\x00" * 26, "’" * 5000):
            assert by_code.find(db, wrong) is None
    succeed("member", "edit", "Bo", "--status", "left")
    with reading() as db:
        assert by_code.find(db, code[1]) is None


def test_who_was_not_asked_is_told_so_where_others_were(community: Any, succeed: Copctl) -> None:
    community(SECRET)
    invite(succeed)
    succeed("member", "add", "--name", "Eve", "--email", "eve@example.org")

    assert (standing("ana"), standing("eve")) == (Standing.OPEN, Standing.NOT_ASKED)
    assert (waiting("ana"), waiting("eve")) == ([("q4", "")], [])
    # That everybody has a row once somebody took part asks nobody.
    send("ana", SAID[0], by=answering.BY_LINK)
    assert standing("eve") is Standing.NOT_ASKED


def test_a_draft_is_nobodys_and_a_closed_one_says_so(community: Any, succeed: Copctl, folder: Path) -> None:
    community(NAMED)
    succeed("survey", "close", "q4")
    assert standing("ana") is Standing.CLOSED
    assert waiting("ana") == []
    (folder / "survey.md").write_text(NAMED, encoding="utf-8")
    succeed("survey", "new", "later", "--from", "survey.md")
    with reading() as db:
        assert by_code.standing(db, definitions.find(db, "later"), found(db, "ana")) is None
        for way in (*Standing, survey_page.SAVED, survey_page.CHANGED):
            page = html_of(survey_page.done("/s/x", definitions.find(db, "q4"), way))
            assert "copctl" not in page.partition("<main")[2]


def test_a_survey_that_is_answered_elsewhere_has_its_address(
    community: Any, succeed: Copctl, folder: Path
) -> None:
    community(NAMED)
    for slug, url in (("own", "https://forms.example/a"), ("personal", "https://forms.example/{code}")):
        (folder / "other.md").write_text(
            NAMED.replace("https://forms.example/f?entry.1={code}", url), encoding="utf-8"
        )
        succeed("survey", "new", slug, "--from", "other.md")
        succeed("survey", "open", slug)

    assert waiting("ana") == [("q4", ""), ("own", "https://forms.example/a"), ("personal", None)]
