"""What earlier issues told, whom a draft leaves out for long, and what it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.newsletter.featured import Issued, Unfeatured, last_seen, unfeatured
from copctl.newsletter.missing import Missing, Person, missing
from copctl.newsletter.whom import places
from copctl.settings import Settings
from copctl.store.schema import Absence, Consent, Contribution, Evidence, Issue, Member, Organisation
from copctl.store.schema.member import MemberStatus, Purpose
from copctl.when import Quarter, months_before

# Whoever gave something within so many months is left in peace.
_MONTHS = 12


@dataclass(frozen=True)
class Lookback:
    """Partners and countries that a draft leaves out for longest, and what it has nothing of."""

    not_featured: Unfeatured
    missing: list[Missing]


def earlier(db: Session, quarter: Quarter) -> tuple[Issued, ...]:
    """The issues of quarters before this one, newest first."""
    wanted = select(Issue).where(Issue.quarter < str(quarter)).order_by(Issue.quarter.desc())
    return tuple(
        Issued(issue.quarter, issue.drafted_at, frozenset(issue.offered))
        for issue in db.execute(wanted).scalars()
    )


def look(
    db: Session, settings: Settings, quarter: Quarter, keys: Collection[str], *, now: datetime
) -> Lookback:
    """What a draft with these keys leaves out, against the issues before it."""
    issues = (Issued(str(quarter), now, frozenset(keys)), *earlier(db, quarter))
    partners, countries = _members_places(db)
    seen = last_seen(issues, places(db, {key for issue in issues for key in issue.keys}))
    people = list(_askable(db, settings, now.astimezone(settings.zone).date()))
    return Lookback(
        unfeatured(seen, str(quarter), partners=partners, countries=countries),
        missing(issues, people, seen.organisations),
    )


def _members_places(db: Session) -> tuple[set[str], set[str]]:
    """The partners that active members work for, and the countries that they are in."""
    rows = db.execute(
        select(Organisation.name, func.coalesce(Member.country, Organisation.country))
        .select_from(Member)
        .outerjoin(Organisation, Member.organisation_id == Organisation.id)
        .where(Member.status == MemberStatus.ACTIVE.value)
        .distinct()
    ).tuples()
    found = list(rows)
    return {name for name, _ in found if name}, {country for _, country in found if country}


def _askable(db: Session, settings: Settings, today: date) -> Iterator[Person]:
    """Active members who take the newsletter, are not away today and gave nothing in the last year.

    The moderator, who asks, is left out.
    """
    gave = exists().where(
        Contribution.member_id == Member.id, Contribution.dated >= months_before(today, _MONTHS)
    )
    is_away = exists().where(
        Absence.member_id == Member.id, Absence.first_day <= today, Absence.last_day >= today
    )
    rows = db.execute(
        select(Member.id, Member.name, Member.email, Organisation.name)
        .join(Consent, Consent.member_id == Member.id)
        .outerjoin(Organisation, Member.organisation_id == Organisation.id)
        .where(
            Member.status == MemberStatus.ACTIVE.value,
            Consent.purpose == Purpose.NEWSLETTER.value,
            Consent.withdrawn_on.is_(None),
            ~gave,
            ~is_away,
        )
        .order_by(Member.id)
    ).tuples()
    evidence = _evidence(db)
    moderator = names.key(settings.moderator.email)
    for number, name, email, organisation in rows:
        if not email or names.key(email) != moderator:
            yield Person(number, name, email, organisation or "", evidence.get(number, frozenset()))


def _evidence(db: Session) -> dict[int, frozenset[str]]:
    """Member -> the kinds of evidence that they have."""
    found: dict[int, set[str]] = {}
    for member, kind in db.execute(select(Evidence.member_id, Evidence.kind).distinct()).tuples():
        found.setdefault(member, set()).add(kind)
    return {member: frozenset(kinds) for member, kinds in found.items()}
