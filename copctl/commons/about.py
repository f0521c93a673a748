"""About the community: its charter, how to take part, who looks after it."""

from __future__ import annotations

from sqlalchemy import func, select

from copctl.commons import named
from copctl.commons.named import Named
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.community import charter, visible
from copctl.store.schema import Member
from copctl.store.schema.member import Duty


def page(view: View) -> Page:
    """The charter, the rhythm, and who looks after it, of those who are in the directory."""
    held = charter.texts(charter.current(view.db))
    members, organisations = _size(view)
    return Page(
        "/about",
        "about.html",
        {
            "parts": [(heading, held[field]) for field, heading in charter.HEADINGS.items() if held[field]],
            "cadence": view.settings.cadence,
            "members": members,
            "organisations": organisations,
            "moderators": _with_duty(view, Duty.MODERATOR),
            "core": _with_duty(view, Duty.CORE),
        },
    )


def _size(view: View) -> tuple[int, int]:
    """How many members there are, those whom nobody may name among them, and of how many organisations."""
    counted = select(func.count(), func.count(Member.organisation_id.distinct())).select_from(Member)
    members, organisations = view.db.execute(counted.where(Member.status.in_(visible.MEMBERS))).tuples().one()
    return members, organisations


def _with_duty(view: View, duty: Duty) -> list[Named]:
    return named.people(view, named.has_duty(duty))
