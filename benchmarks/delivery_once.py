"""Invitations delivered by copctl, and the same bytes sent by a bare smtplib loop, in turn to one sink.

    delivery_once.py FOLDER [MAILS]

FOLDER is where a community with so many invited members is made. Prints the seconds of both on the wall,
a pair a line. The sink is Postfix's smtp-sink where it is installed, else a process of our own that takes
everything.
"""

from __future__ import annotations

import gc
import os
import shutil
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from copctl.cli.desk import Desk
from copctl.cli.mail_origins import composer, going_out
from copctl.mail import claims, link_key, smtp
from copctl.mail.sending import Run, World
from copctl.mail.window import Window
from copctl.settings import MailServer

HERE = Path(__file__).resolve().parent
TURNS = 5
FROM = "ana@example.org"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def sinking() -> Iterator[int]:
    """A server that takes every mail and keeps none, in a process of its own."""
    port = free_port()
    theirs = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    user = ["-u", "postfix"] if os.name == "posix" and os.getuid() == 0 else []
    ours = [sys.executable, str(HERE / "sink.py"), str(port)]
    command = [theirs, *user, "-c", f"127.0.0.1:{port}", "1000"] if theirs else ours
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port
    finally:
        child.terminate()
        child.wait()


def invited(folder: Path, count: int) -> None:
    """A community whose members all have an invitation that waits."""
    people = folder.with_suffix(".csv")
    rows = "".join(f"Person {n} សុខា,person{n}@example.org,active,Asia/Phnom_Penh,KH\n" for n in range(count))
    people.write_text(f"name,email,status,timezone,country\n{rows}", encoding="utf-8")
    copctl = [str(Path(sys.executable).with_name("copctl"))]
    for words in (
        ["init", str(folder), "--name", "Benchmark", "--purpose", "To be measured", "--moderator",
         f"Ana <{FROM}>", "--timezone", "Asia/Bangkok", "--cadence", "monthly"],
        ["--community", str(folder), "member", "import", str(people)],
        ["--community", str(folder), "topic", "add", "Outcome harvesting"],
        ["--community", str(folder), "session", "plan", "--topic", "outcome-harvesting", "--on",
         "2027-01-20 15:00", "--link", "https://meet.example/x"],
        ["--community", str(folder), "invitation", "send", "2027-01", "--yes"],
    ):  # fmt: skip
        subprocess.run([*copctl, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def contents(desk: Desk, key: bytes, count: int) -> list[tuple[str, bytes]]:
    """To whom and what: the very bytes that go out."""
    write = composer(desk, key)
    with desk.reading() as db:
        waiting = db.execute(claims.waiting(desk.now(), 0, count)).scalars()
        return [(m.recipient, write.bind(m, m.recipient, {}).to_bytes(desk.now())) for m in waiting]


def bare(port: int, mails: list[tuple[str, bytes]]) -> float:
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port, "[127.0.0.1]") as server:
        for to, content in mails:
            server.sendmail(FROM, [to], content)
    return time.perf_counter() - began


def ours(desk: Desk, port: int, key: bytes, count: int) -> float:
    with desk.database.writer.begin() as connection:
        connection.execute(text("UPDATE message SET status = 'queued', run = '', tries = 0"))
        connection.execute(text("DELETE FROM attempt"))
    server = MailServer("127.0.0.1", port, "none")
    window = Window(desk.database, lambda db: going_out(db, key, desk.now()).origins, composer(desk, key))
    began = time.perf_counter()
    run = Run(desk.database, server, FROM, window, lambda: smtp.connect(server, ""), World(desk.now))
    done = run.deliver()
    spent = time.perf_counter() - began
    if done.sent != count or done.left:
        sys.exit(f"not delivered: {done}")
    return spent


def main() -> None:
    gc.set_threshold(100_000, 20, 100)  # as the command does
    folder, count = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 2_000
    if not folder.exists():
        invited(folder, count)
    desk = Desk()
    desk.named_folder = folder
    key = link_key.load_or_make(folder)
    with sinking() as port:
        ours(desk, port, key, count)
        with desk.database.writer.begin() as connection:
            connection.execute(text("UPDATE message SET status = 'queued'"))
        mails = contents(desk, key, count)
        print(f"{sum(len(c) for _, c in mails) // count} bytes a mail", file=sys.stderr)
        for _ in range(TURNS):
            print(ours(desk, port, key, count), bare(port, mails), flush=True)


if __name__ == "__main__":
    main()
