"""The benchmark of suggestions, on an invented look-alike of the gold standard: 3 people, 2 draws."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

GOLD = Path(__file__).parent / "gold"
SCRIPT = Path(__file__).parents[2] / "benchmarks" / "match_quality.py"


@pytest.fixture(scope="module")
def quality() -> ModuleType:
    specification = importlib.util.spec_from_file_location("match_quality", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_benchmark_runs_from_the_files_to_the_line(tmp_path: Path) -> None:
    environ = {**os.environ, "COPCTL_GOLD": str(GOLD)}

    done = subprocess.run(
        [sys.executable, str(SCRIPT), "--out", str(tmp_path)],
        env=environ, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    ours = next(line for line in done.stdout.splitlines() if line.startswith("copctl "))
    assert ours.endswith("(2 draws)")
    # Words are enough for what these three know.
    assert float(ours.split()[1]) < 0.15
    assert "SPECTER2+SciNCL" in done.stdout
    scores = json.loads((tmp_path / "copctl_d_20_2_ta.json").read_text(encoding="utf-8"))
    assert sorted(scores) == ["101", "102", "103"]
    assert all(sorted(papers) == ["s1", "s2", "s3", "s4", "s5", "s6"] for papers in scores.values())


@pytest.mark.parametrize(
    ("named", "says"),
    [
        (None, "COPCTL_GOLD names no folder: see benchmarks/README.md\n"),
        ("/nonexist", "COPCTL_GOLD names no folder (/nonexist): see benchmarks/README.md\n"),
        ("/", "/ has no data/evaluations.csv: see benchmarks/README.md\n"),
    ],
)
def test_the_benchmark_says_what_it_needs(named: str | None, says: str) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "COPCTL_GOLD"}
    if named is not None:
        environ["COPCTL_GOLD"] = named

    done = subprocess.run(
        [sys.executable, str(SCRIPT)], env=environ, capture_output=True, text=True, timeout=60, check=False
    )

    assert done.returncode == 1
    assert done.stderr == says


def test_missing_evaluations_are_left_out(quality: ModuleType) -> None:
    said = quality.said(GOLD)

    assert said["102"] == {"s2": 5.0, "s6": 4.0, "s4": 2.0, "s1": 1.0}
    assert [draw.name for draw in quality.draws(GOLD)] == ["d_20_1", "d_20_2"]


def test_a_pair_the_wrong_way_round_costs_what_lies_between(quality: ModuleType) -> None:
    gold = {"ana": {"a": 5.0, "b": 4.0, "c": 1.0}}

    right = {"ana": {"a": 0.9, "b": 0.5, "c": 0.1}}
    tied = {"ana": {"a": 0.5, "b": 0.5, "c": 0.5}}
    swapped = {"ana": {"a": 0.5, "b": 0.9, "c": 0.1}}

    assert quality.loss(gold, right) == 0
    assert quality.loss(gold, tied) == 0.5
    assert quality.loss(gold, swapped) == pytest.approx(1 / 8)
    assert quality.resolved(gold, swapped, quality.is_easy) == 1
    assert quality.resolved(gold, swapped, quality.is_hard) == 0
    assert quality.resolved(gold, tied, quality.is_easy) == 0
