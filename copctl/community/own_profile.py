"""What a member says of themselves in the portal: their own fields and claims, and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community import consent, organisations, people, suppression, visible, vocabulary
from copctl.community.profile import Profile, check_value, read_profile
from copctl.community.values import clean_level, clean_purpose, clean_topic
from copctl.errors import Refused
from copctl.store.schema import Expertise, Member, Topic
from copctl.store.schema.member import Purpose, Voice

FIELDS = (
    "name", "role", "organisation", "country", "timezone", "languages", "hours_per_quarter", "motivations",
    "brings", "bio",
)  # fmt: skip
SOURCE = "portal"
# Characters of each field, and how many topics somebody can claim.
LONGEST = {
    "name": 200, "role": 200, "organisation": 200, "country": 100, "timezone": 100, "languages": 500,
    "hours_per_quarter": 20, "motivations": 5_000, "brings": 5_000, "bio": 5_000,
}  # fmt: skip
_LONGEST_LABEL, MOST_TOPICS = 200, 100

Said = Mapping[str, str | list[str]]


def change(db: Session, member: Member, said: Said, *, today: date) -> bool:
    """Write what a member says of themselves; whether it changed anything.

    What is empty is emptied, what is not named stays; they looked over their profile today either way.
    Refused for any field but those of `FIELDS`, and for a value that will not do.
    """
    for field, value in said.items():
        _refuse(field, value)
    before = [getattr(member, field) for field in FIELDS]
    if "name" in said:
        # A name cannot be emptied.
        check_value("name")(said["name"])
    profile = read_profile(said)
    _employ(db, member, said, profile)
    profile.organisation = None
    people.apply(db, member, profile, today=today, source=SOURCE)
    people.clear(member, [field for field, value in said.items() if _is_empty(value)])
    member.checked_on = today
    db.flush()
    return before != [getattr(member, field) for field in FIELDS]


def _refuse(field: str, value: str | list[str]) -> None:
    if field not in FIELDS:
        raise Refused(f"{field!r} cannot be changed here.", hint="ask the moderator")
    if len(value if isinstance(value, str) else "".join(value)) > LONGEST[field]:
        raise Refused(f"At most {LONGEST[field]:,} characters fit there.", hint="shorten it")


def _is_empty(value: str | list[str]) -> bool:
    return not (value if isinstance(value, str) else "".join(value)).strip()


def _employ(db: Session, member: Member, said: Said, profile: Profile) -> None:
    """Their organisation, made when it is new.

    Also under a name near to another's: to ask whether that one is meant would tell that there is one, and
    `copctl organisation duplicates` finds the pair for the moderator.
    """
    if profile.organisation is None or _is_empty(said["organisation"]):
        return
    known = organisations.known_as(db, profile.organisation)
    member.organisation = known or organisations.add(db, name=profile.organisation, country=profile.country)


def set_expertise(db: Session, member: Member, levels: Mapping[str, int | str], *, today: date) -> bool:
    """Let a member's own claims be these: label or slug of a topic -> level 1 to 4; whether that is new.

    A claim of their own that is not named goes. What others said of them stays until they say another level,
    which is their own word from then on. Refused for a level that there is not, or too many topics.
    """
    wanted = _wanted(db, member, levels)
    changed = False
    for held in list(member.expertise):
        level = wanted.pop(held.topic_id, None)
        if level is None and held.said_by == Voice.SELF:
            member.expertise.remove(held)
            changed = True
        elif level is not None and level != held.level:
            held.level, held.said_by, held.claimed_on = level, Voice.SELF.value, today
            changed = True
    for number, level in wanted.items():
        member.expertise.append(
            Expertise(
                topic=db.get_one(Topic, number),
                topic_id=number,
                level=level,
                claimed_on=today,
                said_by=Voice.SELF.value,
            )
        )
    member.checked_on = today
    db.flush()
    return changed or bool(wanted)


def _wanted(db: Session, member: Member, levels: Mapping[str, int | str]) -> dict[int, int]:
    """Number of each topic -> its level; two names of one topic count as the higher."""
    if len(levels) > max(MOST_TOPICS, len(member.expertise)):
        raise Refused(f"At most {MOST_TOPICS} topics fit into a profile.", hint="keep those that matter most")
    held = {claim.topic.label: claim.topic_id for claim in member.expertise}
    read = [(text if text in held else _label(text), clean_level(level)) for text, level in levels.items()]
    found: dict[int, int] = {}
    for label, level in read:
        number = held.get(label) or _topic(db, label).id
        found[number] = max(level, found.get(number, 0))
    return found


def _topic(db: Session, label: str) -> Topic:
    """The topic that is called so, made when there is none. A taxonomy's label may be no key of its topic."""
    called_so = select(Topic).where(Topic.label == label).order_by(Topic.id).limit(1)
    return db.execute(called_so).scalar_one_or_none() or vocabulary.lookup_or_make(db, label)


def _label(text: str) -> str:
    if len(text) > _LONGEST_LABEL:
        raise Refused(
            f"A topic has at most {_LONGEST_LABEL} characters.",
            hint="name it in a word or two",
        )
    return clean_topic(text)


def set_consents(db: Session, member: Member, wanted: Collection[str], *, today: date) -> bool:
    """Let a member agree to these purposes and to no other; whether that is new.

    Who agrees to the newsletter again takes an unsubscription back.
    """
    purposes = {clean_purpose(purpose) for purpose in wanted}
    changed = False
    for purpose in Purpose:
        if (purpose.value in purposes) == consent.stands(member, purpose):
            continue
        changed = True
        if purpose.value not in purposes:
            consent.withdraw(member, purpose.value, today=today)
            continue
        consent.give(member, purpose.value, today=today, source=SOURCE)
        if purpose == Purpose.NEWSLETTER:
            suppression.welcome_back(member)
    db.flush()
    return changed


def set_shown(db: Session, member: Member, fields: Collection[str]) -> bool:
    """Let other members see these fields of a member and no other; whether that is new. See `visible`."""
    chosen = visible.read_fields(fields)
    changed = member.shown != chosen
    member.shown = chosen
    db.flush()
    return changed
