"""Writing what a file says of a person's way, duties, absences and who vouches; and saying it again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from copctl import names
from copctl.community import organisations, people, visible, vocabulary
from copctl.community.profile import Profile
from copctl.community.ties import Step, Ties, Vouched
from copctl.errors import CopctlError
from copctl.store.schema import (
    Absence,
    CommunityDuty,
    Endorsement,
    EvidenceTopic,
    Member,
    StatusChange,
)


def has_more(profile: Profile) -> bool:
    """Whether a profile says more than `people.apply` writes."""
    return (
        profile.ties is not None
        or any(claim.said_by or claim.claimed_on for claim in profile.expertise)
        or any(proof.source or proof.topics for proof in profile.evidence)
    )


def complete(
    db: Session,
    member: Member,
    profile: Profile,
    topic_of: Callable[[str], int],
    *,
    made: int = 0,
    added: Collection[int] = (),
) -> None:
    """Write what a profile says beside its fields, without what names other people (see `refer`).

    `topic_of` gives the number of a topic, made when it is new. `made` is how many changes of status
    `people.apply` noted for it just now: the file knows their days.
    `added` are the numbers of the pieces of evidence that it added.
    """
    _complete_claims(member, profile, topic_of)
    _complete_evidence(member, profile, topic_of, added)
    if profile.ties is not None:
        _write(db, member, profile.ties, made, is_status=profile.status == member.status)


def _complete_claims(member: Member, profile: Profile, topic_of: Callable[[str], int]) -> None:
    if not any(claim.said_by or claim.claimed_on for claim in profile.expertise):
        return
    held = {claim.topic_id: claim for claim in member.expertise}
    for claim in profile.expertise:
        row = held.get(topic_of(claim.topic))
        if row is not None and row.level == claim.level:
            row.said_by = claim.said_by or row.said_by
            row.claimed_on = claim.claimed_on or row.claimed_on


def _complete_evidence(
    member: Member, profile: Profile, topic_of: Callable[[str], int], added: Collection[int]
) -> None:
    held = {(e.kind, names.key(e.title), e.dated): e for e in member.evidence}
    for proof in profile.evidence:
        piece = held.get((proof.kind, names.key(proof.title), proof.date))
        if piece is None:
            continue
        # What was typed here belongs to nobody else: its source could take it back.
        if proof.source and piece.id in added:
            piece.source = proof.source
        known = {link.topic_id for link in piece.topics}
        for label in proof.topics:
            topic = topic_of(label)
            if topic not in known:
                known.add(topic)
                piece.topics.append(EvidenceTopic(topic_id=topic))


def _write(db: Session, member: Member, ties: Ties, made: int, *, is_status: bool) -> None:
    for field in ("next_step", "next_step_on", "checked_on"):
        value = getattr(ties, field)
        if value is not None:
            setattr(member, field, value)
    if ties.shown is not None:
        member.shown = list(ties.shown)
    if ties.status_since is not None and is_status:
        member.status_since = ties.status_since
    _write_steps(member, ties.steps, made)
    _write_duties(db, member, ties)
    away = {(a.first_day, a.last_day): a for a in member.absences}
    for absence in ties.absences:
        if (absence.first_day, absence.last_day) not in away:
            member.absences.append(
                Absence(first_day=absence.first_day, last_day=absence.last_day, note=absence.note)
            )


def _write_steps(member: Member, steps: tuple[Step, ...], made: int) -> None:
    if made and any(
        (s.status_before, s.status) == (member.steps[-1].status_before, member.status) for s in steps
    ):
        member.steps.pop()
    held = {(s.status_before, s.status, s.changed_on) for s in member.steps}
    for step in steps:
        if (step.status_before, step.status, step.changed_on) not in held:
            member.steps.append(
                StatusChange(
                    status_before=step.status_before,
                    status=step.status,
                    changed_on=step.changed_on,
                    source=step.source,
                )
            )


def _write_duties(db: Session, member: Member, ties: Ties) -> None:
    held = {_place(d): d for d in member.duties}
    for duty in ties.duties:
        of = organisations.find_or_add(db, duty.organisation, None)[0] if duty.organisation else None
        row = held.get((duty.kind, of.name_key if of else "", duty.since))
        if row is None:
            member.duties.append(
                CommunityDuty(kind=duty.kind, organisation=of, since=duty.since, until=duty.until)
            )
        elif duty.until is not None:
            row.until = duty.until


def _place(duty: CommunityDuty) -> tuple[str, str, date]:
    return duty.kind, duty.organisation.name_key if duty.organisation else "", duty.since


def is_left_to_write(profile: Profile) -> bool:
    """Whether a profile says of somebody new what `Directory.add` does not write."""
    ties = profile.ties
    return ties is not None and ties != Ties(status_since=ties.status_since)


# People who are named -------------------------------------------------------------------------------


def names_others(profile: Profile) -> bool:
    """Whether a profile names other people, who have to be in the store first."""
    return profile.ties is not None and bool(profile.ties.referred_by or profile.ties.endorsements)


def refer(db: Session, member: Member, ties: Ties) -> Iterator[str]:
    """Write who brought a person in and who vouches for them; says of whom nothing is known."""
    if ties.referred_by:
        by, reason = _found(db, ties.referred_by)
        if reason:
            yield f"{member.name} was referred by {ties.referred_by}: {reason}"
        elif by is not member:
            member.referred_by = by
    held = {(e.topic_id, e.by_id) for e in member.endorsements}
    for word in ties.endorsements:
        by, reason = _found(db, word.by) if word.by else (None, "")
        if reason:
            yield f"{member.name} is endorsed for {word.topic} by {word.by}: {reason}"
        elif by is not member:
            _endorse(db, member, word, by, held)


def _endorse(
    db: Session, member: Member, word: Vouched, by: Member | None, held: set[tuple[int, int | None]]
) -> None:
    topic = vocabulary.lookup_or_make(db, word.topic)
    place = topic.id, by.id if by else None
    if place in held:
        return
    held.add(place)
    member.endorsements.append(
        Endorsement(
            topic=topic,
            topic_id=topic.id,
            voice=word.voice,
            by=by,
            by_id=by.id if by else None,
            level=word.level,
            note=word.note,
            given_on=word.given_on,
        )
    )


def _found(db: Session, named: str) -> tuple[Member | None, str]:
    """The member of this address or name; or why there is none."""
    try:
        return people.find(db, named), ""
    except CopctlError as error:
        return None, error.message.rstrip(".")


# Saying it again ------------------------------------------------------------------------------------


def ties_of(member: Member) -> dict[str, Any]:
    """What `Ties` holds of a member, as JSON Lines carry it; what is empty is left out."""
    found = {
        "referred_by": _called(member.referred_by),
        "status_since": _day(member.status_since),
        "next_step": member.next_step,
        "next_step_on": _day(member.next_step_on),
        "checked_on": _day(member.checked_on),
        "steps": [_step(step) for step in member.steps],
        "duties": [_duty(duty) for duty in member.duties],
        "absences": [
            {"first_day": _day(a.first_day), "last_day": _day(a.last_day), "note": a.note}
            for a in member.absences
        ],
        "endorsements": [_endorsement(word) for word in member.endorsements],
        "shown": visible.written(member.shown),
    }
    return {name: value for name, value in found.items() if value}


def _step(step: StatusChange) -> dict[str, Any]:
    return {
        "status_before": step.status_before,
        "status": step.status,
        "changed_on": _day(step.changed_on),
        "source": step.source,
    }


def _duty(duty: CommunityDuty) -> dict[str, Any]:
    return {
        "kind": duty.kind,
        "organisation": duty.organisation.name if duty.organisation else "",
        "since": _day(duty.since),
        "until": _day(duty.until),
    }


def _endorsement(word: Endorsement) -> dict[str, Any]:
    return {
        "topic": word.topic.label,
        "voice": word.voice,
        "by": _called(word.by),
        "level": word.level,
        "note": word.note,
        "given_on": _day(word.given_on),
    }


def _called(member: Member | None) -> str:
    return (member.email or member.name) if member is not None else ""


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
