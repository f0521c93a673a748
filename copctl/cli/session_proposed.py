"""How a proposed calendar looks: a block a session, then the hours on everybody's clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from copctl.cli.desk import Desk
from copctl.cli.showing import Column, Listing, Style, to_json, width_of
from copctl.cli.wrapping import wrapped

if TYPE_CHECKING:
    from datetime import date, datetime

    from copctl.sessions.bearable import Hour
    from copctl.sessions.clashes import Clash
    from copctl.sessions.proposing import Calendar, Proposed
    from copctl.speakers.matching import Suggestion

_WIDEST = 100
_LABEL = 10
# Beside its code a session's hour is shown; more sessions than this make a table of its own.
_BESIDE = 5


def show(desk: Desk, calendar: Calendar, style: Style) -> None:
    """Print the calendar: blocks for a person, a row a session for a document or a spreadsheet."""
    if style is not Style.TABLE:
        desk.show(Listing(_COLUMNS, [_row(session) for session in calendar.sessions]), style)
        return
    width = min(width_of(desk.stdout), _WIDEST)
    for place, session in enumerate(calendar.sessions):
        if place:
            desk.say("")
        for line in _block(session, width, calendar.wish.speakers):
            desk.say(line)
    _show_clocks(desk, calendar)


def conclude(desk: Desk, calendar: Calendar, written: Sequence[str]) -> None:
    """What is to be known beside the calendar, and what to do next."""
    lacking = calendar.wanted - len(calendar.sessions)
    if lacking > 0:
        waits = "1 topic waits" if len(calendar.sessions) == 1 else f"{len(calendar.sessions)} topics wait"
        desk.hint(f"Only {waits}: {lacking} of {calendar.wanted} sessions have none. Ask: copctl survey new")
    if calendar.unknown:
        named = ", ".join(f"{_country(code)} ({count})" for code, count in calendar.unknown.items())
        desk.hint(f"No public holidays are known of: {named}.")
    if written:
        desk.say(f"Planned {_sessions(len(written))}: {', '.join(written)}. One copctl undo takes them back.")
        _advise(desk, calendar)
    else:
        desk.hint("Nothing is written yet. To plan them: the same command with --write")


def _advise(desk: Desk, calendar: Calendar) -> None:
    first = calendar.sessions[0]
    if first.speakers:
        email = first.speakers[0].candidate.email or str(first.speakers[0].candidate.number)
        desk.hint(f"Next: copctl speakers ask {first.code} {email}")
    elif calendar.wish.speakers:
        desk.hint("Next: copctl speakers gaps")
    else:
        desk.hint(f"Next: copctl speakers suggest --session {first.code}")


def _sessions(count: int) -> str:
    return f"{count} session{'s' * (count != 1)}"


# A block a session --------------------------------------------------------------------------------


def _block(session: Proposed, width: int, wanted: int) -> Iterator[str]:
    yield f"{session.code:<{_LABEL}}{_when(session)}"
    yield from wrapped(session.turn.topic.label, width, " " * _LABEL)
    lines = [("Why", [_why(session)]), ("Speakers", _speakers(session, wanted)), ("Note", _mind(session))]
    for label, texts in lines:
        for number, text in enumerate(texts):
            head = f"{label if not number else '':<{_LABEL}}"
            folded = wrapped(text, width, " " * _LABEL)
            yield f"{head}{folded[0][_LABEL:]}"
            yield from folded[1:]


def _when(session: Proposed) -> str:
    from copctl.sessions.clocks import offset_words

    local = session.local
    offset = local.utcoffset()
    zone = f" {offset_words(offset)}" if offset is not None else ""
    return f"{_day(local, year=True)}, {local:%H:%M}{zone}, {session.minutes} minutes"


def _why(session: Proposed) -> str:
    turn = session.turn
    topic = turn.topic
    if topic.votes is None:
        return "stands on the list; nobody was asked about it yet"
    said = f"{topic.votes} of {topic.respondents} asked for it"
    if turn.before:
        return f"{said}; before {turn.before}, which more want: {_served(session)}"
    if turn.unserved and turn.unserved < topic.votes:
        said += f", {_of_whom(turn.unserved)} no topic of theirs yet"
    return f"{said} (drawn by lot among equals)" if turn.drawn else said


def _of_whom(count: int) -> str:
    return f"{count} of whom {'has' if count == 1 else 'have'} had"


def _served(session: Proposed) -> str:
    if session.turn.unserved:
        return f"{_of_whom(session.turn.unserved)} no topic of theirs yet"
    return "those who want it had fewer of their topics so far"


def _speakers(session: Proposed, wanted: int) -> list[str]:
    if wanted and not session.speakers:
        return ["nobody who is known to speak of it is free: copctl speakers gaps"]
    return [f"{_name(line)}: {'; '.join(line.reasons[:2])}" for line in session.speakers]


def _name(line: Suggestion) -> str:
    place = line.candidate.organisation or line.candidate.country or ""
    return f"{line.candidate.name} ({place})" if place else line.candidate.name


def _mind(session: Proposed) -> list[str]:
    """What is in the way that day, and what was in the way of another."""
    slot = session.slot
    texts = [_clash(clash) for clash in slot.clashes]
    if slot.wanted is not None:
        why = f": {'; '.join(_clash(c) for c in slot.avoided)}" if slot.avoided else ", which suits fewer"
        texts.append(f"moved from {_day(slot.wanted)}{why}")
    return texts


def _clash(clash: Clash) -> str:
    if clash.kind == "session":
        return f"session {clash.name} is in the same week, on {_day(clash.day)}"
    country = _country(clash.country)
    where = f"{country} ({_members(clash.members)})"
    if clash.kind == "bridge":
        return f"a bridge day in {where}, next to {clash.name}"
    return f"{clash.name.removesuffix(f' in {country}')} in {where}"


def _members(count: int) -> str:
    return f"{count} member{'s' * (count != 1)}"


def _day(day: date, *, year: bool = False) -> str:
    return f"{day:%a} {day.day} {day:%b}" + (f" {day.year}" if year else "")


def _country(code: str) -> str:
    from copctl.community.countries import country_name

    return country_name(code) or "no country"


# The hours on everybody's clock -------------------------------------------------------------------


def _show_clocks(desk: Desk, calendar: Calendar) -> None:
    """A row a country and zone, a column for the sessions that are at the same hours everywhere."""
    if not calendar.places:
        return
    alike: dict[tuple[str, ...], list[Proposed]] = {}
    for session in calendar.sessions:
        alike.setdefault(tuple(_hour(hour) for hour in session.slot.start.hours), []).append(session)
    columns = [Column("where", "Whose clock"), Column("members", "Members", numeric=True)]
    rows: list[dict[str, Any]] = [
        {"where": _where(place.country, place.zone), "members": place.members} for place in calendar.places
    ]
    last: dict[str, Any] = {
        "where": "Inside 8:00 to 18:00",
        "members": sum(p.members for p in calendar.places),
    }
    for hours, sessions in alike.items():
        key = sessions[0].code
        heading = "All" if len(alike) == 1 and len(sessions) > 1 else " ".join(s.code for s in sessions)
        columns.append(Column(key, heading))
        for row, hour in zip(rows, hours, strict=True):
            row[key] = hour
        last[key] = f"{sessions[0].slot.start.share:.0%}"
    desk.say("")
    desk.show(Listing(columns, [*rows, last]), Style.TABLE)
    if any(not hour.bearable for session in calendar.sessions for hour in session.slot.start.hours):
        desk.say("* outside of 8:00 to 18:00 on a working day there")


def _where(country: str, zone: str) -> str:
    from copctl.sessions.clocks import place

    name = _country(country)
    return name if not country else f"{name}, {place(zone)}"


def _hour(hour: Hour) -> str:
    other = hour.starts.weekday()
    shown = f"{hour.starts:%H:%M}"
    if other in hour.place.weekend:
        shown = f"{hour.starts:%a} {shown}"
    return shown if hour.bearable else f"{shown} *"


# For programs -------------------------------------------------------------------------------------

_COLUMNS = [
    Column("code", "Code", whole=True),
    Column("when", "When"),
    Column("topic", "Topic"),
    Column("why", "Why"),
    Column("speakers", "Speakers"),
    Column("clashes", "Note"),
    Column("inside", "Inside", numeric=True),
]


def _row(session: Proposed) -> dict[str, Any]:
    return {
        "code": session.code,
        "when": session.local.isoformat(timespec="minutes"),
        "topic": session.turn.topic.label,
        "why": _why(session),
        "speakers": [line.candidate.name for line in session.speakers],
        "clashes": "; ".join(_mind(session)),
        "inside": round(session.slot.start.share, 4),
    }


def say_json(desk: Desk, calendar: Calendar, *, written: bool) -> None:
    """The whole calendar for a program."""
    full = {
        "every": str(calendar.wish.rhythm),
        "timezone": calendar.wish.zone,
        "wanted": calendar.wanted,
        "by_ballots": calendar.has_ballots,
        "sessions": [_full(session) for session in calendar.sessions],
        "holidays_unknown": [
            {"country": code, "name": _country(code), "members": count}
            for code, count in calendar.unknown.items()
        ],
        "written": written,
    }
    desk.say(to_json(full))


def _full(session: Proposed) -> dict[str, Any]:
    from datetime import UTC

    from copctl.cli.speakers_shown import row

    topic, slot = session.turn.topic, session.slot
    return {
        "code": session.code,
        "topic": topic.label,
        "slug": topic.slug,
        "starts_at": slot.start.at.astimezone(UTC).isoformat(),
        "local": session.local.isoformat(),
        "timezone": session.zone,
        "minutes": session.minutes,
        "argument": session.turn.argument.value,
        "why": _why(session),
        "votes": topic.votes,
        "respondents": topic.respondents,
        "survey": topic.survey or None,
        "unserved": session.turn.unserved,
        "before": session.turn.before or None,
        "speakers": [row(line) for line in session.speakers],
        "clashes": [_plain(clash) for clash in slot.clashes],
        "moved_from": slot.wanted,
        "avoided": [_plain(clash) for clash in slot.avoided],
        "inside": round(slot.start.share, 4),
        "clocks": [_clock(hour) for hour in slot.start.hours],
    }


def _plain(clash: Clash) -> dict[str, Any]:
    return {
        "kind": clash.kind.value,
        "day": clash.day,
        "name": clash.name,
        "country": clash.country or None,
        "members": clash.members,
    }


def _clock(hour: Hour) -> dict[str, Any]:
    starts: datetime = hour.starts
    return {
        "country": hour.place.country or None,
        "timezone": hour.place.zone,
        "members": hour.place.members,
        "local": starts.isoformat(),
        "inside": hour.bearable,
    }
