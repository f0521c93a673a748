"""import(export(x)) = x, over surveys and answers of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.store.engine import Database
from copctl.store.schema import Answer, Choice, Response
from copctl.surveys import definitions, responses
from copctl.surveys.intake.export import read_export
from copctl.surveys.outgoing import answer_files, answers_export
from copctl.surveys.questionnaire import CHOOSING, COUNTING, Definition, Item, Option

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PENH, BANGKOK = ZoneInfo("Asia/Phnom_Penh"), ZoneInfo("Asia/Bangkok")
BITS = st.sampled_from(
    [";", "; ", ", ", "\\", "\\(", " (", ")", ". ", "1. ", "?", "'", '"', "=1+1", "+", "-", "@", "|", " | ", "#2",
     "_x0041_", "<b>", "[red]", "ជម្រើស", "ລາວ", "ไทย", "မြန်မာ", "Nguyễn", "a", "B", "no", "yes", "0"]
)  # fmt: skip
LINE = (
    st.lists(st.one_of(BITS, st.text(max_size=3)), min_size=1, max_size=5)
    .map(lambda bits: names.written("".join(bits)))
    .filter(lambda text: bool(names.key(text)) and "\ufffe" not in text and "\uffff" not in text)
)
PROSE = st.lists(LINE, min_size=1, max_size=3).map(lambda lines: names.prose("\n".join(lines)))
TYPES = st.sampled_from(
    [
        "select_one",
        "select_multiple",
        "rank",
        "range",
        "integer",
        "decimal",
        "text",
        "date",
        "acknowledge",
        "email",
        "note",
    ]
)
NUMBERS = st.one_of(st.integers(-9, 99).map(float), st.floats(allow_nan=False, allow_infinity=False))


@dataclass
class Given:
    """A response as a test makes it; `said` holds (question, record) -> answers."""

    key: str
    email: str | None
    name: str
    submitted: datetime | None
    as_written: str
    partial: bool
    said: dict[tuple[int, int | None], list[dict[str, Any]]] = field(default_factory=dict)


@st.composite
def definitions_(draw: st.DrawFn) -> Definition:
    lists = {
        "l1": _options(draw),
        "l2": _options(draw),
    }
    called = draw(st.lists(LINE, min_size=1, max_size=5, unique_by=names.key))
    labels = draw(
        st.lists(st.one_of(LINE, st.sampled_from(called)), min_size=len(called), max_size=len(called))
    )
    grid = draw(st.one_of(st.just(""), LINE))
    questions = [
        Item(name, kind := draw(TYPES), label, list_name=draw(st.sampled_from(["l1", "l2"])) if kind in CHOOSING else "",
             or_other=draw(st.booleans()), grid=grid if draw(st.booleans()) else "")
        for name, label in zip(called, labels, strict=True)
    ]  # fmt: skip
    anchor = Item("what they said", "text", "what they said")
    return Definition("", {"anonymous": "yes"} if draw(st.booleans()) else {}, (*questions, anchor), lists)


def _options(draw: st.DrawFn) -> tuple[Option, ...]:
    called = draw(st.lists(LINE, min_size=1, max_size=5, unique_by=names.key))
    labels = [draw(st.one_of(LINE, st.sampled_from(called))) for _ in called]
    return tuple(Option(name, label) for name, label in zip(called, labels, strict=True))


@st.composite
def surveys(draw: st.DrawFn) -> tuple[Definition, dict[int, list[str]], list[Given]]:
    """A definition, what was written in by question, and responses with answers by place of option."""
    definition = draw(definitions_())
    written: dict[int, list[str]] = {}
    for place, item in enumerate(definition.questions):
        known = {names.key(t) for o in definition.options(item) for t in (o.name, o.label)}
        if item.chooses:
            others = draw(st.lists(LINE, max_size=2, unique_by=names.key))
            written[place] = [text for text in others if names.key(text) not in known]
    anonymous = "anonymous" in definition.settings
    given_ = []
    for number in range(draw(st.integers(1, 4))):
        email = None if anonymous or draw(st.booleans()) else f"p{number}@example.org"
        when = draw(st.one_of(st.none(), st.integers(0, 10**8).map(lambda s: NOW - timedelta(seconds=s))))
        key = (
            f"email:{email}"
            if email
            else f"{draw(st.sampled_from(['time:x', 'digest:y', 'lot:z'] + ['id:7'] * (not anonymous)))}#{number}"
        )
        one = Given(key, email, "" if anonymous else draw(st.one_of(st.just(""), LINE.filter(lambda t: names.key(t) != "anonymous"))),
                    when, draw(st.sampled_from(["", "3/4/2026 10:00", "2026/06/05 11:34:01 AM EST"])), draw(st.booleans()))  # fmt: skip
        for place, item in enumerate(definition.questions):
            records: list[int | None] = draw(st.sampled_from([[None], [None], [None], [1, 2], [2]]))
            for record in records:
                said = draw(_said(item, len(definition.options(item)) + len(written.get(place, ()))))
                if said and not (anonymous and item.type == "email"):
                    one.said[place, record] = said
        given_.append(one)
    return definition, written, given_


@st.composite
def _said(draw: st.DrawFn, item: Item, options: int) -> list[dict[str, Any]]:
    if item.type == "note" or draw(st.integers(0, 3)) == 0:
        return []
    if item.type in CHOOSING:
        most = 1 if item.type == "select_one" else options
        chosen = draw(st.lists(st.integers(0, options - 1), min_size=1, max_size=most, unique=True))
        if item.type != "rank":
            return [{"choice": place} for place in chosen]
        ranks = sorted(draw(st.lists(st.integers(1, 5), min_size=len(chosen), max_size=len(chosen))))
        ranked: list[dict[str, Any]] = [{"choice": c, "rank": r} for c, r in zip(chosen, ranks, strict=True)]
        if draw(st.booleans()):
            ranked[-1] = {"choice": chosen[-1], "rank": None, "text": draw(LINE)}
        return ranked
    if item.type in COUNTING and draw(st.integers(0, 4)):
        return [{"number": draw(NUMBERS)}]
    if item.type in COUNTING:
        return [{"text": f"about {draw(LINE)}"}]
    return [{"text": draw(PROSE)}]


@contextmanager
def community(definition: Definition) -> Iterator[tuple[Database, Path]]:
    with TemporaryDirectory() as name:
        database = Database.created(f"sqlite:///{name}/c.db")
        with database.transaction(who="test", command="test", at=NOW) as db:
            definitions.create(db, "s", definition)
        yield database, Path(name)
        database.close()


def fill(db: Session, written: dict[int, list[str]], given_: list[Given]) -> None:
    survey = definitions.find(db, "s")
    for place, texts in written.items():
        question = survey.questions[place]
        for text in texts:
            used = {c.name for c in question.choices}
            name = next(
                n for n in (names.slug(text) or "other", *(f"w{i}" for i in range(99))) if n not in used
            )
            question.choices.append(
                Choice(position=len(question.choices) + 1, name=name, label=text, written_in=True, extra={})
            )
    db.flush()
    for one in given_:
        response = Response(survey_id=survey.id, respondent_key=one.key, email=one.email, name=one.name,
                            submitted_at=one.submitted, submitted_as_written=one.as_written, digest="typed", partial=one.partial)  # fmt: skip
        db.add(response)
        db.flush()
        for (at, record), answers in one.said.items():
            question = survey.questions[at]
            first = (
                db.execute(
                    select(Answer).where(Answer.response_id == response.id, Answer.question_id == question.id)
                )
                .scalars()
                .all()
            )
            for place, answer in enumerate(answers, start=1 + len(first)):
                values = {**answer}
                choice = values.pop("choice", None)
                db.add(Answer(survey_id=survey.id, question_id=question.id, response_id=response.id, place=place, instance=record,
                              choice_id=None if choice is None else question.choices[choice].id, **values))  # fmt: skip
            db.flush()


def told(db: Session) -> list[Any]:
    """Every response and answer of the survey, without numbers of rows."""
    survey = definitions.find(db, "s")
    choices = {
        c.id: ("", c.label) if c.written_in else (c.name, c.label)
        for q in survey.questions
        for c in q.choices
    }
    called = {q.id: q.name for q in survey.questions}
    rows = []
    for r in db.execute(
        select(Response).where(Response.survey_id == survey.id).order_by(Response.respondent_key)
    ).scalars():
        answers = db.execute(select(Answer).where(Answer.response_id == r.id)).scalars()
        said = sorted(
            (
                called[a.question_id],
                a.instance or 0,
                a.place,
                repr((choices.get(a.choice_id or 0), a.rank, a.number, a.text)),
            )
            for a in answers
        )
        rows.append(
            (r.respondent_key, r.email, r.name, r.submitted_at, r.submitted_as_written, r.partial, said)
        )
    return rows


def exported(database: Database, path: Path, *, by_name: bool) -> Path:
    with database.reading() as db:
        found = answers_export.export(db, "s", by_name=by_name, zone=PENH)
        path.write_bytes(
            answer_files.written(found, path.suffix[1:], answer_files.RESPONDENTS, lambda _: None)
        )
    return path


def imported(database: Database, path: Path) -> responses.Outcome:
    sheet = read_export(path)
    with database.transaction(who="test", command="test", at=NOW) as db:
        return responses.take_in(db, definitions.find(db, "s"), sheet, zone=BANGKOK, now=NOW)


def _told(database: Database) -> list[Any]:
    with database.reading() as db:
        return told(db)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(surveys(), st.sampled_from(["csv", "xlsx"]), st.booleans())
def test_an_export_taken_in_elsewhere_gives_the_same_and_here_changes_nothing(
    drawn: tuple[Definition, dict[int, list[str]], list[Given]], format: str, by_name: bool
) -> None:
    definition, written, given_ = drawn
    with community(definition) as (here, folder), community(definition) as (there, _):
        with here.transaction(who="test", command="test", at=NOW) as db:
            fill(db, written, given_)
        before = _told(here)
        path = exported(here, folder / f"s.{format}", by_name=by_name)

        again = imported(here, path)
        first = imported(there, path)
        second = imported(there, path)

        assert (again.new, again.updated, again.unchanged) == (0, 0, len(given_)), again.warnings
        assert _told(here) == before
        assert first.new == len(given_)
        assert _told(there) == before
        assert second.unchanged == len(given_)
