"""Features of a mail's page that mail clients drop, so that something is missing or falls apart."""

from __future__ import annotations

from collections.abc import Iterator

from copctl.newsletter.client_facts import Facts, dropped
from copctl.newsletter.rules.findings import Finding, Level, Place

_LOST = {"content": "do not show it", "layout": "lay the page out without it"}


def features(html: str, facts: Facts, file: str) -> Iterator[Finding]:
    """A warning for each feature whose loss costs content or layout; mere looks are left alone."""
    for one in dropped(html, facts):
        if one.loss in _LOST:
            clients = ", ".join(one.clients)
            yield Finding(
                Level.WARNING, "mail clients", Place(file, one.line),
                f"{one.feature}: {clients} {_LOST[one.loss]} ({facts.day:%B %Y}).", one.note,
            )  # fmt: skip
