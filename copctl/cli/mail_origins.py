"""The rooms that queue mails, put together for whoever delivers them. Each room has a `going_out`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.cli.desk import Desk
    from copctl.mail.composing import Composer
    from copctl.mail.origins import Origins
    from copctl.surveys.asking.going_out import SurveyMail


@dataclass(frozen=True)
class GoingOut:
    """What all rooms say about the mails that go out."""

    origins: Origins
    surveys: SurveyMail

    @property
    def renewed(self) -> int:
        """How many links that went out before no longer count, because their key was replaced."""
        return self.surveys.renewed


def going_out(db: Session, key: bytes, now: datetime, today: date) -> GoingOut:
    """Every room that queues mails, asked through this session at this moment, on this day.

    `key` makes the codes of personal links.
    """
    from copctl.access.letting_in import SignInMail
    from copctl.commons.going_out import PhraseMail
    from copctl.followup.going_out import FollowupMail
    from copctl.mail.origins import Origins
    from copctl.newsletter.going_out import CallMail
    from copctl.newsletter.going_out_issue import NewsletterMail
    from copctl.onboarding.going_out import JoiningMail, WelcomeMail
    from copctl.sessions.going_out import SessionMail
    from copctl.sessions.speaking_going_out import SpeakerMail
    from copctl.surveys.asking.going_out import SurveyMail

    surveys = SurveyMail(db, key)
    origins = Origins(
        [
            surveys,
            JoiningMail(db),
            WelcomeMail(db),
            SessionMail(db, now),
            SpeakerMail(db, now),
            FollowupMail(db),
            CallMail(db, today),
            NewsletterMail(db),
            SignInMail(db, key, now),
            PhraseMail(db, key),
        ]
    )
    return GoingOut(origins, surveys)


def composer(desk: Desk, key: bytes) -> Composer:
    """What writes this community's mails, with what unsubscribes their readers and its signature if any."""
    from copctl.mail.composing import Composer
    from copctl.mail.sender import sender_of
    from copctl.mail.signing import signer_of

    settings = desk.settings
    media = settings.folder / "media"
    return Composer(sender_of(settings), key=key, sign=signer_of(settings), media=media)
