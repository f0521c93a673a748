"""Whether the store can be read, is whole, and is of this program's version."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from copctl.errors import CopctlError, StoreError
from copctl.health.checkup.finding import Finding, Premises, Status
from copctl.settings import Settings
from copctl.store import quick
from copctl.store.versions import CURRENT

_CHECK = "store"
_LANGUAGES = """
SELECT CAST(languages AS TEXT) AS languages, count(*) AS number FROM member
WHERE status = 'active' GROUP BY CAST(languages AS TEXT)
"""


def findings(premises: Premises) -> Iterator[Finding]:
    """Its version; raises NotFound for a store that is missing, StoreError for one that is damaged."""
    url = premises.settings.database
    path = quick.sqlite_path(url)
    place = path.name if path is not None else "The database"
    found = _version(url)
    quick.refuse_other_version(found, place)
    if found < CURRENT:
        yield Finding(
            _CHECK,
            Status.WARNING,
            f"{place} is of version {found}, and this copctl works with {CURRENT}.",
            "copctl log (it brings the store up to date, with a copy beside it)",
        )
        return
    if path is not None:
        with quick.reading_file(path) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise StoreError(f"The store {path} is damaged: {said}.", hint="put a backup back")
    yield Finding(_CHECK, Status.OK, f"{place} is whole, and of the newest version ({found}).")


def _version(url: str) -> int:
    from copctl.store.engine import Database

    return Database.at(url).version()


def readers(settings: Settings) -> Mapping[str, int]:
    """How many active members read each language; nothing of a store that cannot be asked as it is."""
    try:
        if _version(settings.database) != CURRENT:
            return {}
        return counted(quick.rows(settings.database, _LANGUAGES))
    except CopctlError:
        return {}


def counted(rows: list[dict[str, Any]]) -> dict[str, int]:
    """Readers by language out of rows of `languages` (JSON) and a `number` of members."""
    found: Counter[str] = Counter()
    for row in rows:
        codes = {str(code) for code in json.loads(row["languages"] or "[]") or ()}
        found.update(dict.fromkeys(codes, int(row["number"])))
    return dict(found)
