"""Somebody who is there already, and what a file says of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from copctl import names
from copctl.community import addresses, consent, name_order, people, tying
from copctl.community.arrivals import Outcome
from copctl.community.directory import Directory, Terms, distinct_claims
from copctl.community.exchange import entry_of, full_entry
from copctl.community.profile import Profile
from copctl.community.statements import Claim
from copctl.community.twins.forms import one_spelling
from copctl.store.schema import Member, Organisation
from copctl.store.schema.member import MemberStatus

# What a list of contacts fills in where nothing is stored, and does not change where something is.
_FILLED = ("name", "organisation", "country", "role", "timezone", "languages", "joined_on",
           "hours_per_quarter", "motivations", "brings", "bio")  # fmt: skip


def update(directory: Directory, member: Member, profile: Profile, terms: Terms, outcome: Outcome) -> bool:
    """Write what a file says of a member, count it, and note what it changes; whether it changed anything."""
    is_full = tying.has_more(profile)
    before = full_entry(member) if is_full else entry_of(member)
    profile = _with_addresses(member, profile)
    if member.status == MemberStatus.LEFT and profile.status not in (None, MemberStatus.LEFT):
        outcome.warnings.append(f"{member.name} has left and stays so; the file says {profile.status}")
        profile = replace(profile, status=None)
    if not terms.overwrite:
        profile = _not_back(member, profile, outcome)
    if is_full:
        _apply_all(directory, member, profile, terms)
    else:
        _apply(directory, member, profile, terms)
    _agree(member, profile, terms, outcome)
    changed = changes(member, before, full_entry(member) if is_full else entry_of(member))
    outcome.differences += changed
    outcome.updated += bool(changed)
    outcome.unchanged += not changed
    return bool(changed)


def _not_back(member: Member, profile: Profile, outcome: Outcome) -> Profile:
    """The profile without a status that somebody is past: an older file does not know better."""
    way = (MemberStatus.PROSPECT, MemberStatus.INVITED)
    later = {MemberStatus.PROSPECT: (), MemberStatus.INVITED: way[:1]}.get(MemberStatus(member.status), way)
    if profile.status not in later:
        return profile
    outcome.keep(member, "status", member.status, profile.status)
    return replace(profile, status=None)


def best_name(member: Member, profile: Profile, outcome: Outcome) -> Profile:
    """The profile without a name that says less than the stored one.

    That is the same name without its marks, or one word of it.
    """
    if profile.name is None or member.name == profile.name:
        return profile
    if name_order.is_unmarked(profile.name, member.name):
        return replace(profile, name=None)
    if not name_order.is_one_word_of(profile.name, member.name):
        return profile
    outcome.warnings.append(f"{member.name} is called {profile.name} in the file; the whole name stays")
    return replace(profile, name=None)


def changes(member: Member, before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """What is another in two entries of a member, a field at a time."""
    return [
        {
            "member": member.email or member.name,
            "field": name,
            "before": before.get(name, ""),
            "after": after.get(name, ""),
        }
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    ]


def _apply(directory: Directory, member: Member, profile: Profile, terms: Terms) -> None:
    if profile.organisation is not None:
        number = directory.organisations.number(profile.organisation, profile.country)
        if number != member.organisation_id:
            member.organisation = directory.db.get(Organisation, number)
    claims = tuple(_new_claims(directory, member, profile))
    plain = replace(profile, organisation=None, expertise=claims)
    people.apply(directory.db, member, plain, today=terms.today, source=terms.source)


def _apply_all(directory: Directory, member: Member, profile: Profile, terms: Terms) -> None:
    """As `_apply`, and what a profile says beside its fields."""
    steps, pieces = len(member.steps), {piece.id for piece in member.evidence}
    _apply(directory, member, profile, terms)
    directory.db.flush()
    added = {piece.id for piece in member.evidence} - pieces
    made = len(member.steps) - steps
    tying.complete(directory.db, member, profile, directory.topic, made=made, added=added)
    directory.db.flush()


def _with_addresses(member: Member, profile: Profile) -> Profile:
    """The profile of somebody whose main address stays: what the file has besides is another one."""
    given = [*([profile.email] if profile.email else []), *profile.other_emails]
    if not given or member.email_key is None:
        return profile
    others = [email for email in given if people.email_key(email) != member.email_key]
    if profile.email and people.email_key(profile.email) == member.email_key:
        # Another spelling of the same address says nothing new; the stored one stays.
        return replace(profile, email=None, other_emails=tuple(others))
    return replace(profile, email=None, other_emails=tuple(addresses.unknown(member, others)))


def _agree(member: Member, profile: Profile, terms: Terms, outcome: Outcome) -> None:
    """Note what stays withdrawn though the file gives it, and give what nobody has said anything of."""
    given = {a.purpose for a in profile.consents if a.withdrawn_on is None}
    for purpose in dict.fromkeys([*terms.consents, *sorted(given)]):
        held = consent.held(member, purpose)
        if held is None:
            consent.give(member, purpose, today=terms.today, source=consent.of_file(terms.source))
        elif held.withdrawn_on is not None:
            outcome.warnings.append(
                f"{member.name} withdrew {purpose} on {held.withdrawn_on} and it stays so"
            )


def _new_claims(directory: Directory, member: Member, profile: Profile) -> Iterator[Claim]:
    known = {claim.topic_id: claim.level for claim in member.expertise}
    for claim in distinct_claims(directory, profile):
        if known.get(directory.topic(claim.topic)) != claim.level:
            yield claim


# Lists of contacts ----------------------------------------------------------------------------------


def only_what_is_missing(member: Member, profile: Profile, outcome: Outcome) -> Profile:
    """What a list of contacts adds to a member; what it says otherwise is noted, and the store's stays."""
    held: dict[str, Any] = {name: getattr(member, name) for name in _FILLED}
    held["organisation"] = member.organisation.name if member.organisation else ""
    if addresses.stands_for_name(member):
        held["name"] = ""
    known: dict[str, Any] = dict.fromkeys(("status", "source"))
    for name, stored in held.items():
        said = getattr(profile, name)
        if not stored or said is None:
            continue
        if name == "name" and name_order.is_unmarked(stored, said):
            # The same name with its marks on is the better one.
            continue
        known[name] = None
        if name == "organisation" and one_spelling(_alike(stored)) == one_spelling(_alike(said)):
            if stored != said:
                outcome.organisations[said] = stored
        elif _alike(stored) != _alike(said):
            outcome.keep(member, name, stored, said)
    return replace(profile, **known)


def _alike(value: Any) -> Any:
    """What two spellings share: case and blanks make no difference worth a word."""
    return names.key(value) if isinstance(value, str) else value
