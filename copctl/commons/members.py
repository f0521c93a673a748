"""The directory: who is in the community, of those who agreed to be found, by the fields they chose."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    select,
    tuple_,
)

from copctl import names
from copctl.commons import asked, choices, named, occasion
from copctl.commons.page import Page
from copctl.commons.teaser import cut
from copctl.commons.view import View
from copctl.community import visible
from copctl.community.countries import country_name
from copctl.community.languages import language_name
from copctl.errors import NotFound
from copctl.store.schema import Expertise, LearningSession, Member, Organisation, SessionSpeaker, Topic
from copctl.store.schema.session import SessionStatus

PAGE = 50
# So many topics of a person stand in the directory; their own page has all.
_ON_CARD, _IN_SHORT = 6, 90
# Languages and countries are asked of so many, so that filters cost no more in a larger community.
_ASKED = 2000
_LONGEST = 200


@dataclass(frozen=True)
class Wish:
    """What the reader looks for: a part of a name, a topic (slug), an organisation (number), a country.

    Country and language are codes. `after` is the number of the last member of the page before.
    """

    name: str = ""
    topic: str = ""
    organisation: str = ""
    country: str = ""
    language: str = ""
    after: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Wish:
        """Out of the parameters of an address; others are left alone."""
        return cls(**{name: said.get(name, "") for name in cls.__dataclass_fields__})


def directory(view: View, wish: Wish | None = None) -> Page:
    """A page of the directory in the order of names; all of it where nothing can be asked of a server."""
    wish = wish or Wish()
    wanted = _people(wish)
    rows = view.db.execute(wanted.limit(PAGE + 1) if view.is_served else wanted).tuples().all()
    more = len(rows) > PAGE and view.is_served
    rows = rows[:PAGE] if more else rows
    cards = _cards(view, rows)
    return Page(
        "/members",
        "members.html",
        {
            "people": cards,
            "wish": wish,
            "more": rows[-1][0] if more else None,
            "choices": _choices(view, wish) if view.is_served else {},
        },
    )


_COLUMNS = (
    Member.id, Member.name, Member.role, Member.country, Member.languages, Member.brings, Member.shown,
    Organisation.name.label("organisation"),
)  # fmt: skip


def _people(wish: Wish) -> Select[Any]:
    wanted = (
        select(*_COLUMNS)
        .join(Organisation, Organisation.id == Member.organisation_id, isouter=True)
        .where(visible.listed())
        .order_by(Member.name_key, Member.id)
    )
    for condition in _conditions(wish):
        wanted = wanted.where(condition)
    return wanted


def _conditions(wish: Wish) -> list[ColumnElement[bool]]:
    """A field that somebody does not show finds nobody: its filter would tell what it holds."""
    found = []
    if wish.name:
        found.append(Member.name_key.contains(names.key(wish.name[:_LONGEST]), autoescape=True))
    if wish.topic:
        knows = exists().where(
            Expertise.member_id == Member.id, Expertise.topic_id == Topic.id, Topic.slug == wish.topic
        )
        found.append(and_(named.showing("expertise"), knows))
    if wish.organisation:
        found.append(
            and_(named.showing("organisation"), Member.organisation_id == asked.number(wish.organisation))
        )
    if wish.country:
        found.append(and_(named.showing("country"), Member.country == wish.country.upper()))
    if wish.language:
        spoken = cast(Member.languages, Text).contains(f'"{wish.language}"', autoescape=True)
        found.append(and_(named.showing("languages"), spoken))
    if wish.after:
        last = asked.number(wish.after)
        # Of who is hidden not even the place in the order of names may be asked.
        name = select(Member.name_key).where(Member.id == last, visible.listed()).scalar_subquery()
        # As one pair the index leads there; as two conditions with "or" everybody before is walked past.
        found.append(tuple_(Member.name_key, Member.id) > tuple_(name, literal(last)))
    return found


def _cards(view: View, rows: Sequence[Any]) -> list[dict[str, Any]]:
    topics = _topics(view, [row[0] for row in rows if "expertise" in visible.chosen(row[6])])
    return [_card(row, topics.get(row[0], [])) for row in rows]


def _card(row: Any, topics: list[str]) -> dict[str, Any]:
    number, name, role, country, languages, brings, stored, organisation = row
    chosen = visible.chosen(stored)
    parts = [
        role if "role" in chosen else "",
        organisation if organisation and "organisation" in chosen else "",
        country_name(country) if country and "country" in chosen else "",
    ]
    return {
        "number": number,
        "name": name,
        "work": " · ".join(part for part in parts if part),
        "languages": [language_name(code) for code in languages or []] if "languages" in chosen else [],
        "topics": topics[:_ON_CARD],
        "more_topics": max(0, len(topics) - _ON_CARD),
        "ask": cut(names.written(brings), _IN_SHORT) if brings and "brings" in chosen else "",
    }


def _topics(view: View, numbers: Sequence[int]) -> dict[int, list[str]]:
    """The topics of these people, what they know best first."""
    claims = (
        select(Expertise.member_id, Topic.label)
        .join(Topic, Topic.id == Expertise.topic_id)
        .where(Expertise.member_id.in_(numbers))
        .order_by(Expertise.level.desc(), Topic.label)
    )
    found: dict[int, list[str]] = {}
    for number, label in view.db.execute(claims).tuples():
        found.setdefault(number, []).append(label)
    return found


def _choices(view: View, wish: Wish) -> dict[str, list[tuple[str, str]]]:
    """What can be filtered by: pairs of a value and what it is called.

    Only what would find somebody: an employer or a topic could tell of who is not to be seen.
    """
    someone = Member.id == Expertise.member_id
    known = exists().where(
        Expertise.topic_id == Topic.id, someone, visible.listed(), named.showing("expertise")
    )
    topics = select(Topic.slug, Topic.label).where(known)
    works = exists().where(
        Member.organisation_id == Organisation.id, visible.listed(), named.showing("organisation")
    )
    employers = select(Organisation.id, Organisation.name).where(works)
    chosen = Organisation.id == asked.number(wish.organisation)
    # As text, since PostgreSQL cannot tell which of two JSON values are the same.
    spoken = [json.loads(said) or [] for said in _said(view, cast(Member.languages, Text), "languages")]
    return {
        "topic": choices.of(view.db, topics, Topic.label, Topic.slug == wish.topic),
        "organisation": choices.of(view.db, employers, Organisation.name_key, chosen),
        "language": _called({code for codes in spoken for code in codes}, wish.language, language_name),
        "country": _called(set(_said(view, Member.country, "country")), wish.country.upper(), country_name),
    }


def _said(view: View, column: SQLColumnExpression[Any], field: str) -> list[str]:
    """What members show of a field, each once."""
    said: Any = column.label("said")
    some = select(said).where(visible.listed(), named.showing(field)).limit(_ASKED).subquery()
    return list(view.db.execute(select(some.c.said).where(some.c.said.is_not(None)).distinct()).scalars())


def _called(codes: Collection[str], chosen: str, call: Callable[[str], str]) -> list[tuple[str, str]]:
    """Codes with their names, in the order of these; with the one that is chosen, if it is one."""
    is_one = bool(chosen) and call(chosen) != chosen
    found = {*codes, chosen} if is_one else codes
    return sorted(((code, call(code)) for code in found), key=lambda pair: pair[1])


def person(view: View, number: int) -> Page:
    """Somebody's own page. NotFound is the same for who is hidden and for a number that nobody has."""
    member = view.db.get(Member, number) if asked.is_number(number) else None
    if member is None or not visible.is_listed(member):
        raise NotFound("Nobody of that number is in the directory.", hint="look in the list of members")
    return Page(f"/members/{number}", "member.html", _whole(view, member))


