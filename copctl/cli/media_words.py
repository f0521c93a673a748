"""Words about pictures that several commands share."""

from __future__ import annotations

from typing import Any


def without_consent(number: int) -> str:
    """What a picture of people lacks, and what to do about it."""
    return (
        f"Picture {number} stays out of the newsletter without consent of who is in it: "
        f'copctl media edit {number} --consent "Who agreed, and how", or --no-people'
    )


def size(count: int) -> str:
    """A file's size as people say it: `84 KB`, `4.1 MB`."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1_000:.0f} KB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"


def consent(row: dict[str, Any]) -> str:
    """Who agreed that a picture is shown, as a table says it."""
    if row["consent_by"]:
        return str(row["consent_by"])
    return "none: not published" if row["shows_people"] else "not needed: nobody in it"
