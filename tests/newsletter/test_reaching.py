"""Whether pages are there, asked of a real server on this machine, and who is never asked."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from copctl.newsletter import reaching
from copctl.newsletter.reaching import asked, is_public
from copctl.newsletter.rules.links import Answer, State


class Server(ThreadingHTTPServer):
    """Answers `/404` with 404; `heard` are the requests, `most` how many there were at once."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.heard: list[tuple[str, str, dict[str, str]]] = []
        self.lock, self.now, self.most = threading.Lock(), 0, 0
        self.full = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.server.heard.append((self.command, self.path, dict(self.headers)))
        place = self.path.strip("/")
        if place == "slow":
            threading.Event().wait(1)
        if place.startswith("together"):
            with self.server.lock:
                self.server.now += 1
                self.server.most = max(self.server.most, self.server.now)
                if self.server.now == reaching.AT_ONCE:
                    self.server.full.set()
            self.server.full.wait(10)
            with self.server.lock:
                self.server.now -= 1
        code = int(place) if place.isdigit() else 200
        if place == "no-head":
            code = 405 if self.command == "HEAD" else 200
        if place.startswith("to/"):
            code = 302
        self.send_response(code)
        if code == 302:
            target = place.removeprefix("to/")
            self.send_header("Location", f"/to/{target}" if target == "itself" else target)
        self.send_header("Set-Cookie", "a=b")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def server() -> Iterator[Server]:
    serving = Server()
    thread = threading.Thread(target=serving.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield serving
    serving.shutdown()
    thread.join()
    serving.server_close()


def anybody(_address: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", Answer(State.THERE)),
        ("/no-head", Answer(State.THERE)),
        ("/404", Answer(State.GONE, "it answered 404 (Not Found)")),
        ("/410", Answer(State.GONE, "it answered 410 (Gone)")),
        ("/403", Answer(State.UNSURE, "it answered 403 (Forbidden)")),
        ("/429", Answer(State.UNSURE, "it answered 429 (Too Many Requests)")),
        ("/500", Answer(State.UNSURE, "it answered 500 (Internal Server Error)")),
        ("/599", Answer(State.UNSURE, "it answered 599")),
        ("/to/itself", Answer(State.UNSURE, "it answered 302 (Found) and led nowhere")),
        ("/to/ftp://127.0.0.1/a", Answer(State.UNSURE, "it answered 302 (Found) and led nowhere")),
        ("/to/http://a.example/", Answer(State.UNSURE, "it answered 302 (Found) and led nowhere")),
    ],
)
def test_what_a_server_answers_is_told(server: Server, path: str, answer: Answer):
    address = server.url + path

    assert asked([address], permitted=anybody) == {address: answer}


def test_a_page_is_asked_for_with_head_by_name_and_without_cookies(server: Server):
    asked([f"{server.url}/a?b=c", f"{server.url}/to//moved"], permitted=anybody)

    assert sorted((method, path) for method, path, _ in server.heard) == [
        ("HEAD", "/a?b=c"), ("HEAD", "/moved"), ("HEAD", "/to//moved"),
    ]  # fmt: skip
    for _, _, headers in server.heard:
        assert headers["User-Agent"].startswith("copctl/")
        assert "Cookie" not in headers


def test_nobody_asks_within_somebodys_own_network(server: Server):
    address = f"{server.url}/secret"

    assert asked([address]) == {address: Answer(State.PRIVATE)}
    assert server.heard == []


def test_the_communitys_own_site_may_be_there(server: Server):
    address = f"{server.url}/page"

    assert asked([address], own=server.url) == {address: Answer(State.THERE)}


def test_a_redirect_into_somebodys_own_network_is_not_followed(server: Server):
    inside = f"http://localhost:{server.server_address[1]}/inside"
    # A name of its own keeps the first address permitted and the second not.
    address = f"{server.url}/to/{inside.replace('localhost', '127.0.0.2')}"

    answers = asked([address], permitted=lambda ip: ip == "127.0.0.1")

    assert answers == {address: Answer(State.PRIVATE)}
    assert [path for _, path, _ in server.heard if path == "/inside"] == []


def test_eight_are_asked_at_once_and_no_more(server: Server):
    addresses = [f"{server.url}/together/{n}" for n in range(20)]

    answers = asked(addresses, permitted=anybody)

    assert set(answers.values()) == {Answer(State.THERE)}
    assert list(answers) == addresses
    assert server.most == reaching.AT_ONCE


def test_what_answers_too_late_or_not_at_all_could_not_be_checked(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reaching, "SECONDS", 0.2)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        slow = f"{server.url}/slow"

        answers = asked([slow, nobody], permitted=anybody)

    assert answers[slow] == Answer(State.UNSURE, "nothing came within 0.2 seconds")
    assert answers[nobody] == Answer(State.UNSURE, "connection refused")


def test_a_site_that_nobody_knows_is_unknown():
    address = "https://nobody-is-here.invalid/"

    assert asked([address]) == {address: Answer(State.UNKNOWN)}


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True), ("2606:4700::1111", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("192.168.1.1", False), ("172.16.0.9", False), ("169.254.169.254", False), ("0.0.0.0", False),
        ("100.64.0.1", False), ("::1", False), ("fe80::1%eth0", False), ("fd00::1", False),
        ("::ffff:127.0.0.1", False), ("224.0.0.1", False), ("255.255.255.255", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_asked(address: str, public: bool):
    assert is_public(address) is public
