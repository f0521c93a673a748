"""Checks of a community's folder, each by itself."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from copctl.health.checkup import Premises, Status, examine, extras
from copctl.health.checkup.store import counted, readers
from copctl.rendering.translations import LETTERS
from copctl.resources import shipped
from copctl.settings import Dkim, Moderator, Settings
from copctl.store import quick
from tests.conftest import Copctl

# Parts of mails, and mails that are written in one language for all.
NO_LETTERS = {
    "invitation/base", "invitation/calendar", "invitation/subject", "onboarding/base", "speakers/when",
    "survey/invitation",
}  # fmt: skip


def settings(dkim: Dkim | None = None) -> Settings:
    return Settings(Path("nowhere"), "MEL Mekong", "Asia/Bangkok", Moderator("Ana", ""), dkim=dkim or Dkim())


def test_readers_are_counted_once_a_language() -> None:
    rows = [
        {"languages": '["km", "en", "km"]', "number": 2},
        {"languages": '["en"]', "number": 3},
        {"languages": "[]", "number": 1},
        {"languages": "null", "number": 1},
        {"languages": None, "number": 1},
    ]

    assert counted(rows) == {"km": 2, "en": 5}


def test_both_ways_give_the_same_readers(
    succeed: Copctl, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, languages in (("Dara", "km, en"), ("Bopha", "km"), ("Ana", "")):
        succeed("member", "add", "--name", name, "--email", f"{name}@example.org", "--languages", languages)
    found = Settings(tmp_path, "A", "Asia/Bangkok", Moderator("Ana", ""))
    quickly = readers(found)
    monkeypatch.setattr(quick, "rows", lambda url, sql, **values: quick._rows_by_engine(url, sql, values))

    assert quickly == readers(found) == {"km": 2, "en": 1}


def test_the_mails_that_are_counted_are_those_that_ship() -> None:
    folder = shipped("templates")
    texts = {str(file.relative_to(folder).with_suffix("").as_posix()) for file in folder.glob("*/*.txt")}
    others = {text for text in texts if text.startswith("newsletter/")} | NO_LETTERS

    assert texts - others == set(LETTERS)


def test_extras_are_notes_unless_the_settings_need_one() -> None:
    some = (extras.Extra("dkim", ("no_such.module",), "signs mails"), extras.Extra("tables", ("json",), "x"))
    signed = Premises(settings(Dkim(domain="example.org")))

    plain, needed = (list(extras.findings(premises, some)) for premises in (Premises(settings()), signed))

    assert [(found.status, found.what) for found in plain] == [
        (Status.OK, "Installed: tables."),
        (Status.NOTE, "Not installed: dkim, which signs mails."),
    ]
    assert needed[1].status is Status.ERROR
    assert needed[1].fix == plain[1].fix == "pip install 'copctl[dkim]'"


def test_every_extra_is_one_that_can_be_installed() -> None:
    pyproject = Path(__file__).parents[2] / "pyproject.toml"
    known = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]["optional-dependencies"]

    assert {extra.name for extra in extras.EXTRAS} == set(known) - {"all", "dev", "postgresql"}


def test_a_checkup_changes_nothing(copctl: Copctl, tmp_path: Path) -> None:
    before = {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in tmp_path.rglob("*")}

    assert examine(tmp_path, {})

    assert {file: (file.stat().st_mtime_ns, file.stat().st_size) for file in tmp_path.rglob("*")} == before
