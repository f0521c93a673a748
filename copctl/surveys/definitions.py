"""Surveys in the store: making one, finding it and its questions, opening and closing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from copctl import names
from copctl.errors import NotFound, Refused
from copctl.store.schema import Choice, Question, Response, Survey
from copctl.store.schema.survey import SurveyStatus
from copctl.surveys.questionnaire import Definition, Item, Option, is_true, refuse_faulty, translations

_OTHERS = "or_other"


def create(db: Session, slug: str, definition: Definition, *, opened_on: date | None = None) -> Survey:
    """Add a survey as it is defined: a draft, unless it was opened on a day.

    Refused for a slug in use or a faulty definition.
    """
    wanted = names.slug(slug)
    if not wanted:
        raise Refused(
            f"{slug!r} cannot be a survey's short name.", hint="use letters and digits, such as 2026-q4"
        )
    if lookup(db, wanted) is not None:
        raise Refused(f"There already is a survey {wanted}.", hint=f"copctl survey show {wanted}")
    refuse_faulty(definition)
    survey = Survey(
        slug=wanted,
        title=definition.title or wanted,
        status=(SurveyStatus.OPEN if opened_on else SurveyStatus.DRAFT).value,
        opened_on=opened_on,
        settings=dict(definition.settings),
        questions=[
            _question(position, item, definition.options(item))
            for position, item in enumerate(definition.questions, start=1)
        ],
    )
    db.add(survey)
    db.flush()
    return survey


def _question(position: int, item: Item, options: Iterable[Option]) -> Question:
    return Question(
        position=position,
        name=item.name,
        type=item.type,
        label=item.shown,
        hint=item.hint,
        required=item.required,
        list_name=item.list_name,
        parameters=item.parameters,
        grid=item.grid,
        extra={**item.extra, **({_OTHERS: "yes"} if item.or_other else {})},
        choices=[
            Choice(
                position=place,
                name=option.name,
                label=option.shown,
                written_in=option.written_in,
                extra=dict(option.extra),
            )
            for place, option in enumerate(options, start=1)
        ],
    )


def lookup(db: Session, slug: str) -> Survey | None:
    """The survey with this slug, its questions and choices loaded, or None."""
    return db.execute(
        select(Survey)
        .where(Survey.slug == names.slug(slug))
        .options(selectinload(Survey.questions).selectinload(Question.choices))
    ).scalar_one_or_none()


def claim(db: Session, survey: Survey) -> None:
    """Wait until nobody else writes answers to a survey, and read it anew with what they wrote in."""
    whole = selectinload(Survey.questions).selectinload(Question.choices)
    mine = select(Survey).where(Survey.id == survey.id).options(whole).with_for_update()
    db.execute(mine.execution_options(populate_existing=True)).scalar_one()


def find(db: Session, slug: str) -> Survey:
    """The survey with this slug; NotFound offers near ones."""
    survey = lookup(db, slug)
    if survey is None:
        known = db.execute(select(Survey.slug)).scalars()
        raise NotFound(
            f"There is no survey {slug!r}.", hint=names.did_you_mean(slug, known, "copctl survey list")
        )
    return survey


def listed(db: Session) -> list[dict[str, Any]]:
    """All surveys, newest first, with the numbers of their questions and responses."""
    asked = select(func.count()).where(Question.survey_id == Survey.id).scalar_subquery()
    answered = select(func.count()).where(Response.survey_id == Survey.id).scalar_subquery()
    columns = (Survey.slug, Survey.title, Survey.status, Survey.opened_on, Survey.closed_on)
    rows = db.execute(
        select(*columns, asked.label("questions"), answered.label("responses")).order_by(Survey.id.desc())
    )
    return [dict(row) for row in rows.mappings()]


def open_for_answers(survey: Survey, *, today: date) -> None:
    """Open a survey, or a closed one again; Refused when it is open."""
    if survey.status == SurveyStatus.OPEN:
        raise Refused(
            f"The survey {survey.slug} is open since {survey.opened_on}.",
            hint=f"copctl survey show {survey.slug}",
        )
    survey.status, survey.closed_on = SurveyStatus.OPEN.value, None
    survey.opened_on = survey.opened_on or today


def close(survey: Survey, *, today: date) -> None:
    """Close a survey; Refused when it is not open."""
    if survey.status == SurveyStatus.CLOSED:
        raise Refused(
            f"The survey {survey.slug} is closed since {survey.closed_on}.",
            hint=f"copctl survey open {survey.slug} opens it again",
        )
    if survey.status == SurveyStatus.DRAFT:
        raise Refused(f"The survey {survey.slug} was never opened.", hint=f"copctl survey open {survey.slug}")
    survey.status, survey.closed_on = SurveyStatus.CLOSED.value, today


def is_anonymous(survey: Survey) -> bool:
    """Whether the survey promises not to keep who answered (`anonymous` in its settings)."""
    return is_true(survey.settings.get("anonymous", ""))


def find_question(survey: Survey, text: str) -> list[Question]:
    """The question of this name, label or number (1 is the first); all of a grid for the grid's stem.

    Case and blanks do not count. NotFound lists near ones.
    """
    key, slug = names.key(text), names.slug(text)
    for question in survey.questions:
        if key in item_of(question).spellings():
            return [question]
    rows = [q for q in survey.questions if q.grid and key == names.key(q.grid)]
    number = [q for q in survey.questions if key.isdecimal() and q.position == int(key)]
    if rows or number:
        return rows or number
    named = [q for q in survey.questions if slug and slug in (names.slug(q.label), names.slug(q.name))]
    if named:
        return named[:1]
    known = dict.fromkeys(t for q in survey.questions for t in (q.name, q.label, q.grid) if t)
    raise NotFound(
        f"The survey {survey.slug} has no question {text!r}.",
        hint=names.did_you_mean(text, known, f"copctl survey show {survey.slug}"),
    )


# Back into a definition ---------------------------------------------------------------------------


def item_of(question: Question) -> Item:
    """A stored question as the questionnaire knows it."""
    extra = {column: str(text) for column, text in question.extra.items() if column != _OTHERS}
    # Create filled an empty label with the first translation; the definition has it empty.
    borrowed = question.label in [*translations(extra)[:1], question.name] and question.label != ""
    return Item(
        name=question.name,
        type=question.type,
        label="" if borrowed else question.label,
        hint=question.hint,
        required=question.required,
        list_name=question.list_name,
        or_other=_OTHERS in question.extra,
        parameters=question.parameters,
        grid=question.grid,
        extra=extra,
        line=question.position,
    )


def options_of(question: Question) -> list[Option]:
    """A stored question's choices, the written-in ones among them."""
    return [
        Option(c.name, c.label, {k: str(v) for k, v in c.extra.items()}, c.written_in)
        for c in question.choices
    ]


def definition_of(survey: Survey) -> Definition:
    """The survey as it is written in a file; what respondents wrote in is left out."""
    lists: dict[str, tuple[Option, ...]] = {}
    for question in survey.questions:
        if question.list_name and question.list_name not in lists:
            options = options_of(question)
            lists[question.list_name] = tuple(o for o in options if not o.written_in) or tuple(options)
    return Definition(
        title=survey.title,
        settings=dict(survey.settings),
        questions=tuple(item_of(question) for question in survey.questions),
        lists=lists,
    )
