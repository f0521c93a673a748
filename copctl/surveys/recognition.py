"""Respondents known by name only: members whose names look alike, proposed and never decided here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community.twins import alike
from copctl.store.schema import Member, NameMatch, Response, Survey
from copctl.store.schema.member import MemberStatus
from copctl.surveys.intake.respondents import Respondent

NAME = "name"


@dataclass(frozen=True)
class Proposal:
    """A respondent's name and the members whose names look like it: (number, name, likeness 0 to 100)."""

    name: str
    candidates: tuple[tuple[int, str, int], ...]


def with_names(db: Session, survey: Survey, called: Sequence[Respondent]) -> list[Respondent]:
    """The respondents with the members that the moderator recognised in their names."""
    decided = _decided(db, survey)
    if not decided:
        return list(called)
    return [
        replace(r, member_id=member, matched_by=NAME)
        if r.member_id is None and r.name and (member := decided.get(names.key(r.name))) is not None
        else r
        for r in called
    ]


def _decided(db: Session, survey: Survey) -> dict[str, int | None]:
    rows = select(NameMatch.name_key, NameMatch.member_id).where(NameMatch.survey_id == survey.id)
    return {str(key): member for key, member in db.execute(rows)}


def proposals(db: Session, survey: Survey, called: Iterable[Respondent]) -> list[Proposal]:
    """For each name that nobody has decided on, the members who may be meant, likest first.

    How names are compared is said in `community.alike`.
    """
    decided = _decided(db, survey)
    wanted = {names.key(r.name): r.name for r in called if r.member_id is None and r.name and not r.email}
    open_names = [name for key, name in wanted.items() if key not in decided]
    if not open_names:
        return []
    members = _members(db)
    found = (Proposal(name, tuple(_alike(name, members))) for name in open_names)
    return [proposal for proposal in found if proposal.candidates]


def _members(db: Session) -> dict[int, alike.Name]:
    rows = select(Member.id, Member.name).where(Member.status != MemberStatus.LEFT.value).order_by(Member.id)
    return {int(number): alike.Name(str(name)) for number, name in db.execute(rows)}


def _alike(name: str, members: Mapping[int, alike.Name]) -> list[tuple[int, str, int]]:
    found = alike.nearest(name, members)
    return [(number, members[number].written, likeness) for number, likeness in found]


def decide(db: Session, survey: Survey, name: str, member: Member | None) -> int:
    """Keep what the moderator says of a name, for this survey and its next export.

    Gives the number of responses that got their member.
    """
    key = names.key(name)
    held = db.execute(
        select(NameMatch).where(NameMatch.survey_id == survey.id, NameMatch.name_key == key)
    ).scalar_one_or_none()
    if held is None:
        db.add(NameMatch(survey_id=survey.id, name_key=key, member_id=member.id if member else None))
    else:
        held.member_id = member.id if member else None
    matched = 0
    mine = select(Response).where(Response.survey_id == survey.id, Response.name != "")
    for response in db.execute(mine).scalars():
        if names.key(response.name) == key and response.matched_by in ("", NAME) and not response.email:
            response.member_id = member.id if member else None
            response.matched_by = NAME if member else ""
            matched += member is not None
    db.flush()
    return matched
