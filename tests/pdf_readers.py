"""What independent programs find in a PDF: its words, its fonts, its mistakes (Poppler, qpdf)."""

from __future__ import annotations

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest


def words_in(pdf: bytes, place: Path) -> str:
    """Everything that is written in it, blanks as one."""
    return " ".join(_asked(pdf, place, "pdftotext", "-raw", "FILE", "-").split())


def fonts_in(pdf: bytes, place: Path) -> set[str]:
    """The families and faces of its fonts, which must all be inside it."""
    rows = [row.split() for row in _asked(pdf, place, "pdffonts", "FILE").splitlines()[2:]]
    assert all(row[-5] == "yes" for row in rows), rows
    return {row[0].partition("+")[2].removesuffix("-Identity-H") for row in rows}


def languages_in(pdf: bytes) -> set[str]:
    """The languages that it says its parts are written in."""
    streams = re.findall(rb"/FlateDecode>>\nstream\n(.*?)\nendstream", pdf, re.DOTALL)
    everything = [pdf, *(zlib.decompress(stream) for stream in streams)]
    return {found.decode() for part in everything for found in re.findall(rb"/Lang\((\w+)", part)}


def checked(pdf: bytes, place: Path) -> None:
    """Fail where qpdf finds a mistake in how it is put together."""
    _asked(pdf, place, "qpdf", "--check", "FILE")


def _asked(pdf: bytes, place: Path, tool: str, *arguments: str) -> str:
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not installed")
    file = place / "asked.pdf"
    file.write_bytes(pdf)
    command = [tool, *(str(file) if word == "FILE" else word for word in arguments)]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
