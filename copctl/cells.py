"""Text in the cells of spreadsheets: safe on the way out, as it was on the way back in."""

from __future__ import annotations

# A cell that begins so may run as a formula when a spreadsheet opens the file
# (OWASP, "CSV Injection").
_RISKY = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """The text with a leading `'` where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip("'").startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """The text as it was before `guarded`; anything else comes back unchanged."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_RISKY) else text
