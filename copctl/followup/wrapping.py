"""Wrapping up a session: it is held, its topics are covered, and everybody hears what concerns them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from copctl.followup import closing, feedback, mailing
from copctl.followup.closing import Closed, Closing
from copctl.followup.feedback import Asking
from copctl.followup.mailing import Group
from copctl.followup.presence import presence
from copctl.followup.wording import told
from copctl.onboarding import inviting as joining
from copctl.store.schema import LearningSession, Member
from copctl.surveys.asking.inviting import Occasion


@dataclass(frozen=True)
class Wishes:
    """Which mails are wanted; `missed_by` says who is told what they missed: `registered` or `invited`."""

    thanks: bool = True
    missed: bool = True
    missed_by: str = "registered"
    feedback: bool = True
    asking: Asking = field(default_factory=Asking)
    join: bool = True


@dataclass(frozen=True)
class Wrapped:
    """What wrapping a session up brought: what closing it did, and the mails that follow."""

    closed: Closed
    groups: list[Group]


def wrap(db: Session, session: LearningSession, said: Closing, wishes: Wishes, occasion: Occasion) -> Wrapped:
    """Close a session and queue what follows; done again, it adds what is new and asks nobody twice.

    Raises as `closing.close` and `feedback.ask` do.
    """
    closed = closing.close(db, session, said, now=occasion.now, today=occasion.today)
    return Wrapped(closed, _follow(db, session, wishes, occasion))


def _follow(db: Session, session: LearningSession, wishes: Wishes, occasion: Occasion) -> list[Group]:
    met = presence(db, session)
    tidings = told(db, session, came=met.came, now=occasion.now)
    groups = []
    if wishes.thanks:
        learnt = replace(tidings, came=met.listeners)
        groups.append(mailing.thank(db, session, learnt, occasion.settings, now=occasion.now))
    if not met.is_known:
        groups += [
            Group(what, why_none="nobody noted who came")
            for what, is_wanted in (
                ("missed", wishes.missed), ("feedback", wishes.feedback), ("join", wishes.join)
            )
            if is_wanted
        ]  # fmt: skip
        return groups
    if wishes.missed:
        whom = met.missed if wishes.missed_by == "invited" else met.absent
        groups.append(mailing.tell_missed(db, session, tidings, occasion.settings, whom, now=occasion.now))
    if wishes.feedback:
        groups.append(feedback.ask(db, session, wishes.asking, occasion, met.attended))
    if wishes.join:
        groups.append(_ask_to_join(db, occasion, mailing.guests(db, met)))
    return groups


def _ask_to_join(db: Session, occasion: Occasion, guests: list[Member]) -> Group:
    if not guests:
        return Group("join", why_none="everybody who came is a member")
    by = joining.Occasion(occasion.settings, occasion.now, occasion.today)
    outcome = joining.invite_people(db, by, guests)
    return Group("join", outcome.queued, outcome.already, outcome.left_out)
