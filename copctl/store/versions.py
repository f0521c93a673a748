"""Which version of the schema this program writes. Kept apart so that checking it is cheap."""

from __future__ import annotations

# The number of the newest migration; SQLite keeps it in `PRAGMA user_version`.
CURRENT = 7
