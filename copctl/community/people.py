"""People: adding, finding, changing and removing members."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import addresses, consent, organisations, standing, suppression, vocabulary
from copctl.community.addresses import by_email as by_email
from copctl.community.addresses import email_key as email_key
from copctl.community.addresses import members_by_address as members_by_address
from copctl.community.profile import Profile
from copctl.community.removal import belongings as belongings
from copctl.community.removal import remove as remove
from copctl.community.removal import shut_out
from copctl.community.statements import Claim, Proof
from copctl.community.values import clean_purpose
from copctl.errors import NotFound, Refused
from copctl.store.schema import Evidence, Expertise, Member, Topic
from copctl.store.schema.member import MemberStatus, Purpose

# Fields that are copied as they are, once a profile has been read.
PLAIN_FIELDS = (
    "country", "role", "timezone", "languages", "joined_on", "source",
    "hours_per_quarter", "motivations", "brings", "bio",
)  # fmt: skip
# Somebody who might join, or who left, may be known by name alone.
_WITHOUT_ADDRESS = {MemberStatus.PROSPECT, MemberStatus.LEFT}
_NULLABLE = {"country", "timezone", "joined_on", "hours_per_quarter"}


def find(db: Session, named: str) -> Member:
    """The member with this address (main or other), number or unique name.

    NotFound offers near names; Refused lists the numbers of people who share a name.
    """
    typed = names.written(named)
    if names.is_number(typed):
        member = db.get(Member, int(typed))
        if member is not None:
            return member
    owner = by_email(db, typed)
    if owner is not None:
        return owner
    named_so = select(Member).where(Member.name_key == names.key(typed)).order_by(Member.id)
    found = list(db.execute(named_so).scalars())
    if len(found) == 1:
        return found[0]
    if found:
        people = ", ".join(f"{m.id} ({m.email or 'no address'})" for m in found)
        raise Refused(f"{len(found)} people are called {typed}.", hint=f"name one by number: {people}")
    known = [v for pair in db.execute(select(Member.name, Member.email)) for v in pair if v]
    raise NotFound(
        f"There is no member {typed!r}.", hint=names.did_you_mean(typed, known, "copctl member list")
    )


def add(db: Session, profile: Profile, *, today: date) -> Member:
    """Add a member; Refused when the address belongs to somebody already, or is missing.

    Somebody may be without an address only while they are a prospect.
    """
    refuse_incomplete(profile)
    assert profile.name is not None
    member = Member(
        name=profile.name,
        name_key=names.key(profile.name),
        languages=[],
        status=MemberStatus.ACTIVE.value,
        source="moderator",
    )
    # Added once it is whole, so that the journal has one row for it.
    apply(db, member, profile, today=today)
    db.add(member)
    db.flush()
    return member


def refuse_incomplete(profile: Profile) -> None:
    """Raise Refused for somebody without a name, or without an address who has to have one."""
    if profile.name is None:
        raise Refused("The name is missing.", hint="every member has a name, as the person writes it")
    if profile.email is None:
        refuse_unreachable(profile.name, profile.status)


def refuse_unreachable(name: str, status: str | None) -> None:
    """Raise Refused for somebody without an address who is neither a prospect nor gone."""
    if status not in _WITHOUT_ADDRESS:
        raise Refused(
            f"{name} has no email address.", hint="add it, or take them in with the status prospect"
        )


def _refuse_twin(db: Session, member: Member) -> None:
    """Two people without an address need two names: nothing else would tell them apart in a file."""
    twins = select(Member.id).where(
        Member.name_key == member.name_key, Member.email_key.is_(None), Member.id != member.id
    )
    twin = db.execute(twins.limit(1)).scalar_one_or_none()
    if twin is not None:
        raise Refused(
            f"There is a {member.name} without an address already.", hint=f"copctl member show {twin}"
        )


def apply(db: Session, member: Member, profile: Profile, *, today: date, source: str = "moderator") -> None:
    """Write what a profile says into a member; what it does not say stays as it is.

    `source` is why their status changes, where it does.

    Refused for an address that belongs to somebody else, and for an active member without one.
    """
    _apply_identity(db, member, profile)
    if profile.organisation is not None:
        member.organisation = organisations.find_or_add(db, profile.organisation, profile.country)[0]
    for field in PLAIN_FIELDS:
        value = getattr(profile, field)
        # Setting a value that is there already would still have the row looked at again.
        if value is not None and value != getattr(member, field):
            setattr(member, field, value)
    _apply_status(member, profile.status, today=today, source=source)
    if member.email is None:
        refuse_unreachable(member.name, member.status)
        _refuse_twin(db, member)
    set_expertise(db, member, profile.expertise, today=today)
    add_evidence(member, profile.evidence)
    for agreement in profile.consents:
        consent.take_over(member, agreement, source="import")


def _apply_status(member: Member, status: str | None, *, today: date, source: str) -> None:
    if member.id is None:
        standing.begin(member, status or member.status, today=today)
    elif status is not None:
        standing.change(member, status, today=today, source=source)
    if member.status == MemberStatus.ACTIVE and member.joined_on is None:
        member.joined_on = today


def _apply_identity(db: Session, member: Member, profile: Profile) -> None:
    given = [profile.email] if profile.email is not None and profile.email != member.email else []
    others = addresses.unknown(member, profile.other_emails)
    addresses.refuse_taken(db, [*given, *others], member)
    if profile.name is not None and profile.name != member.name:
        member.name, member.name_key = profile.name, names.key(profile.name)
    for email in given:
        suppression.follow(db, member, email)
        if member.email_key:
            # The address before may be somebody else's now: nobody who came in by it stays in.
            shut_out(db, member.id, member.email_key)
        member.email, member.email_key = email, email_key(email)
        # What was another address of theirs is the main one now.
        member.addresses = [held for held in member.addresses if held.email_key != member.email_key]
    addresses.add(member, others)


def set_expertise(db: Session, member: Member, claims: Iterable[Claim], *, today: date) -> None:
    """Set the level of each topic claimed; other topics stay.

    Two claims may be aliases of one topic: the highest level counts.
    """
    levels: dict[Topic, int] = {}
    for claim in claims:
        topic = vocabulary.lookup_or_make(db, claim.topic)
        levels[topic] = max(claim.level, levels.get(topic, 0))
    known = {claim.topic_id: claim for claim in member.expertise}
    for topic, level in levels.items():
        held = known.get(topic.id)
        if held is None:
            member.expertise.append(Expertise(topic=topic, topic_id=topic.id, level=level, claimed_on=today))
        elif held.level != level:
            held.level, held.claimed_on = level, today


def drop_expertise(db: Session, member: Member, topics: Iterable[str]) -> None:
    """Take topics out of a member's expertise; NotFound for one that is not in it."""
    for text in topics:
        topic = vocabulary.find(db, text)
        held = next((claim for claim in member.expertise if claim.topic_id == topic.id), None)
        if held is None:
            raise NotFound(
                f"{member.name} does not list {topic.label}.", hint=f"copctl member show {member.id}"
            )
        member.expertise.remove(held)


