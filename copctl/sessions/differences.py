"""What is otherwise now than somebody's calendar shows."""

from __future__ import annotations

from dataclasses import dataclass

from copctl.mail.calendar import Shown
from copctl.sessions.clocks import Clock, clocks


@dataclass(frozen=True)
class Change:
    """One thing that is otherwise now: `title`, `when`, `place`, `link`, or `on` for what was off.

    For `when` both sides are clocks, for `on` they are empty, else texts.
    """

    kind: str
    before: Clock | str
    now: Clock | str


def differences(before: Shown, now: Shown) -> list[str]:
    """What a calendar gets wrong, as kinds of `Change`; a session that is on again comes first."""
    kinds = ["on"] if before.cancelled and not now.cancelled else []
    if (before.starts_at, before.minutes) != (now.starts_at, now.minutes):
        kinds.append("when")
    return kinds + [
        kind for kind in ("title", "place", "link") if getattr(before, kind) != getattr(now, kind)
    ]


def changes(before: Shown | None, now: Shown, zone: str) -> list[Change]:
    """What to tell somebody in this zone, whose calendar shows `before`; nothing for who was told nothing."""
    if before is None or now.cancelled:
        return []
    made = []
    for kind in differences(before, now):
        if kind == "when":
            was, will_be = (clocks(s.starts_at, s.minutes, [zone])[0] for s in (before, now))
            made.append(Change(kind, was, will_be))
        else:
            made.append(Change(kind, getattr(before, kind, ""), getattr(now, kind, "")))
    return made
