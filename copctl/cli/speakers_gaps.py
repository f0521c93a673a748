"""`copctl speakers gaps`: what members ask for, against who can speak about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Column, Listing, Style, to_json

if TYPE_CHECKING:
    from copctl.speakers.gaps import Expert, Gap, Wish

_TOPICS = [
    Column("topic", "Topic"),
    Column("demand", "Wanted", numeric=True),
    Column("status", "Status", whole=True, spare=True),
    Column("stands_on", "Stands on", whole=True),
    Column("who", "Who can speak", whole=True),
    Column("unsaid", "Not said", numeric=True, spare=True),
]
_EXPERTS = [
    Column("member", "Member", whole=True),
    Column("organisation", "Organisation", spare=True),
    Column("knows", "Knows"),
    Column("speaks", "Speaks"),
]
_Rows = Sequence[dict[str, Any]]
_SHOWN = 10
_NAMED, _TOPICS_NAMED = 3, 2
# Where nobody is known to know a topic, only the community can say who does.
_ASK = "copctl expertise ask --older-than 0d"
_SURVEY = "copctl survey new expertise --starter expertise"


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("gaps")(gaps)


def gaps(
    ctx: typer.Context,
    level: Annotated[
        int, typer.Option("--level", min=1, max=4, help="The least level that counts (default: experienced).")
    ] = 3,
    format: Format = None,
    json: AsJson = False,
) -> None:
    """Show topics that nobody, or too few, can speak about.

    For each topic that waits for a session: how many ask for it (votes of its last tally, and each note),
    and how many active members of that level, in it or in a narrower topic, consent to speak. Then the
    experts who never were on a programme.
    """
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.speakers import demand
    from copctl.speakers.gaps import find, never_asked

    url = desk.settings.database
    wishes, experts, labels = demand.wishes(url), demand.experts(url), demand.labels(url)
    topics = [_row(gap, level) for gap in find(wishes, experts, level=level)]
    unasked = [_expert(expert, labels, level) for expert in never_asked(wishes, experts, level=level)]
    if style is Style.JSON:
        desk.say(to_json({"topics": topics, "never_asked": unasked}))
    else:
        _show(desk, topics, unasked, style)


def _row(gap: Gap, level: int) -> dict[str, Any]:
    return {
        "topic": gap.wish.label,
        "slug": gap.wish.slug,
        "status": gap.wish.status,
        "demand": gap.wish.demand,
        "votes": gap.wish.votes,
        "respondents": gap.wish.respondents,
        "rank": gap.wish.rank,
        "supply": len(gap.supply),
        "people": [_person(expert, gap.wish) for expert in gap.supply],
        "organisations": gap.organisations,
        "not_said": [_person(expert, gap.wish) for expert in gap.unsaid],
        "verdict": gap.verdict.value,
        "next": _next(gap, level),
    }


def _person(expert: Expert, wish: Wish) -> dict[str, Any]:
    return {
        "number": expert.number,
        "member": expert.name,
        "email": expert.email,
        "organisation": expert.organisation or None,
        "level": expert.level_in(wish),
    }


def _next(gap: Gap, level: int) -> str:
    """The command that helps most: ask those who would fit, or everybody, else look whose words come near."""
    from copctl.speakers.gaps import Verdict

    if gap.verdict is Verdict.ENOUGH:
        return f"copctl speakers suggest {gap.wish.slug}"
    if any(gap.wish.number in expert.levels for expert in gap.unsaid):
        return f'copctl expertise ask "topic>={gap.wish.slug}:{level}" --older-than 0d'
    if gap.unsaid:
        return f"copctl expertise ask {gap.unsaid[0].number} --older-than 0d"
    if gap.verdict is Verdict.NOBODY:
        return _ASK
    return f"copctl speakers suggest {gap.wish.slug}"


def _expert(expert: Expert, labels: Mapping[int, str], level: int) -> dict[str, Any]:
    held = sorted(expert.levels.items(), key=lambda pair: (-pair[1], labels[pair[0]]))
    return {
        "number": expert.number,
        "member": expert.name,
        "email": expert.email,
        "organisation": expert.organisation or None,
        "consent_to_speak": expert.consents,
        "topics": [{"topic": labels[topic], "level": held} for topic, held in held if held >= level],
    }


def _show(
    desk: Desk, topics: Sequence[dict[str, Any]], unasked: Sequence[dict[str, Any]], style: Style
) -> None:
    if style is Style.CSV:
        flat = [
            {**row, "people": _names(row["people"]), "not_said": _names(row["not_said"])} for row in topics
        ]
        columns = [Column(key, key) for key in _KEYS]
        desk.show(Listing(columns, flat), style)
        return
    nothing = "No topic waits for a session. Ask what members want: copctl survey, copctl topic add"
    title = "# Topics\n" if style is Style.MARKDOWN else ""
    if title:
        desk.say(title)
    # A name a line: names that break are hard to read.
    between = "\n" if style is Style.TABLE else ", "
    desk.show(Listing(_TOPICS, [_for_people(row, between) for row in topics], nothing=nothing), style)
    _show_unasked(desk, unasked, style)
    if style is Style.TABLE:
        _hint(desk, topics)
        if unasked and not any(row["people"] for row in topics):
            desk.hint("Who agrees to speak: copctl member edit MEMBER --consent speaking")


_KEYS = ("topic", "slug", "status", "demand", "votes", "respondents", "rank", "supply", "people",
         "organisations", "not_said", "verdict", "next")  # fmt: skip


def _names(people: Sequence[dict[str, Any]]) -> list[str]:
    return [person["member"] for person in people]


def _for_people(row: dict[str, Any], between: str) -> dict[str, Any]:
    named = _names(row["people"])
    more = f"{between.strip(',')}and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
    return {
        **row,
        "stands_on": f"{row['supply']} people" if row["verdict"] == "enough" else row["verdict"],
        "who": between.join(named[:_NAMED]) + more,
        "unsaid": len(row["not_said"]) or "",
    }


def _show_unasked(desk: Desk, unasked: _Rows, style: Style) -> None:
    if not unasked:
        return
    whole = style is Style.MARKDOWN
    rows = [_expert_words(row) for row in (unasked if whole else unasked[:_SHOWN])]
    desk.say("\n# Experts never asked\n" if whole else f"Experts never asked: {len(unasked)}")
    desk.show(Listing(_EXPERTS, rows), style)
    if not whole and len(unasked) > _SHOWN:
        desk.hint(
            f"{len(unasked) - _SHOWN} more experts were never asked; --json and --format markdown have all."
        )


def _expert_words(row: dict[str, Any]) -> dict[str, Any]:
    knows = [f"{held['topic']} {held['level']}" for held in row["topics"]]
    more = [f"and {len(knows) - _TOPICS_NAMED} more"] if len(knows) > _TOPICS_NAMED else []
    return {
        **row,
        "knows": [*knows[:_TOPICS_NAMED], *more],
        "speaks": "yes" if row["consent_to_speak"] else "not said",
    }


def _hint(desk: Desk, topics: _Rows) -> None:
    """The next command for the most wanted topic of each kind of gap."""
    told: set[tuple[str, bool]] = set()
    for row in topics:
        kind = row["verdict"], row["next"] == _ASK
        if row["verdict"] != "enough" and kind not in told:
            told.add(kind)
            survey = f", or a survey: {_SURVEY}" if row["next"] == _ASK else ""
            desk.hint(f"{row['topic']} stands on {row['verdict']}: {row['next']}{survey}")
