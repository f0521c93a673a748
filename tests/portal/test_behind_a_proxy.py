"""The documented service and the documented Caddy in front of it: both are run, not only read."""

from __future__ import annotations

import http.client
import os
import re
import shlex
import shutil
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.testclient import TestClient

from copctl.access import tokens
from copctl.mail import link_key
from copctl.portal import serving
from tests.conftest import Copctl

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy"
needs_caddy = pytest.mark.skipif(shutil.which("caddy") is None, reason="caddy is not installed")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def running(words: list[str], port: int, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that listens at a port, until the end of the block."""
    process = subprocess.Popen(
        words, env={**os.environ, **environ}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True,
    )  # fmt: skip
    try:
        for _ in range(300):
            with socket.socket() as sock:
                if sock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, process.stdout and process.stdout.read().decode()
            time.sleep(0.1)
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=20)


@pytest.fixture
def served(succeed: Copctl) -> Iterator[tuple[Path, int]]:
    """The portal as the unit starts it, at a port of its own."""
    folder, port = Path.cwd(), free_port()
    settings = folder / "community.toml"
    head = 'url = "https://localhost"\n'
    tail = '\n[portal]\nproxies = ["127.0.0.1"]\n'
    settings.write_text(head + settings.read_text(encoding="utf-8") + tail, encoding="utf-8")
    unit = (DEPLOY / "copctl-portal.service").read_text(encoding="utf-8")
    command = shlex.split(re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1])
    words = [sys.executable, "-m", "copctl", *command[1:]]
    words[words.index("--port") + 1] = str(port)
    with running(words, port, COPCTL_COMMUNITY=str(folder)):
        yield folder, port


def test_two_workers_answer_as_one(served: tuple[Path, int]) -> None:
    _, port = served
    for _ in range(6):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/sign-in", headers={"Host": "localhost"})
        answer = connection.getresponse()
        assert answer.status == 200
        assert answer.getheader("Strict-Transport-Security") == "max-age=63072000"
        connection.close()


def greeted(front: int, trusting: ssl.SSLContext) -> http.client.HTTPSConnection:
    """A connection on which the door was asked for; Caddy listens a moment before it has its certificate."""
    until = time.monotonic() + 60
    while True:
        connection = http.client.HTTPSConnection("localhost", front, timeout=60, context=trusting)
        try:
            connection.request("GET", "/sign-in")
        except ssl.SSLError:
            connection.close()
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return connection


@needs_caddy
def test_caddy_stands_in_front_and_says_who_asks(served: tuple[Path, int], tmp_path: Path) -> None:
    folder, port = served
    front = free_port()
    written = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    own = written.replace("members.example.org {", f"https://localhost:{front} {{\n\ttls internal")
    own = own.replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    quiet = "{\n\tadmin off\n\tskip_install_trust\n\tauto_https disable_redirects\n}\n"
    file = tmp_path / "Caddyfile"
    file.write_text(quiet + own, encoding="utf-8")
    home = tmp_path / "caddy"
    with running(
        ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)], front,
        XDG_DATA_HOME=str(home), XDG_CONFIG_HOME=str(home), HOME=str(home),
    ):  # fmt: skip
        trusting = ssl._create_unverified_context()
        connection = greeted(front, trusting)
        page = connection.getresponse()
        cookie = page.getheader("Set-Cookie").partition(";")[0]
        token = re.search('name="form_token" value="([^"]+)"', page.read().decode())[1]
        connection.request(
            "POST", "/sign-in", f"form_token={token}&email=nobody%40example.org",
            {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded",
             "Origin": f"https://localhost:{front}", "Sec-Fetch-Site": "same-origin",
             "X-Forwarded-For": "203.0.113.9"},
        )  # fmt: skip
        answer = connection.getresponse()
        answer.read()
        connection.close()
    assert (page.status, answer.status) == (200, 303)
    assert answer.getheader("Location") == "/sign-in/code"
    # Caddy says who came to it, and not who the visitor says to be.
    with sqlite3.connect(folder / "community.db") as store:
        (network,) = store.execute("SELECT network FROM sign_in").fetchone()
    assert network == tokens.keyed(link_key.load_or_make(folder), "network", "127.0.0.1")


@pytest.mark.parametrize(("proxies", "seen"), [(("127.0.0.1",), "203.0.113.9"), ((), "127.0.0.1")])
def test_a_proxy_is_believed_only_when_it_is_listed(proxies: tuple[str, ...], seen: str) -> None:
    async def tell(scope, _receive, send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": scope["client"][0].encode()})

    config = uvicorn.Config(tell, **serving.options(proxies))
    config.load()
    visitor = TestClient(config.loaded_app, client=("127.0.0.1", 5000))

    assert visitor.get("/", headers={"X-Forwarded-For": "203.0.113.9"}).text == seen


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "copctl-portal.service").read_text(encoding="utf-8")
    own = tmp_path / "copctl-portal.service"
    own.write_text(unit.replace("/opt/copctl/bin/copctl", sys.executable), encoding="utf-8")

    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(own)], capture_output=True, text=True, check=False
    )

    about_us = [line for line in said.stderr.splitlines() if "copctl-portal" in line]
    assert about_us == []
