"""A member's visit, in a real browser, by a mail from a real server: the walk that the portal is made for."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Copctl, run
from tests.journeys.conftest import CHROMIUM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed"),
]


class Postbox:
    """A server that takes every mail, and keeps them in the order in which they came."""

    def __init__(self) -> None:
        self.mails: list[Any] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"

    def next_to(self, address: str, seconds: float = 60) -> Any:
        """The newest mail to an address, once it has come."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for mail in reversed(self.mails):
                if address in str(mail["To"]):
                    return mail
            time.sleep(0.05)
        raise AssertionError(f"no mail came for {address}")


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, int]]:
    from aiosmtpd.controller import Controller

    box, port = Postbox(), free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, port
    server.stop()


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


SURVEY = """# What next?

## survey

| type | name | label | required |
| --- | --- | --- | --- |
| select_one topics | topic | What should the next session be about? | yes |
| text | why | Why? | |

## choices

| list_name | name | label |
| --- | --- | --- |
| topics | stories | Stories of change |
| topics | data | Data quality |
"""


def community(succeed: Copctl, port: int, mail_port: int) -> None:
    """Two members, a session to come and an open survey."""
    path = Path("community.toml")
    settings = path.read_text(encoding="utf-8")
    mail = f'\n[mail]\nhost = "127.0.0.1"\nport = {mail_port}\nsecurity = "none"\n'
    path.write_text(f'url = "http://127.0.0.1:{port}"\n{settings}{mail}', encoding="utf-8")
    for name, email, level in (("Ana Lim", "ana.m@example.org", 2), ("សុខ ចាន់ធូ", "chanthou@example.org", 4)):
        succeed(
            "member", "add", "--name", name, "--email", email, "--organisation", "Tonle Klean", "--country", "KH",
            "--expertise", f"Storytelling:{level}", "--consent", "directory", "--consent", "newsletter",
        )  # fmt: skip
    succeed(
        "session", "plan", "--title", "Stories that people read", "--topic", "Storytelling", "--on",
        "2031-12-15 14:00", "--minutes", "90", "--link", "https://meet.example.org/x", "--speaker",
        "chanthou@example.org",
    )  # fmt: skip
    succeed("session", "edit", "2031-12", "--speaker-status", "chanthou@example.org:confirmed")
    Path("surveys/next.md").write_text(SURVEY, encoding="utf-8")
    succeed("survey", "new", "next", "--from", "surveys/next.md")
    succeed("survey", "open", "next")


@pytest.fixture
def portal(succeed: Copctl, postbox: tuple[Postbox, int]) -> Iterator[tuple[str, Postbox, Path]]:
    """The portal as a moderator starts it, its mails' postbox, and the file that it writes to."""
    box, mail_port = postbox
    port = free_port()
    community(succeed, port, mail_port)
    log = Path("portal.log").absolute()
    with log.open("wb") as told:
        process = subprocess.Popen(
            [sys.executable, "-m", "copctl", "portal", "serve", "--port", str(port)],
            stdout=told, stderr=subprocess.STDOUT, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )  # fmt: skip
        try:
            for _ in range(600):
                with socket.socket() as sock:
                    if sock.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}", box, log
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) in (0, -signal.SIGTERM), log.read_text()


def link_in(mail: Any) -> str:
    return re.search(r"http://\S+/sign-in/link/\S+", mail.get_body(("plain",)).get_content())[0]


def test_a_member_comes_in_takes_part_and_goes(portal: tuple[str, Postbox, Path], browser: Any) -> None:
    site, box, log = portal
    context = browser.new_context(java_script_enabled=False)  # nothing here may need it
    page = context.new_page()
    page.set_default_timeout(60_000)

    # Ask for a link, and read it from the mail.
    page.goto(f"{site}/sessions")
    page.get_by_label("Your email address").fill("Ana.M@example.org")
    page.get_by_role("button", name="Send me a link").click()
    page.get_by_role("heading", name="Look into your mail").wait_for()
    link = link_in(box.next_to("ana.m@example.org"))

    # Sign in.
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="My page").wait_for()

    # Say yes to the next session.
    page.goto(site)
    page.get_by_role("button", name="Yes").click()
    page.get_by_role("status").get_by_text("your answer is noted").wait_for()

    # Answer the survey.
    page.goto(site)
    page.get_by_role("link", name="What next?").click()
    page.get_by_label("Data quality").check()
    page.get_by_label("Why?").fill("<b>=1+1 [red] ទិន្នន័យ")
    page.get_by_role("button", name=re.compile("Send")).click()
    page.get_by_text(re.compile("Thank you|kept|saved", re.IGNORECASE)).first.wait_for()

    # Say what she knows.
    page.get_by_role("link", name="My page").click()
    page.get_by_label("Storytelling", exact=True).select_option("3")
    page.get_by_label("Topic 1", exact=True).fill("Remote monitoring")
    page.get_by_role("button", name="Save what I know").click()
    page.get_by_text("What you know is saved.").wait_for()

    # Find who speaks.
    page.get_by_label("Search").fill("ចាន់ធូ")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("main").get_by_role("link", name="សុខ ចាន់ធូ").first.click()
    page.get_by_role("heading", level=1, name="សុខ ចាន់ធូ").wait_for()
    page.get_by_text("Tonle Klean").first.wait_for()

    # Go.
    page.get_by_role("link", name="My page").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_text("You are signed out.").wait_for()
    page.goto(f"{site}/members")
    page.get_by_role("heading", name="Sign in").wait_for()

    # The moderator sees all of it.
    said = run("session", "rsvps", "2031-12", "--json").stdout
    assert '"yes"' in said
    assert "portal" in said
    assert run("survey", "tally", "next", "--question", "topic", "--json").json["answered"] == 1
    shown = run("expertise", "show", "ana.m@example.org", "--json").stdout
    assert "Remote monitoring" in shown
    # No token is in what the portal says.
    secret = link.rpartition("/")[2]
    assert secret not in log.read_text()
    assert "/sign-in/link" not in log.read_text()
    context.close()


def test_on_another_device_the_code_is_typed_where_it_was_asked_for(
    portal: tuple[str, Postbox, Path], browser: Any
) -> None:
    site, box, _ = portal
    desk, phone = browser.new_context(), browser.new_context()
    page, small = desk.new_page(), phone.new_page()
    page.goto(site)
    page.get_by_label("Your email address").fill("chanthou@example.org")
    page.get_by_role("button", name="Send me a link").click()
    mail = box.next_to("chanthou@example.org")

    small.goto(link_in(mail))
    small.get_by_role("heading", name="One more step").wait_for()
    assert small.get_by_role("button").count() == 0
    code = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", mail.get_body(("plain",)).get_content())[0]
    page.get_by_label("The code, such as 7K4M-2XQP").fill(code.lower())
    page.get_by_role("button", name="Sign in").click()

    page.get_by_role("link", name="My page").wait_for()
    desk.close()
    phone.close()
