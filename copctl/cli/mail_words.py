"""Words that several commands about mails share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from copctl.cli.desk import Desk

# So many people are named before the rest is counted.
_NAMED = 10


def mails(count: int) -> str:
    """So many mails."""
    return f"{count} mail{'s' * (count != 1)}"


def some(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"


def tell_left_out(desk: Desk, left_out: Iterable[Mapping[str, str]]) -> None:
    """Say who was left out, by reason."""
    reasons: dict[str, list[str]] = {}
    for person in left_out:
        reasons.setdefault(person["why"], []).append(person["name"])
    for why, people in reasons.items():
        desk.hint(f"Left out, {why}: {some(people)}.")


def note_doubt(desk: Desk) -> None:
    """Say what the settings ask for that no mail can do."""
    from copctl.mail.sender import doubt_about, sender_of

    doubt = doubt_about(sender_of(desk.settings))
    if doubt:
        desk.hint(f"Note: {doubt}")


def local(desk: Desk, moment: datetime | None) -> str:
    """A moment where the community plans; nothing for none."""
    return f"{moment.astimezone(desk.settings.zone):%Y-%m-%d %H:%M}" if moment else ""


def nothing(planned: int) -> str:
    """That no mail goes, whether or not some are planned for later."""
    return "No mail is due yet." if planned else "No mail waits."


def tell_planned(desk: Desk, count: int, first: datetime | None) -> None:
    """Say what waits for a moment that somebody chose."""
    if count:
        wait = "waits for its time" if count == 1 else "wait for their time"
        desk.hint(f"{mails(count)} {wait}; the first may go from {local(desk, first)}: copctl mail deliver")
