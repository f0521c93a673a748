"""The one door to ballot files: what a file is, by its content first and by its extension then."""

from __future__ import annotations

from pathlib import Path

from copctl.errors import Refused
from copctl.files import decode, read_bytes
from copctl.topics.ballot_files import pabulib, preflib
from copctl.topics.ballot_files.contents import BallotFile, whole


def read(path: Path) -> BallotFile:
    """Read a ballot file of PrefLib (.soc .soi .toc .toi .cat) or Pabulib (.pb).

    The first line tells: `META` is Pabulib, `#` is PrefLib, a number alone is PrefLib as it was before
    2022. Only where that says nothing, the extension does. Raises NotFound, StoreError, and Refused with
    the line that does not fit.
    """
    if path.is_file() and not path.stat().st_size:
        raise Refused(f"{path.name} is empty.", hint="download or export it again")
    text = decode(read_bytes(path), path.name)
    # Only these end a line: `str.splitlines` would also cut names at U+2028 and the like.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    extension = path.suffix.lower().removeprefix(".")
    first = next((line.strip() for line in lines if line.strip()), "")
    if first.rstrip("; ").upper() in pabulib.SECTIONS:
        return pabulib.parse(lines, path.name)
    if first.startswith("#"):
        return preflib.parse(lines, path.name, extension)
    if whole(first) is not None:
        return preflib.parse_old(lines, path.name, extension)
    if extension == "pb":
        return pabulib.parse(lines, path.name)
    if extension in preflib.KINDS:
        return preflib.parse(lines, path.name, extension)
    raise Refused(
        f"{path.name} is no ballot file that is known here.",
        hint="give a file of PrefLib (.soc .soi .toc .toi .cat) or Pabulib (.pb)",
    )
