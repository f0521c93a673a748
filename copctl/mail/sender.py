"""Who writes: the moderator, for the community."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from copctl import names
from copctl.errors import Refused
from copctl.mail.headers import ascii_domain
from copctl.settings import Settings

_LABEL = "community"


@dataclass(frozen=True)
class Sender:
    """Who writes: the moderator, for the community; `url` is the community's own site or empty.

    `unsubscribe` is the address that takes unsubscriptions, empty for the moderator's. `one_click` says that
    the site takes them too, at `/u/TOKEN`.
    """

    name: str
    email: str
    community: str
    url: str = ""
    unsubscribe: str = ""
    one_click: bool = False

    @property
    def site(self) -> str:
        """The community's site as it stands in a header, without its last slash; empty for what is none."""
        parts = urlsplit(self.url.strip())
        is_plain = self.url.isascii() and self.url.isprintable() and not set(self.url) & set('<>", ')
        return self.url.strip().rstrip("/") if parts.scheme == "https" and parts.netloc and is_plain else ""

    @property
    def takes_one_click(self) -> bool:
        """Whether a mail may offer to unsubscribe by one click: only over https (RFC 8058, section 3.1)."""
        return self.one_click and bool(self.site)


def sender_of(settings: Settings) -> Sender:
    """Who the community's mails are from."""
    moderator, mail = settings.moderator, settings.mail
    return Sender(
        moderator.name, moderator.email, settings.name, settings.url, mail.unsubscribe, mail.one_click
    )


def doubt_about(sender: Sender) -> str:
    """What the settings ask for that no mail can do, in a sentence; nothing where all is well."""
    if sender.one_click and not sender.site:
        return "one_click has no effect: url in community.toml is not an https address (RFC 8058)."
    return ""


def domain_of(sender: Sender) -> str:
    """The domain that names the sender's mails: of the community's site, else of the moderator's address.

    Refused when there is neither.
    """
    host = urlsplit(sender.url).hostname if sender.url else None
    domain = host or sender.email.rpartition("@")[2]
    if not domain:
        raise Refused(
            "community.toml does not say the moderator's address, so no mail can be written.",
            hint='add email = "..." under [moderator] in community.toml',
        )
    return ascii_domain(domain) or f"{_LABEL}.invalid"


def list_id(sender: Sender) -> str:
    """The community as a list, in angle brackets (RFC 2919, section 3)."""
    slug = names.slug(sender.community)[:60].strip("-")
    label = slug if slug.isascii() and slug else _LABEL
    return f"<{label}.{domain_of(sender)}>"
