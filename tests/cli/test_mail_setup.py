"""Setting mail up: the server is tried, the settings keep their comments, and no file holds a password."""

from __future__ import annotations

import io
import socket
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as Line

from copctl.cli.desk import Desk
from copctl.cli.main import main
from tests.conftest import NOW, Copctl, Result

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

ENTER, DOWN = "\r", "\x1b[B"
SECRET = {"COPCTL_SMTP_PASSWORD": "s3cret"}


class Post:
    """A mail server that knows one user and keeps what it took."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answer = "250 2.0.0 Ok: queued as 4F5A"
        self.unknown = ""

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Line, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address == self.unknown:
            return "550 5.1.1 Nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, server: Any, session: Line, envelope: Envelope) -> str:  # noqa: ARG002, N802
        self.taken.append(envelope)
        return self.answer


def authenticated(server: Any, session: Any, envelope: Any, mechanism: str, auth: Any) -> AuthResult:
    known = isinstance(auth, LoginPassword) and (auth.login, auth.password) == (b"ana@example.org", b"s3cret")
    return AuthResult(success=known, handled=False)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.fixture
def post() -> Iterator[tuple[Post, int]]:
    handler = Post()
    controller = Controller(
        handler, hostname="127.0.0.1", port=free_port(), authenticator=authenticated, auth_required=True,
        auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    try:
        yield handler, controller.port
    finally:
        controller.stop()


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test may look into, or write to, the keyring of whoever runs it."""
    keyring = pytest.importorskip("keyring", reason="the [keyring] extra is not installed")
    from keyring.backends.fail import Keyring

    before = keyring.get_keyring()
    monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring(), raising=False)
    assert before is not None


class Ring:
    """The memory of a keyring that a test may write to."""

    def __new__(cls) -> Any:
        from keyring.backend import KeyringBackend

        class Memory(KeyringBackend):
            priority = 1  # type: ignore[assignment]
            held: dict[tuple[str, str], str] = {}  # noqa: RUF012

            def get_password(self, service: str, username: str) -> str | None:
                return self.held.get((service, username))

            def set_password(self, service: str, username: str, password: str) -> None:
                self.held[service, username] = password

            def delete_password(self, service: str, username: str) -> None:
                del self.held[service, username]

        return Memory()


def set_up(copctl: Copctl, port: int, *more: str, **world: Any) -> Any:
    world.setdefault("environ", SECRET)
    return copctl(
        "mail", "setup", "--host", "127.0.0.1", "--port", str(port), "--security", "none", "--user",
        "ana@example.org", *more, **world,
    )  # fmt: skip


def test_a_server_that_lets_us_in_is_noted_and_nothing_is_sent(
    succeed: Copctl, post: tuple[Post, int], folder: Path
) -> None:
    handler, port = post
    before = (folder / "community.toml").read_text()

    result = set_up(succeed, port)

    assert result.stdout == f"Mail goes out by 127.0.0.1:{port} (none) as ana@example.org.\n"
    assert "It let us in." in result.stderr
    after = (folder / "community.toml").read_text()
    assert after.startswith(before.rstrip("\n"))
    assert tomllib.loads(after)["mail"] == {
        "host": "127.0.0.1", "port": port, "security": "none", "user": "ana@example.org",
    }  # fmt: skip
    assert "s3cret" not in after
    assert handler.taken == []


def test_a_wrong_password_is_said_in_the_servers_words_and_nothing_is_noted(
    copctl: Copctl, post: tuple[Post, int], folder: Path
) -> None:
    before = (folder / "community.toml").read_bytes()

    result = set_up(copctl, post[1], environ={"COPCTL_SMTP_PASSWORD": "wrong"})

    assert result.exit_code == 5
    assert "does not accept the user and the password: 535" in result.stderr
    assert (folder / "community.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence", "code"),
    [
        ((), "--host is missing.", 2),
        (("--preset", "gmal"), "There is no preset 'gmal'.", 3),
        (("--host", "x.example", "--security", "ssl"), "There is no security 'ssl'.", 2),
        (
            ("--host", "mail.example.org", "--user", "ana"),
            "There is no password for ana@mail.example.org.",
            1,
        ),
        (("--preset", "gmail"), "There is no password for ana@example.org@smtp.gmail.com.", 1),
        (("--host", "x.example", "--folder", "INBOX"), "A server that sends has no folder.", 2),
        (("--mailbox", "--host", "x.example", "--security", "tls"), "A mailbox is always read with TLS.", 2),
        (("--mailbox", "--host", "x.example"), "There is no password for ana@example.org@x.example.", 1),
    ],
)
def test_what_is_missing_is_one_sentence(
    copctl: Copctl, arguments: tuple[str, ...], sentence: str, code: int
) -> None:
    result = copctl("mail", "setup", *arguments)

    assert (result.stderr.splitlines()[-2], result.exit_code) == (f"Error: {sentence}", code)


