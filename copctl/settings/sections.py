"""One section of `community.toml` after the other, checked: Refused names the entry that is wrong."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from copctl.errors import Refused
from copctl.settings.kinds import SECURITIES, Portal, SpeakerWeights, TallyRules

# Only proportions matter; beyond this somebody typed something else.
_HEAVIEST = 1_000
# Days that a browser may stay signed in.
_LONGEST = 366


def section(path: Path, table: dict[str, Any], name: str) -> dict[str, Any]:
    """A section of the file, empty where it is not there; Refused for what is none."""
    said = table.get(name, {})
    if not isinstance(said, dict):
        raise Refused(f"{path}: {name} must be a section, [{name}].", hint=f"write [{name}] on its own line")
    return said


def fitting(path: Path, kind: type, said: dict[str, Any]) -> dict[str, Any]:
    """The section, if every entry of it is a field of that kind; Refused names one that is not."""
    known = {f.name for f in fields(kind)}
    for name in said:
        if name not in known:
            raise Refused(f"{path} has an unknown entry {name!r}.", hint=f"known: {', '.join(sorted(known))}")
    return said


def weights(path: Path, said: dict[str, Any]) -> dict[str, float]:
    """How much each part counts when speakers are suggested: numbers of 0 or more, not all of them 0."""
    found = fitting(path, SpeakerWeights, said)
    defaults = vars(SpeakerWeights())
    for name, weight in found.items():
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not is_number or not 0 <= weight <= _HEAVIEST:  # what is no number (nan) is within no bounds
            raise Refused(
                f"{path}: [speakers] {name} must be a number of 0 or more, {_HEAVIEST:,} at most.",
                hint=f"{name} = {defaults[name]:.2f}",
            )
    if not any((defaults | found).values()):
        raise Refused(
            f"{path}: [speakers] gives every part the weight 0, so nothing would count.",
            hint=f"text = {defaults['text']:.2f}, or another part above 0",
        )
    return {name: float(weight) for name, weight in found.items()}


def group(path: Path, said: dict[str, Any]) -> dict[str, int]:
    """The smallest group that may be shown: whole numbers of 1 or more."""
    for name, least in fitting(path, TallyRules, said).items():
        if isinstance(least, bool) or not isinstance(least, int) or least < 1:
            raise Refused(f"{path}: [tally] {name} must be a whole number of 1 or more.", hint=f"{name} = 5")
    return said


def portal(path: Path, said: dict[str, Any]) -> Portal:
    """The portal's days and the proxies in front of it; Refused for what is no address or network."""
    proxies = said.get("proxies", [])
    if not isinstance(proxies, list) or not all(isinstance(entry, str) for entry in proxies):
        raise Refused(
            f"{path}: [portal] proxies must be a list of addresses.", hint='proxies = ["127.0.0.1"]'
        )
    # Imported here: few communities have proxies, and every command reads the settings.
    from ipaddress import ip_network

    for entry in proxies:
        try:
            ip_network(entry)
        except ValueError as error:
            raise Refused(
                f"{path}: [portal] proxies must be addresses, and {entry!r} is none.",
                hint='proxies = ["127.0.0.1"], or a network such as "10.0.0.0/8"',
            ) from error
    days = {name: value for name, value in fitting(path, Portal, said).items() if name != "proxies"}
    for name, value in days.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LONGEST:
            raise Refused(
                f"{path}: [portal] {name} must be a number of days, 1 to {_LONGEST}.", hint=f"{name} = 14"
            )
    return Portal(**days, proxies=tuple(proxies))


def server(path: Path, name: str, kind: type, table: dict[str, Any]) -> dict[str, Any]:
    """A section of words, whole numbers of 0 or more, and yes or no, as the defaults of `kind` are."""
    said = fitting(path, kind, section(path, table, name))
    for f in fields(kind):
        value = said.get(f.name, f.default)
        if isinstance(f.default, bool):
            if not isinstance(value, bool):
                raise Refused(f"{path}: [{name}] {f.name} must be true or false.", hint=f"{f.name} = true")
        elif isinstance(f.default, int) and (
            isinstance(value, bool) or not isinstance(value, int) or value < 0
        ):
            raise Refused(
                f"{path}: [{name}] {f.name} must be a whole number of 0 or more.",
                hint=f"{f.name} = {f.default}",
            )
        if isinstance(f.default, str) and not isinstance(value, str):
            raise Refused(f"{path}: [{name}] {f.name} must be a text.", hint=f'{f.name} = "..."')
    if said.get("security", SECURITIES[0]) not in SECURITIES:
        raise Refused(
            f"{path}: [{name}] security cannot be {said['security']!r}.",
            hint=f"choose one of: {', '.join(SECURITIES)}",
        )
    return said
