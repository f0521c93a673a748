"""Taking in a file of people: who is new, who changed, what is wrong, in one transaction.

New people go in by the thousand with prepared statements; people who are there already are compared
field by field, so that taking the same file in again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy.orm import Session

from copctl.community import name_order, people, tying, updating
from copctl.community.arrivals import Arrival, Outcome, arriving, identity
from copctl.community.contacts.shape import Contacts, Opening
from copctl.community.contacts.sniff import recognise
from copctl.community.contacts.twins import keys_of
from copctl.community.directory import Directory, Terms
from copctl.community.exchange import full_entry
from copctl.community.profile import Profile
from copctl.community.ties import Ties
from copctl.errors import CopctlError, Refused
from copctl.store.schema import Member
from copctl.store.schema.member import MemberStatus

_SHOWN = 20
# So many people are looked up together.
_AT_ONCE = 1_000


def opened(path: Path, terms: Terms) -> Contacts:
    """A file with what it was recognised as; raises as `tables.read_table`, and WrongUsage for `terms`."""
    return recognise(Opening(path, terms.today, terms.encoding, terms.said, terms.name_order), terms.tool)


def take_in(
    db: Session, path: Path, terms: Terms, *, seen: Callable[[int], object] | None = None
) -> tuple[Contacts, Outcome]:
    """Import people from a file; `seen` is called with the number of rows after each chunk.

    Refused when a row will not do, unless `terms.skip_bad`: then it is left out and listed.
    """
    contacts = opened(path, terms)
    outcome = Outcome(unknown_columns=contacts.unknown)
    run = _Run(contacts, _settled(terms, contacts), Directory(db), outcome)
    outcome.organisations, outcome.topics = run.directory.organisations.taken, run.directory.read_as
    for chunk in arriving(contacts, outcome):
        if contacts.is_given_first:
            outcome.family_first += sum(name_order.is_family_first(p.name, p.country) for _, p in chunk)
        run.take(chunk)
        db.flush()
        db.expunge_all()
        if seen is not None:
            seen(outcome.rows)
    if not outcome.rows:
        raise Refused(
            f"{path.name} has nobody in it: there is no row under its header."
            if contacts.columns
            else f"{path.name} has nobody in it.",
            hint="export it again and look at it before importing",
        )
    if outcome.bad and not terms.skip_bad:
        raise Refused(_refusal(path, outcome.bad), hint=_mending(contacts, outcome))
    run.tie()
    outcome.skipped = len(outcome.bad)
    return contacts, outcome


def _settled(terms: Terms, contacts: Contacts) -> Terms:
    """The terms with what the reader knows of people who are new. A list of contacts makes no members."""
    status = terms.status or (MemberStatus.PROSPECT.value if contacts.is_list else None)
    return replace(terms, source=terms.source or contacts.source, status=status)


@dataclass
class _Run:
    """One file on its way into the store.

    `tied` are profiles that name other people, each with whether its member is counted as updated, or
    None for who is new.
    """

    contacts: Contacts
    terms: Terms
    directory: Directory
    outcome: Outcome
    tied: list[tuple[Profile, bool | None]] = field(default_factory=list)

    def take(self, chunk: list[Arrival]) -> None:
        """Put in who is new, and bring up to date who is there already."""
        by_others = not self.contacts.is_own
        full = not self.directory.is_first and any(tying.has_more(profile) for _, profile in chunk)
        stored = self.directory.stored((profile for _, profile in chunk), by_others=by_others, full=full)
        fresh = list(self._without_known(chunk, stored))
        self.directory.add(fresh, self.terms)
        self.outcome.new += len(fresh)
        self.tied += [(profile, None) for profile in fresh if tying.is_left_to_write(profile)]

    def _without_known(self, chunk: Iterable[Arrival], stored: Mapping[str, Member]) -> Iterator[Profile]:
        """The people who are new; those who are there already are changed on the way."""
        for line, profile in chunk:
            keys = [identity(profile)] if self.contacts.is_own else list(keys_of(profile))
            member = next((stored[key] for key in keys if key in stored), None)
            try:
                if member is None:
                    yield self._newcomer(profile)
                else:
                    self._update(member, profile)
            except CopctlError as error:
                self.outcome.refuse(line, error)

    def _newcomer(self, profile: Profile) -> Profile:
        """Somebody new as they come in; Refused for who cannot."""
        if profile.status is None:
            profile.status = self.terms.status
        if self.contacts.is_list and profile.name is None and profile.email is not None:
            # Better than a guess at a name; the next list that has one gives it.
            profile.name = profile.email
            self.outcome.nameless += 1
        people.refuse_incomplete(profile)
        self.directory.refuse_taken(profile)
        return profile

    def _update(self, member: Member, profile: Profile) -> None:
        if member.email is None:
            people.refuse_unreachable(member.name, profile.status or member.status)
        if not self.contacts.is_own:
            profile = updating.best_name(member, profile, self.outcome)
        if self.contacts.is_list and not self.terms.overwrite:
            profile = updating.only_what_is_missing(member, profile, self.outcome)
        changed = updating.update(self.directory, member, profile, self.terms, self.outcome)
        if tying.names_others(profile):
            self.tied.append((profile, changed))

    def tie(self) -> None:
        """Write what hangs on people, once everybody of the file is there to be named."""
        if not self.tied:
            return
        self.directory.is_first = False
        for start in range(0, len(self.tied), _AT_ONCE):
            chunk = self.tied[start : start + _AT_ONCE]
            stored = self.directory.stored((profile for profile, _ in chunk), full=True)
            for profile, is_updated in chunk:
                member = stored.get(identity(profile))
                if member is not None and profile.ties is not None:
                    self._tie_one(member, profile, profile.ties, is_updated)
            self.directory.db.flush()
            self.directory.db.expunge_all()

    def _tie_one(self, member: Member, profile: Profile, ties: Ties, is_updated: bool | None) -> None:
        db = self.directory.db
        if is_updated is None:
            tying.complete(db, member, profile, self.directory.topic)
            self.outcome.warnings += tying.refer(db, member, ties)
            return
        before = full_entry(member)
        self.outcome.warnings += tying.refer(db, member, ties)
        db.flush()
        changed = updating.changes(member, before, full_entry(member))
        if not changed:
            return
        self.outcome.differences += changed
        self.outcome.unchanged -= not is_updated
        self.outcome.updated += not is_updated


def _mending(contacts: Contacts, outcome: Outcome) -> str:
    hint = "mend those rows, or leave them out with --skip-bad (add --dry-run to see them all)"
    if any(reason.endswith("has no email address") for _, reason in outcome.bad):
        hint += "; --status prospect takes in who is new and has no address"
    if not contacts.is_own:
        hint += f"; it was read as {contacts.tool}: {contacts.rule}"
    if contacts.unknown:
        hint += f"; unknown columns, which stay out: {', '.join(contacts.unknown)}"
    return hint


def _refusal(path: Path, bad: list[tuple[int, str]]) -> str:
    listed = "; ".join(f"line {line}: {reason}" for line, reason in sorted(bad)[:_SHOWN])
    more = f"; and {len(bad) - _SHOWN} more" if len(bad) > _SHOWN else ""
    rows = "row" if len(bad) == 1 else "rows"
    return f"{path.name} has {len(bad)} bad {rows}, so nothing was imported: {listed}{more}"
