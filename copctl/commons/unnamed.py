"""Who is not in the directory now, and how their names are taken out of what was written when they were."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from copctl import names
from copctl.commons.occasion import SOMEBODY
from copctl.community import publishing, visible
from copctl.community.mentions import Sought, is_telling
from copctl.store.schema import Member, Organisation

_SIGNS = re.compile(r"[\W_]+")
# Of a long text the groups of so many letters say at once which names it cannot have.
_GRAM = 4
_CHUNK = 200


@dataclass(frozen=True)
class Person:
    """Somebody who is not in the directory; `key` is their name as names compare."""

    number: int
    name: str
    key: str
    employer: str

    @property
    def words(self) -> set[str]:
        """Their name as an issue has it; where it writes the employer beside it, with that."""
        beside = {f"{self.name}, {self.employer}", f"**{self.name}** ({self.employer})"}
        return {self.name} | (beside if self.employer else set())


@dataclass(frozen=True)
class Unnamed:
    """Takes names out of texts; `kept` are those of others that are the same, or have one of them within."""

    sought: Sought
    kept: Sought

    def taken_out(self, text: str, instead: str = SOMEBODY) -> str:
        """The text with something else in place of the names."""
        if not self.sought.words:
            return text
        whole = unicodedata.normalize("NFC", text)
        return self.kept.around(whole, lambda part: self.sought.taken_out(part, instead))


@dataclass(frozen=True)
class Hidden:
    """Everybody who may not be named, without the moderator, who signs every mail."""

    db: Session
    people: tuple[Person, ...]

    @classmethod
    def of(cls, db: Session, moderator: str, within: str | None = None) -> Hidden:
        """All of them; where a short text is given, those whose names are in it."""
        wanted = (
            select(Member.id, Member.name, Member.name_key, Organisation.name)
            .join(Organisation, Organisation.id == Member.organisation_id, isouter=True)
            .where(~visible.listed(), Member.name_key != names.key(moderator), Member.name_key != "")
        )
        if within is not None:
            text = names.key(within)
            wanted = wanted.where(func.replace(literal(text), Member.name_key, "") != text)
        rows = db.execute(wanted.order_by(Member.id)).tuples()
        return cls(db, tuple(Person(number, name, key, work or "") for number, name, key, work in rows))

    @cached_property
    def _by_number(self) -> dict[int, Person]:
        return {person.number: person for person in self.people}

    @cached_property
    def _letters(self) -> list[tuple[str, Person]]:
        telling = (person for person in self.people if is_telling(names.written(person.name)))
        return [(letters, person) for person in telling if (letters := _squeezed(person.key))]

    def told_in(self, text: str, free: Collection[str] = ()) -> Unnamed:
        """What takes those out whom this text names; who gave one of the consents in `free` is spared.

        A name of one short word is a word like others, so it is not looked for.
        """
        return self._without(list(self._occurring(text)), free, are_meant=False)

    def meant(self, numbers: Iterable[int], free: Collection[str] = ()) -> Unnamed:
        """What takes those of these numbers out of a text that is about them, whatever they are called."""
        people = [self._by_number[number] for number in numbers if number in self._by_number]
        return self._without(people, free, are_meant=True)

    def _occurring(self, text: str) -> Iterator[Person]:
        letters = _squeezed(names.key(unescape(text)))
        grams = {letters[at : at + _GRAM] for at in range(len(letters))}
        for name, person in self._letters:
            starts = range(len(name) - _GRAM + 1)
            if all(name[at : at + _GRAM] in grams for at in starts) and name in letters:
                yield person

    def _without(self, people: list[Person], free: Collection[str], *, are_meant: bool) -> Unnamed:
        found = [
            person for person in people if not any(publishing.is_signed_by(one, person.key) for one in free)
        ]
        words = frozenset(word for person in found for word in person.words)
        return Unnamed(Sought(frozenset(), words), Sought(frozenset(), self._kept(found, are_meant)))

    def _kept(self, found: Collection[Person], are_meant: bool) -> frozenset[str]:
        """Names of the directory that are one of these, unless it is clear who is meant, or hold one."""
        keys = sorted({person.key for person in found})
        held: dict[str, str] = {}
        for at in range(0, len(keys), _CHUNK):
            alike = or_(*(Member.name_key.contains(key, autoescape=True) for key in keys[at : at + _CHUNK]))
            wanted = select(Member.name, Member.name_key).where(visible.listed(), alike)
            held.update(self.db.execute(wanted).tuples().all())
        return frozenset(name for name, key in held.items() if not (are_meant and key in keys))


def _squeezed(key: str) -> str:
    return _SIGNS.sub("", key)
