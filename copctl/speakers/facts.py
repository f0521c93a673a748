"""What is known of the people in question beside their words: who they are, when they spoke, what they said.

Read by plain SQL, a question a kind of fact, and only for the people in question while they are few.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from copctl.community.knowing import claims
from copctl.speakers.candidate import Candidate, Claimed, Occasion, Piece
from copctl.speakers.occasions import day, moment
from copctl.speakers.wishes import Vocabulary, Wish
from copctl.speakers.zones import zone_of
from copctl.store import quick
from copctl.when import quarter_of

# Prospects and people who left are not asked; a dormant member may come back for a talk.
ASKABLE = ("active", "dormant")
# More people than this are not named one by one in a question; all are read instead.
_NAMEABLE = 5_000

_ELIGIBLE = "SELECT m.id AS number FROM member m WHERE m.status IN ('active', 'dormant')"
_STANDING = "SELECT m.status AS status, COUNT(*) AS people FROM member m GROUP BY m.status"
_PEOPLE = """
SELECT m.id AS number, m.name AS name, m.email AS email, o.name AS organisation, m.country AS country,
       m.timezone AS timezone, m.languages AS languages, m.status AS status
FROM member m LEFT JOIN organisation o ON o.id = m.organisation_id
WHERE m.status IN ('active', 'dormant')
"""
_CONSENTS = """
SELECT c.member_id AS member, c.purpose AS purpose, c.withdrawn_on AS withdrawn_on FROM consent c
WHERE c.purpose IN ('speaking', 'recording')
"""
_ABSENCES = """
SELECT a.member_id AS member, a.last_day AS last_day FROM absence a
WHERE a.first_day <= :on AND a.last_day >= :on
"""
_TURNS = """
SELECT p.member_id AS member, p.status AS said, p.since AS since, s.code AS code, s.status AS status,
       s.starts_at AS starts_at, s.timezone AS timezone