def add_evidence(member: Member, proofs: Iterable[Proof]) -> None:
    """Add evidence that is not there yet (the same kind, title and date is the same piece)."""
    known = {(e.kind, names.key(e.title), e.dated): e for e in member.evidence}
    for proof in proofs:
        place = (proof.kind, names.key(proof.title), proof.date)
        if place not in known:
            known[place] = Evidence(kind=proof.kind, title=proof.title, text=proof.text, dated=proof.date)
            member.evidence.append(known[place])
        elif proof.text and not known[place].text:
            known[place].text = proof.text


def agree(member: Member, purposes: Iterable[str], *, today: date) -> None:
    """The member consents to these purposes, as the moderator was told.

    Who agrees to the newsletter again takes an unsubscription back.
    """
    for purpose in purposes:
        consent.give(member, clean_purpose(purpose), today=today, source="moderator")
        if clean_purpose(purpose) == Purpose.NEWSLETTER:
            suppression.welcome_back(member)


def disagree(member: Member, purposes: Iterable[str], *, today: date) -> None:
    """The member takes these consents back."""
    for purpose in purposes:
        consent.withdraw(member, clean_purpose(purpose), today=today)


def clear(member: Member, fields: Iterable[str]) -> None:
    """Empty these fields; Refused for those that nobody can be without."""
    for field in fields:
        if field in {"name", "email", "status", "source"} or (
            field == "joined_on" and member.status == MemberStatus.ACTIVE
        ):
            raise Refused(
                f"The {field} cannot be empty.",
                hint=f"give a new one, or leave --{field.replace('_', '-')} out",
            )
        if field == "organisation":
            member.organisation = None
        elif field == "languages":
            member.languages = []
        elif field in PLAIN_FIELDS:
            setattr(member, field, None if field in _NULLABLE else "")


def note_referral(db: Session, member: Member, named: str) -> None:
    """Note who brought somebody in, or nobody for an empty text; Refused for themselves."""
    by = find(db, named) if named.strip() else None
    if by is not None and by is member:
        raise Refused(f"{member.name} cannot refer themselves.", hint="name the member who brought them in")
    member.referred_by = by


def note_next_step(member: Member, step: str | None, on: date | None) -> None:
    """Note what to do about somebody next, and by which day; an empty text means that nothing is.

    Refused for a day of a step that is not there.
    """
    if step is not None:
        member.next_step = names.written(step)
    if on is not None:
        member.next_step_on = on
    if not member.next_step:
        if on is not None:
            raise Refused(
                f"There is no next step with {member.name} to set a day for.",
                hint=f'copctl member next {member.id} "write to them" --on {on}',
            )
        member.next_step_on = None
