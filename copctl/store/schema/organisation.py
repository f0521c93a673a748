"""The organisations that members work for."""

from __future__ import annotations

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from copctl.store.base import Base


class Organisation(Base):
    """A partner organisation. `name_key` is the name without case and spare blanks; it is unique."""

    __tablename__ = "organisation"
    __table_args__ = (UniqueConstraint("name_key"),)

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text, default="")
