"""What the index of passages answers, read quickly: which passages hold these words, and how rare they are.

The counterpart of `fulltext`, which writes the index. No SQLAlchemy: a suggestion starts as fast as a
listing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from copctl.store.quick import Ask, sqlite_path

# (number, member, words) of a passage.
Held = tuple[int, int, str]


class Index:
    """The index in one open store. `ask` is what `quick.asking` gives."""

    def __init__(self, url: str, ask: Ask) -> None:
        self.ask = ask
        self.on_file = sqlite_path(url) is not None

    def seen(self) -> int:
        """The last journal row that the index knows of."""
        return int(self.ask("SELECT seen FROM passage_state")[0][0])

    def passages(self) -> int:
        """How many passages there are."""
        return int(self.ask("SELECT held FROM passage_state")[0][0])

    def has_more_members(self, most: int) -> bool:
        """Whether there are more people with passages than that."""
        distinct = "SELECT DISTINCT member_id FROM passage LIMIT :most"
        return len(self.ask(distinct, most=most + 1)) > most

    def held(self, words: Collection[str]) -> dict[str, int]:
        """How many passages hold each of these words; words of none are left out."""
        wanted = self._among("term", "TEXT", "words")
        found = self.ask(f"SELECT term, held FROM passage_term WHERE {wanted}", words=_listed(words))
        return {str(term): int(count) for term, count in found}

    def recalled(self, words: Sequence[str], most: int, statuses: Collection[str]) -> set[int]:
        """The people of these statuses behind so many passages that fit the words best.

        Best by BM25 (Robertson and Zaragoza 2009), or by PostgreSQL's rank.
        """
        if not words:
            return set()
        asked = self._among("m.status", "TEXT", "statuses")
        if self.on_file:
            # In this order: the index gives its rows best first, and people are looked up until enough fit.
            sql = (
                "SELECT p.member_id FROM passage_search CROSS JOIN passage p ON p.id = passage_search.rowid"
                " CROSS JOIN member m ON m.id = p.member_id"
                f" WHERE passage_search MATCH :query AND {asked} ORDER BY passage_search.rank LIMIT :most"
            )
        else:
            sql = (
                "SELECT p.member_id FROM to_tsquery('simple', :query) AS query, passage p"
                " JOIN member m ON m.id = p.member_id"
                f" WHERE p.search @@ query AND {asked}"
                " ORDER BY ts_rank(p.search, query) DESC, p.id LIMIT :most"
            )
        rows = self.ask(sql, query=self._query(words), most=most, statuses=_listed(statuses))
        return {int(member) for (member,) in rows}

    def matching(self, words: Sequence[str]) -> list[Held]:
        """Every passage that holds one of these words."""
        if not words:
            return []
        if self.on_file:
            chosen = "id IN (SELECT rowid FROM passage_search WHERE passage_search MATCH :query)"
        else:
            chosen = "search @@ to_tsquery('simple', :query)"
        return self._held(
            f"SELECT id, member_id, words FROM passage WHERE {chosen}", query=self._query(words)
        )

    def of_members(self, members: Collection[int]) -> list[Held]:
        """Every passage of these people."""
        chosen = self._among("member_id", "BIGINT", "members")
        return self._held(
            f"SELECT id, member_id, words FROM passage WHERE {chosen}", members=_listed(members)
        )

    def counts(self, members: Collection[int] | None = None) -> dict[int, int]:
        """How many passages each person has; of everybody who has one unless people are named."""
        where, values = "", {}
        if members is not None:
            where = f"WHERE {self._among('member_id', 'BIGINT', 'members')}"
            values = {"members": _listed(members)}
        counted = f"SELECT member_id, COUNT(*) FROM passage {where} GROUP BY member_id"
        return {int(member): int(count) for member, count in self.ask(counted, **values)}

    def described(self, numbers: Collection[int]) -> list[tuple[int, int, str, str, Any]]:
        """Number, member, kind, title and date (as the database gives it) of these passages."""
        chosen = self._among("id", "BIGINT", "numbers")
        question = f"SELECT id, member_id, kind, title, dated FROM passage WHERE {chosen}"
        return [
            (int(number), int(member), kind, title, dated)
            for number, member, kind, title, dated in self.ask(question, numbers=_listed(numbers))
        ]

    def vectors(self, model: str, members: Collection[int]) -> list[tuple[int, int, bytes | None]]:
        """Number, member and stored vector (None where it is still to be made) of the people's passages."""
        chosen = self._among("p.member_id", "BIGINT", "members")
        question = (
            "SELECT p.id, p.member_id, v.vector FROM passage p LEFT JOIN passage_vector v"
            f" ON v.passage_id = p.id AND v.digest = p.digest AND v.model = :model"
            f" WHERE {chosen} ORDER BY p.id"
        )
        return [
            (int(number), int(member), None if vector is None else bytes(vector))
            for number, member, vector in self.ask(question, model=model, members=_listed(members))
        ]

    def _held(self, question: str, **values: Any) -> list[Held]:
        return [(int(number), int(member), words) for number, member, words in self.ask(question, **values)]

    def _query(self, words: Sequence[str]) -> str:
        """Any of the words. They are letters, marks and digits only, so quotes are all that is needed."""
        if self.on_file:
            return " OR ".join(f'"{word}"' for word in words)
        return " | ".join(f"'{word}'" for word in words)

    def _among(self, column: str, kind: str, name: str) -> str:
        """That a column holds one of a list of values, which come as JSON: no limit on their number."""
        if self.on_file:
            return f"{column} IN (SELECT value FROM json_each(:{name}))"
        return (
            f"{column} IN (SELECT CAST(value AS {kind}) FROM json_array_elements_text(CAST(:{name} AS json)))"
        )


def _listed(values: Iterable[int | str]) -> str:
    return json.dumps(list(values), ensure_ascii=False)
