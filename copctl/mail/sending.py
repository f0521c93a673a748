"""One delivery: mail after mail to the server, until none may go any more or somebody ends it."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection

from copctl.errors import Undelivered
from copctl.mail import claims, limits
from copctl.mail.limits import Full
from copctl.mail.outcomes import Handed, Verdict, judge
from copctl.mail.smtp import Line
from copctl.mail.window import NotNow, Ready, Window
from copctl.settings import MailServer
from copctl.store import locks
from copctl.store.engine import Database
from copctl.store.schema.message import MessageStatus

# After so many lost connections, or refusals, one after the other, the server is left in peace.
_LOST, _REFUSED = 3, 10
# A server hangs up on who says nothing for long (in seconds).
_LONG_PAUSE = 15.0


@dataclass(frozen=True)
class Note:
    """What became of one mail: its number, its reader, where it stands now, and why."""

    number: int
    name: str
    status: str
    why: str


@dataclass
class Delivered:
    """What a delivery did, with a note for each mail that did not go.

    `left` still wait; the first of those that were put off may go at `until`. `stopped` says why it ended
    before every mail had its turn, with a `hint`; `full` is the limit that did.
    """

    sent: int = 0
    notes: dict[int, Note] = field(default_factory=dict)
    left: int = 0
    until: datetime | None = None
    stopped: str = ""
    hint: str = ""
    full: Full | None = None
    interrupted: bool = False


@dataclass(frozen=True)
class World:
    """What a delivery stands in: the clock, a way to wait, whether it is to stop, and who watches.

    `pause` waits that many seconds, or less when it is to stop. `tell` gets the number of mails sent, and
    the moment that is waited for.
    """

    now: Callable[[], datetime]
    pause: Callable[[float], object] = time.sleep
    is_stopped: Callable[[], bool] = lambda: False
    tell: Callable[[int, datetime | None], None] = lambda _sent, _until: None


class _Turn(Enum):
    """What comes next: nothing, looking at more mails, opening a line, or handing over the one in hand."""

    NOTHING = auto()
    FILL = auto()
    OPEN = auto()
    HAND = auto()


@dataclass
class _Hand:
    """The mail in hand, and how far it came."""

    ready: Ready
    handed: Handed | None = None


class Run:
    """A delivery through one server, of `most` mails at most (None for all that wait)."""

    def __init__(
        self,
        database: Database,
        server: MailServer,
        sender: str,
        window: Window,
        connect: Callable[[], Line],
        world: World,
        *,
        most: int | None = None,
    ) -> None:
        self.database, self.server, self.sender = database, server, sender
        self.window, self.connect, self.world, self.most = window, connect, world, most
        self.name = uuid.uuid4().hex
        self.done = Delivered()
        self._line: Line | None = None
        self._hand: _Hand | None = None
        self._after = self._tried = self._lost = self._refused = 0

    def deliver(self) -> Delivered:
        """Send what waits; returns also when the server, a limit or a person ends it."""
        with locks.held(self.database, self.name) as is_held, self.database.unjournaled() as connection:
            try:
                self._go(connection, is_held)
            except Undelivered as error:
                self._stop(error.message, error.hint)
            finally:
                self._close()
                with connection.begin():
                    self._settle(connection)
                    self.done.left, self.done.until = claims.left(connection)
        return self.done

    def _go(self, connection: Connection, is_held: locks.StillHeld) -> None:
        while True:
            turn = self._turn(connection)
            if turn is _Turn.HAND:
                self._hand_over()
            elif turn is _Turn.OPEN:
                self._line = self.connect()
            elif turn is _Turn.FILL:
                _refuse_lost_store(is_held)
                self.window.fill(self._after, self.world.now())
            elif not isinstance(turn, Full) or not self._wait(turn):
                return

    def _is_over(self) -> bool:
        self.done.interrupted = self.done.interrupted or self.world.is_stopped()
        is_enough = self.most is not None and self._tried >= self.most
        return bool(self.done.stopped) or self.done.interrupted or is_enough

    # In the store ------------------------------------------------------------------------------

    def _turn(self, connection: Connection) -> _Turn | Full:
        """In one transaction: note what became of the last mail, and take the next in hand."""
        with connection.begin():
            self._settle(connection)
            while not self._is_over():
                now = self.world.now()
                number = claims.next_due(connection, now, self._after)
                if number is None:
                    break
                seen = self.window.look(number)
                if seen is None:
                    return _Turn.FILL
                if isinstance(seen, Ready):
                    return self._take(connection, seen, now)
                self._hold_back(connection, seen, now)
        return _Turn.NOTHING

    def _take(self, connection: Connection, ready: Ready, now: datetime) -> _Turn | Full:
        full = limits.reached(connection, self.server, now)
        if full is not None:
            return full
        if self._line is None:
            return _Turn.OPEN
        claims.take(connection, ready.number, self.name, ready.recipient)
        self._hand, self._after = _Hand(ready), ready.number
        return _Turn.HAND

    def _hold_back(self, connection: Connection, seen: NotNow, now: datetime) -> None:
        self._after, held = seen.number, seen.held
        if held.status is not MessageStatus.QUEUED:
            claims.hold_back(connection, seen.number, held.status, held.why, now)
        self._note(seen.number, seen.name, held.status, held.why)

    def _settle(self, connection: Connection) -> None:
        """Note what became of the mail in hand, if there is one that was tried."""
        if self._hand is None or self._hand.handed is None:
            return
        ready, handed, now = self._hand.ready, self._hand.handed, self.world.now()
        verdict = judge(handed, tries=ready.tries + 1, now=now)
        claims.let_go(connection, ready.number, self.name, handed, verdict, now)
        self._hand = None
        self._draw_conclusions(ready, handed, verdict)

    # With the server ---------------------------------------------------------------------------

    def _hand_over(self) -> None:
        assert self._line is not None
        assert self._hand is not None
        ready, line = self._hand.ready, self._line
        content = ready.bound.to_bytes(self.world.now())
        self._tried += 1
        try:
            self._hand.handed = line.hand_over(self.sender, ready.recipient, content)
        except KeyboardInterrupt:
            self._hand.handed = line.broken_off("The delivery was stopped.")
            raise
        is_used_up = 0 < self.server.per_connection <= line.handed
        if is_used_up or self._hand.handed.is_line_lost:
            self._close()

    def _draw_conclusions(self, ready: Ready, handed: Handed, verdict: Verdict) -> None:
        """Count, tell, and stop where the server's answer means that nothing else would go either."""
        if verdict.status is MessageStatus.SENT:
            self.done.sent += 1
            self.done.notes.pop(ready.number, None)
            self._lost = self._refused = 0
            self.world.tell(self.done.sent, None)
            return
        self._note(ready.number, ready.name, verdict.status, handed.said)
        if verdict.status is MessageStatus.QUEUED and verdict.due_at is None:
            self._after = ready.number - 1
        self.window.forget()
        self._lost = self._lost + 1 if handed.is_line_lost else 0
        self._refused = 0 if handed.is_line_lost else self._refused + 1
        again = "copctl mail deliver, when the server works again"
        if verdict.stop:
            self._stop(
                f"The mail server takes no mail from {self.sender}: {handed.said}.", "copctl mail setup"
            )
        elif self._lost >= _LOST:
            self._stop(f"The connection was lost {_LOST} times running: {handed.said}.", again)
        elif self._refused >= _REFUSED:
            self._stop(f"The mail server refused {_REFUSED} mails running: {handed.said}.", again)

    def _wait(self, full: Full) -> bool:
        """Wait until the minute's limit lets one more go; the day's limit ends the delivery."""
        if full.is_day:
            self.done.full = full
            return False
        seconds = max((full.until - self.world.now()).total_seconds(), 0.05)
        if seconds > _LONG_PAUSE:
            self._close()
        self.world.tell(self.done.sent, full.until)
        self.world.pause(seconds)
        return True

    def _close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def _stop(self, why: str, hint: str) -> None:
        self.done.stopped, self.done.hint = why.replace("..", "."), hint

    def _note(self, number: int, name: str, status: MessageStatus, why: str) -> None:
        self.done.notes[number] = Note(number, name, status.value, why)


def _refuse_lost_store(is_held: locks.StillHeld) -> None:
    if not is_held():
        raise Undelivered("The connection to the store was lost.", hint="copctl mail deliver")
