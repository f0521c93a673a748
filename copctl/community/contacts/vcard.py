"""vCards 2.1 (as Outlook writes them), 3.0 and 4.0; one file holds any number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from copctl import names
from copctl.community.contacts.rows import with_addresses
from copctl.community.contacts.shape import Contacts, Entry, LeftOut, NameOrder, Opening
from copctl.community.contacts.vcard_lines import Card, cards
from copctl.community.contacts.vcard_writing import PRODUCT
from copctl.errors import Refused
from copctl.tables import read_as_text

TOOL = "vcard"
_TAKEN = {"FN", "N", "EMAIL", "ORG", "TITLE", "ROLE", "ADR", "TZ", "LANG"}
# What is about the card and not about the person.
_QUIET = {
    "VERSION",
    "PRODID",
    "REV",
    "UID",
    "KIND",
    "SOURCE",
    "PROFILE",
    "CLASS",
    "SORT-STRING",
    "MAILER",
    "LABEL",
}
_PERSON = {"", "individual"}
# An offset such as -0500 is no zone: it says nothing of the summer.
_OFFSET = re.compile(r"[+-]?\d|utc|gmt|z$", re.IGNORECASE)


def rule_of(opening: Opening) -> str:
    """Its first line."""
    return "the first line is BEGIN:VCARD" if opening.is_cards else ""


def contacts_of(opening: Opening, rule: str) -> Contacts:
    """One card a person; Refused for a file without a card."""
    opening.refuse_mapping("vCard")
    text = read_as_text(opening.path, opening.encoding)
    if "BEGIN:VCARD" not in text.upper():
        raise Refused(f"{opening.path} has no vCard in it.", hint="leave --tool out")
    unknown: list[str] = []
    return Contacts(
        TOOL,
        rule,
        _entries(text, unknown, opening.name_order),
        unknown=unknown,
        source="import: vCard",
        is_list=True,
    )


def _entries(text: str, unknown: list[str], order: NameOrder | None) -> Iterator[Entry]:
    for line, card in cards(text):
        if isinstance(card, str):
            yield line, card
            continue
        yield line, _entry(card, order)
        taken = _TAKEN | ({"NOTE"} if _is_own(card) else set())
        left = {p.name for p in card.properties if p.raw.strip()} - taken - _QUIET
        unknown += sorted(name for name in left - set(unknown) if not name.startswith("X-"))


def _entry(card: Card, order: NameOrder | None = None) -> dict[str, Any] | LeftOut:
    kind = card.first("KIND") or card.first("X-ADDRESSBOOKSERVER-KIND")
    if names.key(kind) not in _PERSON:
        return LeftOut("a group or an organisation, no person")
    found = {
        "name": card.first("FN") or _composed(card, order),
        "organisation": next((p.parts()[0] for p in card.named("ORG")), ""),
        "role": card.first("TITLE") or card.first("ROLE"),
        "country": _country(card),
        "timezone": next((p.text for p in card.named("TZ") if not _OFFSET.match(p.text.strip())), ""),
        "languages": [p.text for p in card.named("LANG")],
        # What somebody noted about a person is not what that person says of themselves.
        "bio": card.first("NOTE") if _is_own(card) else "",
    }
    emails = dict.fromkeys(p.text.strip().removeprefix("mailto:") for p in card.named("EMAIL"))
    return with_addresses(found, [email for email in emails if email])


def _is_own(card: Card) -> bool:
    return card.first("PRODID") == PRODUCT


def _composed(card: Card, order: NameOrder | None) -> str:
    """The name of a card without FN out of its parts (RFC 6350, 6.2.2), given name first unless said."""
    for held in card.named("N"):
        family, given, more = [*held.parts(), "", "", ""][:3]
        parts = (family, more, given) if order is NameOrder.FAMILY_FIRST else (given, more, family)
        return " ".join(part.strip() for part in parts if part.strip())
    return ""


def _country(card: Card) -> str:
    """The seventh part of the first address that has one (RFC 6350, 6.3.1)."""
    return next((parts[6] for p in card.named("ADR") if len(parts := p.parts()) > 6 and parts[6].strip()), "")
