"""The start page: what comes next, what came out, what is asked, and who is new."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import quote

from sqlalchemy import ColumnElement, and_

from copctl.commons import issues, named, occasion, sessions
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.community.addresses import greeted
from copctl.store.schema import Member, Survey
from copctl.surveys.asking import by_code

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
            "answered": _answered_surveys(view),
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


def _open_surveys(view: View) -> list[dict[str, str]]:
    """Surveys that wait for the reader: title and address; another tool's where it is answered there.

    Only a server takes answers. One whose address stands in a personal mail alone is left out.
    """
    if view.reader is None or not view.is_served:
        return []
    return [
        {"title": waiting.survey.title, "address": waiting.elsewhere or view.to(_place(waiting.survey))}
        for waiting in by_code.open_for(view.db, view.reader, view.settings.url)
        if waiting.elsewhere is not None
    ]


def _answered_surveys(view: View) -> list[dict[str, str]]:
    """Surveys whose answers the reader can still change: title and address."""
    if view.reader is None or not view.is_served:
        return []
    return [
        {"title": survey.title, "address": view.to(_place(survey))}
        for survey in by_code.answered_by(view.db, view.reader)
    ]


def _place(survey: Survey) -> str:
    return f"/surveys/{quote(survey.slug, safe='')}"
