"""Anonymous surveys: who answered and what was said cannot be put together again.

The proof is a swap. Two communities live through the same, except that their members say each other's
answers. If both stores then hold the same, in every table, in every row and in the same order, nothing
in a store can tell who said what.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest

from tests.conftest import NOW, Result, run

SURVEY = """\
# settings
| form_title | anonymous | url |
|---|---|---|
| How are you? | yes | https://forms.example/f?entry.1={code} |

# survey
| type | name | label |
|---|---|---|
| email | email | Email Address |
| select_multiple topics | topics | Which topics? |
| text | why | Why? |

# choices
| list_name | name | label |
|---|---|---|
| topics | oh | Outcome harvesting |
| topics | st | Storytelling |
"""
PEOPLE = ("ana", "bo", "chea", "dao")
SAID = (
    ("Outcome harvesting", "because"),
    ("Storytelling", "I said so"),
    ("Outcome harvesting, Storytelling", ""),
    ("", "xylophone"),
)
KEY = "ab" * 32
Live = Callable[[Sequence[str]], None]


def succeed(*arguments: str, minutes: int = 0) -> Result:
    result = run(*arguments, now=NOW + timedelta(minutes=minutes))
    assert result.exit_code == 0, result.stderr
    return result


@pytest.fixture
def store_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Everything that a store holds after a community of four lived through something."""

    def lived(live: Live, people: Sequence[str], survey: str = SURVEY) -> list[str]:
        folder = tmp_path / "-".join(people)
        folder.mkdir()
        monkeypatch.chdir(folder)
        succeed("init", ".", "--name", "C", "--purpose", "P", "--moderator", "M <m@example.org>", "--timezone",
                "UTC", "--cadence", "monthly")  # fmt: skip
        for person in PEOPLE:
            succeed("member", "add", "--name", person.title(), "--email", f"{person}@example.org")
        # Another key would give other codes: the worlds differ in what was said, and in nothing else.
        Path("links.key").write_text(KEY, encoding="ascii")
        Path("survey.md").write_text(survey, encoding="utf-8")
        succeed("survey", "new", "q4", "--from", "survey.md")
        succeed("survey", "open", "q4")
        live(people)
        # A response at the terminal has a key by lot.
        return [re.sub(r"lot:[0-9a-f]{32}", "lot", line) for line in dump(Path("community.db"))]

    return lived


def dump(path: Path) -> list[str]:
    with sqlite3.connect(path) as store:
        tables = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [
            f"{table}: {row}"
            for table in sorted(tables)
            if not table.startswith(("passage", "page_"))
            for row in store.execute(f"SELECT * FROM {table} ORDER BY rowid")
        ]


def export(people: Sequence[str], said: Sequence[tuple[str, str]], name: str, codes: bool = False) -> None:
    head = "Code" if codes else "Email Address"
    who = _codes() if codes else {person: f"{person}@example.org" for person in PEOPLE}
    rows = [f'"2026-11-{10 + n} 08:00:00","{who[p]}","{topics}","{why}"'
            for n, (p, (topics, why)) in enumerate(zip(people, said, strict=True))]  # fmt: skip
    Path(name).write_text("\n".join([f"Timestamp,{head},Which topics?,Why?", *rows]), encoding="utf-8")


def _codes() -> dict[str, str]:
    mails = [path.read_text(encoding="utf-8") for path in sorted(Path("mail").glob("*.eml"))]
    found = {}
    for mail in mails:
        to, code = re.search(r"To: .*<(\w+)@", mail), re.search(r"entry\.1=3D([a-z2-7=\s]{26,30})", mail)
        assert to
        assert code
        found[to[1]] = re.sub(r"=\s+", "", code[1])[:26]
    return found


def one_file(people: Sequence[str]) -> None:
    export(people, SAID, "all.csv")
    succeed("survey", "import", "q4", "all.csv")


def by_code(people: Sequence[str]) -> None:
    succeed("survey", "invite", "q4", minutes=1)
    succeed("mail", "deliver", "--to-folder", "mail", minutes=2)
    export(people, SAID, "all.csv", codes=True)
    outcome = succeed("survey", "import", "q4", "all.csv", "--json", minutes=3).json
    assert outcome["matched_members"] == len(PEOPLE)


def one_row_after_the_other(people: Sequence[str]) -> None:
    succeed("survey", "invite", "q4")
    for n in range(1, len(people) + 1):
        export(people[:n], SAID[:n], f"{n}.csv")
        succeed("survey", "import", "q4", "1.csv" if n == 1 else f"{n}.csv", minutes=n)


def at_the_terminal(people: Sequence[str]) -> None:
    for n, (person, (topics, why)) in enumerate(zip(people, SAID, strict=True), start=1):
        chosen = [{"Outcome harvesting": "oh", "Storytelling": "st"}[t] for t in topics.split(", ") if t]
        Path("said.json").write_text(json.dumps({"topics": chosen, "why": why or None}), encoding="utf-8")
        succeed(
            "survey", "answer", "q4", "--as", f"{person}@example.org", "--answers", "said.json", minutes=n
        )


@pytest.mark.parametrize("live", [one_file, by_code, one_row_after_the_other, at_the_terminal])
def test_two_stores_whose_members_said_each_others_answers_are_one(
    store_after: Callable[..., list[str]], live: Live
) -> None:
    first, *others = [store_after(live, people) for people in list(permutations(PEOPLE))[:24:7]]

    assert any("xylophone" in line for line in first)
    for other in others:
        assert other == first


def test_the_swap_shows_where_a_survey_is_not_anonymous(store_after: Callable[..., list[str]]) -> None:
    named = SURVEY.replace("| yes |", "| no |")

    assert store_after(one_file, PEOPLE, named) != store_after(one_file, PEOPLE[::-1], named)


def test_who_took_part_is_known_and_nothing_of_it_stands_with_a_response(
    store_after: Callable[..., list[str]],
) -> None:
    def two(people: Sequence[str]) -> None:
        succeed("survey", "invite", "q4")
        export(people[:2], SAID[:2], "two.csv")
        succeed("survey", "import", "q4", "two.csv")

    store = store_after(two, ("chea", "ana", "bo", "dao"))

    status = succeed("survey", "status", "q4", "--json").json
    assert (status["answered"], [p["name"] for p in status["not_answered"]]) == (2, ["Bo", "Dao"])
    for line in store:
        if line.startswith(("response:", "answer:", "intake:")):
            assert not re.search(r"ana|chea|example\.org", line)
        if line.startswith("changed_row:"):
            assert '"answered"' not in line


def test_undo_takes_the_answers_back_and_leaves_who_took_part(
    store_after: Callable[..., list[str]],
) -> None:
    def invited(people: Sequence[str]) -> None:
        succeed("survey", "invite", "q4")
        one_file(people)

    store_after(invited, PEOPLE)

    succeed("undo")

    assert succeed("survey", "show", "q4", "--json").json["responses"] == 0
    assert succeed("survey", "status", "q4", "--json").json["answered"] == 4
