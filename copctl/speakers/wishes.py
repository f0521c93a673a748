"""What is looked for: a topic by its slug, label or alias, else free text and the topics that it names."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from copctl import names
from copctl.community.knowing import taxonomy
from copctl.community.knowing.taxonomy import Nearness, Neighbour
from copctl.errors import WrongUsage
from copctl.store import quick

_TOPICS = "SELECT t.id AS number, t.slug AS slug, t.label AS label FROM topic t ORDER BY t.id"
_ALIASES = """
SELECT a.topic_id AS number, a.slug AS slug, a.label AS label FROM topic_alias a ORDER BY a.id
"""
_ASCII_WORD = re.compile("[a-z0-9]+")
# A level in a neighbouring topic says something of this one; less with every step away from it.
_NEIGHBOUR = 0.5
# A text of so many words is a topic in somebody's own words.
_SHORT = 3


_EXAMPLE = "copctl speakers suggest 'a topic or a few words'"


class NothingToLookFor(WrongUsage):
    """No topic was named, and no word."""


@dataclass(frozen=True)
class Wish:
    """The words to look for, and what share a level in each topic has of one in the topic asked for."""

    text: str
    shares: Mapping[int, float] = field(default_factory=dict)

    @property
    def topics(self) -> list[int]:
        """The topics asked for and what is narrower, by number."""
        return [number for number, share in self.shares.items() if share >= 1]


class Vocabulary:
    """The store's topics with their aliases and relations, read quickly and once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.labels: dict[int, str] = {}
        self._slugs: dict[str, int] = {}
        for row in quick.rows(url, _TOPICS):
            self.labels[row["number"]] = row["label"]
            self._slugs[row["slug"]] = row["number"]
        self._aliases: dict[int, list[str]] = {}
        for row in quick.rows(url, _ALIASES):
            self._aliases.setdefault(row["number"], []).append(row["label"])
            self._slugs.setdefault(row["slug"], row["number"])

    def wish(self, text: str) -> Wish:
        """What a text asks for; NothingToLookFor for one that names no topic and has no word."""
        number = self._slugs.get(names.slug(text))
        if number is None and names.is_number(text) and int(text) in self.labels:
            number = int(text)
        if number is not None:
            return self.wish_for([number])
        words = set(names.tokens(text))
        if not words:
            raise NothingToLookFor(f"{names.written(text)!r} has no word to look for.", hint=_EXAMPLE)
        named = self._named_in(words)
        aliases = [alias for topic in named for alias in self._aliases.get(topic, ())]
        return Wish("\n".join([text, *aliases]), self._shares(named))

    def wish_for(self, topics: Collection[int]) -> Wish:
        """What these topics ask for: their labels and aliases. NothingToLookFor without any."""
        if not topics:
            raise NothingToLookFor("There is no topic to look for.", hint=_EXAMPLE)
        words = [self.labels[topic] for topic in topics]
        words += [alias for topic in topics for alias in self._aliases.get(topic, ())]
        return Wish("\n".join(words), self._shares(topics))

    def _named_in(self, words: set[str]) -> list[int]:
        """Topics that a text names: all words of the one stand in the other.

        A label that is a part of another's that is named too says nothing more, and one of a single word
        ("Water") is only named by a short text: in a long one the word tells little.
        """
        named: dict[int, set[str]] = {}
        for topic, label in self.labels.items():
            spoken = _words(label)
            if spoken and (
                words <= spoken or (spoken <= words and (len(spoken) > 1 or len(words) <= _SHORT))
            ):
                named[topic] = spoken
        return [
            topic
            for topic, spoken in named.items()
            if words <= spoken or not any(spoken < other for other in named.values())
        ]

    def _shares(self, topics: Iterable[int]) -> dict[int, float]:
        shares: dict[int, float] = {}
        for topic in topics:
            shares[topic] = 1.0
            for near in taxonomy.nearby(self._relations, topic):
                shares[near.number] = max(shares.get(near.number, 0.0), _share(near))
        return shares

    @cached_property
    def _relations(self) -> list[taxonomy.Relation]:
        return taxonomy.relations(self._url)


def _share(near: Neighbour) -> float:
    """A narrower topic counts in full (who knows it knows the topic), a broader or related one in part."""
    if near.kind is Nearness.NARROWER:
        return 1.0
    return _NEIGHBOUR / float(near.steps)


def _words(label: str) -> set[str]:
    # What `names.tokens` gives, without its care for other scripts, since there may be many labels.
    return set(_ASCII_WORD.findall(label.lower())) if label.isascii() else set(names.tokens(label))
