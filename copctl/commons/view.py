"""Who looks at the members' pages, when, and in which form: served, sealed for a static host, or a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from copctl.settings import Settings
from copctl.speakers.zones import zone_for
from copctl.store.schema import Member


class Form(StrEnum):
    """How pages reach their readers; the name is that of the frame in `templates/portal/frames/`.

    Sealed and clear are the two kinds of static site, a folder is one newcomer's.
    """

    SERVED = "served"
    SEALED = "sealed"
    CLEAR = "clear"
    FOLDER = "folder"


@dataclass(frozen=True)
class View:
    """One look at the pages. `reader` is None where one page is made for all members.

    `to` gives the address of a place (`/members/12`) in this form.
    """

    db: Session
    settings: Settings
    now: datetime
    reader: Member | None = None
    form: Form = Form.SERVED
    to: Callable[[str], str] = str

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the reader sees times: their own, else their country's, else the community's."""
        if self.reader is None:
            return self.settings.zone
        return ZoneInfo(zone_for(self.reader.timezone, self.reader.country, self.settings.timezone))

    @property
    def is_served(self) -> bool:
        """Whether forms on the page lead anywhere."""
        return self.form is Form.SERVED
