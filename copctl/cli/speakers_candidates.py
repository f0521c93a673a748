"""Who could be on a panel: those who are suggested, and who is on the session's programme already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from copctl.cli import speakers_asking
from copctl.cli.desk import Desk
from copctl.cli.speakers_asking import Asked

if TYPE_CHECKING:
    from copctl.speakers.matching import Suggestion
    from copctl.speakers.panel import Candidate, Panel

_SHORT = 2
_LEAST_SHOWN = 0.0005
_SEATED = "on the programme already"


@dataclass(frozen=True)
class Line:
    """Somebody who could be on a panel: as the rules see them, and why they are suggested."""

    candidate: Candidate
    email: str | None
    suggestion: Suggestion | None = None

    @property
    def reasons(self) -> list[str]:
        """Why they are on the panel, in words."""
        told = self.suggestion.reasons if self.suggestion is not None else []
        return [_SEATED, *told] if self.candidate.seated else list(told)


def who_could(desk: Desk, asked: Asked) -> dict[int, Line]:
    """Everybody who can be on the panel, by number; nobody who said that they do not speak.

    Who is on the session's programme is seated, also where their words do not fit.
    """
    from copctl.speakers import suggestions

    where = speakers_asking.setting(desk, asked)
    seated = {} if asked.session is None else _on_programme(desk, where.occasion.code)
    where = replace(where, programme=where.programme - seated.keys())
    speakers_asking.make_ready(desk, asked, where)
    ranking = suggestions.suggest(
        desk.settings.database, asked.topic, where, speakers_asking.manner(desk, asked)
    )
    found = {
        suggestion.candidate.number: _line(suggestion, suggestion.candidate.number in seated)
        for suggestion in ranking.suggestions
        if suggestion.candidate.speaking is not False or suggestion.candidate.number in seated
    }
    return found | {number: line for number, line in seated.items() if number not in found}


def _line(suggestion: Suggestion, seated: bool) -> Line:
    from copctl.speakers.panel import Candidate

    person = suggestion.candidate
    candidate = Candidate(
        number=person.number,
        name=person.name,
        fit=suggestion.score,
        organisation=person.organisation or None,
        country=person.country or None,
        first_timer=person.first_timer,
        level=person.level,
        free=person.free_at_that_time,
        spoke_this_quarter=person.spoke_this_quarter,
        seated=seated,
    )
    return Line(candidate, person.email, suggestion)


def _on_programme(desk: Desk, code: str) -> dict[int, Line]:
    """Who stands on a session's programme, as far as it is known of people whose words do not fit."""
    from copctl.sessions import planning
    from copctl.speakers.panel import Candidate

    with desk.reading() as db:
        members = [link.member for link in planning.find(db, code).speakers if stands(link)]
        return {
            member.id: Line(
                Candidate(
                    number=member.id,
                    name=member.name,
                    fit=0.0,
                    organisation=member.organisation.name if member.organisation else None,
                    country=member.country or None,
                    seated=True,
                ),
                member.email,
            )
            for member in members
        }


def stands(link: Any) -> bool:
    """Whether somebody who was put on a programme is still on it."""
    from copctl.store.schema.session import SpeakerStatus

    return link.status not in (SpeakerStatus.DECLINED.value, SpeakerStatus.WITHDREW.value)


def tell(desk: Desk, sentence: str) -> None:
    """Say a sentence on lines that fit the screen."""
    from copctl.cli.showing import width_of
    from copctl.cli.wrapping import wrapped

    for line in wrapped(sentence, width_of(desk.stdout)):
        desk.say(line)


def difference(more: float, less: float) -> str:
    """What lies between two fits as they are shown (`panel.shown`)."""
    between = more - less
    return f"{between:.3f}" if between >= _LEAST_SHOWN else "less than 0.001"


def short_row(place: int, line: Line) -> dict[str, Any]:
    """A member of a panel as tables show them."""
    known = _known(place, line)
    return {**known, "fit": f"{line.candidate.fit:.3f}", "why": "; ".join(line.reasons[:_SHORT])}


def full_rows(panel: Panel, found: dict[int, Line]) -> list[dict[str, Any]]:
    """The members of a panel as programs read them."""
    lines: Sequence[Line] = [found[person.number] for person in panel.members]
    return [
        {
            **_known(place, line),
            "level": line.candidate.level,
            "first_timer": line.candidate.first_timer,
            "on_programme": line.candidate.seated,
            "parts": line.suggestion.parts if line.suggestion is not None else {},
            "reasons": line.reasons,
        }
        for place, line in enumerate(lines, start=1)
    ]


def _known(place: int, line: Line) -> dict[str, Any]:
    person = line.candidate
    return {
        "rank": place,
        "member": person.name,
        "email": line.email,
        "organisation": person.organisation,
        "country": person.country,
        "fit": person.fit,
    }
