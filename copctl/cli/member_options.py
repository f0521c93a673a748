"""What can be said about a member on the command line, spelled and explained once."""

from __future__ import annotations

from typing import Annotated

import typer

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
    typer.Option(
        "--consent", metavar="PURPOSE", help="newsletter, directory, recording or speaking. Repeatable."
    ),
]
ReferredBy = Annotated[
    str | None, typer.Option("--referred-by", metavar="MEMBER", help="The member who brought them in.")
]
NextStep = Annotated[
    str | None, typer.Option("--next-step", metavar="TEXT", help="What to do about them next.")
]
NextStepOn = Annotated[str | None, typer.Option("--next-step-on", metavar="DATE", help="By which day.")]
Shown = Annotated[
    str | None,
    typer.Option(
        "--show",
        metavar="FIELDS",
        help="What other members may see, such as 'role, organisation'; name for nothing else, usual for the"
        " usual.",
    ),
]
Where = Annotated[
    str | None, typer.Option(metavar="CONDITION", help="Such as 'country=KH and topic>=storytelling:3'.")
]
