"""DKIM: the community's own signature under its mails (RFC 6376), with the `[dkim]` extra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from copctl.errors import Refused
from copctl.files import read_bytes
from copctl.mail.headers import ascii_domain
from copctl.settings import Settings

# RFC 8058, section 4: both headers of one-click unsubscription must be under the signature. The others are
# those of RFC 6376, section 5.4.1, that a mail of ours has, and its calendar's outer type with them.
SIGNED = (
    "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
    "Content-Transfer-Encoding", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted",
)  # fmt: skip
_EXTRA = "pip install 'copctl[dkim]'"


def signer_of(settings: Settings) -> Callable[[bytes], bytes] | None:
    """What puts a signature before a mail, or None where [dkim] says nothing.

    Refused where [dkim] is not whole, its key is none, or the extra is missing.
    """
    dkim = settings.dkim
    if not (dkim.domain or dkim.selector or dkim.key):
        return None
    for name in ("domain", "selector", "key"):
        if not getattr(dkim, name):
            raise Refused(
                f"[dkim] in community.toml does not say the {name}.",
                hint="it needs domain, selector and key, or nothing at all",
            )
    domain, selector = ascii_domain(dkim.domain), ascii_domain(dkim.selector)
    if not domain or not selector:
        raise Refused(
            f"[dkim] domain {dkim.domain!r} or selector {dkim.selector!r} cannot be one of the DNS.",
            hint='domain = "example.org" and selector = "copctl", without blanks',
        )
    return _signer(domain, selector, read_bytes(settings.folder / dkim.key).replace(b"\r\n", b"\n"))


def _signer(domain: str, selector: str, key: bytes) -> Callable[[bytes], bytes]:
    dkim = _library()

    def signed(content: bytes) -> bytes:
        head = content.partition(b"\r\n\r\n")[0].lower()
        there = [name for name in SIGNED if f"\r\n{name}:".encode().lower() in b"\r\n" + head]
        line: bytes = dkim.sign(
            content,
            selector.encode("ascii"),
            domain.encode("ascii"),
            key,
            canonicalize=(b"relaxed", b"relaxed"),
            # From twice: nobody can put another one in on the way (RFC 6376, section 5.4).
            include_headers=[b"from", *(name.encode("ascii") for name in there)],
        )
        return line + content

    # A key that is none shows itself now and not in the middle of a delivery.
    try:
        signed(b"From: a@example.org\r\n\r\n\r\n")
    except (dkim.DKIMException, ValueError) as error:
        raise Refused(
            "The file that [dkim] key names holds no key that can sign.",
            hint="openssl genrsa -out dkim.pem 2048 makes one",
        ) from error
    return signed


def _library() -> Any:
    try:
        import dkim
    except ImportError as error:
        raise Refused("Signing mails with DKIM needs the [dkim] extra.", hint=_EXTRA) from error
    return dkim
