"""Against 36 profiles whose winning committees are published with abcvoting (Lackner, Regner, Krenn 2023)."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from copctl.topics.rules.approval import approval
from copctl.topics.rules.equal_shares import equal_shares
from copctl.topics.rules.phragmen import seqphragmen
from copctl.topics.rules.profiles import Approvals
from copctl.topics.rules.seqpav import seqpav
from copctl.topics.rules.ties import TieBreak

FOLDER = Path(__file__).parents[4] / "shared/samples/ballots/abcvoting"
FILES = sorted(FOLDER.glob("*.abc.yaml"))
RULES = {"av": approval, "seqpav": seqpav, "seqphragmen": seqphragmen, "equal-shares": equal_shares}

pytestmark = pytest.mark.skipif(not FILES, reason="the published committees are not beside this checkout")


@lru_cache
def published(path):
    """The profile, how many are elected, and by rule all committees that its ties allow."""
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    weights = Counter(frozenset(ballot) for ballot in told["profile"])
    profile = Approvals([f"candidate {n}" for n in range(told["num_cand"])], weights)
    allowed = {
        line["rule_id"]: {frozenset(committee) for committee in line["result"]}
        for line in told["compute"]
        if line["rule_id"] in RULES and not line["resolute"]
    }
    return profile, told["committeesize"], allowed


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.partition(".")[0])
def test_the_committee_is_a_published_one_and_tied_says_whether_there_are_more(path, rule):
    profile, seats, allowed = published(path)

    elected = [RULES[rule](profile, seats, ties=TieBreak(seed)) for seed in range(5)]

    assert {frozenset(one.winners) for one in elected} <= allowed[rule]
    assert {one.tied for one in elected} == {len(allowed[rule]) > 1}


def test_there_are_36_of_them():
    assert len(FILES) == 36
