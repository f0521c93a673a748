"""The line to a mail server: opened with its certificate checked, and one mail after the other handed over.

Opening is the standard library's `smtplib`. Mails go by its connection with the commands of a mail in one
packet where the server takes that (PIPELINING, RFC 2920): two waits for a server far away instead of four.
"""

from __future__ import annotations

import ipaddress
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress

from copctl.errors import Refused, Undelivered
from copctl.mail.outcomes import Handed, Phase
from copctl.settings import MailServer

# What a program without a name of its own in the DNS says of itself (RFC 5321, section 4.1.3).
_SELF = "[127.0.0.1]"
# A server may check a whole mail before it answers; hanging up early makes mails come twice (RFC 5321,
# section 4.5.3.2.6: ten minutes, where other commands have one or two).
_PATIENCE = 10
_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_START = 354


class Line:
    """A connection that mails are handed over on, one at a time. `handed` counts them."""

    def __init__(self, smtp: smtplib.SMTP, timeout: float) -> None:
        self.smtp, self.timeout = smtp, timeout
        self.handed = 0
        self.phase = Phase.SENDER
        self._pipelines = smtp.has_extn("pipelining")

    def hand_over(self, sender: str, recipient: str, write: Callable[[], bytes]) -> Handed:
        """Hand over one mail; says how far it came, and never raises for the network.

        `write` gives its 7-bit bytes; it is called once, while the server looks at the addresses.
        """
        self.handed += 1
        self.phase = Phase.SENDER
        try:
            return self._exchange(sender, recipient, write)
        except smtplib.SMTPResponseException as error:
            return self._lost(f"{error.smtp_code} {_words(error.smtp_error)}")
        except (smtplib.SMTPException, OSError) as error:
            return self._lost(str(error) or type(error).__name__)

    def broken_off(self, why: str) -> Handed:
        """How far the mail came that was being handed over; in doubt, that the server has all of it."""
        return Handed(Phase.ENDED if self.phase is Phase.CONTENT else self.phase, None, why)

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        with suppress(smtplib.SMTPException, OSError):
            self.smtp.quit()
        with suppress(OSError):
            self.smtp.close()

    def _lost(self, why: str) -> Handed:
        return Handed(self.phase, None, why)

    def _exchange(self, sender: str, recipient: str, write: Callable[[], bytes]) -> Handed:
        said = [f"MAIL FROM:<{sender}>\r\n", f"RCPT TO:<{recipient}>\r\n", "DATA\r\n"]
        commands = [line.encode("ascii") for line in said]
        sock = self._sock()
        sock.sendall(b"".join(commands) if self._pipelines else commands[0])
        content = stuffed(write())
        refusal = self._envelope(commands)
        if refusal is not None:
            return refusal
        self.phase = Phase.CONTENT
        sock.sendall(content)
        # The final dot is the last that was sent: a send that fails has not brought it to the server.
        self.phase = Phase.ENDED
        return self._last_word()

    def _last_word(self) -> Handed:
        self._sock().settimeout(self.timeout * _PATIENCE)
        reply = self._reply()
        self._sock().settimeout(self.timeout)
        return Handed(self.phase, *reply)

    def _envelope(self, commands: Sequence[bytes]) -> Handed | None:
        """Hear what the server says to these commands, up to its "go on"; what it refused, if it did.

        The first of them was sent, all of them where the server takes that.
        """
        refusal: Handed | None = None
        for phase, command in zip((Phase.SENDER, Phase.RECIPIENT, Phase.DATA), commands, strict=True):
            if not self._pipelines and phase is not Phase.SENDER:
                self._sock().sendall(command)
            self.phase = phase if refusal is None else refusal.phase
            code, said = self._reply()
            is_fine = code == _START if phase is Phase.DATA else code in (250, 251, 252)
            if refusal is None and not is_fine:
                refusal = Handed(phase, code, said)
                if not self._pipelines or code == 421:
                    break
            elif refusal is not None and phase is Phase.DATA and code == _START:
                self._end_of_nothing()
        if refusal is not None and not refusal.is_line_lost:
            self._forget()
        return refusal

    def _end_of_nothing(self) -> None:
        """End a mail without recipients that the server began all the same (RFC 2920, section 3.1)."""
        self._sock().sendall(b".\r\n")
        self._reply()

    def _forget(self) -> None:
        """Have the server forget the envelope; when it does not, the next mail finds out."""
        with suppress(smtplib.SMTPException, OSError):
            self._sock().sendall(b"RSET\r\n")
            self._reply()

    def _reply(self) -> tuple[int | None, str]:
        code, said = self.smtp.getreply()
        if 200 <= code <= 599:
            return code, f"{code} {_words(said)}".strip()
        return None, f"What the server said is no reply: {_words(said)}"

    def _sock(self) -> socket.socket:
        sock = self.smtp.sock
        if sock is None:
            raise smtplib.SMTPServerDisconnected("the connection is closed")
        return sock


