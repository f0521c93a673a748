"""What the store says for the rules of `due`, read quickly: this is what a moderator sees first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from copctl.community import progress
from copctl.health.due import Facts, Unanswered, Upcoming
from copctl.store import quick

_SILENT = """
SELECT count(*) AS number FROM member m WHERE m.status = 'active'
  AND NOT EXISTS (SELECT 1 FROM consent c WHERE c.member_id = m.id AND c.purpose = 'newsletter')
"""
_CHARTER = """
SELECT purpose, domain, audience, members_get, members_give, norms FROM charter_version
ORDER BY version DESC LIMIT 1
"""
_SURVEYS = """
SELECT s.slug AS slug, s.status AS status, count(r.id) AS responses,
       (SELECT count(*) FROM topic_origin o WHERE o.survey_id = s.id) AS adopted
FROM survey s LEFT JOIN response r ON r.survey_id = s.id
GROUP BY s.id, s.slug, s.status ORDER BY s.id
"""
_WANTED = """
SELECT t.slug AS slug FROM topic t LEFT JOIN topic_origin o ON o.topic_id = t.id
WHERE t.status IN ('backlog', 'emerging')
ORDER BY CASE t.status WHEN 'backlog' THEN 0 ELSE 1 END, COALESCE(o.votes, 0) DESC, t.slug LIMIT 1
"""
_SESSIONS = """
SELECT s.code AS code, s.title AS title, s.starts_at AS starts_at, s.timezone AS timezone,
       s.place AS place, s.link AS link, s.status AS status,
       (SELECT count(*) FROM session_speaker p WHERE p.session_id = s.id
          AND p.status NOT IN ('declined', 'withdrew')) AS speakers,
       (SELECT count(DISTINCT m.member_id) FROM message m WHERE m.session_id = s.id
          AND m.kind = 'session invitation' AND m.status <> 'cancelled') AS invited,
       (SELECT count(*) FROM attendance a WHERE a.session_id = s.id) AS came
FROM session s
WHERE s.status = 'planned' OR (s.status = 'held' AND s.wrapped_on IS NULL)
ORDER BY s.starts_at
"""
# A session that was held and never wrapped up is old news after a while.
_LATELY = timedelta(days=60)
# An anonymous survey notes who answered with the link; another one knows by its responses.
_UNANSWERED = """
SELECT s.slug AS slug, count(*) AS invited,
       sum(CASE WHEN EXISTS (SELECT 1 FROM survey_link l WHERE l.survey_id = m.survey_id
                               AND l.member_id = m.member_id AND l.answered)
                  OR EXISTS (SELECT 1 FROM response r WHERE r.survey_id = m.survey_id
                               AND r.member_id = m.member_id AND NOT r.partial)
                THEN 0 ELSE 1 END) AS waiting,
       (SELECT max(n.sent_at) FROM message n WHERE n.survey_id = s.id) AS last_sent
FROM message m JOIN survey s ON s.id = m.survey_id
WHERE m.kind = 'survey invitation' AND m.status = 'sent' AND m.member_id IS NOT NULL AND s.status = 'open'
GROUP BY s.id, s.slug ORDER BY s.id
"""


def facts(url: str, now: datetime) -> Facts:
    """Everything that `due.due` decides on."""
    charter = quick.rows(url, _CHARTER)
    surveys = quick.rows(url, _SURVEYS)
    wanted = quick.rows(url, _WANTED)
    return Facts(
        members=_counted(url, "SELECT status AS name, count(*) AS number FROM member GROUP BY status"),
        silent=int(quick.rows(url, _SILENT)[0]["number"]),
        charter_gaps=sum(not text for text in charter[0].values()) if charter else 0,
        open_surveys=tuple((row["slug"], row["responses"]) for row in surveys if row["status"] == "open"),
        unadopted=tuple(
            row["slug"]
            for row in surveys
            if row["status"] != "open" and row["responses"] and not row["adopted"]
        ),
        topics=_counted(
            url,
            "SELECT status AS name, count(*) AS number FROM topic WHERE status IS NOT NULL GROUP BY status",
        ),
        wanted=wanted[0]["slug"] if wanted else None,
        sessions=tuple(s for s in map(_upcoming, quick.rows(url, _SESSIONS)) if not _is_old(s, now)),
        drafted=frozenset(row["quarter"] for row in quick.rows(url, "SELECT quarter FROM issue")),
        queued=int(
            quick.rows(url, "SELECT count(*) AS number FROM message WHERE status = 'queued'")[0]["number"]
        ),
        unanswered=tuple(
            Unanswered(row["slug"], int(row["invited"]), int(row["waiting"]), _moment(row["last_sent"]))
            for row in quick.rows(url, _UNANSWERED)
        ),
        offered=int(
            quick.rows(url, "SELECT count(*) AS number FROM offer WHERE verdict = 'waiting'")[0]["number"]
        ),
        next_steps=tuple(step["due"] for step in progress.next_steps(url) if progress.is_waiting(step)),
    )


def _counted(url: str, sql: str) -> dict[str, int]:
    return {row["name"]: int(row["number"]) for row in quick.rows(url, sql)}


def _moment(stored: str | datetime) -> datetime:
    moment = stored if isinstance(stored, datetime) else datetime.fromisoformat(stored)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _is_old(session: Upcoming, now: datetime) -> bool:
    return session.is_held and now - session.starts_at > _LATELY


def _upcoming(row: quick.Row) -> Upcoming:
    starts_at = _moment(row["starts_at"])
    return Upcoming(
        row["code"],
        row["title"],
        starts_at,
        row["timezone"],
        row["link"] or row["place"],
        int(row["speakers"]),
        int(row["invited"]),
        int(row["came"]),
        row["status"] == "held",
    )
