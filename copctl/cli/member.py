"""`copctl member`: the group of commands about people, one file for looking and one for files."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copctl.cli import member_files, member_remove
from copctl.cli.desk import Desk
from copctl.cli.lazy import plain_group
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Record

app = plain_group("The people of the community.")
member_files.register(app)

Who = Annotated[str, typer.Argument(metavar="MEMBER", help="Email, number or unique name.")]
Email = Annotated[str | None, typer.Option(help="Email address.")]
Name = Annotated[str | None, typer.Option(help="Name as the person writes it.")]
OrganisationName = Annotated[str | None, typer.Option("--organisation", help="Organisation's name.")]
Country = Annotated[str | None, typer.Option(help="Country: code or English name.")]
Role = Annotated[str | None, typer.Option(help="Role at work.")]
Zone = Annotated[str | None, typer.Option("--timezone", metavar="ZONE", help="Such as Asia/Vientiane.")]
Languages = Annotated[str | None, typer.Option(help="Language codes, such as 'km, en'.")]
Status = Annotated[str | None, typer.Option(help="prospect, invited, active, dormant or left.")]
Joined = Annotated[str | None, typer.Option("--joined-on", metavar="DATE", help="Such as 2026-10-01.")]
Source = Annotated[str | None, typer.Option(help="Where they came from.")]
Hours = Annotated[
    str | None, typer.Option("--hours-per-quarter", metavar="HOURS", help="Time they can give.")
]
Motivations = Annotated[str | None, typer.Option(help="What would make them take part.")]
Brings = Annotated[str | None, typer.Option(help="What they bring.")]
Bio = Annotated[str | None, typer.Option(help="A few sentences about them.")]
Claims = Annotated[
    str | None,
    typer.Option(
        "--expertise", metavar="'TOPIC:LEVEL; ...'", help="Levels 1 (interested) to 4 (can teach it)."
    ),
]
Proofs = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        metavar="'KIND: TITLE (DATE)'",
        help="A talk, resource, project or statement. Repeatable.",
    ),
]
Consents = Annotated[
    list[str] | None,
    typer.Option("--consent", metavar="PURPOSE", help="newsletter, directory or recording. Repeatable."),
]

_COLUMNS = [
    Column("number", "No.", numeric=True),
    Column("name", "Name", whole=True),
    Column("organisation", "Organisation"),
    Column("country", "Country", spare=True),
    Column("status", "Status"),
    Column("topics", "Expertise"),
]


@app.command("add")
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
    from copctl.community import people
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
    with desk.transaction() as db:
        member = people.add(db, profile, today=desk.today())
        people.agree(member, consent or [], today=desk.today())
        db.flush()
    address = f" <{member.email}>" if member.email else ""
    desk.say(f"Added {member.name}{address} as member {member.id}.")
    if not consent:
        desk.hint("No consent is recorded yet: copctl member edit "
                  f"{member.id} --consent newsletter --consent directory")  # fmt: skip


@app.command("list")
def list_(
    ctx: typer.Context,
    status: Annotated[str, typer.Option(help="Only this status.")] = "",
    country: Annotated[str, typer.Option(help="Only this country.")] = "",
    organisation: Annotated[str, typer.Option(help="Only this organisation.")] = "",
    topic: Annotated[str, typer.Option(help="Only people who know this topic.")] = "",
    where: Annotated[
        str | None, typer.Option(metavar="CONDITION", help="Such as 'country=KH and topic>=storytelling:3'.")
    ] = None,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """List members by name.

    A condition compares fields by = != >= <= > < or ~ (contains), or asks for one of several: country
    in (KH, LA). It joins them by and, or, not and parentheses; "" is what nobody knows. Fields: name,
    email, organisation, country, role, status, language, timezone, source, joined, since, hours, topic
    (topic>=budgets:3), consent, duty, referred-by, next-step, next-step-on, number.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl import names
    from copctl.community import roster

    if status or country:
        from copctl.community.profile import check_value

        status = status and check_value("status")(status)
        country = country and check_value("country")(country)
    rows = roster.listed(
        desk.settings.database,
        status=status,
        country=country,
        organisation=names.key(organisation),
        topic=names.slug(topic),
        where=where,
    )
    shown = [{**row, "topics": _best_of(row["expertise"])} for row in rows]
    nothing = "No members yet. Try: copctl member add"
    if status or country or organisation or topic or where:
        nothing = "Nobody fits."
    desk.show(Listing(_COLUMNS, shown, nothing=nothing), style)


def _best_of(claims: list[dict[str, Any]]) -> str:
    """The first topic with its level, and how many more there are: a line a person, where it fits."""
    if not claims:
        return ""
    more = f" +{len(claims) - 1}" if len(claims) > 1 else ""
    return f"{claims[0]['topic']} {claims[0]['level']}{more}"


@app.command("show")
def show(ctx: typer.Context, member: Who, format: Format = None, json: AsJson = False) -> None:
    """Show everything that is stored about one member."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import people
    from copctl.community.countries import country_name
    from copctl.community.exchange import entry_of

    with desk.reading() as db:
        found = people.find(db, member)
        entry = {"number": found.id, **entry_of(found)}
    lines = [
        ("No.", entry["number"]),
        ("Email", entry["email"]),
        ("Other addresses", entry["other_emails"]),
        ("Organisation", entry["organisation"]),
        ("Country", country_name(entry["country"])),
        ("Role", entry["role"]),
        ("Time zone", entry["timezone"]),
        ("Languages", entry["languages"]),
        ("Status", entry["status"]),
        ("Joined on", entry["joined_on"]),
        ("Source", entry["source"]),
        ("Hours a quarter", entry["hours_per_quarter"]),
        ("Motivations", entry["motivations"]),
        ("Brings", entry["brings"]),
        ("Bio", entry["bio"]),
        ("Expertise", [f"{c['topic']} {c['level']}" for c in entry["expertise"]]),
        ("Evidence", "\n".join(_evidence_line(e) for e in entry["evidence"])),
        ("Consents", [_consent_words(c) for c in entry["consents"]] or "none"),
    ]
    desk.show(Record(entry["name"], lines, entry), style)


def _evidence_line(piece: dict[str, Any]) -> str:
    dated = f" ({piece['date']})" if piece["date"] else ""
    return f"{piece['kind']}: {piece['title']}{dated}"


def _consent_words(consent: dict[str, Any]) -> str:
    if consent["withdrawn_on"]:
        return f"{consent['purpose']} withdrawn {consent['withdrawn_on']}"
    return f"{consent['purpose']} since {consent['given_on']}"


@app.command("edit")
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
) -> None:
    """Change what is stored about a member; only what you name changes."""
    desk = Desk.of(ctx)
    from copctl.community import addresses, people
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
    taken = drop_expertise or consent or withdraw or drop_email
    if all(value is None for value in given.values()) and not taken:
        raise WrongUsage("Nothing to change was named.", hint="copctl member edit --help")
    profile = read_profile(given)
    with desk.transaction() as db:
        found = people.find(db, member)
        addresses.drop(found, drop_email or [])
        people.apply(db, found, profile, today=desk.today())
        people.clear(found, [field for field, value in given.items() if value == ""])
        people.drop_expertise(db, found, drop_expertise or [])
        people.agree(found, consent or [], today=desk.today())
        people.disagree(found, withdraw or [], today=desk.today())
        changed = journal.is_changed(db)
    desk.say(f"Changed {found.name}." if changed else f"Nothing changed: {found.name} is stored so already.")


member_remove.register(app)
