"""Taking in a file of people: who is new, who changed, what is wrong, in one transaction.

New people go in by the thousand with prepared statements; people who are there already are compared
field by field, so that taking the same file in again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from copctl.community import people, tying, updating
from copctl.community.arrivals import Arrival, Outcome, arriving, identity
from copctl.community.contacts.shape import Contacts, Opening
from copctl.community.contacts.sniff import recognise
from copctl.community.contacts.twins import keys_of
from copctl.community.directory import Directory, Terms
from copctl.community.exchange import full_entry
from copctl.community.profile import Profile
from copctl.errors import CopctlError, Refused
from copctl.store.schema import Member
from copctl.store.schema.member import MemberStatus

_SHOWN = 20


def opened(path: Path, terms: Terms) -> Contacts:
    """A file with what it was recognised as; raises as `tables.read_table`, and WrongUsage for `terms`."""
    return recognise(Opening(path, terms.today, terms.encoding, terms.said), terms.tool)


def take_in(
    db: Session, path: Path, terms: Terms, *, seen: Callable[[int], object] | None = None
) -> tuple[Contacts, Outcome]:
    """Import people from a file; `seen` is called with the number of rows after each chunk.

    Refused when a row will not do, unless `terms.skip_bad`: then it is left out and listed.
    """
    contacts = opened(path, terms)
    terms = _settled(terms, contacts)
    outcome = Outcome(unknown_columns=contacts.unknown)
    directory = Directory(db)
    tied: list[tuple[Profile, bool | None]] = []
    for chunk in arriving(contacts, outcome):
        _take_chunk(directory, chunk, contacts, terms, outcome, tied)
        db.flush()
        db.expunge_all()
        if seen is not None:
            seen(outcome.rows)
    if outcome.bad and not terms.skip_bad:
        raise Refused(_refusal(path, outcome.bad), hint=_mending(contacts, outcome))
    _tie(directory, tied, outcome)
    outcome.skipped = len(outcome.bad)
    return contacts, outcome


def _settled(terms: Terms, contacts: Contacts) -> Terms:
    """The terms with what the reader knows of people who are new. A list of contacts makes no members."""
    status = terms.status or (MemberStatus.PROSPECT.value if contacts.is_list else None)
    return replace(terms, source=terms.source or contacts.source, status=status)


def _take_chunk(
    directory: Directory,
    chunk: list[Arrival],
    contacts: Contacts,
    terms: Terms,
    outcome: Outcome,
    tied: list[tuple[Profile, bool | None]],
) -> None:
    stored = directory.stored((profile for _, profile in chunk), by_others=not contacts.is_own)
    fresh = list(_without_known(directory, chunk, stored, contacts, terms, outcome, tied))
    directory.add(fresh, terms)
    outcome.new += len(fresh)
    tied += [(profile, None) for profile in fresh if profile.ties is not None]


def _without_known(
    directory: Directory,
    chunk: Iterable[Arrival],
    stored: Mapping[str, Member],
    contacts: Contacts,
    terms: Terms,
    outcome: Outcome,
    tied: list[tuple[Profile, bool | None]],
) -> Iterator[Profile]:
    """The people who are new; those who are there already are changed on the way."""
    for line, profile in chunk:
        keys = [identity(profile)] if contacts.is_own else list(keys_of(profile))
        member = next((stored[key] for key in keys if key in stored), None)
        try:
            if member is None:
                yield _newcomer(directory, profile, contacts, terms, outcome)
                continue
            if member.email is None:
                people.refuse_unreachable(member.name, profile.status or member.status)
            if contacts.is_list and not terms.overwrite:
                profile = updating.only_what_is_missing(member, profile, outcome)
            changed = updating.update(directory, member, profile, terms, outcome)
            if tying.names_others(profile):
                tied.append((profile, changed))
        except CopctlError as error:
            outcome.refuse(line, error)


def _newcomer(
    directory: Directory, profile: Profile, contacts: Contacts, terms: Terms, outcome: Outcome
) -> Profile:
    """Somebody new as they come in; Refused for who cannot."""
    if profile.status is None:
        profile.status = terms.status
    if contacts.is_list and profile.name is None and profile.email is not None:
        # Better than a guess at a name; the next list that has one gives it.
        profile.name = profile.email
        outcome.nameless += 1
    people.refuse_incomplete(profile)
    directory.refuse_taken(profile)
    return profile


def _tie(directory: Directory, tied: list[tuple[Profile, bool | None]], outcome: Outcome) -> None:
    """Write what hangs on people, once everybody of the file is there to be named.

    With each profile stands whether its member is counted as updated; None for who is new.
    """
    if not tied:
        return
    directory.is_first = False
    stored = directory.stored(profile for profile, _ in tied)
    for profile, is_updated in tied:
        member = stored.get(identity(profile))
        if member is None or profile.ties is None:
            continue
        before = full_entry(member)
        tying.complete(directory.db, member, profile)
        outcome.warnings += tying.refer(directory.db, member, profile.ties)
        directory.db.flush()
        changed = updating.changes(member, before, full_entry(member))
        if is_updated is None or not changed:
            continue
        outcome.differences += changed
        outcome.unchanged -= not is_updated
        outcome.updated += not is_updated


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
