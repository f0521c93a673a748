"""Consent to publish a story or a picture: who gave it, how, and when."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from copctl import names
from copctl.errors import Refused
from copctl.when import parse_day


class Published(Protocol):
    """What needs somebody's consent; `consent_by` is written `NAME, HOW`."""

    consent_by: str
    consent_on: date | None


def agree(
    piece: Published, consent: str | None, given_on: str | None, *, today: date, anew: bool = False
) -> None:
    """Note a consent: None says nothing, an empty text takes it back.

    A first consent without a date was given today, and so was one given `anew`. Refused for a date without
    a consent, or a day to come.
    """
    if consent is not None:
        piece.consent_by = names.written(consent)
        if not piece.consent_by:
            piece.consent_on = None
        elif piece.consent_on is None or anew:
            piece.consent_on = today
    if given_on:
        if not piece.consent_by:
            raise Refused(
                "A date of consent says nothing without the consent.",
                hint='add --consent "Who gave it, and how"',
            )
        piece.consent_on = parse_day(given_on)
        if piece.consent_on > today:
            raise Refused(f"A consent of {given_on} lies in the future.", hint="check the year")


def is_signed_by(consent_by: str, name_key: str) -> bool:
    """Whether a consent, written `NAME, HOW`, is that of somebody with this name, as `names.key` writes it.

    A name may have a comma in it, so what stands before the first one need not be all of it.
    """
    signed = names.key(consent_by)
    return bool(name_key) and (signed == name_key or signed.startswith(f"{name_key},"))


def giver(piece: Published) -> str:
    """The name of who gave the consent: what stands before the first comma."""
    return piece.consent_by.partition(",")[0].strip()


def take_back(piece: Published) -> None:
    """Let the consent be as if it was never given."""
    piece.consent_by, piece.consent_on = "", None
