"""The community's folder and its settings (`community.toml`), found as git finds a repository."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from copctl.errors import NotFound, Refused, StoreError
from copctl.files import decode, make_folder, read_bytes, write_text

FILE = "community.toml"
FOLDERS = ("templates", "surveys", "issues", "out")
DEMO_HINT = "copctl init my-community"


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
# Only proportions matter; beyond this somebody typed something else.
_HEAVIEST = 1_000
# Days that a browser may stay signed in.
_LONGEST = 366


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


def find_folder(named: Path | None, environ: Mapping[str, str], working: Path) -> Path:
    """The community's folder: as named, then `COPCTL_COMMUNITY`, then upwards from the working folder.

    Raises NotFound when there is none.
    """
    chosen = named or (Path(environ["COPCTL_COMMUNITY"]) if environ.get("COPCTL_COMMUNITY") else None)
    if chosen is not None:
        folder = (working / chosen).resolve()
        if not _is_file(folder / FILE):
            raise NotFound(
                f"{chosen} is no community folder: it has no {FILE}.", hint=f"copctl init {chosen}"
            )
        return folder
    for folder in (working.resolve(), *working.resolve().parents):
        if _is_file(folder / FILE):
            return folder
    raise NotFound(
        f"There is no community here: no {FILE} in this folder or above it.",
        hint=f"{DEMO_HINT}, or name one with --community DIR",
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # a folder above that this person may not look into


def load(folder: Path, environ: Mapping[str, str]) -> Settings:
    """Read `community.toml`; Refused names the entry that is wrong."""
    path = folder / FILE
    try:
        table = tomllib.loads(decode(read_bytes(path), str(path)))
    except tomllib.TOMLDecodeError as error:
        raise Refused(f"{path} is not valid TOML: {error}.", hint="mend that line in any editor") from error
    known = {"name", "timezone", "language", "cadence", "url", "database_url"}
    plain = {k: str(v) for k, v in table.items() if k in known}
    for required in ("name", "timezone"):
        if not plain.get(required):
            raise Refused(f"{path} does not say the community's {required}.", hint=f'add {required} = "..."')
    _refuse_unknown_zone(path, plain["timezone"])
    moderator = _section(path, table, "moderator")
    if environ.get("COPCTL_DATABASE_URL"):
        plain["database_url"] = environ["COPCTL_DATABASE_URL"]
    return Settings(
        folder=folder,
        moderator=Moderator(str(moderator.get("name", "")), str(moderator.get("email", ""))),
        look=Look(**_fitting(path, Look, _section(path, table, "look"))),
        speakers=SpeakerWeights(**_weights(path, _section(path, table, "speakers"))),
        tally=TallyRules(**_group(path, _section(path, table, "tally"))),
        mail=MailServer(**_server(path, "mail", MailServer, table)),
        mailbox=MailboxServer(**_server(path, "mailbox", MailboxServer, table)),
        dkim=Dkim(**_server(path, "dkim", Dkim, table)),
        portal=_portal(path, _section(path, table, "portal")),
        **plain,
    )


def _refuse_unknown_zone(path: Path, name: str) -> None:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refused(
            f"{path} names a time zone that does not exist: {name!r}.",
            hint='timezone = "Asia/Phnom_Penh", or another name of the IANA time zone database',
        ) from error


def _section(path: Path, table: dict[str, Any], name: str) -> dict[str, Any]:
    section = table.get(name, {})
    if not isinstance(section, dict):
        raise Refused(f"{path}: {name} must be a section, [{name}].", hint=f"write [{name}] on its own line")
    return section


def _fitting(path: Path, kind: type, section: dict[str, Any]) -> dict[str, Any]:
    known = {f.name for f in fields(kind)}
    for name in section:
        if name not in known:
            raise Refused(f"{path} has an unknown entry {name!r}.", hint=f"known: {', '.join(sorted(known))}")
    return section


def _weights(path: Path, section: dict[str, Any]) -> dict[str, float]:
    weights = _fitting(path, SpeakerWeights, section)
    defaults = vars(SpeakerWeights())
    for name, weight in weights.items():
        is_number = isinstance(weight, int | float) and not isinstance(weight, bool)
        if not is_number or not 0 <= weight <= _HEAVIEST:  # what is no number (nan) is within no bounds
            raise Refused(
                f"{path}: [speakers] {name} must be a number of 0 or more, {_HEAVIEST:,} at most.",
                hint=f"{name} = {defaults[name]:.2f}",
            )
    if not any((defaults | weights).values()):
        raise Refused(
            f"{path}: [speakers] gives every part the weight 0, so nothing would count.",
            hint=f"text = {defaults['text']:.2f}, or another part above 0",
        )
    return {name: float(weight) for name, weight in weights.items()}


def _group(path: Path, section: dict[str, Any]) -> dict[str, int]:
    for name, least in _fitting(path, TallyRules, section).items():
        if isinstance(least, bool) or not isinstance(least, int) or least < 1:
            raise Refused(f"{path}: [tally] {name} must be a whole number of 1 or more.", hint=f"{name} = 5")
    return section


def _portal(path: Path, section: dict[str, Any]) -> Portal:
    proxies = section.get("proxies", [])
    if not isinstance(proxies, list) or not all(isinstance(entry, str) for entry in proxies):
        raise Refused(
            f"{path}: [portal] proxies must be a list of addresses.", hint='proxies = ["127.0.0.1"]'
        )
    for entry in proxies:
        try:
            ip_network(entry)
        except ValueError as error:
            raise Refused(
                f"{path}: [portal] proxies must be addresses, and {entry!r} is none.",
                hint='proxies = ["127.0.0.1"], or a network such as "10.0.0.0/8"',
            ) from error
    days = {name: value for name, value in _fitting(path, Portal, section).items() if name != "proxies"}
    for name, value in days.items():
        if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _LONGEST:
            raise Refused(
                f"{path}: [portal] {name} must be a number of days, 1 to {_LONGEST}.", hint=f"{name} = 14"
            )
    return Portal(**days, proxies=tuple(proxies))


def _server(path: Path, name: str, kind: type, table: dict[str, Any]) -> dict[str, Any]:
    """A section of words, whole numbers of 0 or more, and yes or no, as the defaults of `kind` are."""
    section = _fitting(path, kind, _section(path, table, name))
    for f in fields(kind):
        value = section.get(f.name, f.default)
        if isinstance(f.default, bool):
            if not isinstance(value, bool):
                raise Refused(f"{path}: [{name}] {f.name} must be true or false.", hint=f"{f.name} = true")
        elif isinstance(f.default, int) and (
            isinstance(value, bool) or not isinstance(value, int) or value < 0
        ):
            raise Refused(
                f"{path}: [{name}] {f.name} must be a whole number of 0 or more.",
                hint=f"{f.name} = {f.default}",
            )
        if isinstance(f.default, str) and not isinstance(value, str):
            raise Refused(f"{path}: [{name}] {f.name} must be a text.", hint=f'{f.name} = "..."')
    if section.get("security", SECURITIES[0]) not in SECURITIES:
        raise Refused(
            f"{path}: [{name}] security cannot be {section['security']!r}.",
            hint=f"choose one of: {', '.join(SECURITIES)}",
        )
    return section


def _quoted(text: str) -> str:
    # TOML's basic strings take JSON's escapes, but want DEL escaped too (TOML 1.0, Strings).
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def make_folder_for(folder: Path, *, name: str, timezone: str, cadence: str, moderator: Moderator) -> None:
    """Make a community's folder with its settings; Refused when there is one already."""
    if (folder / FILE).exists():
        raise Refused(
            f"{folder} already is a community.", hint=f"cd {folder} and type copctl, or name another folder"
        )
    if folder.exists() and not folder.is_dir():
        raise StoreError(f"{folder} is a file, not a folder.", hint="name another folder")
    make_folder(folder)
    for sub in FOLDERS:
        make_folder(folder / sub)
    write_text(
        folder / FILE,
        f"""# Settings of this community. No secrets belong here: passwords live in the system keyring.
name = {_quoted(name)}
timezone = {_quoted(timezone)}
language = "en"
cadence = {_quoted(cadence)}
# url = "https://..."            # the community's own site, when it has one
# database_url = "postgresql+psycopg://..."   # where the store is, when not in community.db here

[moderator]
name = {_quoted(moderator.name)}
email = {_quoted(moderator.email)}

[look]
accent = "#0b6e6e"
footer = ""
# newsletter = "magazine"         # or letter, or light: no pictures, for thin lines
# logo = "logo.png"               # a picture in this folder
# pictures_url = "https://..."    # where pictures of an issue are, when they should not travel in the mail

# [speakers]                     # how much each part counts in `copctl speakers suggest`
# text = 0.35                    # how well their words fit: talks, resources, projects, profile
# level = 0.35                   # their level in the topic, and who vouches for it
# recency = 0.10                 # how new the evidence is
# willingness = 0.10             # whether they agreed to speak
# availability = 0.25            # whether they are free, and awake, at that time
# load = 0.10                    # whether they were left in peace for a year
# fairness = 0.10                # whether it would be their first time
# language = 0.05                # whether they speak the session's language

# [tally]
# min_group = 5                  # the smallest group that `copctl survey tally --by` may show

# [portal]
# idle_days = 14                 # so long does a browser stay signed in that nobody uses
# longest_days = 90              # and so long at most
# proxies = ["127.0.0.1"]        # servers in front of the portal whose word on who asks is believed
""",
    )
