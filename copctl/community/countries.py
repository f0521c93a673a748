"""Countries as ISO 3166-1 codes. The names come with the time zone data (IANA, iso3166.tab)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from copctl.errors import Refused
from copctl.names import did_you_mean, key

# Names that people write and the table spells otherwise.
_ALSO = {
    "viet nam": "VN",
    "lao pdr": "LA",
    "lao people's democratic republic": "LA",
    "myanmar": "MM",
    "burma": "MM",
    "uk": "GB",
    "united kingdom": "GB",
    "usa": "US",
    "united states of america": "US",
    "timor-leste": "TL",
    "republic of korea": "KR",
    "china": "CN",
}


@cache
def names() -> dict[str, str]:
    """Code -> English name."""
    table = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return dict(pairs)


@cache
def _codes() -> dict[str, str]:
    return {**{key(name): code for code, name in names().items()}, **_ALSO}


@cache
def country_code(text: str) -> str:
    """The two-letter code of a country given by code or English name; Refused for an unknown one."""
    typed = key(text)
    if len(typed) == 2 and typed.upper() in names():
        return typed.upper()
    code = _codes().get(typed)
    if code is None:
        hint = did_you_mean(text, names().values(), "use its two-letter code, such as KH")
        raise Refused(f"There is no country {text!r}.", hint=hint)
    return code


def country_name(code: str | None) -> str:
    """The English name of a code, or nothing for none."""
    return names().get(code, code) if code else ""
