"""What mail clients drop of a page, by facts that were measured in them (`data/mail_clients.json`)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import groupby

from copctl.newsletter.page_uses import Use, uses

# From what hurts most: something is not there at all, the page falls apart, it only looks plainer.
LOSSES = ("content", "layout", "looks")


@dataclass(frozen=True)
class Fact:
    """A feature, what uses it (`property:float`, `element:video`), which clients drop it or know it partly.

    `loss` is one of `LOSSES`; `note` says what to do instead.
    """

    feature: str
    loss: str
    triggers: tuple[str, ...]
    drops: tuple[str, ...]
    partly: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Facts:
    """The features that matter, as they were on a day; `clients` are the clients' names by their keys.

    Clients of one family (`gmail.ios`, `gmail.android`) stand together.
    """

    day: date
    source: str
    clients: Mapping[str, str]
    features: tuple[Fact, ...]

    @cached_property
    def _by_trigger(self) -> dict[str, Fact]:
        return {trigger: fact for fact in self.features for trigger in fact.triggers}

    @cached_property
    def _by_beginning(self) -> tuple[tuple[str, Fact], ...]:
        """The triggers that end in `*`, without it."""
        return tuple((key[:-1], fact) for key, fact in self._by_trigger.items() if key.endswith("*"))

    def of(self, use: Use) -> Iterator[Fact]:
        """The features that this uses, each once."""
        told = set()
        for trigger in use.triggers:
            fact = self._by_trigger.get(trigger) or next(
                (fact for start, fact in self._by_beginning if trigger.startswith(start)), None
            )
            if fact is not None and fact.feature not in told:
                told.add(fact.feature)
                yield fact

    def named(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        """The clients' names; a family of which all are meant goes by its own (`Gmail`)."""
        names: list[str] = []
        for family, members in groupby(self.clients, key=lambda client: client.partition(".")[0]):
            known = list(members)
            meant = [client for client in known if client in keys]
            is_whole = len(meant) == len(known)
            names += [family.replace("-", " ").title()] if is_whole else [self.clients[c] for c in meant]
        return tuple(names)


@dataclass(frozen=True)
class Dropped:
    """A feature that some clients drop: the first line that uses it, how often it is used, who drops it.

    `loss` is one of `LOSSES`; `note` says what to do instead.
    """

    feature: str
    line: int
    times: int
    clients: tuple[str, ...]
    loss: str
    note: str


def facts_from(text: str) -> Facts:
    """The facts out of their file, JSON as `data/mail_clients.json` is."""
    read = json.loads(text)
    features = (
        Fact(
            one["feature"], one["loss"], tuple(one["triggers"]), tuple(one["drops"]),
            tuple(one["partly"]), one["note"],
        )
        for one in read["features"]
    )  # fmt: skip
    return Facts(date.fromisoformat(read["date"]), read["source"], read["clients"], tuple(features))


def dropped(html: str, facts: Facts) -> list[Dropped]:
    """What clients drop of a page with inlined styles, the worst first, then by line; each feature once.

    What stands under @media is only told when no client knows it: the others show the page without it.
    """
    found: dict[str, Dropped] = {}
    for use in uses(html):
        for fact in facts.of(use):
            if use.is_graceful and len(fact.drops) < len(facts.clients):
                continue
            known = found.get(fact.feature)
            if known is not None:
                found[fact.feature] = replace(known, times=known.times + 1)
                continue
            named = facts.named(fact.drops)
            found[fact.feature] = Dropped(fact.feature, use.line, 1, named, fact.loss, fact.note)
    return sorted(found.values(), key=lambda one: (LOSSES.index(one.loss), one.line, one.feature))
