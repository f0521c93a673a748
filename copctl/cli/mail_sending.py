"""Sending by SMTP at the desk: before it what an earlier delivery left unknown, after it what came of it."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from copctl.cli.desk import Desk
from copctl.cli.mail_words import local, mails, nothing, tell_planned
from copctl.cli.progress import counting
from copctl.cli.showing import to_json
from copctl.errors import ExitCode, Interrupted

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.mail.origins import Origins
    from copctl.mail.sending import Delivered, Run, World

_AGAIN, _ARRIVED, _LATER = "Send them again", "They arrived: count them as sent", "Decide later"
_STATES = {"failed": "failed", "unknown": "unknown", "suppressed": "held back", "cancelled": "cancelled"}
# How long a pause may go on after Ctrl-C, in seconds.
_SLICE = 0.2


def send(desk: Desk, limit: int | None, json: bool) -> None:
    """Send what waits, and say what came of it; ends the command with 5 when something is left."""
    from copctl.mail import aftermath, delivery, link_key

    key = link_key.load_or_make(desk.settings.folder)
    unknown = aftermath.recover(desk.database, desk.now())
    if unknown and desk.interactive:
        _ask_about(desk, unknown)
        unknown = []
    renewed = _prepare(desk, key)
    with _stopping(desk) as is_stopped, counting(desk, "mails sent") as count:
        done = _run(desk, key, limit, is_stopped, count).deliver()
    if done.sent:
        with desk.transaction() as db:
            delivery.close_change(db, done.sent)
    older = _left_unknown(desk, done, unknown)
    if json:
        desk.say(to_json(_full(done, [*older, *unknown])))
    else:
        _tell(desk, done, unknown, renewed)
        _tell_older(desk, older)
    _end(done, [*older, *unknown], limit)


def _prepare(desk: Desk, key: bytes) -> int:
    from copctl.cli.mail_origins import going_out
    from copctl.mail import delivery

    with desk.transaction() as db:
        said = going_out(db, key, desk.now(), desk.today())
        delivery.prepare(db, said.origins)
    return said.renewed


def _run(
    desk: Desk, key: bytes, limit: int | None, is_stopped: Callable[[], bool], count: Callable[[int], None]
) -> Run:
    from copctl.cli.mail_origins import composer, going_out
    from copctl.mail import secrets, smtp
    from copctl.mail.headers import addr_spec
    from copctl.mail.sender import sender_of
    from copctl.mail.sending import Run
    from copctl.mail.window import Window

    server = desk.settings.mail
    password = secrets.password(desk.settings, desk.environ)
    smtp.refuse_readable_password(server, password)

    def origins(db: Session) -> Origins:
        return going_out(db, key, desk.now(), desk.today()).origins

    return Run(
        desk.database,
        server,
        addr_spec(sender_of(desk.settings).email),
        Window(desk.database, origins, composer(desk, key)),
        lambda: smtp.connect(server, password),
        _world(desk, is_stopped, count),
        most=limit,
    )


def _world(desk: Desk, is_stopped: Callable[[], bool], count: Callable[[int], None]) -> World:
    from copctl.mail.sending import World

    def pause(seconds: float) -> None:
        end = time.monotonic() + seconds
        while not is_stopped() and (rest := end - time.monotonic()) > 0:
            time.sleep(min(rest, _SLICE))

    def tell(sent: int, until: datetime | None) -> None:
        count(sent)
        if until is not None and desk.stderr.isatty():
            clock = until.astimezone(desk.settings.zone)
            desk.hint(f"{desk.settings.mail.per_minute} mails a minute: going on at {clock:%H:%M:%S}.")

    return World(desk.now, pause, is_stopped, tell)


@contextmanager
def _stopping(desk: Desk) -> Iterator[Callable[[], bool]]:
    """Gives whether somebody pressed Ctrl-C, or ended the process kindly; the second time breaks it off."""
    asked: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return

    def stop(number: int, _frame: Any) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)
        if desk.stderr.isatty():
            # Not by `print`: this may come in the middle of one.
            os.write(desk.stderr.fileno(), b"\nStopping after this mail. Ctrl-C again breaks it off.\n")

    kept = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


# What is unknown -------------------------------------------------------------------------------


def _ask_about(desk: Desk, numbers: list[int]) -> None:
    """Ask what became of mails that an earlier delivery had in hand when it ended."""
    from copctl.mail import outbox, retrying

    with desk.reading() as db:
        for number in numbers:
            message = outbox.find(db, number)
            desk.hint(f"Mail {number} to {message.name} <{message.recipient}>: {message.subject}")
    desk.hint(
        f"The last delivery ended before the server's answer: {mails(len(numbers))} may have arrived. "
        "Look into your provider's list of sent mail, or ask the reader."
    )
    answer = desk.choose("What became of this?", [_AGAIN, _ARRIVED, _LATER])
    if answer == _LATER:
        return
    with desk.transaction() as db:
        for number in numbers:
            message = outbox.find(db, number)
            if answer == _AGAIN:
                retrying.again(message)
            else:
                retrying.count_as_sent(db, message)


# What came of it -------------------------------------------------------------------------------


def _tell(desk: Desk, done: Delivered, unknown: list[int], renewed: int) -> None:
    for note in done.notes.values():
        desk.hint(f"Mail {note.number} to {note.name}, {_STATES.get(note.status, 'still queued')}: {note.why}"
                  f"{'' if note.why.endswith('.') else '.'}")  # fmt: skip
    if renewed:
        desk.hint(f"Note: the key of personal links was replaced, so {renewed} older links no longer count.")
    is_something = done.sent or done.left or done.notes
    desk.say(f"Sent {mails(done.sent)}." if is_something else nothing(done.planned))
    lost = [*unknown, *(note.number for note in done.notes.values() if note.status == "unknown")]
    for number in lost:
        desk.hint(f"Mail {number} may have arrived, or not: the server's answer never came.")
    if lost:
        n = lost[0] if len(lost) == 1 else "N"
        desk.hint(f"Try: copctl mail retry {n} sends it again, copctl mail retry {n} --arrived does not")
    if done.stopped:
        desk.hint(f"Stopped: {done.stopped}\nTry: {done.hint}")
    _tell_what_waits(desk, done)
    tell_planned(desk, done.planned, done.planned_at)


def _left_unknown(desk: Desk, done: Delivered, unknown: list[int]) -> list[int]:
    """The mails of earlier deliveries of which nobody has said what became of them."""
    from copctl.mail import retrying

    with desk.reading() as db:
        numbers = [message.id for message in retrying.of_status(db, retrying.UNKNOWN)]
    new = {*unknown, *(note.number for note in done.notes.values())}
    return [number for number in numbers if number not in new]


def _tell_older(desk: Desk, older: list[int]) -> None:
    if older:
        desk.hint(
            f"{mails(len(older))} of earlier deliveries may have arrived, or not, and nobody has said. "
            "Look: copctl mail status"
        )


def _tell_what_waits(desk: Desk, done: Delivered) -> None:
    if not done.left:
        return
    waits = f"{mails(done.left)} still wait{'s' * (done.left == 1)}"
    if done.full is not None:
        most = desk.settings.mail.per_day
        desk.hint(
            f"{waits}: the limit of {most} mails in 24 hours is reached. "
            f"Go on from {local(desk, done.full.until)}: copctl mail deliver"
        )
    elif done.until is not None:
        desk.hint(f"{waits}; the first that was put off may go at {local(desk, done.until)}.")
    else:
        desk.hint(f"{waits}.")


def _full(done: Delivered, unknown: list[int]) -> dict[str, Any]:
    return {
        "dry_run": False,
        "mails": done.sent,
        "notes": [vars(note) for note in done.notes.values()],
        "unknown": unknown,
        "left": done.left,
        "planned": done.planned,
        "planned_at": done.planned_at,
        "stopped": done.stopped,
        "next_at": done.full.until if done.full is not None else done.until,
    }


def _end(done: Delivered, unknown: list[int], limit: int | None) -> None:
    if done.interrupted:
        raise Interrupted("You stopped the delivery; nothing is half done.", hint="copctl mail deliver")
    is_wished = limit is not None and not (done.stopped or done.full)
    is_left = bool(done.left) and not is_wished
    is_wrong = any(note.status in ("failed", "unknown") for note in done.notes.values())
    if unknown or is_wrong or is_left or done.stopped:
        raise typer.Exit(int(ExitCode.DELIVERY))
