"""What becomes of a mail after the server's answer (RFC 5321, sections 4.2 and 4.5.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from copctl.store.schema.message import MessageStatus

# How long to wait after the first temporary refusal, the second, and so on: two days in all.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 720, 1_440))
_TOO_LARGE = 552
_CLOSING = 421


class Phase(IntEnum):
    """How far a mail came with a server. After `ENDED` the server has all of it, and may deliver it."""

    SENDER = 1
    RECIPIENT = 2
    DATA = 3
    CONTENT = 4
    ENDED = 5


@dataclass(frozen=True)
class Handed:
    """How far a mail came, and the server's last reply: its code, None when there was none, and its words."""

    phase: Phase
    code: int | None
    said: str

    @property
    def is_line_lost(self) -> bool:
        """Whether the connection is gone, or the server is about to close it (421)."""
        return self.code is None or self.code == _CLOSING


@dataclass(frozen=True)
class Verdict:
    """Where a mail stands now, how the attempt counts, when the next one may be made.

    `stop` is set when the answer holds for every other mail as well: nothing more is sent then.
    """

    status: MessageStatus
    outcome: str
    due_at: datetime | None = None
    stop: bool = False


def judge(handed: Handed, *, tries: int, now: datetime) -> Verdict:
    """What becomes of a mail; `tries` counts its attempts, this one included.

    A mail is failed only by a server that says so, and unknown only when all of it was handed over and no
    reply came. A refused sender stops the run and fails nobody, unless it is the mail's size.
    """
    code, phase = handed.code, handed.phase
    kind = code // 100 if code is not None else None
    if kind == 2 and phase is Phase.ENDED:
        return Verdict(MessageStatus.SENT, "sent")
    if kind == 4 and code != _CLOSING:
        return _put_off(tries, now)
    if kind == 5:
        if phase is Phase.SENDER and code != _TOO_LARGE:
            return Verdict(MessageStatus.QUEUED, "later", stop=True)
        return Verdict(MessageStatus.FAILED, "failed")
    if phase is Phase.ENDED and code != _CLOSING:
        return Verdict(MessageStatus.UNKNOWN, "unknown")
    # The line broke: at first no fault of this mail, so it is tried again at once.
    due_at = None if tries < 2 else now + WAITS[min(tries, len(WAITS)) - 1]
    return Verdict(MessageStatus.QUEUED, "later", due_at)


def _put_off(tries: int, now: datetime) -> Verdict:
    if tries > len(WAITS):
        return Verdict(MessageStatus.FAILED, "failed")
    return Verdict(MessageStatus.QUEUED, "later", now + WAITS[tries - 1])
