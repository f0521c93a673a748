"""The folder of a static site: made beside the old one and put in its place when it is whole."""

from __future__ import annotations

import glob
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from copctl.errors import Refused, StoreError
from copctl.files import make_folder, read_text

# Says which command made the folder and names every file of it, itself too: the rest is somebody else's.
MARKER = "made-by-copctl.txt"
SITE, PACK = "portal build", "member catchup"
_AN_HOUR = 3600.0
_ABOUT = "# copctl {maker} made these files and replaces them all the next time."


class Draft:
    """A site that is being written; `names` are its files so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: set[str] = set()
        self.size = 0

    def write(self, name: str, content: bytes) -> None:
        """Add a file; Refused for a name that is taken, StoreError when the system says no."""
        if name in self.names:
            raise Refused(f"Two pages of the site would be the file {name}.", hint="tell copctl's makers")
        self.names.add(name)
        self.size += len(content)
        try:
            (self.folder / name).write_bytes(content)
        except OSError as error:
            raise _unwritable(self.folder / name, error) from error


@contextmanager
def drafting(target: Path, maker: str = SITE) -> Iterator[Draft]:
    """Write a site for this folder: it stands there at the end, or what was there before still does.

    Refused for a folder with anything in it that the same command did not make before.
    """
    refuse_foreign(target, maker)
    target = target.absolute()
    make_folder(target.parent)
    _sweep(target)
    try:
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}."))
        draft = Draft(beside / "new")
        draft.folder.mkdir()
    except OSError as error:
        raise _unwritable(target, error) from error
    try:
        yield draft
        lines = [_ABOUT.format(maker=maker), *sorted(draft.names | {MARKER}), ""]
        draft.write(MARKER, "\n".join(lines).encode())
        _exchange(target, draft.folder, beside / "old")
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _sweep(target: Path) -> None:
    """Take away what a build that was killed left; one that may still run is left alone."""
    for left in target.parent.glob(f".{glob.escape(target.name)}.*"):
        is_ours = left.is_dir() and {entry.name for entry in left.iterdir()} <= {"new", "old"}
        if is_ours and time.time() - left.stat().st_mtime > _AN_HOUR:
            shutil.rmtree(left, ignore_errors=True)


def is_sealed(target: Path) -> bool:
    """Whether a sealed site stands there."""
    return (target / MARKER).is_file() and (target / "keys.json").is_file()


def refuse_foreign(target: Path, maker: str = SITE) -> None:
    """Raise Refused where something stands that this command would destroy, and did not make."""
    around = next((folder for folder in target.absolute().parents if (folder / MARKER).is_file()), None)
    if around is not None:
        raise Refused(
            f"{target} lies in {around}, which copctl made and replaces.", hint="name a folder beside it"
        )
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        what = "a link to another place" if target.is_symlink() else "a file"
        raise Refused(f"{target} is {what}.", hint="name a folder that is not there yet")
    there = {entry.name for entry in target.iterdir()}
    marker = target / MARKER
    about, *names = read_text(marker).splitlines() if marker.is_file() else [""]
    if about and about != _ABOUT.format(maker=maker):
        raise Refused(f"{target} was made by another command.", hint="name a folder that is not there yet")
    made = set(names)
    strange = sorted(there - made)
    if strange:
        some = ", ".join(strange[:3]) + (" ..." if strange[3:] else "")
        raise Refused(
            f"{target} holds what copctl {maker} did not make: {some}.",
            hint="name a new folder; copy what belongs beside the pages after each time",
        )


def _exchange(target: Path, new: Path, old: Path) -> None:
    had_one = target.exists()
    try:
        if had_one:
            target.rename(old)
        try:
            new.rename(target)
        except OSError:
            if had_one:
                old.rename(target)
            raise
        # A folder of mkdtemp's is its owner's alone; a web server has to read this one.
        target.chmod(0o755)
    except OSError as error:
        raise _unwritable(target, error) from error


def _unwritable(path: Path, error: OSError) -> StoreError:
    reason = (error.strerror or str(error)).lower()
    return StoreError(
        f"{path} could not be written: {reason}.", hint="check the free space and who may write there"
    )
