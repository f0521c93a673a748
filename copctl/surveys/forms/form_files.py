"""A survey's questions out of a file, whatever tool wrote it: told by what is in it, never by its name."""

from __future__ import annotations

from pathlib import Path

from copctl.errors import Refused
from copctl.files import decode, read_bytes
from copctl.surveys.forms import limesurvey_structure, xlsform_markdown, xlsform_xlsx
from copctl.surveys.forms.xlsform_rows import Form

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LSS = "<LimeSurveyDocType>"


def read(path: Path) -> Form:
    """The survey that a file defines: XLSForm (.xlsx, .xls, Markdown) or LimeSurvey's structure (TSV).

    Raises as `files.read_bytes`, and Refused for a file that is none of them.
    """
    content, name = read_bytes(path), str(path) if str(path) != "-" else "Standard input"
    if content[:4] in (_ZIP, _OLE):
        return xlsform_xlsx.read(content, name)
    text = decode(content, name)
    if limesurvey_structure.is_structure(text):
        return limesurvey_structure.read(text, name)
    if _LSS in text[:4_096]:
        raise Refused(
            f"{name} is a LimeSurvey survey in .lss form.",
            hint="export it from LimeSurvey as 'Tab-separated-values format (*.txt)' instead",
        )
    return xlsform_markdown.read_form(text, name)
