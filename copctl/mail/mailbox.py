"""The mailbox that answers come to: read over IMAP with TLS (RFC 3501, RFC 8314), and left as it is."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from copctl.errors import CopctlError, ExitCode, Refused
from copctl.mail.reading import LIMIT
from copctl.settings import MailboxServer

_TIMEOUT = 60
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_BATCH = 20
_CURSOR = re.compile(r"(\d{1,12}) (\d{1,12})")


class Unreachable(CopctlError):  # noqa: N818 - reads as the sentence it is
    """A mailbox could not be read."""

    exit_code = ExitCode.DELIVERY


@dataclass(frozen=True)
class Cursor:
    """How far a mailbox was read: the last UID, and the UIDVALIDITY for which it counts (RFC 3501, 2.3.1.1).

    A validity of 0 is that of a server that says none: such a cursor counts for nothing.
    """

    validity: int
    last: int

    def __str__(self) -> str:
        return f"{self.validity} {self.last}"


def read_cursor(text: str) -> Cursor | None:
    """A cursor as it is kept; None for what is none."""
    found = _CURSOR.fullmatch(text)
    return Cursor(int(found[1]), int(found[2])) if found else None


def address_of(server: MailboxServer) -> str:
    """What names a mailbox: `imap://user@host:993/INBOX`."""
    return f"imap://{server.user}@{server.host}:{server.port}/{server.folder}"


class Mailbox:
    """An open mailbox, to look at. `cursor` is how far it was read, once its mails were."""

    def __init__(self, connection: imaplib.IMAP4_SSL) -> None:
        self._connection = connection
        self._validity = self._number("UIDVALIDITY")
        self.cursor = Cursor(self._validity, max(self._number("UIDNEXT") - 1, 0))

    def mails(self, after: Cursor | None, since: date) -> Iterator[bytes]:
        """The mails after a cursor, or those that came since a day where it does not count any more.

        At most `LIMIT` bytes of each; none is marked as read.
        """
        if after is not None and 0 < after.validity == self._validity:
            # `*` is the last mail there is, also where it was read already.
            found = [uid for uid in self._search(f"UID {after.last + 1}:*") if uid > after.last]
        else:
            found = self._search(f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}")
        for start in range(0, len(found), _BATCH):
            yield from self._fetched(found[start : start + _BATCH])
        if found:
            self.cursor = Cursor(self._validity, max(self.cursor.last, *found))

    def _search(self, wanted: str) -> list[int]:
        answer = self._said("UID", self._connection.uid("SEARCH", *wanted.split()))
        return sorted({int(word) for line in answer if isinstance(line, bytes) for word in line.split()
                       if word.isdigit()})  # fmt: skip

    def _fetched(self, uids: list[int]) -> Iterator[bytes]:
        numbers = ",".join(map(str, uids))
        answer = self._said("FETCH", self._connection.uid("FETCH", numbers, f"(BODY.PEEK[]<0.{LIMIT}>)"))
        for piece in answer:
            if isinstance(piece, tuple) and len(piece) > 1 and isinstance(piece[1], bytes):
                yield piece[1]

    def _number(self, name: str) -> int:
        """What the server said beside opening the folder; 0 where it did not."""
        value = self._connection.response(name)[1][0]
        return int(value) if isinstance(value, bytes) and value.isdigit() else 0

    @staticmethod
    def _said(command: str, answer: tuple[str, list[object]]) -> list[object]:
        status, lines = answer
        if status != "OK":
            raise Unreachable(
                f"The mailbox refused {command}: {_words(lines)}.", hint="try again: copctl mail fetch"
            )
        return lines


@contextmanager
def opened(server: MailboxServer, password: str) -> Iterator[Mailbox]:
    """A mailbox, read-only, for as long as the block lasts.

    The server's certificate is checked against the system's, or those that SSL_CERT_FILE names. Raises
    Unreachable (exit code 5) for a server that cannot be reached, is not who it says, or refuses.
    """
    if not server.host:
        raise Refused(
            "community.toml names no mailbox to fetch from.",
            hint="add [mailbox] with host and user to community.toml, or name a file: copctl mail fetch FILE",
        )
    with _told(server):
        connection = imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=ssl.create_default_context(), timeout=_TIMEOUT
        )
        try:
            _log_in(connection, server, password)
            _select(connection, server)
            yield Mailbox(connection)
        finally:
            _leave(connection)


@contextmanager
def _told(server: MailboxServer) -> Iterator[None]:
    """Turn what a network or a server does into one sentence."""
    place = f"{server.host}:{server.port}"
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            f"{place} does not prove that it is {server.host}: {error.verify_message}.",
            hint="check [mailbox] host; for a certificate authority of your own: SSL_CERT_FILE=its.pem",
        ) from error
    except imaplib.IMAP4.error as error:
        raise Unreachable(
            f"{place} broke off: {_words([str(error)])}.", hint="try again: copctl mail fetch"
        ) from error
    except (OSError, EOFError, UnicodeError) as error:
        raise Unreachable(
            f"{place} could not be reached: {_words([str(error)]) or type(error).__name__}.",
            hint="check [mailbox] host and port, and the network",
        ) from error


def _log_in(connection: imaplib.IMAP4_SSL, server: MailboxServer, password: str) -> None:
    try:
        if server.user.isascii() and password.isascii():
            connection.login(server.user, password)
        else:
            # LOGIN takes ASCII only; PLAIN is UTF-8 (RFC 4616).
            secret = f"\0{server.user}\0{password}".encode()
            connection.authenticate("PLAIN", lambda _challenge: secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise Unreachable(
            f"{server.host} does not let {server.user or 'nobody'} in: {_words([str(error)])}.",
            hint="check [mailbox] user, and COPCTL_IMAP_PASSWORD (often an app password)",
        ) from error


def _select(connection: imaplib.IMAP4_SSL, server: MailboxServer) -> None:
    """Open the folder with EXAMINE, which changes nothing."""
    quoted = encoded(server.folder).replace("\\", "\\\\").replace('"', '\\"')
    status, lines = connection.select(f'"{quoted}"', readonly=True)
    if status != "OK":
        raise Unreachable(
            f"{server.host} has no folder {server.folder}: {_words(lines)}.",
            hint='check folder = "INBOX" under [mailbox] in community.toml',
        )


def encoded(folder: str) -> str:
    """A folder's name as IMAP writes it (modified UTF-7, RFC 3501, section 5.1.3)."""
    pieces = re.split(r"([^\x20-\x7e]+)", folder.replace("\r", "").replace("\n", ""))
    return "".join(_shifted(piece) if n % 2 else piece.replace("&", "&-") for n, piece in enumerate(pieces))


def _shifted(text: str) -> str:
    from base64 import b64encode

    return f"&{b64encode(text.encode('utf-16-be')).decode('ascii').rstrip('=').replace('/', ',')}-"


def _leave(connection: imaplib.IMAP4_SSL) -> None:
    try:
        connection.logout()
    except (OSError, EOFError, ValueError, imaplib.IMAP4.error):
        return  # it is gone already


def _words(lines: Sequence[object]) -> str:
    """What a server said, on one line and without the bytes of Python."""
    said = next((line for line in lines if line), "")
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if text.startswith(("b'", 'b"')):
        text = text[2:-1]
    return " ".join(text.split()).rstrip(".")[:300]
