"""Somebody's way as a program reads it: since when they stand where, by whom, with which duties."""

from __future__ import annotations

from typing import Any

from copctl.community import duties
from copctl.store.schema import Member


def way_of(member: Member) -> dict[str, Any]:
    """Status since, referrer, next step, duties and steps; days as `2026-10-01`, None where unknown."""
    by = member.referred_by
    return {
        "status_since": _iso(member.status_since),
        "referred_by": {"number": by.id, "name": by.name} if by else None,
        "next_step": member.next_step,
        "next_step_on": _iso(member.next_step_on),
        "checked_on": _iso(member.checked_on),
        "duties": [
            {
                "duty": duties.words(duty),
                "kind": duty.kind,
                "organisation": duty.organisation.name if duty.organisation else None,
                "since": _iso(duty.since),
                "until": _iso(duty.until),
            }
            for duty in member.duties
        ],
        "steps": [
            {"on": _iso(s.changed_on), "from": s.status_before, "to": s.status, "source": s.source}
            for s in member.steps
        ],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None
