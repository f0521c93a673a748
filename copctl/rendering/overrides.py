"""A community's own templates: which of ours each stands for, and those that stand for none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from copctl.errors import CopctlError
from copctl.rendering.environment import named_in
from copctl.resources import shipped

_JINJA = {".html", ".txt"}


@dataclass(frozen=True)
class Override:
    """A file in a community's `templates/`, by its `name` from there.

    `instead_of` is our template that it is used in place of, or whose translation it is into `language`
    (BCP 47); empty for one that stands for none. `is_used` is true also for a part that another one names.
    `fault` says why it does not work.
    """

    name: str
    instead_of: str
    language: str = ""
    is_used: bool = True
    fault: CopctlError | None = None


def overrides(own: Path) -> list[Override]:
    """Every template of the community, by name; catalogues and hidden files are none."""
    files = [PurePosixPath(file.relative_to(own).as_posix()) for file in _files(own)]
    ours = shipped_names()
    parts: set[str] = set()
    faults: dict[str, CopctlError] = {}
    for file in files:
        if file.suffix in _JINJA:
            try:
                parts |= named_in(own, str(file))
            except CopctlError as error:
                faults[str(file)] = error
    return [_override(file, ours, parts, faults.get(str(file))) for file in files]


def shipped_names() -> set[str]:
    """Our templates, by their names as a community's `templates/` would hold them."""
    folder = shipped("templates")
    return {file.relative_to(folder).as_posix() for file in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        is_hidden = any(part.startswith(".") for part in name.parts) or file.name.endswith("~")
        if file.is_file() and not is_hidden and name.parts[0] != "locales":
            yield file


def _override(
    file: PurePosixPath, ours: Iterable[str], parts: Iterable[str], fault: CopctlError | None
) -> Override:
    name = str(file)
    if name in ours:
        return Override(name, name, fault=fault)
    stem, dot, language = file.stem.rpartition(".")
    # A translation may have a page where the English has none.
    for plain in (file.with_name(f"{stem}{file.suffix}"), file.with_name(f"{stem}.txt")) if dot else ():
        if str(plain) in ours:
            return Override(name, str(plain), language, fault=fault)
    return Override(name, "", is_used=name in parts, fault=fault)
