"""Reading one gettext PO file, with a sentence for whoever wrote it when something is wrong."""

from __future__ import annotations

import gettext
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from copctl.errors import Refused
from copctl.files import read_text
from copctl.rendering.phrases import places

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages.catalog import Catalog, Message

# What a line can be (GNU gettext manual, "The Format of PO Files"): nothing, a comment, a keyword with its
# text, more of a text. Texts stand in quotes, and a quote inside has a backslash before it.
_LINE = re.compile(r'#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"|')
_TRIED = 200


@dataclass(frozen=True)
class Catalogue:
    """What a PO file says. `said` has the forms of each text that is translated, by its singular.

    `asked` are all texts of the file with their plural (empty without one), translated or not; `plural`
    gives the place of the form for a number.
    """

    said: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    asked: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    plural: Callable[[int], int] = field(default=lambda number: int(number != 1))

    def form(self, one: str, number: int) -> str:
        """The form that goes with a number."""
        forms = self.said[one]
        return forms[min(self.plural(abs(int(number))), len(forms) - 1)]


NONE = Catalogue()


def read(file: Path) -> Catalogue:
    """The catalogue in a PO file; Refused names its line where something is wrong in it."""
    found = _parsed(file)
    messages = [m for m in found if m.id and not m.context]
    for message in messages:
        _refuse_other_places(file, message)
    return Catalogue(
        MappingProxyType({_one(m): _forms(m) for m in messages if not m.fuzzy and _is_whole(m)}),
        MappingProxyType({_one(m): "" if isinstance(m.id, str) else m.id[1] for m in messages}),
        _plural(file, found),
    )


def _parsed(file: Path) -> Catalog:
    from babel.messages.pofile import PoFileError, read_po

    lines = _Lines(file)
    try:
        return read_po(iter(lines), _locale(file.stem), ignore_obsolete=True, abort_invalid=True)
    except PoFileError as error:
        raise _refused(file, error.lineno + 1, str(error).rpartition(" on ")[0]) from error
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        # Babel trusts the order of keywords, and the headers.
        raise _refused(file, lines.at, "the entry here, or the one before it, cannot be read") from error


def _locale(name: str) -> Locale | None:
    """What Babel knows of the language, such as its plural, for a file whose header says nothing."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(name, sep="_" if "_" in name else "-")
    except (UnknownLocaleError, ValueError):
        return None


class _Lines:
    """The lines of a file that is read, each looked at first; `at` is the number of the last one."""

    def __init__(self, file: Path) -> None:
        self.file, self.at = file, 0
        self.text = read_text(file)

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self.text.split("\n"), 1):
            if not _LINE.fullmatch(line.strip()):
                raise _refused(self.file, number, "no PO file has such a line (are its quotes closed?)")
            self.at = number if line.strip() else self.at
            yield line


def _refused(file: Path, line: int, what: str) -> Refused:
    return Refused(
        f"{file}, line {line}: {what}.",
        hint="mend that line, or remove the file to get our words back",
    )


def _one(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message) -> tuple[str, ...]:
    forms = (message.string,) if isinstance(message.string, str) else message.string or ("",)
    return tuple(unicodedata.normalize("NFC", form) for form in forms)


def _is_whole(message: Message) -> bool:
    return all(form.strip() for form in _forms(message))


def _refuse_other_places(file: Path, message: Message) -> None:
    """A translation may leave a value out, but name none that the words it translates do not have."""
    known = places(message.id) if isinstance(message.id, str) else set().union(*map(places, message.id))
    for form in _forms(message):
        for name in sorted(places(form) - known):
            raise _refused(file, message.lineno or 0, f"%({name})s is not in the words that are translated")


def _plural(file: Path, found: Catalog) -> Callable[[int], int]:
    try:
        rule: Callable[[int], int] = gettext.c2py(found.plural_expr)
        places_given = {rule(number) for number in range(_TRIED)}
    except (ValueError, ArithmeticError) as error:
        raise _no_rule(file) from error
    if not places_given <= set(range(found.num_plurals)):
        raise _no_rule(file)
    return rule


def _no_rule(file: Path) -> Refused:
    return Refused(
        f"{file}: Plural-Forms in its header is no rule.",
        hint=r'write there: "Plural-Forms: nplurals=1; plural=0;\n"',
    )
