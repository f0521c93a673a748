"""The members at a glance: what listings show, read quickly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from copctl.community.knowing.covering import COVERED
from copctl.store import quick

# Runs on SQLite and PostgreSQL alike, with and without SQLAlchemy.
_LIST = f"""
SELECT m.id AS number, m.name AS name, m.email AS email, o.name AS organisation, m.country AS country,
       m.role AS role, m.status AS status, m.joined_on AS joined_on, m.name_key AS name_key
FROM member m LEFT JOIN organisation o ON o.id = m.organisation_id
WHERE (:status = '' OR m.status = :status)
  AND (:country = '' OR m.country = :country)
  AND (:organisation = '' OR o.name_key = :organisation)
  AND (:topic = '' OR EXISTS (
      SELECT 1 FROM expertise e WHERE e.member_id = m.id AND e.topic_id IN ({COVERED.format(":topic")})))
"""

_CLAIMS = """
SELECT e.member_id AS member_id, t.label AS topic, e.level AS level
FROM expertise e JOIN topic t ON t.id = e.topic_id
"""
_OF = "WHERE e.member_id IN (SELECT m.id FROM member m WHERE {})"


def listed(
    url: str,
    *,
    status: str = "",
    country: str = "",
    organisation: str = "",
    topic: str = "",
    where: str | None = None,
) -> list[Mapping[str, Any]]:
    """Members by name, each with number, name, email, organisation, country, role, status and topics.

    `organisation` is a name key and `topic` a slug (see `names`), which covers narrower topics; empty means
    any. `where` is a
    condition (see `filtering`).
    """
    asked = {"status": status, "country": country, "organisation": organisation, "topic": topic}
    if where is None:
        rows, known = quick.rows(url, _LIST, **asked), quick.rows(url, _CLAIMS)
    else:
        # A listing without a condition does not wait for what reads one.
        from copctl.community.conditions import filtering

        meant = filtering.condition(url, where)
        rows = quick.rows(url, f"{_LIST}  AND {meant.sql}", **asked, **meant.values)
        known = quick.rows(url, f"{_CLAIMS} {_OF.format(meant.sql)}", **meant.values)
    topics: dict[int, list[dict[str, Any]]] = {}
    # Sorted here, since databases do not agree on the order of letters.
    for claim in sorted(known, key=lambda claim: (-claim["level"], claim["topic"])):
        topics.setdefault(claim["member_id"], []).append({"topic": claim["topic"], "level": claim["level"]})
    return [
        {
            **row,
            "joined_on": row["joined_on"] and str(row["joined_on"]),
            "expertise": topics.get(row["number"], []),
        }
        for row in sorted(rows, key=lambda row: (row.pop("name_key"), row["number"]))
    ]
