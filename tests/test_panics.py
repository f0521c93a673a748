"""Damaged workbooks that end the library that reads them are one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl import panics
from copctl.errors import Refused
from tests.conftest import Copctl

# A header of the old Excel format whose directory is cut short.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class PanicException(BaseException):
    """Stands for what a panic looks like from Python."""


def test_a_panic_is_refused_and_other_ends_are_not() -> None:
    with pytest.raises(Refused, match=r"^a\.xlsx is not a spreadsheet that can be read: it is damaged\.$"), panics.refused("a.xlsx"):  # fmt: skip
        raise PanicException
    with pytest.raises(KeyboardInterrupt), panics.refused("a.xlsx"):
        raise KeyboardInterrupt


def test_only_workbooks_that_do_not_tell_are_tried_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    panics.refuse_deadly(b"PK\x03\x04", "new.xlsx")


@pytest.mark.parametrize("command", [("survey", "new", "x", "--from"), ("survey", "import", "x", "--infer")])
@pytest.mark.parametrize("size", [0, 40, 60, 505, 600, 2_000])
def test_a_damaged_workbook_is_one_sentence_from_the_outside(
    copctl: Copctl, folder: Path, command: tuple[str, ...], size: int
) -> None:
    (folder / "damaged.xls").write_bytes(OLE + bytes(size))

    result = copctl(*command, "damaged.xls")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: damaged.xls is not a spreadsheet that can be read: ")
    assert len(result.stderr.splitlines()) == 2
