"""Pictures: words for who does not see them, and whether they may be shown at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from copctl import names
from copctl.newsletter.rules.findings import Finding, Level, Place
from copctl.newsletter.rules.outline import Link, Outline

OWN = "media:"
_RULE = "alternative text"
# What programs and people in a hurry put where the description belongs.
_SAYING_NOTHING = frozenset(
    {"image", "picture", "photo", "photograph", "img", "pic", "logo", "screenshot", "alt", "alt text"}
)
_FILE = re.compile(
    r"\S+\.(?:jpe?g|png|gif|webp|heic|svg|bmp|tiff?)|(?:img|dscn?|image|photo)[_-]?\d+", re.IGNORECASE
)


def described(outline: Outline, alternatives: Mapping[str, str], file: str) -> Iterator[Finding]:
    """A finding for each picture without a description; `alternatives` are those in the store, by address."""
    for picture in _pictures(outline):
        words = picture.words.strip() or alternatives.get(picture.address, "").strip()
        place = Place(file, picture.line)
        number = picture.address.removeprefix(OWN)
        fix = "describe it between the brackets: ![what is to be seen](...)"
        if picture.address in alternatives and not picture.words.strip():
            fix = f"copctl media edit {number} --alt TEXT; or between the brackets, for this issue"
        if not words:
            yield Finding(
                Level.ERROR, _RULE, place, "This picture has no words for those who do not see it.", fix
            )
        elif names.key(words) in _SAYING_NOTHING or _FILE.fullmatch(words) or words in picture.address:
            yield Finding(Level.WARNING, _RULE, place, f"{words!r} does not say what is to be seen.", fix)


def showable(
    outline: Outline, shown: Collection[str], unagreed: Collection[str], file: str
) -> Iterator[Finding]:
    """A finding for each picture that is not in the mail.

    `shown` are the addresses of those that are, `unagreed` of those that nobody agreed to.
    """
    for picture in _pictures(outline):
        place, number = Place(file, picture.line), picture.address.removeprefix(OWN)
        if not picture.address.startswith(OWN):
            yield Finding(
                Level.WARNING, "picture", place,
                "A picture from elsewhere is shown as a link: mail programs hide such pictures.",
                "copctl media add FILE --alt TEXT",
            )  # fmt: skip
        elif picture.address in unagreed:
            yield Finding(
                Level.ERROR, "picture without consent", place,
                f"Picture {number} is left out: it shows people, and nobody agreed to it.",
                f'copctl media edit {number} --consent "Who gave it, and how"; or take it out',
                kept_back=True,
            )  # fmt: skip
        elif picture.address not in shown:
            yield Finding(
                Level.ERROR, "picture", place, f"Picture {number} is not there.",
                "copctl media list; or take it out",
            )  # fmt: skip


def _pictures(outline: Outline) -> Iterator[Link]:
    return (link for link in outline.links if link.is_picture)
