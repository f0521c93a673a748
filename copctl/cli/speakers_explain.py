"""`copctl speakers suggest --explain MEMBER`: the whole sum behind one score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copctl.cli import speakers_asking
from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, to_json
from copctl.cli.speakers_asking import Asked
from copctl.cli.speakers_shown import row

if TYPE_CHECKING:
    from copctl.speakers.explaining import Explanation

_COLUMNS = [
    Column("part", "Part", whole=True),
    Column("value", "Value", numeric=True),
    Column("weight", "Weight", numeric=True),
    Column("contribution", "Adds", numeric=True),
    Column("words", "Why"),
]


def run(desk: Desk, asked: Asked, member: str, style: Style) -> None:
    """Show part by part what makes a member's score."""
    from copctl.community import people
    from copctl.speakers import explaining

    with desk.reading() as db:
        number = people.find(db, member).id
    where = speakers_asking.setting(desk, asked)
    speakers_asking.make_ready(desk, asked, where)
    found = explaining.explain(
        desk.settings.database, asked.topic, where, speakers_asking.manner(desk, asked), number
    )
    _show(desk, found, style)


def _show(desk: Desk, found: Explanation, style: Style) -> None:
    shares: list[dict[str, Any]] = [vars(share) for share in found.shares]
    if style is Style.JSON:
        desk.say(to_json({**row(found.suggestion), "among": found.among, "parts": shares}))
        return
    if style is Style.TABLE:
        shares = [*map(_for_people, shares), _total(found)]
    desk.show(Listing(_COLUMNS, shares, title=_title(found)), style)


def _for_people(share: dict[str, Any]) -> dict[str, Any]:
    # Three places where two would not add up to the score.
    return {
        **share,
        "value": _two(share["value"]),
        "weight": f"{share['weight']:.0%}",
        "contribution": f"{share['contribution']:.3f}",
    }


def _total(found: Explanation) -> dict[str, Any]:
    """The last line: the score, and for who is not suggested why it is 0 whatever the parts are."""
    why = (
        "" if found.among is not None else f"0, whatever the parts are: {'; '.join(found.suggestion.reasons)}"
    )
    return {"part": "score", "contribution": _two(found.suggestion.score), "words": why}


def _two(value: float) -> str:
    return f"{value:.2f}"


def _title(found: Explanation) -> str:
    name = found.suggestion.candidate.name
    if found.among is None:
        return f"{name} is not suggested: {'; '.join(found.suggestion.reasons)}."
    return f"{name}, number {found.suggestion.rank} of {found.among}"
