"""By which address members know the portal. Needs none of the extra's parts: links are made without."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from copctl.errors import Refused
from copctl.portal.origins import origin_of


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def site_of(url: str) -> str:
    """The origin that members reach the portal by, out of the community's `url`.

    Refused where there is none, where it is deeper than the top of a site (cookies that only one site can
    read hold for all of it), and where it is not encrypted (http is for this machine alone).
    """
    site = origin_of(url)
    if not site:
        raise Refused(
            "The portal needs the address that members know it by.",
            hint='add url = "https://..." to community.toml, or look at the demo: copctl portal serve --demo',
        )
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise Refused(f"{url} is no address of a web site.", hint="begin it with https://")
    if parts.path not in ("", "/") or parts.query:
        raise Refused(
            f"The portal needs a site of its own, and {url} is a part of one.",
            hint='url = "https://members.your-community.org" in community.toml',
        )
    if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
        raise Refused(
            f"{url} is not encrypted: whoever is on the way could read along, and sign in.",
            hint="begin it with https:// and put Caddy in front, as docs/portal.md shows",
        )
    return site
