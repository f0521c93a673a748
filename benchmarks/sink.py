"""A mail server that takes everything and keeps nothing: `sink.py PORT`, where Postfix's is not installed."""

from __future__ import annotations

import socketserver
import sys

REPLIES = {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class Talk(socketserver.StreamRequestHandler):
    """One connection."""

    def handle(self) -> None:
        """Answer each command with the reply that lets the client go on."""
        self.wfile.write(b"220 sink\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            self.wfile.write(REPLIES.get(word, b"250 OK\r\n"))
            if word == b"QUIT":
                return
            if word == b"DATA":
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self.wfile.write(b"250 taken\r\n")


class Sink(socketserver.ThreadingTCPServer):
    """Serves any number of clients at once."""

    allow_reuse_address = daemon_threads = True


if __name__ == "__main__":
    Sink(("127.0.0.1", int(sys.argv[1])), Talk).serve_forever()
