"""The mail that shows somebody what the community holds about them, for them to put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from copctl import names
from copctl.community import addresses, consent
from copctl.community.countries import country_name
from copctl.community.knowing.levels import LEVELS, Effective, word
from copctl.community.languages import language_name
from copctl.onboarding import letters
from copctl.onboarding.letters import Letter
from copctl.settings import Settings
from copctl.store.schema import CharterVersion, Member
from copctl.store.schema.member import Purpose

_NAME = "profile"
_WHO = {"self": "you said so", "peer": "colleagues say so", "moderator": "the moderator says so"}


def write(
    member: Member, held: Mapping[str, Any], settings: Settings, agreed: CharterVersion | None
) -> Letter:
    """The mail, in the first of the member's languages that the community has a template for."""
    language = letters.language_for(settings.folder / "templates", _NAME, member.languages or [])
    levels = [f"{level} {words}" for level, words in LEVELS.items()]
    said = {
        "name": addresses.greeted(member),
        "held": held,
        "levels": levels,
        "confirm": _confirm(member, settings),
    }
    return letters.write(settings, agreed, _NAME, language, said)


def _confirm(member: Member, settings: Settings) -> str:
    """An address that opens a mail to the moderator which says that all is right (RFC 6068)."""
    subject, body = f"My profile is right: {member.name}", "All of it is right."
    to = quote(settings.moderator.email, safe="@+")
    return f"mailto:{to}?subject={quote(subject)}&body={quote(body)}"


def held(member: Member, levels: Mapping[int, Effective], labels: Mapping[int, str]) -> dict[str, Any]:
    """What the community holds about somebody, under the names that the templates use.

    `levels` and `labels` are by the number of the topic. `speaks` is None while they have not said.
    """
    topics = [
        {"topic": labels[number], "level": level.level, "word": word(level.level), "who": _WHO[level.said_by]}
        for number, level in levels.items()
    ]
    agreed = consent.held(member, Purpose.SPEAKING)
    return {
        "role": member.role,
        "organisation": member.organisation.name if member.organisation else "",
        "country": country_name(member.country),
        "languages": [language_name(code) for code in member.languages or []],
        "topics": sorted(topics, key=lambda row: (-int(str(row["level"])), names.key(str(row["topic"])))),
        "speaks": None if agreed is None else agreed.withdrawn_on is None,
    }
