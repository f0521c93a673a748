"""How the items of an issue read in the draft: Markdown that a moderator can rewrite."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from copctl.community.countries import country_name
from copctl.newsletter.draft_file import embedded
from copctl.rendering.environment import clock, day
from copctl.rendering.markdown import link, literal
from copctl.store.schema import Contribution, LearningSession, Member, Topic, TopicOrigin

_ADDRESS = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
SPEAKING = {"accepted", "confirmed"}
_LINK_WORDS = {"project": "See the project", "resource": "Open the resource", "story": "Read the whole story"}


def upcoming(session: LearningSession, moderator: tuple[str, str]) -> str:
    """A session that is planned: when, where, what about, who speaks, and one thing to do."""
    return _blocks(
        f"### {literal(session.title)}",
        _when_and_where(session),
        embedded(session.about),
        _speakers(session),
        _action(session, moderator),
    )


def _when_and_where(session: LearningSession) -> str:
    zone = ZoneInfo(session.timezone)
    start = session.starts_at.astimezone(zone)
    end = datetime.fromtimestamp(start.timestamp() + 60 * session.minutes, zone)
    city = session.timezone.rsplit("/", 1)[-1].replace("_", " ")
    time = f"**{day(start)}, {clock(start)} to {clock(end)}** {city} time ({_offset(start)})"
    return f"{time}, {literal(session.place)}" if session.place else time


def _offset(moment: datetime) -> str:
    """The distance from UTC as people write it: `UTC+7`, `UTC+5:30`."""
    text = f"{moment:%z}"
    hours, minutes = int(text[1:3]), int(text[3:5])
    if not hours and not minutes:
        return "UTC"
    return f"UTC{'-' if text[0] == '-' else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


def _speakers(session: LearningSession) -> str:
    people = [_person(s.member) for s in session.speakers if s.status in SPEAKING]
    return f"With {_listed(people)}." if people else ""


def _person(member: Member) -> str:
    organisation = f" ({literal(member.organisation.name)})" if member.organisation else ""
    return f"**{literal(member.name)}**{organisation}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _action(session: LearningSession, moderator: tuple[str, str]) -> str:
    if _ADDRESS.fullmatch(session.link):
        return link("Join the session", session.link)
    name, address = moderator
    join = f"To join: {literal(session.link)}" if session.link else ""
    if not address:
        return join
    mail = f"mailto:{address}?subject={quote(f'I will come: {session.title}')}"
    return _blocks(join, link(f"Tell {name or 'the moderator'} that you will come", mail))


def event(session: LearningSession) -> str:
    """A session that was held: when, with whom, what came out of it, the recording."""
    people = [literal(s.member.name) for s in session.speakers if s.status in SPEAKING]
    held = day(session.starts_at.astimezone(ZoneInfo(session.timezone)))
    recording = session.recording
    return _blocks(
        f"### {literal(session.title)}",
        f"*{held}, with {_listed(people)}*" if people else f"*{held}*",
        embedded(session.notes or session.about),
        link("Watch the recording", recording) if _ADDRESS.fullmatch(recording) else embedded(recording),
    )


def asked_for(topic: Topic, newest: TopicOrigin | None, planned_for: date | None) -> str:
    """A topic with how many asked for it, and the day that is planned for it."""
    facts = []
    if newest is not None and newest.votes is not None:
        of = f" of {newest.respondents}" if newest.respondents else ""
        facts.append(f"{newest.votes}{of} asked for it")
    if planned_for is not None:
        facts.append(f"planned for {planned_for.day} {planned_for:%B}")
    elif topic.status == "scheduled":
        facts.append("being planned")
    return f"- **{literal(topic.label)}**" + (f", *{', '.join(facts)}*" if facts else "")


def contribution(piece: Contribution) -> str:
    """A project, resource or story as its giver wrote it, with their name under the title."""
    givers = [
        literal(giver.name)
        for giver in (piece.member, piece.organisation or (piece.member and piece.member.organisation))
        if giver is not None
    ]
    return _blocks(
        f"### {literal(piece.title)}",
        f"*By {', '.join(givers)}*" if givers else "",
        embedded(piece.body),
        link(_LINK_WORDS[piece.kind], piece.link) if piece.link else "",
    )


def newcomer(member: Member) -> str:
    """A new member by name, who agreed to be listed."""
    where = ", ".join(
        filter(
            None,
            [literal(member.organisation.name) if member.organisation else "", country_name(member.country)],
        )
    )
    return f"- **{literal(member.name)}**" + (f", {where}" if where else "")


def others(count: int, beside_named: bool) -> str:
    """New members who did not agree to be listed, as a number."""
    noun = "person" if count == 1 else "people"
    return f"- and {count} more {noun}" if beside_named else f"- {count} {noun} joined"


def _blocks(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)
