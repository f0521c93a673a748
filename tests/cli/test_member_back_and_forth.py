"""What goes out and comes in again: nothing is lost in silence, and nobody is sent back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl


@pytest.mark.parametrize("name", ["o.csv", "o.xlsx", "o.vcf", "o.jsonl"])
def test_other_addresses_survive_every_format(succeed: Copctl, folder: Path, name: str) -> None:
    succeed("member", "add", "--name", "Sok Dara", "--email", "dara@a.example")
    for email in ("d@b.example", "dara@c.example"):
        succeed("member", "edit", "Sok Dara", "--other-email", email)
    succeed("member", "export", name)
    succeed("member", "remove", "Sok Dara")
    succeed("member", "import", name)

    assert succeed("member", "show", "dara@c.example", "--json").json["email"] == "dara@a.example"
    assert succeed("member", "show", "d@b.example", "--json").json["name"] == "Sok Dara"


@pytest.mark.parametrize(("name", "is_told"), [("o.csv", 1), ("o.xlsx", 1), ("o.vcf", 1), ("o.jsonl", 0)])
def test_a_consent_that_was_taken_back_is_not_lost_in_silence(
    succeed: Copctl, folder: Path, name: str, is_told: int
) -> None:
    for who in ("a", "b"):
        succeed("member", "add", "--name", who, "--email", f"{who}@x.example", "--consent", "newsletter")
    succeed("member", "edit", "a@x.example", "--withdraw", "newsletter")

    told = succeed("member", "export", name).stderr

    assert told.count("Note: 1 of them took a consent back") == is_told


def test_an_older_list_sends_nobody_back(succeed: Copctl, folder: Path) -> None:
    for who, status in [("a", "prospect"), ("b", "prospect"), ("c", "invited"), ("d", "active")]:
        succeed("member", "add", "--name", who, "--email", f"{who}@x.example", "--status", status)
    for name in ("old.csv", "old.jsonl"):
        succeed("member", "export", name)
    succeed("member", "invite", "a@x.example")
    succeed("member", "join", "b@x.example")
    succeed("member", "join", "c@x.example")
    succeed("member", "edit", "d@x.example", "--status", "dormant")

    def standing() -> list[str]:
        return [m["status"] for m in succeed("member", "list", "--json").json]

    for name in ("old.csv", "old.jsonl"):
        told = succeed("member", "import", name).stderr
        assert "Kept: b@x.example: status 'active'; the file says 'prospect'." in told
        assert standing()[:3] == ["invited", "active", "active"]
    succeed("member", "import", "old.csv", "--overwrite")
    assert standing() == ["prospect", "prospect", "invited", "active"]


def test_a_file_is_not_written_into_a_folder_that_is_not_there(
    copctl: Copctl, succeed: Copctl, folder: Path
) -> None:
    succeed("member", "add", "--name", "a", "--email", "a@x.example")

    missing = copctl("member", "export", "nodir/o.csv")
    blocked = copctl("member", "export", "community.toml/o.csv")

    assert (missing.exit_code, "There is no folder nodir." in missing.stderr) == (3, True)
    assert not Path("nodir").exists()
    assert blocked.exit_code == 4
    assert "free space" not in blocked.stderr


@pytest.mark.parametrize("content", ["name,email\n", "First Name,Labels,File As\n", "Vorname;E-Mail\n"])
def test_a_header_without_rows_is_refused_as_an_empty_file_is(
    copctl: Copctl, folder: Path, content: str
) -> None:
    (folder / "a.csv").write_text(content)

    failed = copctl("member", "import", "a.csv")

    assert failed.exit_code == 1
    assert "there is no row under its header" in failed.stderr
