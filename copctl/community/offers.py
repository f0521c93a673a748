"""What members send in: it waits for the moderator, and counts as nothing until it is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import contributions
from copctl.errors import NotFound, Refused
from copctl.names import did_you_mean
from copctl.store.schema import Contribution, Member, Offer
from copctl.store.schema.contribution import ContributionKind
from copctl.store.schema.portal import Verdict

# Characters of each text, and how much of one member may wait at once.
LONGEST = {"title": 200, "body": 20_000, "link": 2_000}
MOST_WAITING = 20
_LARGEST = 2**31 - 1


def send_in(
    db: Session, member: Member, kind: str, said: Mapping[str, str], *, agreed: bool = False, now: datetime
) -> Offer:
    """Let a project, resource or story of a member wait for the moderator: texts by title, body and link.

    `agreed` says that they agree to these words being published; only a story needs it. Refused for a title
    without words, a text that is too long, a link that will not do, and while too much of theirs waits.
    """
    offer = Offer(
        kind=_kind(kind),
        title=contributions.clean_title(_short(said, "title")),
        body=names.prose(_short(said, "body")),
        link=contributions.clean_link(_short(said, "link")),
        member_id=member.id,
        agreed=agreed and kind == ContributionKind.STORY,
        offered_at=now,
    )
    of_theirs = select(func.count()).where(Offer.member_id == member.id, Offer.verdict == Verdict.WAITING)
    if db.execute(of_theirs).scalar_one() >= MOST_WAITING:
        raise Refused(
            f"{MOST_WAITING} things that you sent in still wait for the moderator.",
            hint="send in more when some of them are looked at",
        )
    db.add(offer)
    db.flush()
    return offer


def _kind(text: str) -> str:
    known = [kind.value for kind in ContributionKind]
    if text not in known:
        raise Refused(
            f"{text!r} is nothing that can be sent in.",
            hint=did_you_mean(text, known, f"choose one of: {', '.join(known)}"),
        )
    return text


def _short(said: Mapping[str, str], field: str) -> str:
    text, most = said.get(field) or "", LONGEST[field]
    if len(text) > most:
        raise Refused(
            f"The {field} has {len(text):,} characters; at most {most:,} can be sent in.", hint="shorten it"
        )
    return text


def waiting(db: Session) -> list[Offer]:
    """What waits for the moderator, oldest first."""
    return listed(db, everything=False)


def listed(db: Session, *, everything: bool = True) -> list[Offer]:
    """What members sent in, oldest first; without `everything` only what waits."""
    wanted = select(Offer).order_by(Offer.offered_at, Offer.id)
    if not everything:
        wanted = wanted.where(Offer.verdict == Verdict.WAITING)
    return list(db.execute(wanted).scalars())


def of(db: Session, member: Member) -> list[Offer]:
    """What one member sent in, newest first."""
    theirs = select(Offer).where(Offer.member_id == member.id)
    return list(db.execute(theirs.order_by(Offer.offered_at.desc(), Offer.id.desc())).scalars())


def how_many_wait(db: Session) -> int:
    """How many things wait for the moderator."""
    return db.execute(select(func.count()).where(Offer.verdict == Verdict.WAITING)).scalar_one()


def find(db: Session, number: int) -> Offer:
    """What was sent in with this number, or NotFound."""
    offer = db.get(Offer, number) if 0 < number <= _LARGEST else None
    if offer is None:
        raise NotFound(f"Nothing that was sent in has the number {number}.", hint="copctl inbox list --all")
    return offer


def accept(
    db: Session, offer: Offer, *, today: date, zone: tzinfo, edits: Mapping[str, str | None] | None = None
) -> Contribution:
    """Make a contribution of it, dated the day on which it was sent in on the clocks of `zone`.

    A member who agreed did so to their own words: a story whose words are edited needs another consent.
    Refused for what is settled already.
    """
    refuse_settled(offer)
    member, day = offer.member, offer.offered_at.astimezone(zone).date().isoformat()
    agreed = offer.agreed and offer.kind == ContributionKind.STORY
    said = {
        "title": offer.title, "body": offer.body, "link": offer.link, "member": str(member.id),
        "organisation": member.organisation.name if member.organisation else None, "dated": day,
        "consent": f"{member.name}, in the portal" if agreed else None,
        "consent_date": day if agreed else None,
    }  # fmt: skip
    piece = contributions.add(db, offer.kind, said, today=today)
    if edits:
        contributions.write(db, piece, edits, today=today)
    offer.verdict, offer.settled_on, offer.contribution = Verdict.ACCEPTED.value, today, piece
    db.flush()
    return piece


def decline(db: Session, offer: Offer, *, note: str = "", today: date) -> None:
    """Say no to it; `note` is why. Refused for what is settled already."""
    refuse_settled(offer)
    offer.verdict, offer.settled_on, offer.note = Verdict.DECLINED.value, today, names.prose(note)
    db.flush()


def refuse_settled(offer: Offer) -> None:
    """Raise Refused for what was accepted or declined already."""
    if offer.verdict != Verdict.WAITING:
        raise Refused(
            f"{offer.title} was {offer.verdict} on {offer.settled_on}.", hint=f"copctl inbox show {offer.id}"
        )


def entry(offer: Offer) -> dict[str, Any]:
    """What was sent in, as programs read it; `contribution` is the number of what it became."""
    return {
        "number": offer.id,
        "kind": offer.kind,
        "title": offer.title,
        "body": offer.body,
        "link": offer.link,
        "member": offer.member.name,
        "member_number": offer.member_id,
        "agreed": offer.agreed if offer.kind == ContributionKind.STORY else None,
        "offered_at": offer.offered_at,
        "verdict": offer.verdict,
        "note": offer.note,
        "settled_on": offer.settled_on,
        "contribution": offer.contribution_id,
    }
