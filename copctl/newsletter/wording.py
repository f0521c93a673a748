"""How the items of an issue read in the draft: Markdown that a moderator can rewrite.

Fixed words go through `say`, which may give them in another language; so do the headings of sections.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from copctl.community.countries import country_name
from copctl.newsletter.draft_file import embedded
from copctl.newsletter.saying import Say
from copctl.newsletter.three_lines import in_three_lines
from copctl.rendering.environment import clock, day
from copctl.rendering.markdown import link, literal
from copctl.store.schema import Contribution, LearningSession, Member, Topic, TopicOrigin

_ADDRESS = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
SPEAKING = {"accepted", "confirmed"}
# More topics than this that tie are counted, not named.
_MOST_TIED = 5
# Name and address of whoever looks after the community; either may be empty.
Moderator = tuple[str, str]


@dataclass(frozen=True)
class When:
    """The day on which a topic is planned, or was covered."""

    planned: date | None = None
    covered: date | None = None


@dataclass(frozen=True)
class Place:
    """Topics that share a place of a survey, and how many people chose each."""

    topics: tuple[str, ...]
    votes: tuple[int, ...]


@dataclass(frozen=True)
class Result:
    """What may be said of a survey: `answered` of `asked` (None: nobody can tell), and its first places.

    `question` is what the places answer; their votes are out of `base` respondents.
    """

    title: str
    answered: int
    asked: int | None
    question: str = ""
    base: int = 0
    places: tuple[Place, ...] = ()


def upcoming(session: LearningSession, moderator: Moderator, say: Say) -> str:
    """A session that is planned: when, where, what about, who speaks, and one thing to do."""
    return _blocks(
        f"### {literal(session.title)}",
        _when_and_where(session, say),
        embedded(session.about),
        _speakers(session, say),
        _action(session, moderator, say),
    )


def _when_and_where(session: LearningSession, say: Say) -> str:
    zone = ZoneInfo(session.timezone)
    start = session.starts_at.astimezone(zone)
    end = datetime.fromtimestamp(start.timestamp() + 60 * session.minutes, zone)
    time = say("**%(day)s, %(start)s to %(end)s** %(city)s time (%(offset)s)") % {
        "day": day(start),
        "start": clock(start),
        "end": clock(end),
        "city": session.timezone.rsplit("/", 1)[-1].replace("_", " "),
        "offset": _offset(start),
    }
    return f"{time}, {literal(session.place)}" if session.place else time


def _offset(moment: datetime) -> str:
    """The distance from UTC as people write it: `UTC+7`, `UTC+5:30`."""
    text = f"{moment:%z}"
    hours, minutes = int(text[1:3]), int(text[3:5])
    if not hours and not minutes:
        return "UTC"
    return f"UTC{'-' if text[0] == '-' else '+'}{hours}" + (f":{minutes:02}" if minutes else "")


def _speakers(session: LearningSession, say: Say) -> str:
    people = [_person(s.member) for s in session.speakers if s.status in SPEAKING]
    return say("With %(names)s.") % {"names": _listed(people, say)} if people else ""


def _person(member: Member) -> str:
    organisation = f" ({literal(member.organisation.name)})" if member.organisation else ""
    return f"**{literal(member.name)}**{organisation}"


def _listed(words: Sequence[str], say: Say) -> str:
    if len(words) < 2:
        return "".join(words)
    return say("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def _action(session: LearningSession, moderator: Moderator, say: Say) -> str:
    if _ADDRESS.fullmatch(session.link):
        return link(say("Join the session"), session.link)
    join = say("To join: %(words)s") % {"words": literal(session.link)} if session.link else ""
    subject = say("I will come: %(title)s") % {"title": session.title}
    return _blocks(join, _mail(say("Tell %(name)s that you will come"), moderator, subject, say))


def _mail(words: str, moderator: Moderator, subject: str, say: Say) -> str:
    """A link that opens a mail to the moderator; nothing without an address."""
    name, address = moderator
    named = words % {"name": name or say("the moderator")}
    return link(named, f"mailto:{address}?subject={quote(subject)}") if address else ""


def event(session: LearningSession, came: int, say: Say) -> str:
    """A session that was held: when, with whom, how many came, what came out of it, recording and slides."""
    people = [literal(s.member.name) for s in session.speakers if s.status in SPEAKING]
    facts = [day(session.starts_at.astimezone(ZoneInfo(session.timezone)))]
    if people:
        facts.append(say("with %(names)s") % {"names": _listed(people, say)})
    if came:
        facts.append(say("%(count)s person came", "%(count)s people came", came) % {"count": came})
    return _blocks(
        f"### {literal(session.title)}",
        f"*{', '.join(facts)}*",
        embedded(in_three_lines(session.decided or session.notes or session.about)),
        _left(say("Watch the recording"), session.recording),
        _left(say("See the slides"), session.slides),
    )


def _left(words: str, where: str) -> str:
    """What a session left behind: a link, or the words that say where it is."""
    return link(words, where) if _ADDRESS.fullmatch(where) else embedded(where)


def results(result: Result, say: Say) -> str:
    """A survey: how many answered of how many, and what came first."""
    return _blocks(
        f"### {literal(result.title)}",
        f"*{_answered(result, say)}*",
        literal(result.question) if result.places else "",
        "\n".join(_place(place, result.base, say) for place in result.places),
    )


def _answered(result: Result, say: Say) -> str:
    if result.asked is None:
        return say("%(count)s answered") % {"count": result.answered}
    of = say("%(answered)s of %(asked)s answered") % {"answered": result.answered, "asked": result.asked}
    others = result.base - result.answered
    if others <= 0:
        return of
    # Whoever is no active member is in the votes and not in the rate.
    more = say("and %(count)s more person", "and %(count)s more people", others)
    return f"{of}, {more % {'count': others}}"


def _place(place: Place, base: int, say: Say) -> str:
    named = [f"**{literal(topic)}**" for topic in place.topics]
    if len(named) > _MOST_TIED:
        shown = _MOST_TIED - 1
        named = [*named[:shown], say("%(count)s others") % {"count": len(named) - shown}]
    values = {"count": min(place.votes), "total": base}
    of = say("%(count)s of %(total)s") % values
    if len(place.topics) > 1:
        equal = say("a tie, %(count)s of %(total)s each")
        unequal = say("a tie")
        of = (equal if len(set(place.votes)) == 1 else unequal) % values
    return f"- {_listed(named, say)}, *{of}*"


def asked_for(topic: Topic, newest: TopicOrigin | None, when: When, say: Say) -> str:
    """A topic with how many asked for it, and the day that is planned for it or that covered it."""
    facts = []
    if newest is not None and newest.votes is not None:
        values = {"count": newest.votes, "total": newest.respondents}
        some, of = say("%(count)s asked for it"), say("%(count)s of %(total)s asked for it")
        facts.append((of if newest.respondents else some) % values)
    if when.covered is not None:
        facts.append(say("covered on %(day)s") % {"day": _short(when.covered)})
    elif when.planned is not None:
        facts.append(say("planned for %(day)s") % {"day": _short(when.planned)})
    elif topic.status == "scheduled":
        facts.append(say("being planned"))
    return f"- **{literal(topic.label)}**" + (f", *{', '.join(facts)}*" if facts else "")


def _short(moment: date) -> str:
    return f"{moment.day} {moment:%B}"


def call(topic: str, wanted_by: int, moderator: Moderator, say: Say) -> str:
    """A call for somebody who can speak about a topic, with a mail to write."""
    wanted = say(
        "%(count)s member wants to hear about %(topic)s, "
        "and nobody has said yet that they can speak about it.",
        "%(count)s members want to hear about %(topic)s, "
        "and nobody has said yet that they can speak about it.",
        wanted_by,
    )
    subject = say("I can speak about %(topic)s") % {"topic": topic}
    return _blocks(
        f"### {literal(topic)}",
        wanted % {"count": wanted_by, "topic": f"**{literal(topic)}**"},
        _mail(say("Tell %(name)s that you can speak about it"), moderator, subject, say),
    )


def contribution(piece: Contribution, say: Say) -> str:
    """A project, resource or story as its giver wrote it, with their name under the title."""
    givers = [
        literal(giver.name)
        for giver in (piece.member, piece.organisation or (piece.member and piece.member.organisation))
        if giver is not None
    ]
    words = {
        "project": say("See the project"),
        "resource": say("Open the resource"),
        "story": say("Read the whole story"),
    }
    by = say("By %(names)s") % {"names": ", ".join(givers)}
    return _blocks(
        f"### {literal(piece.title)}",
        f"*{by}*" if givers else "",
        f"![](media:{piece.picture_id})" if piece.picture_id is not None else "",
        embedded(piece.body),
        link(words[piece.kind], piece.link) if piece.link else "",
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


def others(count: int, say: Say, *, beside_named: bool) -> str:
    """New members who did not agree to be listed, as a number."""
    if beside_named:
        words = say("and %(count)s more person", "and %(count)s more people", count)
    else:
        words = say("%(count)s person joined", "%(count)s people joined", count)
    return "- " + words % {"count": count}


def _blocks(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)
