"""For whom an invitation is written: whose words, in which language, and on whose clock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from copctl.community import addresses
from copctl.errors import Refused
from copctl.mail.calendar import Mailbox, Shown
from copctl.sessions.programme import AGREED
from copctl.settings import Settings
from copctl.speakers.zones import zone_for
from copctl.store.schema import LearningSession, Member
from copctl.store.schema.member import MemberStatus


class Audience(StrEnum):
    """Who is written to; each has its own words."""

    MEMBERS = "members"
    PROSPECTS = "prospects"
    SPEAKERS = "speakers"


class News(StrEnum):
    """What a mail about a session tells: that it is, that it moved, that it is off, or that it is soon."""

    INVITED = "invited"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    REMINDED = "reminded"


@dataclass(frozen=True)
class Whom:
    """For whom an invitation is written; `mailbox` is None for nobody in particular.

    `language` is that of the template, empty for the plain one. `speaker` is the number of the member whose
    part on the programme is told, `seen` what the reader's calendar shows until they get this.
    """

    mailbox: Mailbox | None
    zone: str
    language: str = ""
    speaker: int | None = None
    news: News = News.INVITED
    seen: Shown | None = None


def audience_of(member: Member, session: LearningSession) -> Audience:
    """In whose words somebody is written to: who agreed to speak, who is no member yet, everybody else."""
    if any(entry.member_id == member.id and entry.status in AGREED for entry in session.speakers):
        return Audience.SPEAKERS
    outside = member.status in (MemberStatus.PROSPECT, MemberStatus.INVITED)
    return Audience.PROSPECTS if outside else Audience.MEMBERS


def whom(member: Member | None, settings: Settings, language: str = "") -> Whom:
    """One reader in person, or nobody in particular.

    Refused for a reader without an address, since nobody could send it.
    """
    if member is None:
        return Whom(None, settings.timezone)
    if member.email is None:
        raise Refused(
            f"{member.name} has no email address.", hint=f"copctl member edit {member.id} --email ADDRESS"
        )
    mailbox = Mailbox(addresses.greeted(member), member.email)
    zone = zone_for(member.timezone, member.country, settings.timezone)
    return Whom(mailbox, zone, language, member.id)
