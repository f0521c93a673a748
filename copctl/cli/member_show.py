"""`copctl member show`."""

from __future__ import annotations

from typing import Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.member_options import Who
from copctl.cli.options import AsJson, Format, style_of
from copctl.cli.showing import Record


def register(app: typer.Typer) -> None:
    """Put the command into the group."""
    app.command("show")(show)


def show(ctx: typer.Context, member: Who, format: Format = None, json: AsJson = False) -> None:
    """Show everything that is stored about one member."""
    desk = Desk.of(ctx)
    style = style_of(format, json)
    from copctl.community import history, people, visible
    from copctl.community.countries import country_name
    from copctl.community.exchange import entry_of

    with desk.reading() as db:
        found = people.find(db, member)
        entry = {"number": found.id, **entry_of(found), **history.way_of(found), "shown": found.shown}
        shown = ", ".join(("name", *visible.shown(found))) if visible.is_listed(found) else ""
    lines = [
        ("No.", entry["number"]),
        ("Email", entry["email"]),
        ("Other addresses", entry["other_emails"]),
        ("Organisation", entry["organisation"]),
        ("Country", country_name(entry["country"])),
        ("Role", entry["role"]),
        ("Time zone", entry["timezone"]),
        ("Languages", entry["languages"]),
        ("Status", _status_words(entry)),
        ("Way", "\n".join(_step_line(step) for step in entry["steps"])),
        ("Joined on", entry["joined_on"]),
        ("Source", entry["source"]),
        ("Referred by", entry["referred_by"]["name"] if entry["referred_by"] else ""),
        ("Duties", [_duty_words(duty) for duty in entry["duties"]]),
        ("Next step", _next_words(entry)),
        ("Hours a quarter", entry["hours_per_quarter"]),
        ("Motivations", entry["motivations"]),
        ("Brings", entry["brings"]),
        ("Bio", entry["bio"]),
        ("Expertise", [f"{c['topic']} {c['level']}" for c in entry["expertise"]]),
        ("Evidence", "\n".join(_evidence_line(e) for e in entry["evidence"])),
        ("Consents", [_consent_words(c) for c in entry["consents"]] or "none"),
        ("Members see", shown),
    ]
    desk.show(Record(entry["name"], lines, entry), style)


def _evidence_line(piece: dict[str, Any]) -> str:
    dated = f" ({piece['date']})" if piece["date"] else ""
    return f"{piece['kind']}: {piece['title']}{dated}"


def _consent_words(consent: dict[str, Any]) -> str:
    if consent["withdrawn_on"]:
        return f"{consent['purpose']} withdrawn {consent['withdrawn_on']}"
    return f"{consent['purpose']} since {consent['given_on']}"


def _status_words(entry: dict[str, Any]) -> str:
    since = entry["status_since"]
    return f"{entry['status']} since {since}" if since else str(entry["status"])


def _step_line(step: dict[str, Any]) -> str:
    why = f" ({step['source']})" if step["source"] else ""
    return f"{step['on']} {step['from']} to {step['to']}{why}"


def _duty_words(duty: dict[str, Any]) -> str:
    ended = f" until {duty['until']}" if duty["until"] else ""
    return f"{duty['duty']} since {duty['since']}{ended}"


def _next_words(entry: dict[str, Any]) -> str:
    due = f" by {entry['next_step_on']}" if entry["next_step_on"] else ""
    return f"{entry['next_step']}{due}" if entry["next_step"] else ""
