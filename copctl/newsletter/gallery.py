"""Which of the community's pictures an issue may show."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.community.pictures import may_be_published
from copctl.newsletter.pictured import FOLDER, Shown
from copctl.settings import Settings
from copctl.store.schema import Picture

_PREFIX = "media:"


def pictures_of(db: Session, settings: Settings, addresses: Iterable[str]) -> dict[str, Shown]:
    """Address (`media:3`) -> the picture, for those that are there and may be published."""
    numbers = {int(a.removeprefix(_PREFIX)) for a in addresses if a.removeprefix(_PREFIX).isdecimal()}
    rows = db.execute(select(Picture).where(Picture.id.in_(numbers))).scalars()
    found = {f"{_PREFIX}{row.id}": shown(settings, row) for row in rows if may_be_published(row)}
    return {address: picture for address, picture in found.items() if picture.file.is_file()}


def shown(settings: Settings, row: Picture) -> Shown:
    """The picture as it is stored."""
    file = settings.folder / FOLDER / row.file
    cid = f"{row.digest[:16]}@{FOLDER}.invalid"
    return Shown(f"cid:{cid}", row.alt, row.width, row.height, row.credit, file, row.kind)
