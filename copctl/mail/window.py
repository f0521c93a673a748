"""The next mails of a delivery, looked at and bound a few dozen at a time.

What is known of a reader is asked at delivery, and not again for every single mail: what is older than a few
seconds is asked anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from copctl.mail import claims
from copctl.mail.composing import Bound, Composer
from copctl.mail.going import Held, sort_out
from copctl.mail.headers import addr_spec
from copctl.mail.origins import Origins
from copctl.store.engine import Database

_SIZE, _SECONDS = 200, 10.0


@dataclass(frozen=True)
class Ready:
    """A mail that may go: its number, its reader, how often it was tried before, and what it is made of.

    `recipient` is where the reader is reached, `address` the same as the server takes it.
    """

    number: int
    name: str
    tries: int
    recipient: str
    address: str
    bound: Bound


@dataclass(frozen=True)
class NotNow:
    """A mail that may not go, with its reader's name."""

    number: int
    name: str
    held: Held


class Window:
    """Looks at the mails that come next; `origins` makes what the rooms say out of a session.

    With a `kind`, only mails of that kind are looked at, and delivered.
    """

    def __init__(
        self,
        database: Database,
        origins: Callable[[Session], Origins],
        composer: Composer,
        *,
        kind: str = "",
    ) -> None:
        self.database, self.origins, self.composer, self.kind = database, origins, composer, kind
        self._seen: dict[int, Ready | NotNow] = {}
        self._since = 0.0

    def look(self, number: int) -> Ready | NotNow | None:
        """What is known of this mail; None when it has to be asked for (see `fill`)."""
        if time.monotonic() - self._since > _SECONDS:
            self._seen.clear()
        return self._seen.get(number)

    def forget(self) -> None:
        """Ask anew before the next mail."""
        self._seen.clear()

    def fill(self, after: int, now: datetime) -> None:
        """Look at the mails behind this number that wait and may go now."""
        with self.database.reading() as db:
            origins = self.origins(db)
            messages = list(db.execute(claims.waiting(now, after, _SIZE, self.kind)).scalars())
            self._seen = {}
            for found in sort_out(db, messages, origins):
                message = found.message
                if isinstance(found, Held):
                    self._seen[message.id] = NotNow(message.id, message.name, found)
                else:
                    bound = self.composer.bind(message, found.recipient, origins.marks(message))
                    to = found.recipient
                    self._seen[message.id] = Ready(
                        message.id, message.name, message.tries, to, addr_spec(to), bound
                    )
        self._since = time.monotonic()
