"""The folder of a static site is exchanged whole, and is never somebody else's."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.commons.site_folder import MARKER, drafting, refuse_foreign
from copctl.errors import Refused, StoreError


def files(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.iterdir() if path.name != MARKER}


def write(target: Path, **content: str) -> None:
    with drafting(target) as draft:
        for name, text in content.items():
            draft.write(name, text.encode())


def test_a_build_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    site = tmp_path / "deep" / "site"
    write(site, a="1", b="2")
    write(site, b="3")

    assert files(site) == {"b": "3"}
    assert [path.name for path in site.parent.iterdir()] == ["site"]
    assert site.stat().st_mode & 0o777 == 0o755


def test_a_build_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    site = tmp_path / "site"
    write(site, a="1")

    for failing in (KeyboardInterrupt, ValueError):
        with pytest.raises(failing), drafting(site) as draft:  # noqa: PT012
            draft.write("a", b"2")
            raise failing

    assert files(site) == {"a": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    write(tmp_path, a="1")

    assert files(tmp_path) == {"a": "1"}


@pytest.mark.parametrize("strange", ["CNAME", ".git", "photo.jpg"])
def test_what_no_build_made_is_not_destroyed(tmp_path: Path, strange: str) -> None:
    site = tmp_path / "site"
    write(site, a="1")
    (site / strange).write_text("mine")

    with pytest.raises(Refused) as refused:
        write(site, a="2")

    assert strange in refused.value.message
    assert files(site) == {"a": "1", strange: "mine"}


def test_a_file_and_a_link_are_no_folder_for_a_site(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    for name in ("file", "link"):
        with pytest.raises(Refused):
            refuse_foreign(tmp_path / name)


def test_two_pages_under_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused), drafting(tmp_path / "site") as draft:  # noqa: PT012
        draft.write("a", b"1")
        draft.write("a", b"2")

    assert not (tmp_path / "site").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError):
        write(tmp_path / "file" / "site", a="1")
