"""Pictures for the newsletter as they are stored: small, without what a camera notes, with their words."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base


class Picture(Base):
    """A picture that is kept in `media/` of the community's folder, named after what it holds.

    `digest` is the SHA-256 of the file as stored, `kind` its media type, `width` and `height` in pixels,
    `size` in bytes. `alt` are the words for whoever does not see it. One that shows people is published only
    with consent: who gave it (`consent_by`) and when (`consent_on`).
    """

    __tablename__ = "picture"
    __table_args__ = (UniqueConstraint("digest"),)

    file: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    alt: Mapped[str] = mapped_column(Text)
    credit: Mapped[str] = mapped_column(Text, default="")
    shows_people: Mapped[bool] = mapped_column(default=True, server_default=true())
    consent_by: Mapped[str] = mapped_column(Text, default="")
    consent_on: Mapped[date | None]
    added_on: Mapped[date]
