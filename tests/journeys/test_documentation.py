"""The README's and the tutorial's commands, run as a reader would type them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Copctl, run
from tests.rendering.drawn import from_a_phone, photo

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"(?:ave this as `(?P<file>[^`]+)`[^`]*?)?```(?P<kind>\w+)\n(?P<body>.*?)```", re.DOTALL)


def steps(page: str) -> Iterator[tuple[str, str]]:
    """A page's files to save (name, content) and commands (`$`, command) in reading order."""
    for block in _BLOCK.finditer((ROOT / page).read_text(encoding="utf-8")):
        if block["file"]:
            yield block["file"], block["body"]
        elif block["kind"] == "console":
            for line in block["body"].splitlines():
                if line.startswith("$ "):
                    yield "$", line[2:]


def follow(page: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Do what a page says, from this folder on; gives the commands that were run."""
    here, done = folder, []
    for name, text in steps(page):
        if name != "$":
            (here / name).write_text(text, encoding="utf-8")
        elif text.startswith("cd "):
            here = here / text.removeprefix("cd ")
            monkeypatch.chdir(here)
        else:
            words = shlex.split(text)
            assert words[0] == "copctl", text
            result = run(*words[1:])
            assert result.exit_code == 0, f"{text}\n{result.stdout}\n{result.stderr}"
            done.append(text)
    return done


def test_the_tutorial_runs_from_an_empty_folder_to_an_issue(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = follow("docs/tutorial.md", folder, monkeypatch)

    assert len(done) > 20
    assert (folder / "my-community/out/2026Q4/email.html").stat().st_size > 2_000
    assert (folder / "my-community/out/2026-12/invitation.ics").exists()


def test_the_page_about_people_runs_from_an_empty_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(follow("docs/people.md", folder, monkeypatch)) > 15


def test_the_page_about_expertise_runs_from_an_empty_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(follow("docs/expertise.md", folder, monkeypatch)) > 15


def test_the_page_about_speakers_runs_from_an_empty_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(follow("docs/speakers.md", folder, monkeypatch)) > 10


def test_the_readme_runs_in_the_demo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("demo")
    assert made.exit_code == 0, made.stderr
    monkeypatch.chdir(folder / "copctl-demo")

    assert len(follow("README.md", folder / "copctl-demo", monkeypatch)) >= 10


def test_the_page_on_contacts_runs_in_the_demo(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = run("demo")
    assert made.exit_code == 0, made.stderr
    monkeypatch.chdir(folder / "copctl-demo")

    assert len(follow("docs/contacts.md", folder / "copctl-demo", monkeypatch)) == 11
    shown = run("member", "show", "bo@weir.example", "--json").json
    assert shown["consents"][0]["withdrawn_on"] == "2025-06-01"


def test_the_page_on_pictures_and_consent_runs_in_the_demo(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = run("demo")
    assert made.exit_code == 0, made.stderr
    monkeypatch.chdir(folder / "copctl-demo")
    Path("meter.jpg").write_bytes(from_a_phone(photo(2000, 1500)))

    assert len(follow("docs/media.md", folder / "copctl-demo", monkeypatch)) == 17
    assert run("media", "show", "1", "--json").json["consent_on"] == "2026-11-20"
    assert run("story", "show", "3", "--json").json["agreed"] is True


def test_the_page_on_the_static_site_runs_in_a_community(
    succeed: Copctl, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Phrases are slow on purpose: the demo's sixty would take half a minute twice.
    succeed("member", "add", "--name", "Mai", "--email", "mai@new.example", "--consent", "directory")

    assert len(follow("docs/static-site.md", folder, monkeypatch)) == 8
    assert Path("site/keys.json").exists()
    assert Path("plain/members.html").exists()


def test_the_reference_says_what_the_program_says() -> None:
    import runpy

    made = runpy.run_path(str(ROOT / "docs" / "make_reference.py"))["reference"]()

    assert (ROOT / "docs" / "reference.md").read_text(encoding="utf-8") == made, (
        "docs/reference.md is stale: python docs/make_reference.py"
    )
