"""Topics that members ask for and that nobody has said they can speak about."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.newsletter import wording
from copctl.newsletter.sections import Item, Scope, item
from copctl.speakers import demand
from copctl.speakers.gaps import Gap, Verdict, Wish, find
from copctl.store.schema import LearningSession, SessionSpeaker, SessionTopic
from copctl.store.schema.session import SessionStatus, SpeakerStatus

MOST_CALLS = 3
# As `copctl speakers gaps` counts unless told otherwise: experienced.
_LEVEL = 3
_SPEAKING = (SpeakerStatus.ACCEPTED.value, SpeakerStatus.CONFIRMED.value)


def calls(db: Session, scope: Scope) -> Iterator[Item]:
    """A call for each of the most wanted, three at most; none where a session has its speaker.

    A topic that was noted once, and nobody voted for, is hardly members' wish yet.
    """
    url = scope.settings.database
    served = _served(db)
    found = [
        gap
        for gap in find(demand.wishes(url), demand.experts(url), level=_LEVEL)
        if gap.verdict is Verdict.NOBODY and _is_wish(gap.wish) and gap.wish.number not in served
    ]
    for place, gap in enumerate(found):
        if place < MOST_CALLS or _key(gap) in scope.known:
            moderator = (scope.settings.moderator.name, scope.settings.moderator.email)
            text = wording.call(gap.wish.label, gap.wish.demand, moderator, scope.say)
            yield item(_key(gap), gap.wish.label, text)


def _is_wish(wish: Wish) -> bool:
    return bool(wish.votes) or wish.notes > 1


def _key(gap: Gap) -> str:
    return f"speaker:{gap.wish.slug}"


def _served(db: Session) -> set[int]:
    """Topics whose session is planned and has somebody who speaks."""
    rows = db.execute(
        select(SessionTopic.topic_id)
        .join(LearningSession, SessionTopic.session_id == LearningSession.id)
        .join(SessionSpeaker, SessionSpeaker.session_id == LearningSession.id)
        .where(LearningSession.status == SessionStatus.PLANNED.value, SessionSpeaker.status.in_(_SPEAKING))
    )
    return set(rows.scalars())
