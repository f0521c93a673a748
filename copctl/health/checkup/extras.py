"""Which optional parts are installed, what each is for, and which of them the settings ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from copctl.health.checkup.finding import Finding, Premises, Status
from copctl.semantic import model

_CHECK = "extras"


@dataclass(frozen=True)
class Extra:
    """An optional part, the modules that it brings, and what it does."""

    name: str
    modules: tuple[str, ...]
    does: str


EXTRAS = (
    Extra("pdf", ("typst",), "sets PDFs"),
    Extra("semantic", model.LIBRARIES, "compares what texts mean"),
    Extra("panel", ("highspy",), "proves that a panel of speakers is the best"),
    Extra("keyring", ("keyring",), "keeps the password for mail"),
    Extra("bounces", ("flufl.bounce",), "reads bounces that follow no standard"),
    Extra("dkim", ("dkim",), "signs mails"),
    Extra("xlsform", ("pyxform",), "checks forms as KoboToolbox does"),
    Extra("heic", ("pi_heif",), "reads photos of iPhones"),
    Extra(
        "portal",
        ("starlette", "uvicorn", "python_multipart", "cryptography"),
        "serves and builds the members' portal",
    ),
)


def findings(premises: Premises, extras: Sequence[Extra] = EXTRAS) -> Iterator[Finding]:
    """What is installed, in one line, and a line for each part that is not."""
    there = [extra for extra in extras if all(map(_is_there, extra.modules))]
    if there:
        yield Finding(_CHECK, Status.OK, f"Installed: {', '.join(extra.name for extra in there)}.")
    for extra in extras:
        if extra not in there:
            yield _missing(extra, premises)
    if any(extra.name == "semantic" for extra in there) and model.find_folder() is None:
        yield Finding(
            _CHECK, Status.NOTE, "The language model of semantic is not installed.", "copctl semantic install"
        )


def _missing(extra: Extra, premises: Premises) -> Finding:
    fix = f"pip install 'copctl[{extra.name}]'"
    if extra.name == "dkim" and premises.settings.dkim.domain:
        return Finding(_CHECK, Status.ERROR, "The settings sign mails, and dkim is not installed.", fix)
    return Finding(_CHECK, Status.NOTE, f"Not installed: {extra.name}, which {extra.does}.", fix)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False  # the package that would hold it
