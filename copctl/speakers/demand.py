"""What the store says for the rules of `gaps`: what members ask for, and who could speak, read quickly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from copctl.community.knowing import claims, taxonomy
from copctl.speakers.gaps import Expert, Wish
from copctl.store import quick

_WISHES = """
SELECT t.id AS number, t.label AS label, t.slug AS slug, t.status AS status, o.id AS origin,
       o.survey_id AS survey, o.votes AS votes, o.respondents AS respondents, o.rank AS place
FROM topic t LEFT JOIN topic_origin o ON o.topic_id = t.id
WHERE t.status IN ('emerging', 'backlog', 'scheduled') ORDER BY t.id, o.id
"""
_EXPERTS = """
SELECT m.id AS number, m.name AS name, m.email AS email, o.name AS organisation,
       c.given_on AS given_on, c.withdrawn_on AS withdrawn_on,
       EXISTS (SELECT 1 FROM session_speaker s WHERE s.member_id = m.id) AS was_asked
FROM member m LEFT JOIN organisation o ON o.id = m.organisation_id
LEFT JOIN consent c ON c.member_id = m.id AND c.purpose = 'speaking'
WHERE m.status = 'active' ORDER BY m.id
"""


def wishes(url: str) -> list[Wish]:
    """The topics that wait for a session, with what is known of the demand for each."""
    relations = taxonomy.relations(url)
    origins: dict[int, list[quick.Row]] = {}
    for row in quick.rows(url, _WISHES):
        origins.setdefault(row["number"], []).append(row)
    return [_wish(rows, _inside(taxonomy.nearby(relations, number))) for number, rows in origins.items()]


def _inside(near: Iterable[taxonomy.Neighbour]) -> frozenset[int]:
    return frozenset(other.number for other in near if other.kind is taxonomy.Nearness.NARROWER)


def _wish(rows: list[quick.Row], narrower: frozenset[int]) -> Wish:
    tallied = [row for row in rows if row["survey"] is not None]
    newest: dict[str, Any] = tallied[-1] if tallied else {}
    return Wish(
        number=rows[0]["number"],
        label=rows[0]["label"],
        slug=rows[0]["slug"],
        status=rows[0]["status"],
        votes=newest.get("votes"),
        respondents=newest.get("respondents"),
        rank=newest.get("place"),
        notes=sum(row["origin"] is not None and row["survey"] is None for row in rows),
        narrower=narrower,
    )


def experts(url: str) -> list[Expert]:
    """Active members with the levels that count, their consent to speak, and whether they were ever asked."""
    levels: dict[int, dict[int, int]] = {}
    for (member, topic), level in claims.effective(url).items():
        levels.setdefault(member, {})[topic] = level.level
    return [
        Expert(
            number=row["number"],
            name=row["name"],
            email=row["email"],
            organisation=row["organisation"] or "",
            consents=row["withdrawn_on"] is None if row["given_on"] is not None else None,
            was_asked=bool(row["was_asked"]),
            levels=levels[row["number"]],
        )
        for row in quick.rows(url, _EXPERTS)
        if row["number"] in levels
    ]


def labels(url: str) -> dict[int, str]:
    """Number of a topic -> its name."""
    return {
        row["id"]: row["label"] for row in quick.rows(url, "SELECT t.id AS id, t.label AS label FROM topic t")
    }
