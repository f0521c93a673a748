"""A real mailbox: Dovecot with a certificate of its own, read by the command in a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from copctl.mail.mailbox import Cursor, encoded, read_cursor
from tests.conftest import Copctl
from tests.mail import arriving

pytestmark = pytest.mark.skipif(
    not (shutil.which("dovecot") and shutil.which("openssl")),
    reason="needs dovecot (Debian: dovecot-imapd) and openssl",
)
PASSWORD = "correct horse"


@dataclass(frozen=True)
class Server:
    """A mailbox server that runs: its port, its certificate, and the folder that its mails lie in."""

    port: int
    certificate: Path
    maildir: Path

    def put(self, name: str, content: bytes) -> None:
        """A mail arrives."""
        draft = self.maildir / "tmp" / name
        draft.write_bytes(content)
        draft.rename(self.maildir / "new" / name)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _configured(home: Path, port: int) -> str:
    """A Dovecot that keeps everything in one folder and runs as whoever runs the test."""
    import grp
    import pwd

    user, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    # It refuses to be root where somebody logs in, and where mails are read.
    login = user if os.getuid() else "nobody"
    owner = pwd.getpwnam(login)
    return f"""
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{home}/Maildir
ssl = required
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
passdb {{
  driver = static
  args = password={PASSWORD.replace(" ", "_")}
}}
userdb {{
  driver = static
  args = uid={owner.pw_uid} gid={owner.pw_gid} home={home}
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service stats {{
  chroot =
}}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    # Not in pytest's own folder: another user must be able to look into it, and names of sockets are short.
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    home.chmod(0o755)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "3", "-keyout", home / "key.pem", "-out", home / "cert.pem", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    port = _free_port()
    (home / "run").mkdir()
    (home / "conf").write_text(_configured(home, port), encoding="utf-8")
    running = subprocess.Popen(
        ["dovecot", "-F", "-c", home / "conf"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    for inner in ("new", "cur", "tmp"):
        (home / "Maildir" / inner).mkdir(parents=True, exist_ok=True)
    if not os.getuid():
        for made in (home / "Maildir", *(home / "Maildir").iterdir()):
            shutil.chown(made, "nobody")
    try:
        _wait_for(running, port, home / "log")
        yield Server(port, home / "cert.pem", home / "Maildir")
    finally:
        running.terminate()
        running.wait(timeout=10)
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(100):
        if running.poll() is not None:
            said = running.stderr.read().decode() if running.stderr else ""
            pytest.skip(f"dovecot does not start here: {said or log.read_text(encoding='utf-8')}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.skip("dovecot does not listen")


@pytest.fixture
def mailbox(server: Server, succeed: Copctl, folder: Path) -> Iterator[Server]:
    """A community whose mailbox is the server's, and the mailbox empty again afterwards."""
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org")
    succeed("session", "plan", "--title", "Evaluations", "--on", "2026-12-10 14:00")
    with (folder / "community.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[mailbox]\nhost = "localhost"\nport = {server.port}\nuser = "ana"\n')
    yield server
    for inner in ("new", "cur"):
        for mail in (server.maildir / inner).iterdir():
            mail.unlink()


def fetch(server: Server, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, which trusts the server's certificate."""
    world = {
        **os.environ, "SSL_CERT_FILE": str(server.certificate),
        "COPCTL_IMAP_PASSWORD": PASSWORD.replace(" ", "_"), **environ,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, "-m", "copctl", "mail", "fetch", *arguments],
        env=world, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def taken(server: Server, *arguments: str) -> dict[str, Any]:
    import json

    done = fetch(server, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_mailbox_is_read_once_and_left_as_it_was(mailbox: Server, succeed: Copctl) -> None:
    mailbox.put("1.one", arriving.mail("[2026-12] yes", key="1"))
    mailbox.put("2.two", arriving.mail("Hello", key="2"))

    assert [mail["kind"] for mail in taken(mailbox, "--dry-run")["mails"]] == ["reply", "other"]
    assert [mail["kind"] for mail in taken(mailbox)["mails"]] == ["reply", "other"]
    assert succeed("session", "rsvps", "2026-12", "--json").json["yes"] == 1
    # No flag was set: a mail that was seen would be called `...:2,S` in `cur`.
    kept = [mail.name for inner in ("new", "cur") for mail in (mailbox.maildir / inner).iterdir()]
    assert len(kept) == 2
    assert not any("S" in name.partition(":2,")[2] for name in kept)

    again = taken(mailbox)
    assert (again["mails"], again["known"]) == ([], 0)  # its cursor stands behind them
    mailbox.put("3.three", arriving.mail("[2026-12] no", key="3", date="Mon, 23 Nov 2026 11:00:00 +0700"))
    assert [mail["note"] for mail in taken(mailbox)["mails"]] == ["Bo says no to session 2026-12"]
    assert taken(mailbox, "--since", "2020-01-01")["known"] == 3


def test_an_empty_mailbox_and_what_comes_after(mailbox: Server) -> None:
    assert taken(mailbox)["mails"] == []
    mailbox.put("4.four", arriving.mail("[2026-12] maybe", key="4"))
    assert len(taken(mailbox)["mails"]) == 1


def test_many_mails_and_a_huge_one(mailbox: Server) -> None:
    for n in range(45):
        mailbox.put(f"{100 + n}.many", arriving.mail(f"Hello {n}", key=f"many-{n}"))
    mailbox.put(
        "200.huge",
        arriving.mail("[2026-12] yes", "A" * 77 + "\r\n" + ("B" * 77 + "\r\n") * 50_000, key="huge"),
    )

    mails = taken(mailbox)["mails"]

    assert len(mails) == 46
    assert [mail["kind"] for mail in mails].count("reply") == 1


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"SSL_CERT_FILE": ""}, "does not prove that it is localhost: self-signed certificate."),
        ({"COPCTL_IMAP_PASSWORD": "wrong"}, "localhost does not let ana in: "),
        ({"COPCTL_IMAP_PASSWORD": "ខុស"}, "localhost does not let ana in: "),
        ({"COPCTL_IMAP_PASSWORD": ""}, "There is no password for ana on localhost."),
    ],
)
def test_what_a_server_says_is_one_sentence(mailbox: Server, environ: dict[str, str], sentence: str) -> None:
    done = fetch(mailbox, **environ)

    assert sentence in done.stderr
    assert done.stderr.startswith("Error: ")
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if "There is no" in sentence else 5)


def test_a_name_that_is_not_the_servers_is_refused(mailbox: Server, folder: Path) -> None:
    settings = folder / "community.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('"localhost"', '"127.0.0.1"'), encoding="utf-8"
    )

    done = fetch(mailbox)

    assert "does not prove that it is 127.0.0.1" in done.stderr
    assert done.returncode == 5


def test_a_folder_that_is_not_there_is_said(mailbox: Server, folder: Path) -> None:
    with (folder / "community.toml").open("a", encoding="utf-8") as settings:
        settings.write('folder = "ចម្លើយ\\" &"\n')

    done = fetch(mailbox)

    assert 'localhost has no folder ចម្លើយ" &:' in done.stderr
    assert done.returncode == 5


def test_nobody_listens(mailbox: Server, folder: Path) -> None:
    settings = folder / "community.toml"
    changed = settings.read_text(encoding="utf-8").replace(f"port = {mailbox.port}", f"port = {_free_port()}")
    settings.write_text(changed, encoding="utf-8")

    done = fetch(mailbox)

    assert done.stderr.startswith("Error: localhost:")
    assert "could not be reached: " in done.stderr
    assert done.returncode == 5


def test_a_folders_name_is_written_as_imap_wants_it() -> None:
    """The examples of RFC 3501, section 5.1.3."""
    assert encoded("~peter/mail/台北/日本語") == "~peter/mail/&U,BTFw-/&ZeVnLIqe-"
    assert encoded("A&B") == "A&-B"


@pytest.mark.parametrize(("text", "cursor"), [("12 34", Cursor(12, 34)), ("", None), ("1 2 3", None)])
def test_a_cursor_is_kept_as_two_numbers(text: str, cursor: Cursor | None) -> None:
    assert read_cursor(text) == cursor


# Servers that are none --------------------------------------------------------------------------------

GREETING = b"* OK ready\r\n"


@pytest.mark.parametrize(
    "script",
    {
        "closes at once": [],
        "no IMAP at all": [b"HTTP/1.1 400 Bad Request\r\n\r\n"],
        "greets and hangs up": [GREETING],
        "a line without an end": [GREETING, b"* " + b"A" * 2_000_000],
        "a literal of lies": [GREETING, b"* CAPABILITY IMAP4rev1\r\n* X {99999999}\r\nshort"],
        "not a number": [GREETING, b"* CAPABILITY IMAP4rev1\r\n\xff\xfe {abc}\r\n"],
    }.items(),
    ids=lambda item: item[0],
)
def test_a_server_that_is_none_gives_one_sentence(
    mailbox: Server, folder: Path, script: tuple[str, list[bytes]]
) -> None:
    import ssl
    import threading

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(mailbox.certificate, mailbox.certificate.with_name("key.pem"))
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with listening, listening.accept()[0] as plain:
            try:
                with context.wrap_socket(plain, server_side=True) as line:
                    for piece in script[1]:
                        line.sendall(piece)
                        line.settimeout(1)
                        line.recv(1_000)
            except OSError:
                return

    served = threading.Thread(target=answer)
    served.start()
    settings = folder / "community.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(
            f"port = {mailbox.port}", f"port = {listening.getsockname()[1]}"
        ),
        encoding="utf-8",
    )

    done = fetch(mailbox)
    served.join(timeout=20)

    assert done.stderr.startswith("Error: localhost:")
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 2
    assert done.returncode == 5
