"""How heavy a mail is: what Gmail would cut, what thin lines cannot carry."""

from __future__ import annotations

from collections.abc import Iterator

from copctl.newsletter.rules.findings import Finding, Level, Place

# Gmail shows a "message clipped" line near 102 KB and hides the rest.
LARGEST = 100_000
# Bytes of HTML from which little is left for a correction; of the look for thin lines; of a whole mail.
NEARLY, LIGHT, WHOLE = 80_000, 20_000, 1_000_000


def page(size: int, look: str, file: str) -> Iterator[Finding]:
    """A finding for an HTML page of so many bytes."""
    said, place = f"{file} has {size / 1000:.0f} KB", Place(file)
    shorter = "shorten the draft"
    if size > LARGEST:
        what = f"{said}, and Gmail cuts mails near 102 KB."
        yield Finding(Level.ERROR, "size", place, what, shorter)
    elif size > NEARLY:
        what = f"{said}; from 100 KB on it must not go out, since Gmail cuts it."
        yield Finding(Level.WARNING, "size", place, what, shorter)
    if look == "light" and size > LIGHT:
        what = f"{said}, and the look for thin lines promises less than {LIGHT / 1000:.0f} KB."
        yield Finding(Level.WARNING, "size", place, what, shorter)


def whole(size: int, file: str) -> Iterator[Finding]:
    """A finding for a mail of so many bytes, its pictures in it."""
    if size > WHOLE:
        yield Finding(
            Level.WARNING, "size", Place(file),
            f"The mail has {size / 1_000_000:.1f} MB with its pictures, and readers pay for each of them.",
            "show fewer pictures, or put them on the web: pictures_url under [look] in community.toml",
        )  # fmt: skip
