"""Mails that were saved, by what they hold and not by how they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from copctl.errors import NotFound, Refused
from copctl.mail.mail_files import contents
from copctl.mail.reading import LIMIT, read
from tests.mail import arriving

ONE, TWO = (
    arriving.mail("one", key="1"),
    arriving.mail("two", "From here on\r\n\r\nFrom\r\n>From there\r\n", key="2"),
)


def subjects(path: Path) -> list[str]:
    return [read(content).subject for content in contents(path, [])]


def test_a_file_a_folder_an_mbox_and_a_maildir(tmp_path: Path) -> None:
    (tmp_path / "mail.txt").write_bytes(ONE)
    assert subjects(tmp_path / "mail.txt") == ["one"]

    (tmp_path / "two.eml").write_bytes(TWO)
    assert subjects(tmp_path) == ["one", "two"]

    maildir = tmp_path / "Maildir"
    for inner in ("new", "cur", "tmp"):
        (maildir / inner).mkdir(parents=True)
    (maildir / "new/1.host").write_bytes(ONE)
    (maildir / "cur/2.host:2,S").write_bytes(TWO)
    (maildir / "tmp/3.host").write_bytes(ONE)
    assert subjects(maildir) == ["one", "two"]


def test_an_mbox_is_told_by_its_first_line_and_its_mails_come_whole(tmp_path: Path) -> None:
    quoted = TWO.replace(b">From there", b">>From there")
    mbox = b"From bo Mon Nov 23 10:00:00 2026\n" + ONE + b"\n\nFrom bo Mon Nov 23 10:00:00 2026\n" + quoted
    (tmp_path / "sent").write_bytes(mbox)

    assert subjects(tmp_path / "sent") == ["one", "two"]
    assert list(contents(tmp_path / "sent", []))[1] == TWO


def test_what_apple_writes_above_a_mail_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "1.emlx").write_bytes(b"%d   \n" % len(ONE) + ONE + b"<?xml version='1.0'?><plist/>")

    assert subjects(tmp_path / "1.emlx") == ["one"]


def test_files_in_a_folder_that_are_no_mails_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "c.eml").write_bytes(b"")
    (tmp_path / ".hidden").write_bytes(ONE)
    (tmp_path / "folder").mkdir()
    strange: list[str] = []

    assert len(list(contents(tmp_path, strange))) == 1
    assert strange == ["b.png", "c.eml"]


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Outlook", "Outlook's own .msg is not read"),
        (b"PK\x03\x04 a zip", "save the mail as .eml"),
        (b"just words", "save the mail as .eml"),
    ],
)
def test_a_file_that_is_no_mail_is_refused(tmp_path: Path, content: bytes, hint: str) -> None:
    (tmp_path / "x.eml").write_bytes(content)

    with pytest.raises(Refused) as refused:
        list(contents(tmp_path / "x.eml", []))
    assert refused.value.hint.startswith(hint)


def test_a_missing_file_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(contents(tmp_path / "none", []))


def test_of_a_huge_mail_the_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "huge.eml").write_bytes(ONE + b"A" * (LIMIT + 10))
    (tmp_path / "huge.mbox").write_bytes(b"From x\n" + ONE + b"A\n" * LIMIT + b"\nFrom x 10:00\n" + TWO)

    assert [len(content) for content in contents(tmp_path / "huge.eml", [])] == [LIMIT]
    assert [len(content) <= LIMIT + 2 for content in contents(tmp_path / "huge.mbox", [])] == [True, True]
    assert subjects(tmp_path / "huge.mbox") == ["one", "two"]
