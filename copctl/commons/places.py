"""How a place (`/members/12`) is linked to on a static site: behind `#`, or as the file that holds it."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

# What may stand as it is behind `#` (RFC 3986, section 3.5).
_IN_FRAGMENT = "/?=&:@!$'()*+,;"
_NO_NAME = re.compile(r"[^\w.-]+")
_PLAIN = re.compile(r"/|(?!/index$)(/[\w-][\w.-]*)+")
# File systems take 255 bytes.
_LONGEST = 180


def behind_hash(place: str) -> str:
    """The link to a place of the sealed site."""
    return f"#{quote(place, safe=_IN_FRAGMENT)}"


def file_of(place: str) -> str:
    """The file of a place where each page is a file: `members~12.html`, `index.html` for the first.

    All lie in one folder, so that a link is the same on every page and opens from a disk too.
    """
    parts = [_NO_NAME.sub("-", part).lstrip(".") for part in re.split("[/?]", place)]
    stem = "~".join(filter(None, parts)) or "index"
    if len(stem.encode()) > _LONGEST or not _PLAIN.fullmatch(place):
        # Cut short or written otherwise, two places must not become one file.
        told = hashlib.sha256(place.encode()).hexdigest()[:12]
        stem = f"{stem.encode()[:_LONGEST].decode(errors='ignore')}~{told}"
    return f"{stem}.html"


def as_file(place: str) -> str:
    """The link to a place where each page is a file."""
    return quote(file_of(place))
