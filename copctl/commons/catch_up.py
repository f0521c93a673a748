"""The path for who joined today: charter, what comes, recordings to watch, people to know, last issues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from copctl.commons import issues, named, occasion, sessions
from copctl.commons.issues import Sent
from copctl.commons.named import Named
from copctl.commons.page import Page
from copctl.commons.view import View
from copctl.community import charter
from copctl.community.addresses import greeted
from copctl.newsletter.page import months
from copctl.newsletter.rendering import title_of
from copctl.onboarding.acquaintances import Introduction
from copctl.onboarding.catching_up import ISSUES, Pack, recordings_for
from copctl.onboarding.introducing import NOTHING, Interests, interests_of, people_for
from copctl.store.schema import Expertise, Member

# The level of who can teach a topic, and how many people are named.
_TEACHING, _PEOPLE = 4, 5


@dataclass(frozen=True)
class ToWatch:
    """A recording to watch, and why; no words where it is only among the newest."""

    session: occasion.Shown
    why: str


@dataclass(frozen=True)
class ToKnow:
    """Somebody to know, and why."""

    person: Named
    why: str


def page(view: View, made: Pack | None = None) -> Page:
    """Where to begin, out of what was gathered already, or found here.

    Without a reader there are no interests: the newest recordings and the core group. The index of people's
    words may be out of date.
    """
    caring = interests_of(view.reader) if view.reader else NOTHING
    coming = made.session if made else sessions.next_one(view)
    recordings = made.recordings if made else recordings_for(view.db, caring)
    return Page(
        "/catch-up",
        "catch_up.html",
        {
            "name": greeted(view.reader) if view.reader else "",
            "purpose": charter.texts(charter.current(view.db))["purpose"],
            "session": occasion.shown(view, coming) if coming else None,
            "recordings": [ToWatch(occasion.shown(view, one), pick.why) for pick, one in recordings],
            "people": _people(made.people if made else _near(view, caring)) or _teachers(view),
            "issues": sent(made) if made else issues.newest(view, ISSUES),
        },
    )


def sent(made: Pack) -> list[Sent]:
    """The newsletters of a pack by their places."""
    return [
        Sent(title_of(issue), months(issue.quarter), f"/newsletter/{issue.quarter}") for issue in made.issues
    ]


def _teachers(view: View) -> list[ToKnow]:
    """For a page that is everybody's, where no core group is noted: who can teach most."""
    if view.reader is not None:
        return []
    teaches = (
        select(func.count())
        .where(Expertise.member_id == Member.id, Expertise.level == _TEACHING)
        .scalar_subquery()
    )
    people = named.people(view, named.showing("expertise"), [teaches.desc(), Member.name_key], _PEOPLE)
    return [ToKnow(person, "") for person in people]


def _near(view: View, caring: Interests) -> list[tuple[Introduction, Member]]:
    # A model of the language takes longer to start than a page may take.
    return people_for(view.db, view.settings, view.reader, caring, semantic=False)


def _people(found: Iterable[tuple[Introduction, Member]]) -> list[ToKnow]:
    lines = [(named.one(member), known.why) for known, member in found]
    return [ToKnow(person, why) for person, why in lines if person]
