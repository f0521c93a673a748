"""The time zone of a country, where it has only one (IANA time zone database, zone.tab)."""

from __future__ import annotations

from functools import cache


def zone_of(country: str | None) -> str | None:
    """The zone of a country by its ISO 3166-1 code; None for one with several, or for none."""
    return _only_zones().get(country) if country is not None else None


def zone_for(timezone: str | None, country: str | None, otherwise: str) -> str:
    """On whose clock somebody reads: the zone they named, else their country's, else the community's."""
    return timezone or zone_of(country) or otherwise


@cache
def _only_zones() -> dict[str, str]:
    # Imported here: most of the time everybody's zone is known.
    from importlib.resources import files

    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    zones: dict[str, list[str]] = {}
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _place, zone, *_note = line.split("\t")
            zones.setdefault(country, []).append(zone)
    return {country: found[0] for country, found in zones.items() if len(found) == 1}
