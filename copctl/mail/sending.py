"""One delivery: mail after mail to the server, until none may go any more or somebody ends it."""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import Connection

from copctl.errors import Undelivered
from copctl.mail import aftermath, claims, limits
from copctl.mail.claims import Tried
from copctl.mail.limits import Full
from copctl.mail.outcomes import Handed, judge
from copctl.mail.smtp import Line
from copctl.mail.window import NotNow, Ready, Window
from copctl.settings import MailServer
from copctl.store import locks
from copctl.store.engine import Database
from copctl.store.locks import Hold
from copctl.store.schema.message import MessageStatus

# After so many lost connections, or refusals, one after the other, the server is left in peace.
_LOST, _REFUSED = 3, 10
# A server hangs up on who says nothing for long (in seconds).
_LONG_PAUSE = 15.0
# So many mails are in hand at a time, and no longer than so many seconds: one commit for all of them.
_HANDFUL, _LONGEST_HOLD = 50, 5.0


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

    `left` still wait; the first of those that were put off may go at `until`. Not counted among them are the
    `planned` ones, the first of them for `planned_at`. `stopped` says why it ended
    before every mail had its turn, with a `hint`; `full` is the limit that did.
    """

    sent: int = 0
    notes: dict[int, Note] = field(default_factory=dict)
    left: int = 0
    until: datetime | None = None
    planned: int = 0
    planned_at: datetime | None = None
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
    """The mails in hand, in their order, and what came of those that were tried."""

    waiting: deque[Ready] = field(default_factory=deque)
    tried: list[Tried] = field(default_factory=list)
    since: float = field(default_factory=time.monotonic)


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
        self._hand = _Hand()
        self._after = self._tried = self._lost = self._refused = 0

    def deliver(self) -> Delivered:
        """Send what waits; returns also when the server, a limit or a person ends it."""
        with locks.held(self.database, self.name) as hold, self.database.unjournaled() as connection:
            self._note_down(hold, aftermath.started())
            try:
                self._go(connection, hold)
            except Undelivered as error:
                self._stop(error.message, error.hint)
            finally:
                self._close()
                with connection.begin():
                    self._settle(connection)
                    now = self.world.now()
                    self.done.left, self.done.until = claims.left(connection, now)
                    self.done.planned, self.done.planned_at = claims.planned(connection, now)
        return self.done

    def _go(self, connection: Connection, hold: Hold) -> None:
        while True:
            turn = self._turn(connection, hold)
            if turn is _Turn.HAND:
                self._hand_over(hold)
            elif turn is _Turn.OPEN:
                self._line = self.connect()
            elif turn is _Turn.FILL:
                _refuse_lost_store(hold)
                self.window.fill(self._after, self.world.now())
            elif not isinstance(turn, Full) or not self._wait(turn):
                return

    def _is_over(self) -> bool:
        self.done.interrupted = self.done.interrupted or self.world.is_stopped()
        is_enough = self.most is not None and self._tried >= self.most
        return bool(self.done.stopped) or self.done.interrupted or is_enough

    # In the store ------------------------------------------------------------------------------

    def _turn(self, connection: Connection, hold: Hold) -> _Turn | Full:
        """In one transaction: note what became of the last mails, and take the next in hand."""
        with connection.begin():
            self._settle(connection)
            while not self._is_over():
                now = self.world.now()
                handful = self._handful(hold)
                numbers = claims.next_due(connection, now, self._after, handful, self.window.kind)
                if not numbers:
                    break
                if self.window.look(numbers[0]) is None:
                    return _Turn.FILL
                ready = self._ready(connection, numbers, now)
                if ready:
                    return self._take(connection, ready, now)
        return _Turn.NOTHING

    def _handful(self, hold: Hold) -> int:
        """How many mails to take in hand: several only where notes tell afterwards which were begun.

        Limits are counted mail by mail, and so is what a person wants.
        """
        if hold.note is None or self.server.per_minute or self.server.per_day or self.most is not None:
            return 1
        return _HANDFUL

    def _ready(self, connection: Connection, numbers: Sequence[int], now: datetime) -> list[Ready]:
        """Those of the next mails that may go; the others are held back on the way."""
        ready = []
        for number in numbers:
            seen = self.window.look(number)
            if seen is None:
                break
            if isinstance(seen, Ready):
                ready.append(seen)
            elif ready:
                break
            else:
                self._hold_back(connection, seen, now)
        return ready

    def _take(self, connection: Connection, ready: Sequence[Ready], now: datetime) -> _Turn | Full:
        full = limits.reached(connection, self.server, now)
        if full is not None:
            return full
        if self._line is None:
            return _Turn.OPEN
        claims.take(connection, self.name, {one.number: one.recipient for one in ready})
        self._hand = _Hand(deque(ready))
        return _Turn.HAND

    def _hold_back(self, connection: Connection, seen: NotNow, now: datetime) -> None:
        self._after, held = seen.number, seen.held
        if held.status is not MessageStatus.QUEUED:
            claims.hold_back(connection, seen.number, held.status, held.why, now)
        self._note(seen.number, seen.name, held.status, held.why)

    def _settle(self, connection: Connection) -> None:
        """Note what became of the mails in hand; those that were not tried wait again."""
        if self._hand.tried or self._hand.waiting:
            rest = [ready.number for ready in self._hand.waiting]
            claims.let_go(connection, self.name, self._hand.tried, rest)
            self._hand = _Hand()

    # With the server ---------------------------------------------------------------------------

    def _hand_over(self, hold: Hold) -> None:
        """Hand over what is in hand, as long as the line stands and nobody wants it to end."""
        while self._hand.waiting and self._line is not None and not self._is_over():
            if time.monotonic() - self._hand.since > _LONGEST_HOLD:
                return
            ready, line = self._hand.waiting[0], self._line
            self._note_down(hold, aftermath.begun(ready.number))
            handed = self._handed(line, ready)
            self._note_down(hold, aftermath.ended(ready.number, handed))
            self._conclude(ready, handed)
            is_used_up = 0 < self.server.per_connection <= line.handed
            if is_used_up or handed.is_line_lost:
                self._close()

    def _handed(self, line: Line, ready: Ready) -> Handed:
        """Hand over the first of those in hand; the rest, and this one if it cannot be written, stays."""
        now = self.world.now()
        try:
            handed = line.hand_over(self.sender, ready.address, lambda: ready.bound.to_bytes(now))
        except KeyboardInterrupt:
            self._hand.waiting.popleft()
            self._conclude(ready, line.broken_off("The delivery was stopped."))
            raise
        self._tried += 1
        self._after = ready.number
        self._hand.waiting.popleft()
        return handed

    def _note_down(self, hold: Hold, line: str) -> None:
        if hold.note is not None:
            hold.note(line)

    def _conclude(self, ready: Ready, handed: Handed) -> None:
        """Count, tell, and stop where the server's answer means that nothing else would go either."""
        now = self.world.now()
        verdict = judge(handed, tries=ready.tries + 1, now=now)
        self._hand.tried.append(Tried(ready.number, handed, verdict, now))
        if verdict.status is MessageStatus.SENT:
            self.done.sent += 1
            self.done.notes.pop(ready.number, None)
            self._lost = self._refused = 0
            self.world.tell(self.done.sent, None)
            return
        self._note(ready.number, ready.name, verdict.status, handed.said)
        if verdict.status is MessageStatus.QUEUED and verdict.due_at is None:
            # At once, over a new line, before those behind it.
            self._after = ready.number - 1
        self.window.forget()
        self._lost = self._lost + 1 if handed.is_line_lost else 0
        self._refused = 0 if handed.is_line_lost else self._refused + 1
        self._stop_where_hopeless(handed, is_sender_refused=verdict.stop)

    def _stop_where_hopeless(self, handed: Handed, *, is_sender_refused: bool) -> None:
        again = "copctl mail deliver, when the server works again"
        if is_sender_refused:
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


def _refuse_lost_store(hold: Hold) -> None:
    if not hold.is_held():
        raise Undelivered("The connection to the store was lost.", hint="copctl mail deliver")
