"""Contributions: the projects, resources and stories of change that members give the newsletter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import organisations, people, pictures, publishing
from copctl.community.knowing import crediting
from copctl.community.knowing.crediting import Deed
from copctl.errors import NotFound, Refused
from copctl.store.schema import Contribution
from copctl.store.schema.contribution import ContributionKind
from copctl.when import parse_day

_ADDRESS = re.compile(r"(https?://[^\s/]\S*|mailto:\S+@\S+)", re.IGNORECASE)
_UNWELCOME = re.compile(r"[\x00-\x20<>\"\\^`{|}\x7f]")

_SHOWING = (ContributionKind.PROJECT, ContributionKind.RESOURCE)
_LARGEST = 2**31 - 1  # a bigger number overflows the key of either database


def plural(kind: str) -> str:
    """The noun for more than one: projects, resources, stories."""
    return "stories" if kind == ContributionKind.STORY else f"{kind}s"


def add(db: Session, kind: str, said: Mapping[str, str | None], *, today: date) -> Contribution:
    """Add a contribution out of texts by field name; what is left out stays empty, `dated` is today.

    Raises Refused for a title without words, a link or a date that will not do, and NotFound for a
    member or a picture nobody knows.
    """
    piece = Contribution(
        kind=ContributionKind(kind).value, dated=today, body="", link="", consent_by="", agreed=""
    )
    _fill(db, piece, {"title": "", **{k: v for k, v in said.items() if v}}, today)
    db.add(piece)
    db.flush()
    _show_for(db, piece)
    db.flush()
    return piece


def write(db: Session, piece: Contribution, said: Mapping[str, str | None], *, today: date) -> None:
    """Write texts into a contribution: None says nothing, an empty text empties the field.

    An empty `consent` takes the consent back; a first consent without a date was given today, and so was
    one to other words than before. What it shows of its member follows; see `crediting`.
    """
    before = piece.member_id
    _fill(db, piece, said, today)
    _show_for(db, piece, before)
    db.flush()


def _show_for(db: Session, piece: Contribution, before: int | None = None) -> None:
    """A project or resource is evidence of what its member knows; a story is about others."""
    deeds = []
    if piece.member is not None and piece.kind in _SHOWING:
        deeds = [(piece.member, Deed(piece.kind, piece.title, piece.body, piece.dated))]
    crediting.settle(db, f"contribution:{piece.id}", deeds, before=[before])


def _fill(db: Session, piece: Contribution, said: Mapping[str, str | None], today: date) -> None:
    if said.get("title") is not None:
        piece.title = clean_title(str(said["title"]))
    if said.get("body") is not None:
        piece.body = names.prose(str(said["body"]))
    if said.get("link") is not None:
        piece.link = clean_link(str(said["link"]))
    if said.get("dated"):
        piece.dated = parse_day(str(said["dated"]))
    if said.get("picture") is not None:
        wanted = str(said["picture"]).strip()
        piece.picture = pictures.find(db, wanted) if wanted else None
    _credit(db, piece, said)
    _agree(piece, said, today)


def _credit(db: Session, piece: Contribution, said: Mapping[str, str | None]) -> None:
    member, organisation = said.get("member"), said.get("organisation")
    if member is not None:
        piece.member = people.find(db, member) if member.strip() else None
    if organisation is not None:
        piece.organisation = organisations.find_or_add(db, organisation)[0] if organisation.strip() else None


def _agree(piece: Contribution, said: Mapping[str, str | None], today: date) -> None:
    """A consent is to the words of this moment; what they become later needs another."""
    consent = said.get("consent")
    anew = not has_agreed_words(piece)
    publishing.agree(piece, consent, said.get("consent_date"), today=today, anew=anew)
    if consent is not None:
        piece.agreed = _words(piece) if piece.consent_by else ""


def _words(piece: Contribution) -> str:
    return f"{piece.title}\n\n{piece.body}"


def has_agreed_words(piece: Contribution) -> bool:
    """Whether its words are those that somebody agreed to; blanks and line ends do not count."""
    agreed, now = (text.partition("\n\n") for text in (piece.agreed or "", _words(piece)))
    same = (names.written(a) == names.written(b) for a, b in zip(agreed, now, strict=True))
    return bool(piece.consent_by) and all(same)


def clean_title(text: str) -> str:
    """A title as written, one line; Refused for one without a word in it."""
    title = names.written(text)
    if not names.key(title):
        raise Refused("The title is empty.", hint="write it as it should stand in the newsletter")
    return title


def clean_link(text: str) -> str:
    """An address of the web (http, https) or of mail (mailto), or nothing; Refused for anything else."""
    link = names.written(text)
    if link and (not _ADDRESS.fullmatch(link) or _UNWELCOME.search(link)):
        raise Refused(
            f"{link!r} is no address that a newsletter can link to.",
            hint="begin it with https://, http:// or mailto:",
        )
    return link


def find(db: Session, kind: str, number: int) -> Contribution:
    """The contribution of this kind with this number; NotFound names the kind that it is, if any."""
    piece = db.get(Contribution, number) if 0 < number <= _LARGEST else None
    if piece is None:
        raise NotFound(f"There is no {kind} {number}.", hint=f"copctl {kind} list")
    if piece.kind != kind:
        hint = f"copctl {piece.kind} show {number}"
        raise NotFound(f"{number} is a {piece.kind}, no {kind}.", hint=hint)
    return piece


def listed(
    db: Session, kind: str, *, since: date | None = None, until: date | None = None
) -> list[Contribution]:
    """Contributions of a kind, oldest first, dated within these days (both included)."""
    wanted = select(Contribution).where(Contribution.kind == kind)
    if since is not None:
        wanted = wanted.where(Contribution.dated >= since)
    if until is not None:
        wanted = wanted.where(Contribution.dated <= until)
    return list(db.execute(wanted.order_by(Contribution.dated, Contribution.id)).scalars())


def may_be_published(piece: Contribution) -> bool:
    """Whether the newsletter may carry it: a story only with consent to its words, anything else always."""
    if piece.kind != ContributionKind.STORY:
        return True
    return bool(piece.consent_on) and has_agreed_words(piece)


def entry(piece: Contribution) -> dict[str, Any]:
    """A contribution as programs read it; `agreed`: whether a story's words are agreed, None for others."""
    return {
        "number": piece.id,
        "kind": piece.kind,
        "title": piece.title,
        "body": piece.body,
        "link": piece.link,
        "member": piece.member.name if piece.member else None,
        "organisation": piece.organisation.name if piece.organisation else None,
        "dated": piece.dated,
        "consent_by": piece.consent_by,
        "consent_on": piece.consent_on,
        "agreed": has_agreed_words(piece) if piece.kind == ContributionKind.STORY else None,
        "picture": piece.picture_id,
    }
