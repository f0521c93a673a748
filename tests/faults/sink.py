"""A mail server of raw sockets that keeps what it took, and does wrong what a test asks for."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

PHASES = ("banner", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", "content", "dot")
DROP, HANG = "drop", "hang"
_FINE = {"banner": "220 sink", "MAIL": "250 OK", "RCPT": "250 OK", "DATA": "354 go on", "dot": "250 kept",
         "AUTH": "235 welcome"}  # fmt: skip
_MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE)

# Told a phase and how often it came before: a reply to give, DROP, HANG, or "" for what is right.
Script = Callable[[str, int], str]


@dataclass
class Sink:
    """What the server saw: the mails it kept, each with Message-ID and recipient, and the phases of all."""

    port: int = 0
    script: Script = lambda _phase, _before: ""
    pipelining: bool = True
    auth: bool = False
    kept: list[tuple[str, str]] = field(default_factory=list)
    mails: list[bytes] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    most_at_once: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def times(self) -> Counter[str]:
        """How often each Message-ID was kept."""
        return Counter(message_id for message_id, _ in self.kept)


class _GoneError(Exception):
    pass


class _Talk:
    """One connection."""

    def __init__(self, sink: Sink, peer: socket.socket) -> None:
        self.sink, self.peer = sink, peer
        self.file = peer.makefile("rb")
        self.recipient, self.is_open = "", False

    def run(self) -> None:
        with suppress(_GoneError, OSError), self.peer:
            self.say("banner")
            while line := self.file.readline():
                self.command(line.decode("utf-8", "replace").strip())

    def command(self, line: str) -> None:
        word = line.partition(" ")[0].upper()
        known = {"MAIL": self.sender, "RCPT": self.to, "DATA": self.data, "QUIT": self.quit}
        if word in known:
            known[word](line)
        elif word in ("EHLO", "HELO"):
            self.say("EHLO", self.greeting())
        elif word == "AUTH":
            self.say("AUTH")
        else:
            self.peer.sendall(b"250 OK\r\n")

    def sender(self, _line: str) -> None:
        self.recipient, self.is_open = "", self.say("MAIL").startswith("2")

    def to(self, line: str) -> None:
        if self.say("RCPT").startswith("2") and self.is_open:
            self.recipient = line[line.index("<") + 1 : line.index(">")]

    def data(self, _line: str) -> None:
        if self.say("DATA").startswith("354"):
            self.content()

    def quit(self, _line: str) -> None:
        self.peer.sendall(b"221 bye\r\n")
        raise _GoneError

    def greeting(self) -> str:
        offers = ["sink", *(["PIPELINING"] if self.sink.pipelining else []),
                  *(["AUTH PLAIN LOGIN"] if self.sink.auth else []), "SIZE 50000000"]  # fmt: skip
        return "\r\n".join(f"250{'-' if n < len(offers) - 1 else ' '}{word}" for n, word in enumerate(offers))

    def content(self) -> None:
        self.act("content")
        lines = []
        while (line := self.file.readline()) != b".\r\n":
            if not line:
                raise _GoneError
            lines.append(line[1:] if line.startswith(b".") else line)
        content = b"".join(lines)
        found = _MESSAGE_ID.search(content)
        before = self.sink.seen["dot"]
        planned = self.sink.script("dot", before)
        if self.recipient and (not planned or planned in (DROP, HANG)):
            # It has the mail, whether it says so or not.
            self.sink.kept.append((found[1].decode() if found else "", self.recipient))
            self.sink.mails.append(content)
        self.say("dot")

    def say(self, phase: str, right: str = "") -> str:
        reply = self.act(phase) or right or _FINE[phase]
        self.peer.sendall(reply.encode() + b"\r\n")
        if reply.startswith("421"):
            raise _GoneError
        return reply

    def act(self, phase: str) -> str:
        before = self.sink.seen[phase]
        self.sink.seen[phase] += 1
        planned = self.sink.script(phase, before)
        if planned == DROP:
            raise _GoneError
        if planned == HANG:
            self.sink.over.wait(60)
            raise _GoneError
        return planned


def wait_for_another(sink: Sink) -> Script:
    """The first mail is answered when somebody else has called, too: however busy the machine is."""

    def script(phase: str, before: int) -> str:
        end = time.monotonic() + 30
        while phase == "dot" and not before and sink.seen["banner"] < 2 and time.monotonic() < end:
            time.sleep(0.01)
        return ""

    return script


@contextmanager
def sinking(script: Script | None = None, *, pipelining: bool = True, auth: bool = False) -> Iterator[Sink]:
    """A server on a port of its own, for the length of a test."""
    sink = Sink(pipelining=pipelining, auth=auth)
    if script is not None:
        sink.script = script
    listener = socket.create_server(("127.0.0.1", 0))
    sink.port = listener.getsockname()[1]

    def talk(peer: socket.socket) -> None:
        _Talk(sink, peer).run()
        sink.connections -= 1

    def listen() -> None:
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sink.connections += 1
            sink.most_at_once = max(sink.most_at_once, sink.connections)
            threading.Thread(target=talk, args=(peer,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    try:
        yield sink
    finally:
        sink.over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
