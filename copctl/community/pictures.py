"""Pictures for the newsletter: what they show, who agreed, where they are used.

The row says what is known of a picture, the file is in `media/` of the community's folder. A picture that is
removed leaves its file behind for `KEPT_DAYS`, so that an undo brings back all of it; `left_behind` then
names the file to delete. Files that were never a picture's are nobody's business here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from copctl import names
from copctl.community import publishing
from copctl.errors import NotFound, Refused
from copctl.files import write_bytes
from copctl.rendering.pictures import Reduced
from copctl.settings import Settings
from copctl.store import journal
from copctl.store.schema import Change, ChangedRow, Contribution, FormLetter, Message, Picture
from copctl.store.schema.message import MessageStatus

FOLDER = "media"
KEPT_DAYS = 30
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
_SHOWN_AS = re.compile(r"!\[[^\]]*\]\(\s*<?media:(\d{1,9})\b")
_BY_A_CAMERA = re.compile(r"[\d_]")
_NUMBER = re.compile(r"(?:media:)?(\d{1,9})")
_WAITING = (MessageStatus.QUEUED.value, MessageStatus.SENDING.value, MessageStatus.UNKNOWN.value)


@dataclass(frozen=True)
class Added:
    """A picture with its number, where its file belongs, and whether it is new."""

    picture: Picture
    path: Path
    content: bytes
    is_new: bool

    def save(self) -> None:
        """Write the file, unless it is there; raises StoreError when the system says no."""
        if not self.path.exists():
            write_bytes(self.path, self.content)


def add(db: Session, settings: Settings, made: Reduced, said: Mapping[str, Any], *, today: date) -> Added:
    """Add a picture; the same one again is the one that is there, and stays as it is.

    `said` are texts by name (alt, credit, consent, consent_date) and `people`, whether it shows some.
    Refused for one without words for those who do not see it. The file is left to `Added.save`.
    """
    digest = sha256(made.content).hexdigest()
    known = db.execute(select(Picture).where(Picture.digest == digest)).scalar_one_or_none()
    if known is not None:
        return Added(known, path_of(settings, known), made.content, is_new=False)
    picture = Picture(
        file=f"{digest[:16]}.{_ENDINGS[made.kind]}", digest=digest, kind=made.kind, width=made.width,
        height=made.height, size=len(made.content), credit="", consent_by="", shows_people=True,
        added_on=today,
    )  # fmt: skip
    _fill(picture, {**said, "alt": said.get("alt") or ""}, today)
    db.add(picture)
    db.flush()
    return Added(picture, path_of(settings, picture), made.content, is_new=True)


def change(db: Session, picture: Picture, said: Mapping[str, Any], *, today: date) -> None:
    """Change what is said of a picture: None says nothing, an empty text empties; see `add`."""
    _fill(picture, said, today)
    db.flush()


def _fill(picture: Picture, said: Mapping[str, Any], today: date) -> None:
    if said.get("alt") is not None:
        picture.alt = clean_alt(said["alt"])
    if said.get("credit") is not None:
        picture.credit = names.written(said["credit"])
    if said.get("people") is not None:
        picture.shows_people = said["people"]
    publishing.agree(picture, said.get("consent"), said.get("consent_date"), today=today)


def clean_alt(text: str, file: str = "") -> str:
    """Words for a picture, one line; Refused for none, or for its file's name (WCAG 2.2, failure F30)."""
    alt = names.written(text)
    if not alt:
        raise Refused(
            "Nothing says what the picture shows, and some readers do not see it.",
            hint='--alt "Two women read a water meter"',
        )
    stem = Path(file).stem
    if file and (alt == file or (alt == stem and _BY_A_CAMERA.search(stem))):
        raise Refused(
            f"{alt!r} is the name of the file, not what the picture shows.",
            hint='--alt "Two women read a water meter"',
        )
    return alt


def path_of(settings: Settings, picture: Picture) -> Path:
    """Where a picture's file is."""
    return settings.folder / FOLDER / picture.file


def find(db: Session, number: int | str) -> Picture:
    """The picture with this number, also written `media:3`; NotFound when there is none."""
    match = _NUMBER.fullmatch(str(number).strip())
    picture = db.get(Picture, int(match[1])) if match is not None else None
    if picture is None:
        raise NotFound(f"There is no picture {str(number).strip()}.", hint="copctl media list")
    return picture


def listed(db: Session) -> list[Picture]:
    """All pictures, by number."""
    return list(db.execute(select(Picture).order_by(Picture.id)).scalars())


