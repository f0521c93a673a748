"""The one style sheet of the members' pages, in the community's colours."""

from __future__ import annotations

from hashlib import sha256

from copctl.files import read_text
from copctl.rendering.colours import ink, readable
from copctl.resources import shipped
from copctl.settings import Look

_VENDORED, _OWN = "simple-2.3.7.min.css", "portal.css"
_PAPER, _DARK_PAPER = "#ffffff", "#17191b"
# The darkest and lightest tints that accents stand on.
_TINT, _DARK_TINT = "#f1f5f4", "#22272a"


def stylesheet(look: Look) -> tuple[str, str]:
    """File name and text. The name holds the text's hash, so that a browser may keep it for good."""
    folder = shipped("data") / "web"
    text = read_text(folder / _VENDORED) + _colours(look.accent) + read_text(folder / _OWN)
    return f"portal-{sha256(text.encode()).hexdigest()[:12]}.css", text


def _colours(accent: str) -> str:
    light, dark = readable(accent, _TINT), readable(accent, _DARK_TINT)
    day = f"--bg:{_PAPER};--accent-bg:{_TINT};--accent:{light};--accent-text:{ink(light)}"
    night = f"--bg:{_DARK_PAPER};--accent-bg:{_DARK_TINT};--accent:{dark};--accent-text:{ink(dark)}"
    return f"\n:root{{{day}}}@media (prefers-color-scheme:dark){{:root{{{night}}}}}\n"