def stuffed(content: bytes) -> bytes:
    """A mail as it goes over the line: CRLF line ends, dots doubled, the final dot (RFC 5321, 4.5.2).

    No bare CR or LF is left, which some servers take for a line end and others do not.
    """
    ends = content.count(b"\n")
    if content.count(b"\r") != ends or content.count(b"\r\n") != ends:
        content = _BARE.sub(b"\r\n", content)
    if content.startswith(b"."):
        content = b"." + content
    if b"\n." in content:
        content = content.replace(b"\r\n.", b"\r\n..")
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


# Opening ---------------------------------------------------------------------------------------


def connect(server: MailServer, password: str, *, timeout: float | None = None) -> Line:
    """A line to the server, with its certificate checked and the user logged in.

    Refused where a password would go over the network readable for everybody; Undelivered, with the
    server's words, when it cannot be reached or wants none of us.
    """
    refuse_readable_password(server, password)
    seconds = timeout if timeout is not None else max(server.timeout, 1)
    where = f"{server.host}:{server.port}"
    try:
        smtp = _opened(server, seconds)
    except (smtplib.SMTPException, OSError) as error:
        raise _unreachable(where, error) from error
    try:
        _introduce(smtp, server, password)
    except smtplib.SMTPAuthenticationError as error:
        smtp.close()
        raise Undelivered(
            f"The mail server {where} does not accept the user and the password: "
            f"{error.smtp_code} {_words(error.smtp_error)}.",
            hint="copctl mail setup",
        ) from error
    except (smtplib.SMTPException, OSError, UnicodeError) as error:
        smtp.close()
        raise _unreachable(where, error) from error
    return Line(smtp, seconds)


def refuse_readable_password(server: MailServer, password: str) -> None:
    """Raise Refused where the password would go unencrypted to another machine."""
    if server.security == "none" and server.user and password and not is_loopback(server.host):
        raise Refused(
            f"The password would go to {server.host} for everybody to read: [mail] security is none.",
            hint="copctl mail setup, with starttls or tls",
        )


def is_loopback(host: str) -> bool:
    """Whether this name or number is this machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def _opened(server: MailServer, seconds: float) -> smtplib.SMTP:
    if server.security == "tls":
        return smtplib.SMTP_SSL(
            server.host, server.port, _SELF, timeout=seconds, context=ssl.create_default_context()
        )
    return smtplib.SMTP(server.host, server.port, _SELF, timeout=seconds)


def _introduce(smtp: smtplib.SMTP, server: MailServer, password: str) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if server.user and password:
        smtp.login(server.user, password)


def _unreachable(where: str, error: Exception) -> Undelivered:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Undelivered(
            f"The mail server {where} shows a certificate that does not fit: {error.verify_message}.",
            hint="check the host's name in [mail] of community.toml; nobody may be listening in between",
        )
    if isinstance(error, ssl.SSLError):
        return Undelivered(
            f"The mail server {where} speaks no TLS there: {_reason(error)}.",
            hint="check the port and security in [mail]: mostly 587 with starttls, or 465 with tls",
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Undelivered(f"The mail server {where} cannot do that: {error}", hint="copctl mail setup")
    if isinstance(error, smtplib.SMTPResponseException):
        said = f"{error.smtp_code} {_words(error.smtp_error)}"
        return Undelivered(f"The mail server {where} turned us away: {said}.", hint="try again later")
    return Undelivered(
        f"The mail server {where} cannot be reached: {_reason(error)}.",
        hint="check the network, and host and port in [mail] of community.toml",
    )


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "it did not answer in time"
    words = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return _words(words).rstrip(".").lower()
