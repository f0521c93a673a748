"""`copctl member`: the group of commands about people, a file for each of them beside add and edit."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli import (
    expertise_tags,
    member_about,
    member_away,
    member_duplicates,
    member_duty,
    member_files,
    member_invite,
    member_join,
    member_list,
    member_merge,
    member_next,
    member_pipeline,
    member_remind,
    member_remove,
    member_show,
    member_welcome,
    read_as,
)
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.member_options import (
    Bio,
    Brings,
    Claims,
    Consents,
    Country,
    Email,
    Hours,
    Joined,
    Languages,
    Motivations,
    Name,
    NextStep,
    NextStepOn,
    OrganisationName,
    Proofs,
    ReferredBy,
    Role,
    Shown,
    Source,
    Status,
    Who,
    Zone,
)

app = plain_group("The people of the community.")


def add(
    ctx: typer.Context,
    name: Name = None,
    email: Email = None,
    organisation: OrganisationName = None,
    country: Country = None,
    role: Role = None,
    timezone: Zone = None,
    languages: Languages = None,
    status: Status = None,
    joined_on: Joined = None,
    source: Source = None,
    referred_by: ReferredBy = None,
    next_step: NextStep = None,
    next_step_on: NextStepOn = None,
    hours_per_quarter: Hours = None,
    motivations: Motivations = None,
    brings: Brings = None,
    bio: Bio = None,
    expertise: Claims = None,
    evidence: Proofs = None,
    consent: Consents = None,
) -> None:
    """Add one member.

    Asks for the name and the address when they are not given.
    """
    desk = Desk.of(ctx)
    from copctl import when
    from copctl.community import organisations, people, vocabulary
    from copctl.community.profile import check_value, read_profile
    from copctl.community.statements import read_proof

    given: dict[str, Any] = {
        "name": desk.ask(name, "--name", "Name, as the person writes it", check=check_value("name")),
        "email": email
        if email is None and status == "prospect"
        else desk.ask(email, "--email", "Email address", check=check_value("email")),
        "organisation": organisation,
        "country": country,
        "role": role,
        "timezone": timezone,
        "languages": languages,
        "status": status,
        "joined_on": joined_on,
        "source": source,
        "hours_per_quarter": hours_per_quarter,
        "motivations": motivations,
        "brings": brings,
        "bio": bio,
        "expertise": expertise,
        "evidence": [read_proof(text) for text in evidence or []],
    }
    profile = read_profile(given)
    due = when.parse_day(next_step_on) if next_step_on else None
    with desk.transaction() as db:
        member = people.add(db, profile, today=desk.today())
        if referred_by is not None:
            people.note_referral(db, member, referred_by)
        people.note_next_step(member, next_step, due)
        people.agree(member, consent or [], today=desk.today())
        db.flush()
        taken = organisations.taken_for(member.organisation, organisation)
        topics = vocabulary.read_as(db, (claim.topic for claim in profile.expertise))
    address = f" <{member.email}>" if member.email else ""
    desk.say(f"Added {member.name}{address} as member {member.id}.")
    read_as.tell_taken(desk, taken)
    read_as.tell_read_as(desk, topics)
    if not consent:
        desk.hint("No consent is recorded yet: copctl member edit "
                  f"{member.id} --consent newsletter --consent directory")  # fmt: skip
    if expertise:
        expertise_tags.remind(desk)


def edit(
    ctx: typer.Context,
    member: Who,
    name: Name = None,
    email: Email = None,
    organisation: OrganisationName = None,
    country: Country = None,
    role: Role = None,
    timezone: Zone = None,
    languages: Languages = None,
    status: Status = None,
    joined_on: Joined = None,
    source: Source = None,
    referred_by: ReferredBy = None,
    next_step: NextStep = None,
    next_step_on: NextStepOn = None,
    hours_per_quarter: Hours = None,
    motivations: Motivations = None,
    brings: Brings = None,
    bio: Bio = None,
    expertise: Claims = None,
    drop_expertise: Annotated[
        list[str] | None,
        typer.Option("--drop-expertise", metavar="TOPIC", help="Take a topic out. Repeatable."),
    ] = None,
    evidence: Proofs = None,
    consent: Consents = None,
    withdraw: Annotated[
        list[str] | None,
        typer.Option("--withdraw", metavar="PURPOSE", help="Take a consent back. Repeatable."),
    ] = None,
    other_email: Annotated[
        list[str] | None,
        typer.Option("--other-email", metavar="ADDRESS", help="Another address of theirs. Repeatable."),
    ] = None,
    drop_email: Annotated[
        list[str] | None,
        typer.Option("--drop-email", metavar="ADDRESS", help="Take another address out. Repeatable."),
    ] = None,
    show: Shown = None,
) -> None:
    """Change what is stored about a member.

    Only what you name changes.
    """
    desk = Desk.of(ctx)
    from copctl import when
    from copctl.community import addresses, organisations, people, visible, vocabulary
    from copctl.community.profile import read_profile
    from copctl.community.statements import read_proof
    from copctl.errors import WrongUsage
    from copctl.store import journal

    given = {
        "name": name, "email": email, "organisation": organisation, "country": country, "role": role,
        "timezone": timezone, "languages": languages, "status": status, "joined_on": joined_on,
        "source": source, "hours_per_quarter": hours_per_quarter, "motivations": motivations,
        "brings": brings, "bio": bio, "expertise": expertise,
        "evidence": [read_proof(text) for text in evidence or []] or None,
        "other_emails": other_email or None,
    }  # fmt: skip
    beside = [drop_expertise, consent, withdraw, drop_email, referred_by, next_step, next_step_on, show]
    if all(value is None for value in [*given.values(), *beside]):
        raise WrongUsage("Nothing to change was named.", hint="copctl member edit --help")
    profile = read_profile(given)
    due = when.parse_day(next_step_on) if next_step_on else None
    with desk.transaction() as db:
        found = people.find(db, member)
        addresses.drop(found, drop_email or [])
        people.apply(db, found, profile, today=desk.today())
        people.clear(found, [field for field, value in given.items() if value == ""])
        if referred_by is not None:
            people.note_referral(db, found, referred_by)
        people.note_next_step(found, next_step, due)
        if show is not None:
            found.shown = visible.read_choice(show)
        people.drop_expertise(db, found, drop_expertise or [])
        people.agree(found, consent or [], today=desk.today())
        people.disagree(found, withdraw or [], today=desk.today())
        changed = journal.is_changed(db)
        taken = organisations.taken_for(found.organisation, organisation)
        topics = vocabulary.read_as(db, (claim.topic for claim in profile.expertise))
    desk.say(f"Changed {found.name}." if changed else f"Nothing changed: {found.name} is stored so already.")
    read_as.tell_taken(desk, taken)
    read_as.tell_read_as(desk, topics)
    if expertise:
        expertise_tags.remind(desk)


member_files.register(app)
app.command("add")(add)
member_list.register(app)
member_show.register(app)
app.command("edit")(edit)
member_about.register(app)
member_remove.register(app)
member_invite.register(app)
member_remind.register(app)
member_join.register(app)
member_pipeline.register(app)
member_next.register(app)
member_duty.register(app)
member_away.register(app)
member_duplicates.register(app)
member_merge.register(app)
member_welcome.register(app)
