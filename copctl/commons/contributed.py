"""What members gave, as pages show it: the words, whom they are from, the session they came out of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from copctl.commons import occasion
from copctl.community import visible
from copctl.newsletter.pieces import Story, stories
from copctl.store.schema import Contribution, LearningSession, Member, Organisation
from copctl.store.schema.session import SessionStatus

_WEB_OR_MAIL = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
_Employer = aliased(Organisation)


@dataclass(frozen=True)
class Given:
    """A contribution as a page shows it.

    `author` is the number and the name of its member where other members may know of them, else None;
    `session` the code and the title of the session that it came from; `link` empty where none can be opened.
    """

    number: int
    kind: str
    title: str
    body: str
    link: str
    day: date
    author: tuple[int, str] | None = None
    organisation: str = ""
    session: tuple[str, str] | None = None
    picture: int | None = None

    @property
    def told(self) -> list[Story]:
        """Its text cut into what a template lays out."""
        return stories(self.body)

    @property
    def host(self) -> str:
        """Where its link leads, for who wants to know before; empty for an address of mail."""
        try:
            return urlsplit(self.link).hostname or ""
        except ValueError:
            return ""


def every(kinds: Sequence[str]) -> Select[Any]:
    """Contributions of these kinds, newest first, each with what `given` needs."""
    return _all().where(Contribution.kind.in_(kinds))


@cache
def _all() -> Select[Any]:
    # Putting it together takes longer than asking for one row of it.
    return (
        select(
            Contribution, Member.id, Member.name, Member.shown, Member.organisation_id,
            visible.listed().label("is_listed"), Organisation.name, _Employer.name,
            LearningSession,
        )
        .join(Member, Member.id == Contribution.member_id, isouter=True)
        .join(_Employer, _Employer.id == Member.organisation_id, isouter=True)
        .join(Organisation, Organisation.id == Contribution.organisation_id, isouter=True)
        .join(LearningSession, LearningSession.id == Contribution.session_id, isouter=True)
        .order_by(Contribution.dated.desc(), Contribution.id.desc())
        .options(occasion.SPEAKERS)
    )  # fmt: skip


def given(row: Any) -> Given:
    """One row of `every`."""
    piece, member, name, shown, employer, is_listed, credited, own, session = row
    author = (member, name) if member is not None and is_listed else None
    shows_employer = author is not None and "organisation" in visible.chosen(shown)
    is_own = member is not None and piece.organisation_id == employer
    organisation = credited if credited and not (is_own and not shows_employer) else ""
    if not credited and shows_employer:
        organisation = own or ""
    return Given(
        piece.id, piece.kind, piece.title, piece.body, opened(piece.link), piece.dated, author, organisation,
        _came_from(session), piece.picture_id,
    )  # fmt: skip


def _came_from(session: LearningSession | None) -> tuple[str, str] | None:
    if session is None or session.status == SessionStatus.CANCELLED:
        return None
    return session.code, occasion.title(session)


def opened(link: str) -> str:
    """A link that a page may carry; empty for anything but an address of the web or of mail."""
    return link if _WEB_OR_MAIL.fullmatch(link) else ""
