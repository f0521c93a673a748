"""`copctl expertise matrix`: in the terminal, for programs, as a page."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.conftest import Copctl

KHMER = "អង្គការទឹកស្អាត"


@pytest.fixture
def community(succeed: Copctl) -> Copctl:
    people = [
        ("Ana Lim", KHMER, "KH", "storytelling:4; water:2", "directory"),
        ("Sok <b>[red]", KHMER, "KH", "storytelling:2; Wells:3", ""),
        ("Nu", "Org B", "LA", "storytelling:1", "directory"),
        ("Left Behind", "Org B", "LA", "storytelling:4", "directory"),
        ("Solo", "", "TH", "=1+1 [red] <b>:3", ""),
    ]
    for number, (name, organisation, country, known, consent) in enumerate(people, start=1):
        extra = ["--organisation", organisation] if organisation else []
        extra += ["--consent", consent] if consent else []
        succeed("member", "add", "--name", name, "--email", f"p{number}@example.org", "--country", country,
                "--expertise", known, *extra)  # fmt: skip
    succeed("member", "edit", "p4@example.org", "--status", "left")
    return succeed


def test_the_terminal_shows_numbers_beside_blocks_and_a_key(community: Copctl) -> None:
    shown = community("expertise", "matrix").stdout

    assert shown.startswith("People at level 2 (practising) or more\n")
    rows = {line.split("  ")[0]: line for line in shown.splitlines() if line}
    assert re.search(r" 2 ▒2⁴", rows[KHMER])
    assert "(no organisation)" in rows
    assert re.search(r"^All +4 ", rows["All"])
    assert "A  storytelling (2)" in shown
    assert "=1+1 [red] <b> (1)" in shown
    assert "² practising, ³ experienced, ⁴ can teach it" in " ".join(shown.split())
    assert "\x1b[" not in shown


def test_a_topic_beyond_the_screen_is_told_and_no_line_is_too_long(
    community: Copctl, monkeypatch: pytest.MonkeyPatch
) -> None:
    community(
        "member", "edit", "p1@example.org", "--expertise", "; ".join(f"Topic number {n}:3" for n in range(40))
    )
    monkeypatch.setenv("COLUMNS", "80")

    shown = community("expertise", "matrix")

    assert max(cell_len(line) for line in shown.stdout.splitlines()) <= 80
    assert re.search(r"No room for \d+ more topics here", shown.stderr)


def test_a_program_gets_the_whole_grid(community: Copctl) -> None:
    found = community("expertise", "matrix", "--by", "country", "--level", "1", "--json").json

    assert (found["topics"][0]["topic"], found["topics"][0]["members"]) == ("storytelling", 3)
    cambodia = next(row for row in found["rows"] if row["country"] == "Cambodia")
    assert cambodia["people"] == 2
    assert cambodia["topics"][0] == {"slug": "storytelling", "members": 2, "highest": 4}
    by_csv = list(csv.reader(community("expertise", "matrix", "--format", "csv").stdout.splitlines()))
    assert by_csv[0][:4] == ["organisation", "people", "storytelling", "storytelling: highest level"]
    assert [KHMER, "2", "2", "4"] in [row[:4] for row in by_csv]
    assert "| 2 (highest 4) |" in community("expertise", "matrix", "--format", "markdown").stdout


def test_topics_people_and_narrower_topics_are_chosen(community: Copctl, folder: Path) -> None:
    (folder / "t.csv").write_text("label,broader\nWater,\nWells,Water\n", encoding="utf-8")
    community("expertise", "taxonomy", "load", "t.csv")

    plain = community("expertise", "matrix", "--topics", "water", "--json").json
    whole = community("expertise", "matrix", "--topics", "water; wells", "--narrower", "--json").json
    lao = community("expertise", "matrix", "--where", "country=LA", "--level", "1", "--json").json

    assert [(t["slug"], t["members"]) for t in plain["topics"]] == [("water", 1)]
    assert [(t["slug"], t["members"]) for t in whole["topics"]] == [("water", 2), ("wells", 1)]
    assert [row["organisation"] for row in lao["rows"]] == ["Org B"]
    said = "Note: who knows only a narrower topic is not counted for the broader: --narrower does that.\n"
    assert community("expertise", "matrix", "--topics", "water").stderr == said
    assert community("expertise", "matrix", "--topics", "water", "--narrower").stderr == ""
    assert community("expertise", "matrix", "--topics", "wells").stderr == ""


def test_the_page_counts_and_names_only_who_agreed_and_only_when_asked(
    community: Copctl, folder: Path
) -> None:
    counted = community("expertise", "matrix", "--out", "grid.html")
    community("expertise", "matrix", "--out", "named.html", "--names")

    assert counted.stdout == "Wrote grid.html.\n"
    page = (folder / "grid.html").read_text(encoding="utf-8")
    assert "Ana Lim" not in page.replace("Ana Lim, <a", "").replace("Ana Lim</a>", "")
    assert f'<th scope="row" lang="km">{KHMER}</th>' in page
    assert "<caption" in page
    assert 'scope="col"' in page
    assert "=1+1 [red] &lt;b&gt;" in page
    assert "http" not in page.replace("mailto:", "")
    named = (folder / "named.html").read_text(encoding="utf-8")
    assert "Ana Lim</span>, " in named
    assert "Sok" not in named
    assert "and 1 more" in named


@pytest.mark.parametrize(
    ("words", "says", "code"),
    [
        (["--by", "role"], "Error: People cannot be grouped by 'role'.\nTry: choose one of: organisation, country\n", 2),
        (["--topics", "storytellin"], "Error: There is no topic 'storytellin'.\nTry: did you mean storytelling?\n", 3),
        (["--out", "x.png"], "Error: A matrix cannot be written as 'x.png'.\nTry: end the file's name in .html, .csv, .md or .json\n", 2),
        (["--names"], "Error: Only the page can name people.\nTry: copctl expertise matrix --names --out FILE.html\n", 2),
    ],
)  # fmt: skip
def test_what_cannot_be_shown_is_one_sentence(
    community: Copctl, copctl: Copctl, words: list[str], says: str, code: int
) -> None:
    result = copctl("expertise", "matrix", *words)

    assert result.stderr == says
    assert result.exit_code == code


def test_a_community_without_expertise_says_so(succeed: Copctl) -> None:
    assert succeed("expertise", "matrix").stdout.startswith("Nobody is at level 2 in anything yet.")
    succeed("expertise", "matrix", "--out", "empty.html")
    assert succeed("expertise", "matrix", "--json").json["rows"] == []


def test_a_topic_in_a_heading_is_no_formula_and_no_markup(community: Copctl, folder: Path) -> None:
    community("member", "edit", "p1@example.org", "--expertise", "<b>bold</b> | \\x:2")

    heads = next(csv.reader(community("expertise", "matrix", "--format", "csv").stdout.splitlines()))
    community("expertise", "matrix", "--out", "who.csv")
    marked = community("expertise", "matrix", "--format", "markdown").stdout.splitlines()[0]
    shown = community("expertise", "show", "=1+1 [red] <b>", "--format", "markdown").stdout

    assert "'=1+1 [red] <b>" in heads
    assert "'=1+1 [red] <b>: highest level" in heads
    assert not any(head.startswith(("=", "+", "-", "@")) for head in heads)
    assert next(csv.reader(Path("who.csv").read_text("utf-8").splitlines())) == heads
    assert "=1+1 [red] &lt;b>" in marked
    assert "&lt;b>bold&lt;/b> \\| \\\\x" in marked
    assert shown.startswith("# =1+1 [red] &lt;b>\n")
