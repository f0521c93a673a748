"""Sending an issue: frozen as an edition, and queued for each reader once; `copctl mail deliver` delivers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from copctl.community.mentions import ERASED
from copctl.errors import NotFound, Refused
from copctl.files import read_text
from copctl.newsletter import checks, editions, page, posting, recipients, rendering, taken_back
from copctl.newsletter.editions import Letters
from copctl.newsletter.issue import find, has_draft, path_of, remember
from copctl.newsletter.posting import Errand
from copctl.newsletter.published import restores, without
from copctl.newsletter.recipients import Had
from copctl.rendering.environment import day
from copctl.settings import Settings
from copctl.store.schema import Edition, Issue, Member
from copctl.store.schema.issue import IssueStatus
from copctl.when import Quarter


@dataclass(frozen=True)
class Order:
    """What is to be sent: which issue, to whom (None for all active members), in which look, from when on.

    `faults` are what the checks of the newsletter found, a sentence each.
    """

    settings: Settings
    quarter: Quarter
    now: datetime
    to: str | None = None
    look: str = ""
    at: datetime | None = None
    faults: Sequence[str] = ()


@dataclass
class Outcome:
    """What is queued: an edition for these readers, in which languages, and who is left out and why.

    `rewritten` got the words of this edition into the mail that waited for them. `behind` counts members who
    may get it and have none.
    """

    edition: int
    subject: str
    digest: str
    frozen_at: datetime
    is_new: bool
    due_at: datetime | None = None
    queued: list[dict[str, Any]] = field(default_factory=list)
    rewritten: list[dict[str, Any]] = field(default_factory=list)
    already: int = 0
    behind: int = 0
    left_out: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def languages(self) -> dict[str, int]:
        """How many read it in which language, the most first."""
        counts: dict[str, int] = {}
        for person in (*self.queued, *self.rewritten):
            counts[person["language"]] = counts.get(person["language"], 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def leave_out(self, member: Member, why: str) -> None:
        """Note somebody who gets no mail."""
        self.left_out.append({"number": member.id, "name": member.name, "why": why})


def send(db: Session, order: Order) -> Outcome:
    """Queue an issue for those who have none of it: the edition that was frozen before, or else a new one.

    Raises NotFound without a draft; Refused for faults, for an issue that says nothing, for a draft that is
    otherwise than what was frozen, and for an edition whose people do not agree to it any more.
    """
    _refuse_past(order)
    row = find(db, order.quarter)
    held = editions.of(db, row)
    if held:
        _refuse_standing(db, held[-1], order)
        letters = editions.reopened(db, order.settings, held[-1])
        outcome = _outcome(letters.edition, order, is_new=False)
    else:
        letters, outcome = _frozen(db, row, order)
    before = recipients.had(db, held)
    members = recipients.chosen(db, order.to)
    errands = _allowed(db, _without_it(members, before, letters.edition, outcome), outcome)
    if not held and not errands:
        raise _nobody(outcome)
    outcome.queued = posting.post(db, order.quarter, letters, errands, now=order.now, due_at=order.at)
    return outcome


def correct(db: Session, order: Order) -> Outcome:
    """Queue a new edition for those who got one before, and put it into the mails that still wait.

    Who got a wrong one is told so by the subject. Raises as `send`, and Refused when there is nothing to
    correct.
    """
    _refuse_past(order)
    row = find(db, order.quarter)
    held = editions.of(db, row)
    if not held:
        raise Refused(
            f"{order.quarter} was not sent yet, so there is nothing to correct.",
            hint=f"copctl newsletter send {order.quarter}",
        )
    letters, outcome = _frozen(db, row, order, before=held[-1])
    before = recipients.had(db, held)
    errands = list(_with_it(db, before, outcome))
    instead = [errand for errand in errands if errand.instead is not None]
    fresh = _allowed(db, [errand for errand in errands if errand.instead is None], outcome)
    outcome.queued = posting.post(db, order.quarter, letters, fresh, now=order.now, due_at=order.at)
    outcome.rewritten = posting.rewrite(order.quarter, letters, instead, now=order.now, due_at=order.at)
    others = [member for member in recipients.chosen(db, None) if member.id not in before]
    outcome.behind = len(others) - len(recipients.objections(db, others))
    db.flush()
    return outcome


# The edition -----------------------------------------------------------------------------------


def _frozen(
    db: Session, row: Issue | None, order: Order, before: Edition | None = None
) -> tuple[Letters, Outcome]:
    """Freeze the draft as the next edition; `before` is the one that it corrects."""
    issue, markdown = opened(db, order)
    _refuse_faulty(issue, order)
    if before is not None:
        _refuse_unchanged(db, before, issue, markdown)
    if row is None:
        remember(db, order.quarter, issue.draft.keys, order.now)
        row = find(db, order.quarter)
        assert row is not None
    letters = editions.freeze(db, row, issue, markdown, order.now)
    row.status = IssueStatus.SENT.value
    outcome = _outcome(letters.edition, order, is_new=True)
    outcome.notes += [
        *checks.left_out(issue.draft, issue.withheld),
        *rendering.pictures_left_out(issue),
        *checks.out_of_date(db, issue.draft, now=order.now),
        *checks.too_long(letters.edition.html),
    ]
    return letters, outcome


def opened(db: Session, order: Order) -> tuple[page.Issue, str]:
    """The issue as its draft stands, and the draft's text as it is published; NotFound without a draft."""
    path = path_of(order.settings, order.quarter)
    if not has_draft(path):
        raise NotFound(
            f"There is no draft of {order.quarter}.", hint=f"copctl newsletter draft {order.quarter}"
        )
    text = read_text(path)
    issue = rendering.opened(db, order.settings, order.quarter, text, look=order.look)
    return issue, without(text, issue.withheld, issue.untold)