FROM session_speaker p JOIN session s ON s.id = p.session_id
WHERE s.status <> 'cancelled'
"""
_COMING = """
SELECT r.member_id AS member, r.answer AS answer FROM rsvp r JOIN session s ON s.id = r.session_id
WHERE s.code = :code
"""
_PIECES = """
SELECT e.member_id AS member, e.kind AS kind, e.title AS title, e.dated AS dated
FROM evidence_topic t JOIN evidence e ON e.id = t.evidence_id
WHERE t.topic_id IN ({topics})
"""


def among(column: str, numbers: Collection[int] | None) -> str:
    """A condition that limits a question to these people, while they are few enough to be named."""
    if numbers is None or len(numbers) > _NAMEABLE:
        return ""
    # Written out: a question takes only so many parameters. `int` lets nothing else in.
    return f" AND {column} IN ({_listed(numbers)})"


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(str(int(number)) for number in numbers) or "NULL"


def eligible(url: str, numbers: Collection[int] | None) -> set[int]:
    """Which of these people (None: of all) can be asked to speak at all: active and dormant members."""
    with quick.asking(url) as ask:
        found = {number for (number,) in ask(_ELIGIBLE + among("m.id", numbers))}
    return found if numbers is None else found & set(numbers)


def not_yet_members(url: str) -> str:
    """One sentence where nobody can be asked, since nobody is a member yet; empty where somebody is."""
    counted = {row["status"]: row["people"] for row in quick.rows(url, _STANDING)}
    if any(counted.get(status) for status in ASKABLE):
        return ""
    prospects, invited = counted.get("prospect", 0), counted.get("invited", 0)
    waiting = []
    if prospects:
        waiting.append("1 is a prospect" if prospects == 1 else f"{prospects} are prospects")
    if invited:
        waiting.append("1 is invited" if invited == 1 else f"{invited} are invited")
    return f"Nobody is an active member yet; {' and '.join(waiting)}." if waiting else ""


def levels(url: str, wish: Wish, vocabulary: Vocabulary) -> dict[int, tuple[Claimed, ...]]:
    """What everybody is said to know of the topics that were asked for, and of those near them."""
    found: dict[int, tuple[Claimed, ...]] = {}
    if not wish.shares:
        return found
    # Most claims are nobody else's business, so thousands of people share a few.
    alike: dict[tuple[int, int, str], Claimed] = {}
    for (member, topic), held in claims.effective(url, topics=wish.shares).items():
        place = topic, held.level, held.said_by
        claimed = alike.get(place)
        if claimed is None or held.vouched or held.doubted:
            claimed = Claimed(
                topic=vocabulary.labels[topic],
                level=held.level,
                said_by=held.said_by,
                agree=tuple(said.who for said in held.vouched),
                doubts=len(held.doubted),
                share=wish.shares[topic],
            )
            if not (held.vouched or held.doubted):
                alike[place] = claimed
        found[member] = (*found.get(member, ()), claimed)
    return found


def pieces(url: str, wish: Wish) -> dict[int, list[Piece]]:
    """Evidence that is known to be about the topics, whatever its words; newest first."""
    found: dict[int, list[Piece]] = {}
    if not wish.topics:
        return found
    for row in quick.rows(url, _PIECES.format(topics=_listed(wish.topics))):
        dated = day(row["dated"]) if row["dated"] else None
        found.setdefault(row["member"], []).append(Piece(row["kind"], row["title"], dated))
    for held in found.values():
        held.sort(key=lambda piece: (-(piece.dated or date.min).toordinal(), piece.title))
    return found


@dataclass
class _Turns:
    """When somebody spoke, said no, or is on another programme."""

    spoke: list[date]
    declined: list[date]
    elsewhere: str = ""
    this_quarter: bool = False


class Facts:
    """What is known of these people (None: of all) as of an occasion."""

    def __init__(self, url: str, occasion: Occasion, numbers: Collection[int] | None) -> None:
        self._is_dated = occasion.starts_at is not None
        self._people = {row["number"]: row for row in quick.rows(url, _PEOPLE + among("m.id", numbers))}
        self._consents: dict[tuple[int, str], bool] = {
            (row["member"], row["purpose"]): row["withdrawn_on"] is None
            for row in quick.rows(url, _CONSENTS + among("c.member_id", numbers))
        }
        self._away: dict[int, date] = {}
        absences = _ABSENCES + among("a.member_id", numbers)
        for row in quick.rows(url, absences, on=_comparable(url, occasion.on)):
            last = day(row["last_day"])
            self._away[row["member"]] = max(last, self._away.get(row["member"], last))
        self._coming: dict[int, str] = {}
        if occasion.code:
            answers = _COMING + among("r.member_id", numbers)
            self._coming = {
                row["member"]: row["answer"] for row in quick.rows(url, answers, code=occasion.code)
            }
        self._turns = _turns(quick.rows(url, _TURNS + among("p.member_id", numbers)), occasion)

    @property
    def numbers(self) -> set[int]:
        """Whom something is known of: those of the people named who can be asked to speak."""
        return set(self._people)

    def candidate(
        self, number: int, *, text: float, claims: tuple[Claimed, ...], evidence: tuple[Piece, ...]
    ) -> Candidate:
        """One of these people, with how well their words fit, what they know and what shows it."""
        row, turns = self._people[number], self._turns.get(number) or _Turns([], [])
        return Candidate(
            number=number,
            name=row["name"],
            email=row["email"],
            text=text,
            claims=claims,
            evidence=evidence,
            organisation=row["organisation"] or "",
            country=row["country"],
            timezone=self._zone(row),
            languages=_languages(row["languages"]),
            spoke_on=tuple(sorted(turns.spoke)),
            declined_on=tuple(sorted(turns.declined)),
            spoke_this_quarter=turns.this_quarter,
            speaking=self._consents.get((number, "speaking")),
            records=self._consents.get((number, "recording"), False),
            dormant=row["status"] == "dormant",
            away_until=self._away.get(number),
            speaks_elsewhere=turns.elsewhere,
            coming=self._coming.get(number, ""),
        )

    def _zone(self, row: quick.Row) -> str | None:
        """Their zone, or that of their country; it is of use only where there is an hour to compare."""
        if row["timezone"] or not self._is_dated:
            return row["timezone"]  # type: ignore[no-any-return]
        return zone_of(row["country"])


def _comparable(url: str, on: date) -> date | str:
    # SQLite keeps days as text and its driver is not asked to translate them.
    return on.isoformat() if quick.sqlite_path(url) is not None else on


def _languages(stored: str | list[str] | None) -> tuple[str, ...]:
    read = json.loads(stored) if isinstance(stored, str) else stored
    return tuple(read or ())


def _turns(rows: Iterable[quick.Row], occasion: Occasion) -> dict[int, _Turns]:
    found: dict[int, _Turns] = {}
    for row in rows:
        turns = found.setdefault(row["member"], _Turns([], []))
        if row["said"] == "declined":
            turns.declined.append(day(row["since"]))
        elif _stands(row):
            _take_turn(turns, row, occasion)
    return found


def _take_turn(turns: _Turns, row: quick.Row, occasion: Occasion) -> None:
    held = moment(row["starts_at"]).astimezone(ZoneInfo(row["timezone"])).date()
    if row["code"] != occasion.code:
        turns.this_quarter |= quarter_of(held) == quarter_of(occasion.on)
        if held == occasion.on and row["status"] == "planned":
            turns.elsewhere = row["code"]
    if held < occasion.on or (held == occasion.on and row["status"] == "held"):
        turns.spoke.append(held)


def _stands(row: quick.Row) -> bool:
    """Whether somebody is on a programme; of those only asked, the ones whose session is still to come."""
    return row["said"] in {"proposed", "accepted", "confirmed"} or (
        row["said"] == "asked" and row["status"] == "planned"
    )
