"""The start page: what comes next, what came out, what is asked, and who is new."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, select

from copctl.commons import issues, named, occasion, sessions
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.community.addresses import greeted
from copctl.store.schema import Member, Response, Survey, SurveyLink
from copctl.store.schema.survey import SurveyStatus

# So long is somebody new, and so many of them are named here.
NEW_DAYS = 90
_NEWCOMERS = 6


def page(view: View) -> Page:
    """What a member needs at first sight; every part of it is there before anything has happened."""
    coming = sessions.next_one(view)
    newcomers = and_(_joined_lately(view), _others(view))
    return Page(
        "/",
        "home.html",
        {
            "name": greeted(view.reader) if view.reader else "",
            "is_new": view.reader is not None and _is_new(view, view.reader.joined_on),
            "session": occasion.shown(view, coming) if coming else None,
            "is_now": coming is not None and coming.starts_at <= view.now,
            "issue": next(iter(issues.newest(view, 1)), None),
            "surveys": _open_surveys(view),
            "newcomers": named.people(view, newcomers, [Member.joined_on.desc()], _NEWCOMERS),
            "more_newcomers": max(0, named.count(view, newcomers) - _NEWCOMERS),
        },
    )


def _joined_lately(view: View) -> ColumnElement[bool]:
    today = _today(view)
    return Member.joined_on.between(today - timedelta(days=NEW_DAYS), today)


def _is_new(view: View, joined_on: date | None) -> bool:
    today = _today(view)
    return joined_on is not None and today - timedelta(days=NEW_DAYS) <= joined_on <= today


def _others(view: View) -> ColumnElement[bool]:
    return Member.id != (view.reader.id if view.reader else 0)


def _today(view: View) -> date:
    return view.now.astimezone(view.settings.zone).date()


def _open_surveys(view: View) -> list[dict[str, Any]]:
    """Surveys that are open and that the reader has not answered: slug and title, the newest first.

    Only a server takes answers.
    """
    if view.reader is None or not view.is_served:
        return []
    responded = exists().where(
        Response.survey_id == Survey.id, Response.member_id == view.reader.id, Response.partial.is_(False)
    )
    took_part = exists().where(
        SurveyLink.survey_id == Survey.id,
        SurveyLink.member_id == view.reader.id,
        SurveyLink.answered.is_(True),
    )
    wanted = (
        select(Survey.slug, Survey.title)
        .where(Survey.status == SurveyStatus.OPEN.value, ~responded, ~took_part)
        .order_by(Survey.opened_on.desc(), Survey.id.desc())
    )
    return [{"slug": slug, "title": title} for slug, title in view.db.execute(wanted).tuples()]
