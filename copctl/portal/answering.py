"""Surveys in the browser: of who is signed in, or by the personal link of a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from copctl.commons import survey_page
from copctl.errors import NotFound, Refused
from copctl.portal import answers, form_tokens
from copctl.portal.answers import NobodysLink
from copctl.portal.guard import Visit
from copctl.store.schema import Member, Survey
from copctl.surveys import answering, definitions
from copctl.surveys.asking import by_code, web_replies
from copctl.surveys.asking.by_code import Standing


@dataclass(frozen=True)
class _Asked:
    """A survey, who answers it, how they are known, and the address of its form."""

    survey: Survey
    member: Member
    by: str
    place: str


def form(visit: Visit) -> Response:
    """The form of a survey, with what the reader said before."""
    return _form(visit, _of_reader(visit))


def record(visit: Visit) -> Response:
    """Take down what the reader says."""
    return _record(visit, _of_reader(visit))


def form_by_code(visit: Visit) -> Response:
    """The form of a survey, for whoever has the personal link."""
    asked = _of_code(visit)
    # The link itself shows whose form it is; there may be no cookie.
    visit.secret = visit.request.path_params["code"]
    return _form(visit, asked)


def record_by_code(visit: Visit) -> Response:
    """Take down what somebody says by their personal link."""
    asked = _of_code(visit)
    visit.secret = visit.request.path_params["code"]
    if not form_tokens.is_of(visit.field(form_tokens.FIELD), visit.secret):
        return answers.not_our_form(visit)
    return _record(visit, asked)


def _of_reader(visit: Visit) -> _Asked:
    slug = visit.request.path_params["slug"]
    survey = definitions.find(visit.db, slug)
    return _Asked(survey, visit.reader, answering.BY_ADDRESS, f"/surveys/{quote(survey.slug, safe='')}")


def _of_code(visit: Visit) -> _Asked:
    code = visit.request.path_params["code"]
    found = by_code.find(visit.db, code)
    if found is None:
        raise NobodysLink
    return _Asked(*found, answering.BY_LINK, f"/s/{quote(code, safe='')}")


def _standing(visit: Visit, asked: _Asked) -> Standing:
    standing = by_code.standing(visit.db, asked.survey, asked.member)
    if standing is None:
        raise NotFound("There is no such survey.", hint="look at the first page")
    return standing


def _form(visit: Visit, asked: _Asked) -> Response:
    standing = _standing(visit, asked)
    if standing is not Standing.OPEN:
        return answers.page(visit, survey_page.done(asked.place, asked.survey, standing))
    before = answering.before(visit.db, asked.survey, asked.member)
    questions = answering.asked(asked.survey, before)
    read = web_replies.unread(questions, before)
    return answers.page(
        visit, survey_page.form(asked.place, asked.survey, questions, read, _wishes(visit, asked))
    )


def _wishes(visit: Visit, asked: _Asked) -> list[str]:
    """The languages to ask in: the one that was chosen, then the member's own."""
    chosen = visit.field("lang") or visit.request.query_params.get("lang", "")
    return [*([chosen] if chosen else []), *(asked.member.languages or [])]


def _record(visit: Visit, asked: _Asked) -> Response:
    standing = _standing(visit, asked)
    if standing is not Standing.OPEN:
        return answers.page(visit, survey_page.done(asked.place, asked.survey, standing), status=409)
    before = answering.before(visit.db, asked.survey, asked.member)
    questions = answering.asked(asked.survey, before)
    read = web_replies.replies_of(questions, visit.posted)
    if not read.errors:
        try:
            replaced = _take_down(visit, asked, read.replies)
        except Refused as refusal:
            read = web_replies.refused(read, questions, refusal)
        else:
            said = survey_page.CHANGED if replaced else survey_page.SAVED
            return answers.page(visit, survey_page.done(asked.place, asked.survey, said))
    page = survey_page.form(asked.place, asked.survey, questions, read, _wishes(visit, asked))
    return answers.page(visit, page, status=400)


def _take_down(visit: Visit, asked: _Asked, replies: Mapping[str, Any]) -> bool:
    who, at = by_code.author(asked.survey, asked.member, visit.now)
    database = visit.world.database
    with database.transaction(who=who, command=f"portal answer {asked.survey.slug}", at=at) as db:
        survey, member = db.get_one(Survey, asked.survey.id), db.get_one(Member, asked.member.id)
        return answering.record(db, survey, member, replies, now=visit.now, by=asked.by).replaced