def _whole(view: View, member: Member) -> dict[str, Any]:
    fields = visible.shown(member)
    organisation = member.organisation.name if member.organisation else ""
    values: dict[str, Any] = {
        "role": member.role,
        "organisation": organisation,
        "country": country_name(member.country) if member.country else "",
        "languages": [language_name(code) for code in member.languages or []],
        "brings": member.brings,
        "bio": member.bio,
        "email": member.email or "",
    }
    own = {field: values.get(field, "") if field in fields else "" for field in visible.FIELDS}
    claims = sorted(member.expertise, key=lambda claim: (-claim.level, claim.topic.label))
    return {
        "person": own | {"number": member.id, "name": member.name, "is_reader": _is_reader(view, member)},
        "claims": [(claim.topic, claim.level) for claim in claims] if "expertise" in fields else [],
        "talks": _talks(view, member),
    }


def _is_reader(view: View, member: Member) -> bool:
    return view.reader is not None and view.reader.id == member.id


def _talks(view: View, member: Member) -> list[tuple[occasion.Line, str]]:
    """Sessions that were held in which they spoke, newest first, with the title of their talk."""
    held = (
        select(LearningSession, SessionSpeaker.talk)
        .join(SessionSpeaker, SessionSpeaker.session_id == LearningSession.id)
        .where(
            SessionSpeaker.member_id == member.id,
            occasion.spoke(),
            LearningSession.status == SessionStatus.HELD.value,
        )
        .order_by(LearningSession.starts_at.desc())
        .options(occasion.SPEAKERS)
    )
    return [(occasion.line(session), talk) for session, talk in view.db.execute(held).tuples()]


def newest(view: View) -> int | None:
    """The number of who joined last of those in the directory."""
    listed = select(Member.id).where(visible.listed()).order_by(Member.joined_on.desc(), Member.name_key)
    return view.db.execute(listed.limit(1)).scalar()


def numbers(view: View) -> list[int]:
    """The numbers of everybody in the directory, in the order of names."""
    listed = select(Member.id).where(visible.listed()).order_by(Member.name_key, Member.id)
    return list(view.db.execute(listed).scalars())


def count(view: View) -> int:
    """How many people are in the directory."""
    return int(view.db.execute(select(func.count()).select_from(Member).where(visible.listed())).scalar_one())
