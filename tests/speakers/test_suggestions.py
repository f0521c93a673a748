"""Gathering: whom a suggestion asks about, and that it may stop early without missing anybody."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from copctl.errors import WrongUsage
from copctl.settings import SpeakerWeights
from copctl.speakers import occasions, suggestions
from copctl.speakers.suggestions import Manner, Series
from copctl.speakers.wishes import Vocabulary
from copctl.store import quick
from tests.conftest import Copctl

WORDS = [
    "water",
    "pump",
    "village",
    "survey",
    "story",
    "budget",
    "solar",
    "data",
    "map",
    "consent",
    "camera",
    "interview",
]
GENERAL = occasions.in_general(date(2026, 11, 23), "en")
MANNER = Manner(weights=SpeakerWeights(), semantic=False)


def somebody(number: int, chance: random.Random) -> dict[str, object]:
    return {
        "name": f"Person {chance.randrange(300)}",
        "email": f"p{number}@example.org",
        "bio": " ".join(chance.choices(WORDS, k=5)),
        "languages": chance.choice([["en"], ["km"], []]),
        "expertise": [{"topic": chance.choice(["Story", "Budget", "Maps"]), "level": chance.randint(1, 4)}],
        "evidence": [
            {"kind": "talk", "title": " ".join(chance.choices(WORDS, k=3)), "date": f"{chance.randint(2020, 2026)}-05-01"}
        ],
        "consents": [{"purpose": "speaking", "given_on": "2026-01-01"}] if chance.random() < 0.5 else [],
    }  # fmt: skip


@pytest.fixture
def many(succeed: Copctl, folder: Path) -> str:
    """The address of a store of 700 people, more than are read at once."""
    chance = random.Random(4)
    lines = [json.dumps(somebody(number, chance)) for number in range(700)]
    Path("people.jsonl").write_text("\n".join(lines))
    succeed("member", "import", "people.jsonl")
    succeed("speakers", "suggest", "story", "--no-semantic")
    return f"sqlite:///{folder / 'community.db'}"


@pytest.mark.parametrize("text", ["story", "Budget", "village water pump", "map of consent", "nothing"])
@pytest.mark.parametrize("text_only", [False, True])
def test_who_stops_early_finds_the_same_first_few(many: str, text: str, text_only: bool) -> None:
    manner = replace(MANNER, text_only=text_only)
    whole = suggestions.suggest(many, text, GENERAL, manner).suggestions

    for most in (1, 5, 40, 650):
        assert (
            suggestions.suggest(many, text, GENERAL, replace(manner, most=most)).suggestions == whole[:most]
        )


def test_a_series_answers_as_single_questions_do(many: str) -> None:
    manner = replace(MANNER, most=20)
    with Series(many, GENERAL, manner) as series:
        for text in ("story", "village water pump"):
            assert series.suggest(text) == suggestions.suggest(many, text, GENERAL, manner)


def test_both_ways_to_read_give_the_same_suggestions(
    succeed: Copctl, many: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    succeed("session", "plan", "--title", "Pumps", "--on", "2026-12-10 14:00", "--speaker", "1")
    succeed(
        "session", "plan", "--title", "Old", "--on", "2026-10-10 14:00", "--speaker", "2", "--speaker", "3"
    )
    succeed("session", "edit", "2026-10", "--status", "held", "--speaker-status", "3:declined")
    succeed("member", "away", "4", "--from", "2026-12-01", "--to", "2026-12-31")
    setting = occasions.at_session(many, "2026-12", date(2026, 11, 23), "en")

    quickly = suggestions.suggest(many, "story", setting, MANNER)
    monkeypatch.setattr(quick, "rows", lambda url, sql, **values: quick._rows_by_engine(url, sql, values))
    slowly = suggestions.suggest(many, "story", setting, MANNER)

    assert quickly == slowly
    assert setting == occasions.at_session(many, "2026-12", date(2026, 11, 23), "en")


# What is looked for -----------------------------------------------------------------------------


@pytest.fixture
def topics(succeed: Copctl, folder: Path) -> Vocabulary:
    """Evaluation with outcome harvesting under it, a related topic, and one with a name in Khmer."""
    Path("ours.csv").write_text(
        "label,broader,related,aliases\n"
        "Evaluation,,,\n"
        "Impact evaluation,Evaluation,,\n"
        "Outcome harvesting,Evaluation,Storytelling,OH; Harvest of outcomes\n"
        "Storytelling,,,\n"
        "ទឹកស្អាត,,,\n"
    )
    succeed("expertise", "taxonomy", "load", "ours.csv")
    return Vocabulary(f"sqlite:///{folder / 'community.db'}")


def shares(topics: Vocabulary, text: str) -> dict[str, float]:
    return {topics.labels[number]: share for number, share in topics.wish(text).shares.items()}


def test_narrower_topics_count_in_full_and_neighbours_in_part(topics: Vocabulary) -> None:
    assert shares(topics, "evaluation") == {"Evaluation": 1, "Impact evaluation": 1, "Outcome harvesting": 1}
    assert shares(topics, "OH") == {"Outcome harvesting": 1, "Evaluation": 0.5, "Storytelling": 0.5}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("outcome-harvesting", {"Outcome harvesting"}),
        ("harvest of outcomes", {"Outcome harvesting"}),
        ("stories and outcome harvesting in Laos", {"Outcome harvesting"}),
        ("ទឹកស្អាត", {"ទឹកស្អាត"}),
        ("harvesting", {"Outcome harvesting"}),
        ("pumps", set()),
        ("how an evaluation of radio programmes changed what farmers plant", set()),
        ("an impact evaluation of radio programmes", {"Impact evaluation"}),
    ],
)
def test_topics_are_found_by_name_or_in_a_text(topics: Vocabulary, text: str, named: set[str]) -> None:
    assert {label for label, share in shares(topics, text).items() if share == 1} == named


def test_a_topic_is_looked_for_by_its_names(topics: Vocabulary) -> None:
    assert topics.wish("OH").text.splitlines() == ["Outcome harvesting", "OH", "Harvest of outcomes"]


def test_nothing_to_look_for_is_said(topics: Vocabulary) -> None:
    with pytest.raises(WrongUsage, match="no word"):
        topics.wish("?!")
    with pytest.raises(WrongUsage, match="no topic to look for"):
        topics.wish_for([])


def test_a_level_near_the_topic_is_marked(succeed: Copctl, topics: Vocabulary) -> None:
    succeed("member", "add", "--name", "Ana", "--email", "ana@example.org", "--expertise", "Evaluation:4")

    [row] = succeed("speakers", "suggest", "outcome harvesting", "--no-semantic", "--json").json

    assert row["reasons"][0] == "level 4 in Evaluation, near this (can teach it), says so"
    assert row["parts"]["level"] == 0.45