def test_a_password_is_never_sent_readable_to_another_machine(copctl: Copctl, folder: Path) -> None:
    before = (folder / "community.toml").read_bytes()

    result = copctl(
        "mail", "setup", "--host", "mail.example.org", "--security", "none", "--user", "ana", environ=SECRET
    )

    assert result.exit_code == 1
    assert "for everybody to read" in result.stderr
    assert (folder / "community.toml").read_bytes() == before


def test_a_preset_brings_its_limits_and_another_server_loses_them(succeed: Copctl, folder: Path) -> None:
    first = succeed("mail", "setup", "--preset", "Microsoft-365", "--no-test")
    assert first.stdout == (
        "Mail goes out by smtp.office365.com:587 (starttls) as ana@example.org, "
        "at most 30 a minute, 10,000 in 24 hours.\n"
    )
    assert "Limits: https://learn.microsoft.com/" in first.stderr
    with (folder / "community.toml").open("a") as settings:
        settings.write('unsubscribe = "leave@example.org"  # read by Bo\n')

    succeed("mail", "setup", "--host", "mail.example.org", "--port", "465", "--no-test")

    text = (folder / "community.toml").read_text()
    assert "# read by Bo" in text
    assert tomllib.loads(text)["mail"] == {
        "host": "mail.example.org", "port": 465, "security": "tls", "user": "ana@example.org",
        "unsubscribe": "leave@example.org",
    }  # fmt: skip


