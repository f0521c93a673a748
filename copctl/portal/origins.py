"""Whether a request that changes something comes from a page of ours."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Nine bytes in an address are one letter of Khmer, Lao or Thai.
_LONGEST_PLACE = 1500
_OURS = frozenset({"same-origin", "none"})


def is_from_elsewhere(method: str, headers: Mapping[str, str], site: str) -> bool:
    """Whether an unsafe request was made by another site's page (RFC 9110, section 9.2.1: safe methods).

    Browsers say so themselves in Sec-Fetch-Site (W3C Fetch Metadata); the few that do not send Origin (WHATWG
    Fetch). A program sends neither, and has no cookie of anybody's to misuse. `site` is the portal's own
    origin, such as `https://mel.example`.
    """
    if method in SAFE:
        return False
    said = headers.get("sec-fetch-site")
    if said is not None:
        return said not in _OURS
    origin = headers.get("origin")
    return origin is not None and origin_of(origin) != origin_of(site)


def origin_of(url: str) -> str:
    """Scheme, host and port of an address, in lower case (RFC 6454, section 6.1); empty for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if not parts.scheme or not parts.hostname:
        return ""
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    shown = f":{port}" if port is not None and port != usual else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{shown}"


def is_local_place(text: str) -> bool:
    """Whether a text is a place on this site, safe to send a browser to and to keep in a cookie.

    That is one written in ASCII, as browsers write addresses (RFC 3986, section 2.1).
    """
    begins = text.startswith("/") and not text.startswith(("//", "/\\"))
    is_written_so = text.isascii() and text.isprintable() and not {"\\", " "} & set(text)
    return begins and is_written_so and len(text) < _LONGEST_PLACE
