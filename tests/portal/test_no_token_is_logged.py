"""What the portal says while it runs: never an address that lets somebody in, also when requests fail."""

from __future__ import annotations

import http.client
import socket
import sys
from contextlib import suppress
from pathlib import Path

from tests.conftest import Copctl
from tests.portal.test_behind_a_proxy import free_port, running

# Well formed, so that the store is asked for them: a link, and the code of a survey.
SECRET, CODE = "s3cr3tT0k3n" + "x" * 32, "secretcodesecretcodesecret"


def asked(port: int, method: str, place: str, body: str = "", **headers: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request(method, place, body or None, {"Cookie": f"__Host-copctl={SECRET}", **headers})
    status = connection.getresponse().status
    connection.close()
    return status


def raw(port: int, octets: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=60) as sock:
        sock.sendall(octets)
        sock.recv(4_000)


def test_nothing_of_a_token_is_said_whatever_happens(succeed: Copctl) -> None:
    port, settings = free_port(), Path("community.toml")
    settings.write_text(f'url = "http://127.0.0.1:{port}"\n' + settings.read_text("utf-8"), "utf-8")
    words = [sys.executable, "-X", "dev", "-m", "copctl", "portal", "serve", "--port", str(port)]
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    with (
        suppress(ProcessLookupError),
        running(words, port, PYTHONUNBUFFERED="1", UVICORN_LOG_LEVEL="trace") as process,
    ):
        for place in (f"/sign-in/link/{SECRET}", f"/s/{SECRET}", f"/u/{SECRET}", f"/members?after={SECRET}"):
            for method in ("GET", "HEAD", "POST", "PUT"):
                assert asked(port, method, place, f"form_token={SECRET}&code={SECRET}", **form) < 500
        raw(port, f"GET /s/{SECRET} HTTP/9.9\r\nHost: {SECRET}\r\n\r\n".encode())
        raw(port, f"GET /s/{SECRET}\x00 HTTP/1.1\r\n\r\n".encode())
        raw(
            port,
            f"POST /u/{SECRET} HTTP/1.1\r\nHost: x\r\nContent-Length: z\r\nCookie: {SECRET}\r\n\r\n".encode(),
        )
        # The store goes away: every page fails now, and a failure is said.
        Path("community.db").rename("gone.db")
        Path("community.db").write_bytes(b"no store " * 2_000)
        places = (f"/sign-in/link/{SECRET}", f"/s/{CODE}", f"/members?after={SECRET}")
        failed = [asked(port, "GET", place) for place in places]
        process.terminate()
        said = process.communicate(timeout=30)[0].decode()

    assert failed == [503, 503, 503]
    assert "http://127.0.0.1" in said
    assert said.count("could not be used: file is not a database.") == len(failed)
    assert SECRET[:11] not in said
    assert CODE not in said
    assert "sign-in/link" not in said
