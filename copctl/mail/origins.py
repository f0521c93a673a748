"""What the rooms that queue mails say about them when they go out, and who is asked about which mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from copctl.store.schema import Message


class Origin(Protocol):
    """What the room that queued mails of some kinds knows about them when they go out."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of mail that it answers for."""

    def objection(self, message: Message) -> str:
        """Why it should not go out any more, in a few words; empty when it should."""

    def marks(self, message: Message) -> Mapping[str, str]:
        """What to put in place of marks in its text and HTML, such as the code of a personal link.

        Changes nothing in the store. The texts must need no escaping in HTML.
        """

    def prepare(self, messages: Sequence[Message]) -> None:
        """Write into the store what must be there before these mails leave; called once, before the first."""


class Origins:
    """All the rooms that queue mails; a kind that none of them holds goes out as it was queued."""

    def __init__(self, origins: Iterable[Origin] = ()) -> None:
        self._all = list(origins)
        self._by_kind = {kind: origin for origin in self._all for kind in origin.kinds}

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of mail that some room answers for."""
        return frozenset(self._by_kind)

    def objection(self, message: Message) -> str:
        """Why the room that queued it would hold it back; empty when it would not."""
        origin = self._by_kind.get(message.kind)
        return origin.objection(message) if origin is not None else ""

    def marks(self, message: Message) -> Mapping[str, str]:
        """What its room puts in place of its marks."""
        origin = self._by_kind.get(message.kind)
        return origin.marks(message) if origin is not None else {}

    def prepare(self, messages: Sequence[Message]) -> None:
        """Let each room write what must be there before its mails leave."""
        for origin in self._all:
            mine = [message for message in messages if message.kind in origin.kinds]
            if mine:
                origin.prepare(mine)