def test_a_password_that_was_kept_is_found_again(
    succeed: Copctl, post: tuple[Post, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring

    from copctl.mail import secrets

    monkeypatch.setattr(keyring.core, "_keyring_backend", Ring(), raising=False)
    assert secrets.keep("ana@example.org@127.0.0.1", "s3cret")

    assert "It let us in." in set_up(succeed, post[1], environ={}).stderr


def at_a_terminal(keys: str, *arguments: str) -> Result:
    """Run a command at a desk whose both ends are terminals, with these keys pressed."""
    from prompt_toolkit.application import create_app_session
    from prompt_toolkit.input import create_pipe_input
    from prompt_toolkit.output import DummyOutput

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out, err = Terminal(), io.StringIO()
    desk = Desk(clock=lambda: NOW, environ={}, stdin=Terminal(), stdout=out, stderr=err)
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text(keys)
        with redirect_stdout(out), redirect_stderr(err):
            code = main(list(arguments), desk)
    return Result(out.getvalue(), err.getvalue(), code)


def test_at_a_terminal_it_asks_and_the_password_goes_into_the_keyring(
    succeed: Copctl, post: tuple[Post, int], monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    import keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", Ring(), raising=False)
    # Another server; its name, its port, the moderator who logs in, and the password.
    keys = f"{DOWN * 4}{ENTER}127.0.0.1{ENTER}{post[1]}{ENTER}{ENTER}s3cret{ENTER}"

    result = at_a_terminal(keys, "mail", "setup", "--security", "none")

    assert result.stdout == f"Mail goes out by 127.0.0.1:{post[1]} (none) as ana@example.org.\n"
    assert "The password is in the system keyring." in result.stderr
    assert "s3cret" not in "".join(p.read_text(errors="replace") for p in folder.glob("community.*"))
    assert succeed("mail", "test", "bo@example.org").stdout.startswith("Sent to bo@example.org.")


def test_a_password_that_nothing_can_keep_is_said_to_be_kept_nowhere(
    copctl: Copctl, post: tuple[Post, int]
) -> None:
    keys = f"{DOWN * 4}{ENTER}127.0.0.1{ENTER}{post[1]}{ENTER}{ENTER}s3cret{ENTER}"

    result = at_a_terminal(keys, "mail", "setup", "--security", "none")

    assert "the password is kept nowhere: set COPCTL_SMTP_PASSWORD" in result.stderr
    assert result.exit_code == 0


def test_without_a_keyring_a_password_is_kept_nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    from copctl.mail import secrets

    assert not secrets.keep("a@b", "x")
    assert secrets.in_keyring("a@b") == ""
    monkeypatch.setitem(sys.modules, "keyring", None)
    assert not secrets.keep("a@b", "x")


def test_a_mailbox_is_noted_beside_the_server(succeed: Copctl, folder: Path) -> None:
    succeed("mail", "setup", "--preset", "google-workspace", "--no-test", "--user", "cop@example.org")

    result = succeed("mail", "setup", "--mailbox", "--preset", "google-workspace", "--no-test")

    assert result.stdout == "Answers are read from INBOX of cop@example.org on imap.gmail.com:993.\n"
    table = tomllib.loads((folder / "community.toml").read_text())
    assert table["mailbox"] == {
        "host": "imap.gmail.com", "port": 993, "user": "cop@example.org", "folder": "INBOX",
    }  # fmt: skip


def test_what_went_out_since_is_why_a_change_cannot_be_undone(
    copctl: Copctl, succeed: Copctl, post: tuple[Post, int]
) -> None:
    set_up(succeed, post[1])
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org")
    succeed("session", "plan", "--title", "Stories", "--on", "2026-12-10 14:00")
    succeed("invitation", "send", "2026-12")
    queueing = succeed("log", "--json").json[0]["number"]
    succeed("mail", "deliver", environ=SECRET)

    result = copctl("undo", str(queueing))

    assert result.stderr == (
        f"Error: Change {queueing} cannot be undone: mails that it queued went out since.\n"
        "Try: copctl mail queue --all\n"
    )
    assert result.exit_code == 1


# mail test ---------------------------------------------------------------------------------------


def test_a_test_mail_goes_there_now_and_shows_the_servers_words(
    succeed: Copctl, post: tuple[Post, int]
) -> None:
    handler, port = post
    set_up(succeed, port)

    result = succeed("mail", "test", "bo@example.org", environ=SECRET)

    assert result.stdout == "Sent to bo@example.org. 127.0.0.1 said: 250 2.0.0 Ok: queued as 4F5A\n"
    [taken] = handler.taken
    assert (taken.mail_from, taken.rcpt_tos) == ("ana@example.org", ["bo@example.org"])
    assert isinstance(taken.content, bytes)
    mail = message_from_bytes(taken.content, policy=default.clone(raise_on_defect=True))
    assert mail["Subject"] == "Test: mail of MEL Mekong"
    assert "List-Id" not in mail
    assert succeed("mail", "queue", "--all", "--json").json == []


def test_a_test_mail_keeps_the_limits(
    copctl: Copctl, succeed: Copctl, post: tuple[Post, int], folder: Path
) -> None:
    handler, port = post
    set_up(succeed, port)
    with (folder / "community.toml").open("a") as settings:
        settings.write("per_day = 1\n")
    succeed("mail", "test", "bo@example.org", environ=SECRET)

    over = copctl("mail", "test", "bo@example.org", environ=SECRET)

    assert over.stderr == (
        "Error: The limit of 1 mail in 24 hours is reached.\nTry: again from 2026-11-24 15:00:00\n"
    )
    assert over.exit_code == 1
    assert len(handler.taken) == 1


def test_a_test_mail_that_is_refused_says_so_and_ends_with_5(copctl: Copctl, post: tuple[Post, int]) -> None:
    handler, port = post
    set_up(copctl, port)
    handler.answer = "554 5.7.1 We do not like you"

    result = copctl("mail", "test", "bo@example.org", environ=SECRET)

    assert result.exit_code == 5
    assert "did not take the mail to bo@example.org: 554 5.7.1 We do not like you." in result.stderr


def test_a_test_to_an_address_that_is_refused_hints_at_the_address(
    copctl: Copctl, post: tuple[Post, int]
) -> None:
    handler, port = post
    set_up(copctl, port)
    handler.unknown = "bo@example.org"

    result = copctl("mail", "test", "bo@example.org", environ=SECRET)

    assert result.stderr == (
        "Error: 127.0.0.1 did not take the mail to bo@example.org: 550 5.1.1 Nobody of that name.\n"
        "Try: check the address, or try another\n"
    )
    assert result.exit_code == 5


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("bo", "'bo' is not an email address"),
        ("បូ@example.org", "has letters that mail without SMTPUTF8 cannot carry"),
        ("bo@example.org\r\nRCPT TO:<x@example.org>", "is not an email address"),
    ],
)
def test_a_test_goes_to_an_address_only(
    copctl: Copctl, post: tuple[Post, int], address: str, sentence: str
) -> None:
    set_up(copctl, post[1])

    result = copctl("mail", "test", address, environ=SECRET)

    assert result.exit_code == 1
    assert sentence in result.stderr
    assert post[0].taken == []


def test_before_a_server_is_noted_there_is_nothing_to_test(copctl: Copctl) -> None:
    result = copctl("mail", "test", "bo@example.org")

    assert result.stderr == "Error: This community has no mail server yet.\nTry: copctl mail setup\n"
