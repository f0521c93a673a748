"""What settings there are, with what stands for what a community leaves out."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

FILE = "community.toml"
FOLDERS = ("templates", "surveys", "issues", "out")


@dataclass(frozen=True)
class Moderator:
    """Who looks after the community; mail is signed with this name."""

    name: str
    email: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


@dataclass(frozen=True)
class Look:
    """Colours (CSS hexadecimal), and the line that stands at the foot of mails.

    `newsletter` is how issues look: magazine, letter or light. `logo` is a picture, seen from the community's
    folder. Pictures of an issue travel inside its mails, unless `pictures_url` says where on the community's
    site they are.
    """

    accent: str = "#0b6e6e"
    footer: str = ""
    newsletter: str = "magazine"
    logo: str = ""
    pictures_url: str = ""


@dataclass(frozen=True)
class SpeakerWeights:
    """How much each part counts when speakers are suggested; only their proportions matter.

    What somebody knows (text, level) weighs most; being away that day weighs as much as three levels.
    """

    text: float = 0.35
    level: float = 0.35
    recency: float = 0.10
    willingness: float = 0.10
    availability: float = 0.25
    load: float = 0.10
    fairness: float = 0.10
    language: float = 0.05


@dataclass(frozen=True)
class TallyRules:
    """What may be shown of a tally: no group of fewer people than `min_group`."""

    min_group: int = 5


SECURITIES = ("starttls", "tls", "none")


@dataclass(frozen=True)
class MailServer:
    """The server that mails are given to (SMTP); an empty `host` means that there is none yet.

    `security` is one of `SECURITIES`. Limits are the provider's, 0 for none: mails a minute, in any 24
    hours, and over one connection. `timeout` is in seconds. `unsubscribe` is the address that takes
    unsubscriptions, the moderator's where it is empty. `one_click` says that the community's site takes them
    too, at `url` + `/u/TOKEN`, as RFC 8058 asks.
    """

    host: str = ""
    port: int = 587
    security: str = "starttls"
    user: str = ""
    per_minute: int = 0
    per_day: int = 0
    per_connection: int = 0
    timeout: int = 60
    unsubscribe: str = ""
    one_click: bool = False


@dataclass(frozen=True)
class MailboxServer:
    """The mailbox that answers come to (IMAP over TLS); an empty `host` means that there is none yet."""

    host: str = ""
    port: int = 993
    user: str = ""
    folder: str = "INBOX"


@dataclass(frozen=True)
class Dkim:
    """With which key mails are signed (RFC 6376); `key` is a PEM file, seen from the community's folder."""

    domain: str = ""
    selector: str = ""
    key: str = ""


@dataclass(frozen=True)
class Portal:
    """The members' portal: how many days a browser stays signed in unused, and at most.

    `proxies` are the addresses of servers in front of it: what they say of who asks is believed.
    """

    idle_days: int = 14
    longest_days: int = 90
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """What `community.toml` says, with defaults for what it leaves out. `folder` is absolute."""

    folder: Path
    name: str
    timezone: str
    moderator: Moderator
    language: str = "en"
    cadence: str = "every three months"
    url: str = ""
    database_url: str = ""
    look: Look = field(default_factory=Look)
    speakers: SpeakerWeights = field(default_factory=SpeakerWeights)
    tally: TallyRules = field(default_factory=TallyRules)
    mail: MailServer = field(default_factory=MailServer)
    mailbox: MailboxServer = field(default_factory=MailboxServer)
    dkim: Dkim = field(default_factory=Dkim)
    portal: Portal = field(default_factory=Portal)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the community plans in."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the store; a SQLite file is looked for from the community's folder."""
        if self.database_url and not self.database_url.startswith("sqlite:///"):
            return self.database_url
        file = self.database_url.removeprefix("sqlite:///") or "community.db"
        return f"sqlite:///{self.folder / file}"
