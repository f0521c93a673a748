"""Whole files: read with sentences, written in one step."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from copctl.errors import NotFound, Refused, StoreError
from copctl.files import read_text, write_text


@pytest.mark.parametrize("content", ["Ana\n", "សុខា [red] <b>"])
def test_a_text_is_read_as_it_was_written(tmp_path: Path, content: str) -> None:
    assert read_text(write_text(tmp_path / "new" / "a.txt", content)) == content
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["a.txt"]


def test_an_old_file_keeps_its_mode(tmp_path: Path) -> None:
    path = write_text(tmp_path / "a.txt", "old")
    path.chmod(0o640)

    write_text(path, "new")

    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    ("make", "error", "reason"),
    [
        (lambda _: None, NotFound, "There is no file"),
        (lambda p: p.mkdir(), Refused, "is a folder"),
        (lambda p: p.write_bytes(b""), Refused, "is empty"),
        (lambda p: p.write_bytes(b"caf\xe9"), Refused, "not UTF-8 text .byte 4"),
        (lambda p: p.write_bytes(b"a\0b"), Refused, "binary"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(tmp_path: Path, make, error, reason) -> None:
    path = tmp_path / "it"
    make(path)

    with pytest.raises(error, match=reason):
        read_text(path)


def test_a_name_that_is_too_long_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="could not be read"):
        read_text(tmp_path / ("x" * 5_000))


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(StoreError, match="could not be written"):
        write_text(tmp_path / "file" / "below.txt", "x")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
def test_a_device_is_written_in_place() -> None:
    with pytest.raises(StoreError, match="no space left"):
        write_text(Path("/dev/full"), "x")
