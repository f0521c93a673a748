"""Add the fixed words of templates and code to data/locales: `python docs/make_catalogues.py`.

New words stand in copctl.pot and, not yet translated, in every catalogue. What nobody uses any more is
named, and taken out with `--prune`.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import extract_from_ast

from copctl.rendering.environment import environment

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "data" / "locales"
_CALLS = ("_", "N_", "gettext", "ngettext")
# A Typst file is no Jinja template.
_IN_TYPST = re.compile(r'(?<![\w.])(?:_|gettext)\(\s*"([^"\\]+)"')
Found = Iterator[tuple[str, str]]


def used() -> dict[str, str]:
    """Every fixed word of templates and code, with its plural (empty where it has none)."""
    found: dict[str, str] = {}
    places = (
        (ROOT / "templates", _TEMPLATES),
        (ROOT / "copctl", {".py": in_code}),
        (ROOT / "copctl" / "newsletter", {".py": in_draft}),
    )
    for folder, readers in places:
        for file in sorted(folder.rglob("*")):
            if file.suffix in readers:
                found.update(readers[file.suffix](file.read_text(encoding="utf-8")))
    return found


def in_template(source: str) -> Found:
    """The words in a Jinja template; those that it takes from a variable are somebody else's."""
    for _, function, said in extract_from_ast(environment(None).parse(source), _CALLS):
        yield from _whole(function, said if isinstance(said, tuple) else (said,))


def in_typst(source: str) -> Found:
    """The words in a Typst file."""
    yield from ((text, "") for text in _IN_TYPST.findall(source))


def in_code(source: str, calls: Sequence[str] = _CALLS) -> Found:
    """The words in a Python module: as `N_("...")`, or as `words.gettext("...")`."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            function = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if function in calls:
                yield from _whole(function, [getattr(given, "value", None) for given in call.args])


def in_draft(source: str) -> Found:
    """The words that the newsletter's draft says, as `say("...")`."""
    return in_code(source, ("say",))


def _whole(function: str, said: Any) -> Found:
    has_plural = function == "ngettext" or (function == "say" and len(list(said)) > 1)
    wanted = list(said)[: 2 if has_plural else 1]
    if wanted and all(isinstance(text, str) for text in wanted):
        yield wanted[0], wanted[1] if len(wanted) == 2 else ""


_TEMPLATES = {".html": in_template, ".txt": in_template, ".typ": in_typst}


def read(file: Path) -> Catalog:
    """A catalogue as Babel reads it."""
    with file.open("rb") as stream:
        return read_po(stream, abort_invalid=True)


def write(file: Path, catalogue: Catalog) -> None:
    """Write a catalogue, a text a line."""
    with file.open("wb") as stream:
        write_po(stream, catalogue, width=0, ignore_obsolete=True)


def main(*, prune: bool) -> None:
    """Bring the template and every catalogue up to date, and say what changed."""
    template, words = read(LOCALES / "copctl.pot"), used()
    known = {(m.id if isinstance(m.id, str) else m.id[0]) for m in template if m.id}
    for text in sorted(words.keys() - known):
        template.add((text, words[text]) if words[text] else text)
        print(f"new: {text}")
    for text in sorted(known - words.keys()):
        print(f"{'taken out' if prune else 'not used'}: {text}")
        if prune:
            template.delete(text)
    write(LOCALES / "copctl.pot", template)
    for file in sorted(LOCALES.glob("*.po")):
        catalogue = read(file)
        # A word that only looks like another one is a new word.
        catalogue.update(template, no_fuzzy_matching=True)
        write(file, catalogue)


if __name__ == "__main__":
    main(prune="--prune" in sys.argv)
