"""What a delivery was doing when it was killed, out of the notes that it left.

A delivery takes a few mails in hand at a time, and notes each before a server hears of it and after the
server's answer. The notes survive the process; whether they are whole after the machine itself went down
nobody knows. So a mail without a note was never begun only if the machine has been up since the last of them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from copctl.mail import claims
from copctl.mail.claims import Tried
from copctl.mail.outcomes import Handed, Phase, judge
from copctl.store import locks
from copctl.store.engine import Database
from copctl.store.schema.message import MessageStatus

_CUT_OFF = "The delivery ended before the server's answer came."
# How far two clocks may drift apart between two notes (seconds).
_DRIFT = 2.0


def started() -> str:
    """The first note: a delivery lives from now on."""
    return json.dumps(["started", time.time(), time.monotonic()])


def begun(number: int) -> str:
    """The note that a mail is about to be handed over."""
    return json.dumps(["begun", number, time.time(), time.monotonic()])


def ended(number: int, handed: Handed) -> str:
    """The note of what the server answered."""
    return json.dumps(["ended", number, int(handed.phase), handed.code, handed.said])


def recover(database: Database, now: datetime) -> list[int]:
    """Settle what dead deliveries had in hand; gives the numbers of mails that may have arrived.

    What the server had answered is noted now, what was never begun waits again, and the rest is unknown.
    """
    unknown: list[int] = []
    with database.unjournaled() as connection, connection.begin():
        for run, mails in claims.in_hand(connection).items():
            notes = locks.left_by(database, run)
            if notes is not None:
                unknown += _settle(connection, run, mails, notes, now)
    return unknown


def _settle(
    connection: Connection, run: str, mails: Mapping[int, int], notes: Sequence[str], now: datetime
) -> list[int]:
    last, is_whole = read(notes, wall=time.time(), monotonic=time.monotonic())
    tried, rest = [], []
    for number, tries in mails.items():
        if number not in last and is_whole:
            rest.append(number)
            continue
        handed = last.get(number) or Handed(Phase.ENDED, None, _CUT_OFF)
        tried.append(Tried(number, handed, judge(handed, tries=tries + 1, now=now), now))
    claims.let_go(connection, run, tried, rest)
    return [one.number for one in tried if one.verdict.status is MessageStatus.UNKNOWN]


def read(notes: Sequence[str], *, wall: float, monotonic: float) -> tuple[dict[int, Handed | None], bool]:
    """Number -> the server's answer, None where it never came; and whether no note can be missing.

    None is missing when the clock of the day and the one that starts with the machine have gone on alike
    since the last note: after a start, or a sleep, the second one stands elsewhere.
    """
    last: dict[int, Handed | None] = {}
    clocks = (0.0, monotonic)
    try:
        for line in notes:
            kind, *more = json.loads(line)
            if kind == "ended":
                last[int(more[0])] = Handed(Phase(more[1]), more[2], str(more[3]))
                continue
            clocks = float(more[-2]), float(more[-1])
            if kind == "begun":
                last[int(more[0])] = None
    except (ValueError, TypeError, IndexError):
        return last, False
    return last, abs((wall - clocks[0]) - (monotonic - clocks[1])) < _DRIFT
