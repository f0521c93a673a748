"""Whether the community's own templates work, and whether anything uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from copctl import names
from copctl.community.languages import is_listed
from copctl.errors import CopctlError
from copctl.health.checkup.finding import Finding, Premises, Status
from copctl.rendering import catalogues
from copctl.rendering.overrides import Override, overrides, shipped_names

_CHECK = "templates"
_ENDINGS = (".html", ".txt", ".typ")


def findings(premises: Premises) -> Iterator[Finding]:
    """A line for each file that does not work, or that nothing uses, such as one with a slip in its name."""
    own = overrides(premises.templates)
    for template in own:
        yield from _of_template(template)
    yield from _of_catalogues(premises)
    count = sum(bool(template.instead_of) for template in own)
    stand = "one template of your own stands" if count == 1 else f"{count} templates of your own stand"
    yield Finding(
        _CHECK, Status.OK, f"In templates/ {stand} for ours." if count else "All templates are ours."
    )


def _of_template(template: Override) -> Iterator[Finding]:
    place = f"templates/{template.name}"
    if template.fault is not None:
        yield Finding(_CHECK, Status.ERROR, template.fault.message, template.fault.hint)
    if template.language and not is_listed(template.language):
        yield Finding(
            _CHECK,
            Status.WARNING,
            f"{place} is in the language {template.language!r}, which copctl does not know.",
            "give it the code of a language, such as km",
        )
    if not (template.instead_of or template.is_used):
        near = _near(PurePosixPath(template.name))
        # What is no template (a logo) may lie there.
        if near or template.name.endswith(_ENDINGS):
            yield Finding(
                _CHECK,
                Status.WARNING,
                f"{place} stands for no template of ours.",
                near or "rename or remove it",
            )


def _near(file: PurePosixPath) -> str:
    """A hint that names our templates whose names look like this one; empty where none does."""
    ours = sorted(map(PurePosixPath, shipped_names()))
    room = names.near(str(file.parent), {str(other.parent) for other in ours}, most=1)
    beside = [other for other in ours if str(other.parent) in room]
    alike = [other for other in beside if other.suffix == file.suffix] or beside
    stem = names.near(file.stem, {other.stem for other in alike}, most=1)
    near = [str(other) for other in alike if other.stem in stem]
    return f"did you mean {' or '.join(near)}?" if near else ""


def _of_catalogues(premises: Premises) -> Iterator[Finding]:
    for language, file in catalogues.own_files(premises.templates).items():
        place = f"templates/locales/{file.name}"
        try:
            catalogues.words(premises.templates, language)
        except CopctlError as error:
            yield Finding(_CHECK, Status.ERROR, error.message, error.hint)
        if not is_listed(language):
            yield Finding(
                _CHECK,
                Status.WARNING,
                f"{place} is in the language {language!r}, which copctl does not know.",
                "give it the code of a language, such as km.po",
            )
