"""What members give the newsletter: projects they run, resources they made, stories of change."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base
from copctl.store.schema.member import Member
from copctl.store.schema.organisation import Organisation
from copctl.store.schema.picture import Picture


class ContributionKind(StrEnum):
    """The three nouns of the newsletter's content."""

    PROJECT = "project"
    RESOURCE = "resource"
    STORY = "story"


class Contribution(Base):
    """A project, resource or story. `body` is Markdown as written.

    A story is published only with consent: who gave it (`consent_by`), when (`consent_on`), and to which
    words (`agreed`: its title and text as they were then). What a session left behind names the session.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        CheckConstraint("kind IN ('project','resource','story')", name="kind_known"),
        Index(None, "kind", "dated"),
        Index(None, "session_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"))
    dated: Mapped[date]
    consent_by: Mapped[str] = mapped_column(Text, default="")
    consent_on: Mapped[date | None]
    agreed: Mapped[str] = mapped_column(Text, default="", server_default="")
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))

    picture: Mapped[Picture | None] = relationship()
    member: Mapped[Member | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
