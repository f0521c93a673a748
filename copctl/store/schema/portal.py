"""The portal: who asks to come in, who is in, and what members sent in for the moderator to look at."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from copctl.store.base import Base, UtcDateTime
from copctl.store.schema.contribution import Contribution
from copctl.store.schema.member import Member


class SignIn(Base):
    """One wish to come in. Rows are written outside of the journal and go a day after they ended.

    `address_key` is the address as typed (empty where the moderator made the link), `network` and `browser`
    are keyed hashes of where it came from: a link counts only in the browser that asked. The link and the
    code themselves are made from the community's key and `nonce` when the mail goes out; here are only
    their hashes: SHA-256 for 256 random bits, scrypt with `salt` for the short code. `wrong` counts codes
    that were not it. `member_id` is found after the asker has had the answer, which is the same for all.
    """

    __tablename__ = "sign_in"
    __table_args__ = (
        UniqueConstraint("link_hash"),
        CheckConstraint("wrong >= 0", name="wrong_counted"),
        Index(None, "made_at"),
        Index(None, "address_key", "made_at"),
        Index(None, "network", "made_at"),
        Index(None, "browser"),
        Index(None, "member_id"),
    )

    address_key: Mapped[str] = mapped_column(Text, default="")
    network: Mapped[str] = mapped_column(Text, default="")
    browser: Mapped[str | None] = mapped_column(Text)
    nonce: Mapped[str] = mapped_column(Text)
    link_hash: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(Text)
    code_hash: Mapped[str] = mapped_column(Text)
    wrong: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    looked_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))


class WebSession(Base):
    """A browser that is signed in, until it is idle or old. Outside of the journal.

    `token_hash` is the SHA-256 of the 256 random bits in its cookie.
    """

    __tablename__ = "web_session"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "member_id"))

    token_hash: Mapped[str] = mapped_column(Text)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Verdict(StrEnum):
    """What the moderator said of something that was sent in."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Offer(Base):
    """A project, resource or story that a member sent in; it counts as nothing until it is accepted.

    `agreed` says that they agreed to these words being published.
    """

    __tablename__ = "offer"
    __table_args__ = (
        CheckConstraint("kind IN ('project','resource','story')", name="kind_known"),
        CheckConstraint("verdict IN ('waiting','accepted','declined')", name="verdict_known"),
        Index(None, "verdict"),
        Index(None, "member_id"),
        Index(None, "contribution_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text, default="")
    link: Mapped[str] = mapped_column(Text, default="")
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    agreed: Mapped[bool] = mapped_column(default=False)
    offered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verdict: Mapped[str] = mapped_column(Text, default=Verdict.WAITING.value)
    note: Mapped[str] = mapped_column(Text, default="")
    settled_on: Mapped[date | None]
    contribution_id: Mapped[int | None] = mapped_column(ForeignKey("contribution.id"))

    member: Mapped[Member] = relationship()
    contribution: Mapped[Contribution | None] = relationship()