def may_be_published(picture: Picture) -> bool:
    """Whether the newsletter may show it: a picture of people only with consent."""
    return not picture.shows_people or bool(picture.consent_by and picture.consent_on)


def named_in(text: str) -> set[int]:
    """The numbers of the pictures that a Markdown text shows: `![words](media:3)`."""
    return {int(number) for number in _SHOWN_AS.findall(text)}


def entry(db: Session, settings: Settings, picture: Picture) -> dict[str, Any]:
    """A picture as programs read it."""
    return {
        "number": picture.id,
        "file": f"{FOLDER}/{picture.file}",
        "kind": picture.kind,
        "width": picture.width,
        "height": picture.height,
        "size": picture.size,
        "alt": picture.alt,
        "credit": picture.credit,
        "shows_people": picture.shows_people,
        "consent_by": picture.consent_by,
        "consent_on": picture.consent_on,
        "added_on": picture.added_on,
        "may_be_published": may_be_published(picture),
        "is_there": path_of(settings, picture).is_file(),
        "used_in": [use.where for use in used_in(db, settings, picture)],
    }


# Where it is used, and letting it go ---------------------------------------------------------------


@dataclass(frozen=True)
class Use:
    """Where a picture is used, in words, and what takes it out there."""

    where: str
    remedy: str


def used_in(db: Session, settings: Settings, picture: Picture) -> Iterator[Use]:
    """Where a picture is used: contributions, drafts with their lines, mails that wait."""
    pieces = select(Contribution).where(
        or_(Contribution.picture_id == picture.id, Contribution.body.contains("(media:"))
    )
    for piece in db.execute(pieces.order_by(Contribution.id)).scalars():
        edit = f"copctl {piece.kind} edit {piece.id}"
        if piece.picture_id == picture.id:
            yield Use(f"{piece.kind} {piece.id} ({piece.title})", f"{edit} --picture ''")
        elif picture.id in named_in(piece.body):
            yield Use(f"the text of {piece.kind} {piece.id} ({piece.title})", f"{edit} --body-file FILE")
    for path in sorted((settings.folder / "issues").glob("*.md")):
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, start=1):
            if picture.id in named_in(line):
                yield Use(f"issues/{path.name}, line {number}", "take it out there, in any editor")
    count = _waiting_with(db, picture)
    if count:
        yield Use("1 mail that waits" if count == 1 else f"{count} mails that wait", "copctl mail queue")


def _waiting_with(db: Session, picture: Picture) -> int:
    """How many mails wait that show it from within."""
    shown = select(FormLetter.pictures).join(Message, Message.letter_id == FormLetter.id)
    held = db.execute(shown.where(Message.status.in_(_WAITING))).scalars()
    return sum(any(Path(file).name == picture.file for file in files.values()) for files in held)


def remove(db: Session, settings: Settings, picture: Picture, *, erase: bool = False) -> None:
    """Take a picture out of the store; Refused while something uses it. The file is left to the door.

    With `erase` the journal forgets what it held, so that no undo brings it back.
    """
    uses = list(used_in(db, settings, picture))
    if uses:
        more = f" and {len(uses) - 3} more" if len(uses) > 3 else ""
        shown = "; ".join(use.where for use in uses[:3])
        raise Refused(f"Picture {picture.id} is used in {shown}{more}.", hint=uses[0].remedy)
    db.delete(picture)
    db.flush()
    if erase:
        _forget(db, picture.id)
        journal.mark_final(db, "a picture was erased")


def _forget(db: Session, number: int) -> None:
    """Let the journal forget what it held of a picture."""
    of_it = ChangedRow.noun == Picture.__tablename__, ChangedRow.row_id == number
    db.execute(update(ChangedRow).where(*of_it).values(before=None, after=None))


def left_behind(db: Session, settings: Settings, *, now: datetime) -> list[Path]:
    """Files of pictures that were let go of so long ago that they can be deleted."""
    rows = (
        select(ChangedRow.before, Change.at)
        .join(Change, ChangedRow.change_id == Change.id)
        .where(ChangedRow.noun == Picture.__tablename__, ChangedRow.after.is_(None))
        .order_by(Change.id)
    )
    gone = {values["file"]: at for values, at in db.execute(rows).tuples() if values is not None}
    held = set(db.execute(select(Picture.file)).scalars())
    folder, latest = settings.folder / FOLDER, now - timedelta(days=KEPT_DAYS)
    return [folder / name for name, at in gone.items() if name not in held and at < latest]
