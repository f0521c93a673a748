"""The four commands that everything hangs on, as a new moderator types them, with and without prompts."""

from __future__ import annotations

import json
import os
import shutil
import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import Copctl

PEOPLE = (
    ("Sok Chanthou", "sok@a.example", "storytelling:4"),
    ("ສົມໄຊ ວົງສາ", "somxay@b.example", "storytelling:2; data quality:4"),
    ("Nguyễn Thị Hồng", "hong@c.example", "outcome harvesting:4"),
    ("สมชาย [red] ใจงาม", "somchai@d.example", "storytelling:3"),
)
ANSWERS = """Timestamp,Email Address,Which topics?
2026/11/02 9:01:12 AM GMT+7,sok@a.example,Storytelling;Data quality
2026/11/02 9:14:40 AM GMT+7,somxay@b.example,Storytelling
2026/11/03 8:02:51 AM GMT+7,hong@c.example,Data quality;Storytelling
2026/11/03 8:05:00 AM GMT+7,stranger@e.example,Storytelling
"""


def test_a_first_quarter_without_prompts(succeed: Copctl, folder: Path) -> None:
    for name, email, expertise in PEOPLE:
        succeed("member", "add", "--name", name, "--email", email, "--expertise", expertise)
    (folder / "answers.csv").write_text(ANSWERS, encoding="utf-8")

    taken = succeed("survey", "import", "interest", "answers.csv", "--infer", "--json").json
    tally = succeed("survey", "tally", "interest", "--json").json
    succeed("topic", "adopt", "interest")
    suggested = succeed("speakers", "suggest", tally["topics"][0]["slug"], "--json").json
    succeed("newsletter", "draft", "2026Q4")
    rendered = succeed("newsletter", "render", "2026Q4")

    assert (taken["rows"], taken["new"]) == (4, 4)
    assert [(t["rank"], t["topic"], t["votes"]) for t in tally["topics"]] == [
        (1, "Storytelling", 4),
        (2, "Data quality", 2),
    ]
    assert (tally["respondents"], tally["eligible"], tally["response_rate"]) == (4, 4, 0.75)
    assert [s["email"] for s in suggested] == ["sok@a.example", "somchai@d.example", "somxay@b.example"]
    assert "level 4 in Storytelling (can teach it), says so" in suggested[0]["reasons"]
    assert set(suggested[0]["parts"]) >= {"text", "level", "recency", "load", "fairness"}
    assert (folder / "out/2026Q4/email.html").exists()
    assert "Storytelling" in (folder / "out/2026Q4/email.txt").read_text(encoding="utf-8")
    assert "email.html" in rendered.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect needs a POSIX terminal")
def test_a_first_quarter_with_prompts(folder: Path) -> None:
    pexpect = pytest.importorskip("pexpect")
    command = shutil.which("copctl", path=str(Path(sys.executable).parent))
    assert command is not None
    world = {k: v for k, v in os.environ.items() if k not in {"CI", "COPCTL_COMMUNITY"}}
    world |= {"TERM": "xterm", "COLUMNS": "100", "PROMPT_TOOLKIT_NO_CPR": "1"}

    def typed(arguments: str, *talk: tuple[str, str]) -> str:
        child = pexpect.spawn(
            f"{command} {arguments}", env=world, encoding="utf-8", timeout=20, dimensions=(30, 100)
        )
        for question, answer in talk:
            child.expect(question)
            child.send(answer + "\r")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0, child.before
        return str(child.before)

    typed(
        "init .",
        ("What is the community called", "MEL Mekong"),
        ("What is it for", "Learn together"),
        ("Who moderates it", "Ana Lim <ana@example.org>"),
        ("Which time zone", ""),
        ("How often", ""),
    )
    said = typed("member add", ("Name, as the person", "Sok Chanthou"), ("Email address", "sok@a.example"))
    assert "Added Sok Chanthou" in said
    (folder / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    typed("survey import interest answers.csv --infer")
    assert "Storytelling" in typed("survey tally interest")
    typed("member edit 1 --expertise storytelling:4")
    assert "Sok Chanthou" in typed("speakers suggest", ("Which topic", "storytelling"))
    now = datetime.now(ZoneInfo("Asia/Phnom_Penh"))
    assert "email.html" in typed(f"newsletter render {now.year}Q{(now.month + 2) // 3}")


def test_json_of_every_listing_is_json(succeed: Copctl) -> None:
    for listing in ("member list", "organisation list", "survey list", "topic list", "session list", "log"):
        assert isinstance(json.loads(succeed(*listing.split(), "--json").stdout), list)
