"""Erasing somebody who was invited, answered and was written to: nothing names them any more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Copctl

SURVEY = """\
# settings
| form_title | anonymous |
|---|---|
| Why? | {anonymous} |

# survey
| type | name | label |
|---|---|---|
| email | email | Email Address |
| text | why | Why? |
"""
TRACES = (b"zebedee", b"quux", b"zeb@example.org", b"zeb@home.example", b"z.quux@work.example")


def store() -> bytes:
    return b"".join(path.read_bytes() for path in Path().glob("community.db*")).lower()


@pytest.mark.parametrize("anonymous", ["yes", "no"])
def test_an_erased_respondent_leaves_no_trace(
    copctl: Copctl, succeed: Copctl, folder: Path, anonymous: str
) -> None:
    succeed("member", "add", "--name", "Zebedee Quux", "--email", "zeb@example.org")
    succeed(
        "member",
        "edit",
        "Zebedee Quux",
        "--other-email",
        "zeb@home.example",
        "--other-email",
        "z.quux@work.example",
    )
    succeed("member", "edit", "Zebedee Quux", "--drop-email", "z.quux@work.example")
    succeed("member", "add", "--name", "Bo", "--email", "bo@example.org")
    (folder / "q.md").write_text(SURVEY.format(anonymous=anonymous), encoding="utf-8")
    succeed("survey", "new", "q", "--from", "q.md")
    succeed("survey", "open", "q")
    succeed("survey", "invite", "q", "--url", "https://forms.example/?c={code}")
    succeed("mail", "deliver", "--to-folder", "mail")
    succeed("survey", "remind", "q")
    rows = "Email Address,Why?\nzeb@home.example,xylophone\nbo@example.org,because\n"
    (folder / "a.csv").write_text(rows, encoding="utf-8")
    succeed("survey", "import", "q", "a.csv")
    assert all(trace in store() for trace in TRACES)

    succeed("member", "remove", "zeb@example.org", "--erase", "--yes")

    left = store()
    assert [trace for trace in TRACES if trace in left] == []
    # What was said stays, since it is nobody's now.
    assert b"xylophone" in left
    assert succeed("survey", "show", "q", "--json").json["responses"] == 2
    assert succeed("survey", "status", "q", "--json").json["invited"] == 1
    assert [row["name"] for row in succeed("mail", "queue", "--all", "--json").json] == ["Bo", "Bo"]
    assert copctl("undo").exit_code in (0, 1)
    assert [trace for trace in TRACES if trace in store()] == []