def _outcome(edition: Edition, order: Order, *, is_new: bool) -> Outcome:
    return Outcome(edition.number, edition.subject, edition.digest, edition.frozen_at, is_new, order.at)


def _without_it(
    members: Iterable[Member], before: dict[int, Had], edition: Edition, outcome: Outcome
) -> Iterable[Errand]:
    """Those who have no edition yet; the others are noted."""
    for member in members:
        one = before.get(member.id, Had())
        if one.is_served:
            outcome.already += 1
        elif one.lost == edition.number:
            outcome.leave_out(member, "the mail did not arrive (copctl mail status)")
        else:
            yield Errand(member, corrects=False)


def _with_it(db: Session, before: dict[int, Had], outcome: Outcome) -> Iterable[Errand]:
    """Those who have an edition, wait for one, or would have got one; the others are noted."""
    waiting = posting.waiting(db, {one.waiting for one in before.values()})
    for member in recipients.numbered(db, before):
        one = before[member.id]
        if one.is_served or one.held:
            yield Errand(member, corrects=bool(one.out), instead=waiting.get(one.waiting))
        else:
            outcome.leave_out(member, "the mail before did not arrive")


def _allowed(db: Session, errands: Iterable[Errand], outcome: Outcome) -> list[Errand]:
    """The errands to members who may be written to; the others are noted."""
    held = list(errands)
    withheld = recipients.objections(db, [errand.member for errand in held])
    for errand in held:
        if errand.member.id in withheld:
            outcome.leave_out(errand.member, withheld[errand.member.id])
    return [errand for errand in held if errand.member.id not in withheld]


# What is refused -------------------------------------------------------------------------------


def _refuse_past(order: Order) -> None:
    if order.at is not None and order.at <= order.now:
        local = order.at.astimezone(order.settings.zone)
        raise Refused(
            f"{local:%Y-%m-%d %H:%M} has passed.",
            hint=f"choose a later time, or leave out --at: copctl newsletter send {order.quarter}",
        )


def _refuse_faulty(issue: page.Issue, order: Order) -> None:
    if not page.shown(issue.draft, issue.withheld):
        raise Refused(
            f"The issue {order.quarter} says nothing yet.",
            hint=f"copctl newsletter draft {order.quarter}, or write into issues/{order.quarter}.md",
        )
    if order.faults:
        more = f" (and {len(order.faults) - 1} more)" if len(order.faults) > 1 else ""
        raise Refused(
            f"{order.quarter} is not fit to be sent: {order.faults[0].rstrip('.')}{more}.",
            hint=f"copctl newsletter check {order.quarter}",
        )


def _refuse_standing(db: Session, edition: Edition, order: Order) -> None:
    """Raise Refused where the edition that was frozen is not what should go out now."""
    again = f"copctl newsletter send {order.quarter} --correction"
    why = taken_back.why(db, edition)
    if edition.redacted_on is not None:
        why = "named somebody who was erased since"
    if why:
        raise Refused(f"Edition {edition.number} of {order.quarter} {why}.", hint=again)
    path = path_of(order.settings, order.quarter)
    if order.look:
        raise Refused(
            f"Edition {edition.number} of {order.quarter} is frozen in the look that it has.",
            hint=f"copctl newsletter send {order.quarter}",
        )
    if has_draft(path) and opened(db, order)[1] != edition.markdown:
        frozen = day(edition.frozen_at.astimezone(order.settings.zone))
        raise Refused(
            f"The draft has changed since edition {edition.number} was frozen on {frozen}.",
            hint=f"{again}; or get back what was sent: copctl newsletter show {order.quarter} "
            f"--markdown issues/{order.quarter}.md",
        )


def _refuse_unchanged(db: Session, before: Edition, issue: page.Issue, markdown: str) -> None:
    edit = f"edit issues/{issue.quarter}.md first"
    rest = without(before.markdown, issue.withheld, issue.untold)
    if before.redacted_on is not None and restores(markdown, rest, ERASED):
        raise Refused(
            f"The draft of {issue.quarter} still names somebody who was erased.",
            hint=f"{edit}: take them out",
        )
    if markdown == before.markdown and not taken_back.why(db, before):
        raise Refused(f"The draft of {issue.quarter} is what was sent as edition {before.number}.", hint=edit)


def _nobody(outcome: Outcome) -> Refused:
    reasons = sorted({person["why"] for person in outcome.left_out})
    why = f": each of them {reasons[0]}" if len(reasons) == 1 else ""
    hint = "copctl member edit MEMBER --consent newsletter"
    return Refused(f"Nobody of {len(outcome.left_out)} members may get the newsletter{why}.", hint=hint)
