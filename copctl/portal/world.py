"""What the portal stands in: store, settings, clock, the community's key. A test brings its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from copctl.settings import Settings
from copctl.store.engine import Database


@dataclass(frozen=True)
class World:
    """`site` is the address that members know it by; links in mails begin with it, whatever a request says.

    `mind_the_door` is called after somebody asked to come in: their mail is to be sent soon. In a demo
    everybody is the member `demo_member`, signed in by `demo_secret`; and only `hosts` are answered, where
    they are named.
    """

    database: Database
    settings: Settings
    key: bytes
    clock: Callable[[], datetime]
    site: str
    mind_the_door: Callable[[], None] = lambda: None
    demo_member: int | None = None
    demo_secret: str = ""
    hosts: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_secure(self) -> bool:
        """Whether members reach it by https."""
        return self.site.startswith("https://")
