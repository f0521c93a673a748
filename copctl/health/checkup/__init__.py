"""Looking over a community's folder: what is missing in it or out of order. One file a check."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from copctl.errors import CopctlError
from copctl.health.checkup import extras, own_templates, settled, store, wording
from copctl.health.checkup.finding import Finding, Premises, Status
from copctl.settings import load

__all__ = ["CHECKS", "Finding", "Premises", "Status", "examine"]

# In the order in which they are told. What one raises is a finding too.
CHECKS: Mapping[str, Callable[[Premises], Iterator[Finding]]] = {
    "settings": settled.findings,
    "store": store.findings,
    "words": wording.of_words,
    "mails": wording.of_mails,
    "templates": own_templates.findings,
    "extras": extras.findings,
}


def examine(folder: Path, environ: Mapping[str, str]) -> list[Finding]:
    """What every check finds in a community's folder; changes nothing.

    Without readable settings nothing else can be looked at.
    """
    try:
        settings = load(folder, environ)
    except CopctlError as error:
        return [_trouble("settings", error)]
    premises = Premises(settings, store.readers(settings))
    return [finding for name, check in CHECKS.items() for finding in _told(name, check(premises))]


def _told(check: str, found: Iterator[Finding]) -> Iterator[Finding]:
    try:
        yield from found
    except CopctlError as error:
        yield _trouble(check, error)


def _trouble(check: str, error: CopctlError) -> Finding:
    return Finding(check, Status.ERROR, error.message, error.hint)
