"""The charter: purpose, domain, who it is for, what members get and give, norms, cadence, moderator."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from copctl.errors import NotFound, Refused
from copctl.names import prose
from copctl.store.schema import CharterVersion

# Field -> what the charter calls it, in the order it is read.
HEADINGS = {
    "purpose": "Purpose",
    "domain": "Domain",
    "audience": "Who it is for",
    "members_get": "What members get",
    "members_give": "What members give",
    "norms": "Norms",
    "cadence": "Cadence",
    "moderator": "Moderator",
}


def current(db: Session) -> CharterVersion | None:
    """The charter in force, or None before the first."""
    newest = select(CharterVersion).order_by(CharterVersion.version.desc()).limit(1)
    return db.execute(newest).scalar_one_or_none()


def version(db: Session, number: int | None) -> CharterVersion:
    """The charter in force, or one version of it; NotFound when there is none."""
    if number is None:
        found = current(db)
    else:
        found = db.execute(
            select(CharterVersion).where(CharterVersion.version == number)
        ).scalar_one_or_none()
    if found is None:
        which = "charter yet" if number is None else f"version {number} of the charter"
        raise NotFound(f"There is no {which}.", hint="copctl charter edit, or copctl charter show --all")
    return found


def texts(charter: CharterVersion | None) -> dict[str, str]:
    """What a charter says, by field."""
    return {name: getattr(charter, name) if charter else "" for name in HEADINGS}


def revise(db: Session, changes: Mapping[str, str | None], *, now: datetime) -> CharterVersion:
    """Write a new version with these texts changed (None leaves one alone); old versions are kept.

    Refused when nothing would change.
    """
    before = current(db)
    said = {name: prose(text) for name, text in changes.items() if text is not None}
    after = {**texts(before), **said}
    if before is not None and after == texts(before):
        raise Refused("The charter says that already.", hint="copctl charter show")
    made = CharterVersion(version=(before.version if before else 0) + 1, written_at=now, **after)
    db.add(made)
    db.flush()
    return made


def to_markdown(charter: CharterVersion, name: str) -> str:
    """The charter as a Markdown document that `from_markdown` reads back."""
    parts = [f"# Charter of {name}"]
    parts += [f"## {HEADINGS[field]}\n\n{_escaped(text)}".rstrip() for field, text in texts(charter).items()]
    return "\n\n".join(parts) + "\n"


def _escaped(text: str) -> str:
    """The text with a backslash before what would read as a heading of the charter."""
    return re.sub(r"^(\\*## )", r"\\\1", text, flags=re.MULTILINE)


def _unescaped(text: str) -> str:
    return re.sub(r"^\\(\\*## )", r"\1", text, flags=re.MULTILINE)


def from_markdown(text: str) -> dict[str, str]:
    """The texts under the charter's headings; Refused for a heading that no charter has."""
    fields = {heading.casefold(): field for field, heading in HEADINGS.items()}
    found: dict[str, list[str]] = {}
    lines: list[str] | None = None
    for line in prose(text).split("\n"):
        if line.startswith("## "):
            field = fields.get(line[3:].strip().casefold())
            if field is None:
                raise Refused(
                    f"A charter has no part {line[3:].strip()!r}.",
                    hint=f"its parts: {', '.join(HEADINGS.values())}",
                )
            lines = found.setdefault(field, [])
        elif lines is not None:
            lines.append(line)
    return {field: prose(_unescaped("\n".join(lines))) for field, lines in found.items()}
