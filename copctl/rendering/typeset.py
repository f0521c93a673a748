"""Setting type: a Typst template and values become a PDF, with letters that ship with this program."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from copctl.errors import Refused
from copctl.rendering.pdf_words import said_once
from copctl.resources import shipped

if TYPE_CHECKING:
    from typst import TypstError

# Which shipped face writes which language.
SCRIPTS = {"km": "Noto Sans Khmer", "lo": "Noto Sans Lao", "th": "Noto Sans Thai", "my": "Noto Sans Myanmar"}
# The last two come with Typst itself: arrows, ticks, mathematics.
FONTS = ("Noto Sans", *SCRIPTS.values(), "DejaVu Sans Mono", "New Computer Modern")
_ACCESSIBLE = "ua-1"
_UNSHOWN = re.compile(r'the text `"(.*?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_PLACE = re.compile(r"┌─ .*:(\d+):\d+")
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z]{4})?(?:[-_]([A-Za-z]{2}))?(?:[-_].*)?")


@dataclass(frozen=True)
class Typeset:
    """A PDF, whether it claims to be accessible (PDF/UA-1), and the letters that it shows as boxes."""

    content: bytes
    is_accessible: bool
    boxes: str = ""


def typeset(folder: Path, template: str, **values: Any) -> Typeset:
    """A template (`report/page.typ`) of the community in `folder`, or as shipped, as a PDF.

    The template reads each value as `json(bytes(sys.inputs.NAME))`, and files as seen from the folder. Only
    letters that no shipped font has come from the fonts of this computer. PDF/UA-1 (ISO 14289-1) is claimed
    where everything in the document allows it.

    Raises Refused without the extra `pdf`, and for a template that does not work, with its file and line.
    """
    try:
        import typst
    except ModuleNotFoundError as error:
        raise Refused("A PDF needs the extra pdf.", hint="pip install 'copctl[pdf]'") from error
    source = _Source.of(folder, template)
    inputs = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    boxes = ""
    for system_fonts in (False, True):
        try:
            return Typeset(source.compiled(inputs, [_ACCESSIBLE], system_fonts=system_fonts), True)
        except typst.TypstError as error:
            if "PDF/UA" not in error.message:
                raise source.refusal(error) from error
            boxes = _unshown(error)
        if not boxes:
            break
    return Typeset(source.compiled(inputs, [], system_fonts=bool(boxes)), False, boxes)


@dataclass(frozen=True)
class _Source:
    """A template: where it is, and the folder whose files it may read."""

    path: Path
    folder: Path
    is_own: bool

    @classmethod
    def of(cls, folder: Path, template: str) -> _Source:
        own = folder / "templates" / template
        return cls(own, folder, True) if own.exists() else cls(shipped("templates") / template, folder, False)

    def compiled(self, inputs: Mapping[str, str], standards: Sequence[Any], *, system_fonts: bool) -> bytes:
        import typst

        # A path outside of the root is refused, so what ships is handed over as its bytes.
        source: Any = str(self.path) if self.is_own else self.path.read_bytes()
        made: Any = typst.compile(
            source,
            root=str(self.folder),
            font_paths=[str(shipped("data") / "fonts")],
            ignore_system_fonts=not system_fonts,
            sys_inputs=dict(inputs),
            pdf_standards=list(standards),
        )
        return said_once(bytes(made))

    def refusal(self, error: TypstError) -> Refused:
        if error.message.startswith("failed to decode image"):
            why = " ".join(error.message.split()).rstrip(".")
            return Refused(
                f"A picture cannot be read: {why}.", hint="take it out of the draft, or add it again"
            )
        line = _PLACE.search(error.diagnostic)
        place = f"{self.path}, line {line[1]}" if line else str(self.path)
        return Refused(
            f"{place}: {error.message.rstrip('.')}.",
            hint="mend that line, or remove the file to get the shipped template back",
        )


def _unshown(error: TypstError) -> str:
    """The letters that the compiler found no font for, each once."""
    found = (
        _ESCAPED.sub(lambda code: chr(int(code[1], 16)), text) for text in _UNSHOWN.findall(error.diagnostic)
    )
    return "".join(dict.fromkeys("".join(found)))


def tongue(language: str) -> dict[str, str | None]:
    """A language (BCP 47) as Typst takes it; English for what is none."""
    code = _CODE.fullmatch(language.strip())
    if code is None:
        return {"lang": "en", "region": None}
    return {"lang": code[1].lower(), "region": code[2] and code[2].lower()}
