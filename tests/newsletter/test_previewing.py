"""`copctl newsletter preview`: what it serves, to whom, and how it ends."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from copctl.newsletter.preview_server import Server
from copctl.newsletter.previewing import Preview, Wish, in_scheme
from copctl.settings import load
from copctl.store.engine import Database
from copctl.when import parse_quarter
from tests.conftest import Copctl
from tests.newsletter.world import DRAFT


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Client:
    """Asks a preview's server for a page of it, by a path after the secret part of the address."""

    server: Server

    def get(self, name: str, *, host: str = "", token: str | None = None, method: str = "GET") -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        headers = {"Host": host} if host else {}
        secret = self.server.token if token is None else token
        connection.request(method, f"/{secret}/{name}", headers=headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return Answer(response.status, dict(response.headers), text)


@pytest.fixture
def client(filled: Copctl, folder: Path) -> Iterator[Client]:
    """A preview of a community in which every section has something to say."""
    filled("member", "add", "--name", "Phạm <b>", "--email", "p@example.org", "--consent", "newsletter",
           "--languages", "vi")  # fmt: skip
    filled("newsletter", "draft", "2026Q4")
    database = Database.opened("sqlite:///community.db")
    preview = Preview(parse_quarter("2026Q4"), folder, lambda: load(folder, {}), database.reading)
    server = Server(preview, Wish(member="4"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Client(server)
    server.shutdown()
    thread.join()
    server.server_close()
    database.close()


def test_the_page_offers_readers_and_looks_and_what_was_asked_for(client: Client) -> None:
    page = client.get("")

    assert page.status == 200
    assert '<option value="4" selected>Phạm &lt;b&gt;</option>' in page.text
    assert "Old hand" not in page.text
    assert re.findall(r"<option>(\w+)</option>", page.text) == [
        "magazine",
        "letter",
        "light",
        "light",
        "dark",
    ]


def test_a_member_sees_their_name_and_their_language(client: Client) -> None:
    nobody, member = client.get("mail"), client.get("mail?as=4&look=letter&scheme=dark")

    assert "Dear colleagues" in nobody.text
    assert '<html lang="en"' in nobody.text
    assert "Dear Phạm &lt;b&gt;" in member.text
    assert '<html lang="vi"' in member.text
    assert "Dear Phạm <b>" in client.get("text?as=4").text
    assert json.loads(client.get("state?as=4&look=light").text) == {
        "subject": "MEL Mekong: October to December 2026", "preheader": "Next: =1+1 next",
        "size": len(client.get("mail?as=4&look=light").text.encode()) - len('<base target="_blank">'),
        "look": "light", "language": "vi",
    }  # fmt: skip


def test_what_must_not_be_published_is_not_shown(client: Client) -> None:
    for name in ("mail", "text"):
        assert "SECRET" not in client.get(name).text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1", "192.168.1.2:{port}"])
def test_another_name_for_this_machine_gets_nothing(client: Client, host: str) -> None:
    answer = client.get("", host=host.format(port=client.server.port))

    assert (answer.status, answer.text) == (403, "This preview answers only on its own machine.\n")


@pytest.mark.parametrize("token", ["", "wrong", "%C3%A9", "..", "x" * 32])
def test_who_does_not_know_the_address_gets_nothing(client: Client, token: str) -> None:
    for name in ("", "mail", "page.js", "changes"):
        answer = client.get(name, token=token)
        assert (answer.status, answer.text) == (404, "There is nothing here.\n")


@pytest.mark.parametrize(
    "name", ["../community.toml", "page.html", "nothing", "mail/", "%2e%2e/community.toml"]
)
def test_there_is_nothing_but_the_preview(client: Client, name: str) -> None:
    assert client.get(name).status == 404


def test_nothing_is_kept_or_run_or_told_to_others(client: Client) -> None:
    for name in ("", "mail", "text", "state", "page.js", "page.css"):
        headers = client.get(name).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in client.get("mail").headers["Content-Security-Policy"]
    assert client.get("", method="POST").status == 501


def test_the_address_cannot_be_guessed(client: Client) -> None:
    assert client.server.server_address[0] == "127.0.0.1"
    assert len(client.server.token) >= 32
    assert client.server.address == f"http://127.0.0.1:{client.server.port}/{client.server.token}/"


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda: DRAFT.write_text("title\n", encoding="utf-8"), "issues/2026Q4.md, line 1: the file must begin"),
        (DRAFT.unlink, "There is no draft of 2026Q4."),
        (
            lambda: Path("templates/newsletter/letter.html").write_text("\n{% for %}", encoding="utf-8"),
            "templates/newsletter/letter.html, line 2: ",
        ),
        (lambda: Path("community.toml").write_text("name =", encoding="utf-8"), "community.toml is not valid TOML"),
    ],
    ids=["draft", "no draft", "template", "settings"],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_mending_it_goes_on(
    client: Client, folder: Path, break_it: object, message: str
) -> None:
    (folder / "templates/newsletter").mkdir(parents=True, exist_ok=True)
    before = client.get("mail?look=letter").text
    kept = {file: file.read_bytes() for file in (DRAFT, Path("community.toml"))}

    break_it()  # type: ignore[operator]

    assert message in json.loads(client.get("state?look=letter").text)["error"]
    assert "Nothing to show" in client.get("mail?look=letter").text
    assert client.get("text?look=letter").text == ""
    for file, content in kept.items():
        file.write_bytes(content)
    Path("templates/newsletter/letter.html").unlink(missing_ok=True)
    assert client.get("mail?look=letter").text == before


def test_an_unknown_wish_is_told(client: Client) -> None:
    assert json.loads(client.get("state?as=999").text)["error"] == "There is no member '999'."
    assert json.loads(client.get("state?look=neon").text)["error"] == "There is no look 'neon'."


@pytest.mark.parametrize(
    "file", ["issues/2026Q4.md", "templates/newsletter/x.html", "media/1.png", "community.toml"]
)
def test_each_change_of_a_file_is_told_once(client: Client, folder: Path, file: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", client.server.port, timeout=10)
    connection.request("GET", f"/{client.server.token}/changes")
    response = connection.getresponse()
    assert response.getheader("Content-Type") == "text/event-stream"
    assert response.fp.readline() == b"retry: 500\n"
    assert response.fp.readline() == b"\n"

    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((path.read_bytes() if path.exists() else b"") + b"\n# more\n")

    assert response.fp.readline() == b"data: changed\n"
    connection.close()


def test_a_scheme_decides_for_the_screen() -> None:
    page = (
        '<meta name="color-scheme" content="light dark"><style>@media (prefers-color-scheme: dark) { a }'
        "@media ( prefers-color-scheme:light ) { b }</style>"
    )

    assert in_scheme(page, "") == page
    assert in_scheme(page, "dark") == (
        '<meta name="color-scheme" content="dark"><style>@media (min-width: 0) { a }@media (max-width: 0) { b }</style>'
    )
    assert "@media (max-width: 0) { a }" in in_scheme(page, "light")


# The command --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "exit_code", "message"),
    [
        (("2031Q1",), 3, "Error: There is no draft of 2031Q1.\nTry: copctl newsletter draft 2031Q1\n"),
        (("2026Q4", "--as", "Nobody"), 3, "Error: There is no member 'Nobody'.\nTry: copctl member list\n"),
        (("2026Q4", "--look", "neon"), 1, "Error: There is no look 'neon'.\nTry: choose one of: magazine, letter, light\n"),
    ],
)  # fmt: skip
def test_a_preview_that_cannot_be_is_refused_before_it_begins(
    succeed: Copctl, copctl: Copctl, options: tuple[str, ...], exit_code: int, message: str
) -> None:
    succeed("newsletter", "draft", "2026Q4")

    result = copctl("newsletter", "preview", *options, "--no-browser")

    assert (result.exit_code, result.stderr) == (exit_code, message)


def test_a_port_that_is_taken_is_refused(client: Client, copctl: Copctl) -> None:
    port = str(client.server.port)

    result = copctl("newsletter", "preview", "2026Q4", "--no-browser", "--port", port)

    assert result.exit_code == 1
    assert result.stderr == (
        f"Error: Port {port} cannot be used for the preview.\nTry: leave --port out, or name another\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
def test_ctrl_c_stops_it_and_nothing_was_changed(succeed: Copctl, folder: Path) -> None:
    succeed("newsletter", "draft", "2026Q4")
    before = succeed("log", "--json").json
    command = [sys.executable, "-m", "copctl", "newsletter", "preview", "2026Q4", "--no-browser"]
    environ = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"}

    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=folder, env=environ
    ) as running:
        assert running.stdout is not None
        said = running.stdout.readline()
        address = re.fullmatch(r"The preview is at (http://127\.0\.0\.1:(\d+)(/\S+/))\n", said)
        assert address is not None, said
        connection = http.client.HTTPConnection("127.0.0.1", int(address[2]), timeout=10)
        connection.request("GET", f"{address[3]}mail")
        assert "October to December 2026" in connection.getresponse().read().decode()
        running.send_signal(signal.SIGINT)
        try:
            _, told = running.communicate(timeout=20)
        finally:
            running.kill()

    assert running.returncode == 0
    assert told == "It follows what you save. Ctrl-C stops it.\nStopped.\n"
    assert succeed("log", "--json").json == before
    assert [row["status"] for row in succeed("newsletter", "list", "--json").json] == ["drafted"]
