"""Suggestions against a gold standard: what researchers said of their own expertise in papers they read.

The data is that of Stelmakh, Wieting, Neubig and Shah 2023, "A Gold Standard Dataset for the Reviewer
Assignment Problem"; it stays outside this repository. Each draw of twenty papers a researcher becomes a
community whose members have those papers as evidence; the submissions are the queries.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import Any

# Person -> paper -> a number: what they said of it (1 to 5), or how well it fits.
Table = Mapping[str, Mapping[str, float]]

COPCTL = [sys.executable, "-m", "copctl"]
SLOTS = range(1, 11)
# Losses that were published for this data (lower is better): the authors', and what others reported since.
PUBLISHED = [
    ("ACL", "0.30"),
    ("TPMS", "0.28"),
    ("SPECTER", "0.27"),
    ("SPECTER+MFR", "0.24"),
    ("SPECTER2+SciNCL", "0.21"),
    ("large language models", "0.25 to 0.31"),
]


def said(gold: Path) -> dict[str, dict[str, float]]:
    """What each participant said of their expertise, by paper."""
    with (gold / "data" / "evaluations.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t"))
    return {
        row["ParticipantID"]: {
            row[f"Paper{n}"]: float(row[f"Expertise{n}"])
            for n in SLOTS
            if row.get(f"Paper{n}") and row.get(f"Expertise{n}")
        }
        for row in rows
    }


def draws(gold: Path) -> list[Path]:
    """The folders of the draws of twenty papers, by their number."""
    found = (gold / "evaluation_datasets").glob("d_20_*")
    return sorted(found, key=lambda folder: int(folder.name.rpartition("_")[2]))


def paper(held: Mapping[str, Any]) -> tuple[str, str]:
    """Title and abstract of a paper, empty where there is none."""
    content = held.get("content") or held
    return str(content.get("title") or "").strip(), str(content.get("abstract") or "").strip()


def people(draw: Path) -> Iterator[dict[str, Any]]:
    """The researchers of a draw, as `copctl member import` reads them; the address tells who is who."""
    for place, archive in enumerate(sorted((draw / "archives").glob("~*.jsonl")), start=1):
        lines = archive.read_text(encoding="utf-8").splitlines()
        papers = [paper(json.loads(line)) for line in lines if line.strip()]
        evidence = [
            {"kind": "resource", "title": title or abstract[:80], "text": abstract}
            for title, abstract in papers
            if title or abstract
        ]
        name = archive.stem.removeprefix("~")
        yield {"name": f"Researcher {name}", "email": f"p{place}@example.org", "evidence": evidence}


def queries(draw: Path) -> list[dict[str, str]]:
    """The submissions of a draw, as `--batch` reads them."""
    held = json.loads((draw / "submissions.json").read_text(encoding="utf-8"))
    return [{"id": key, "text": "\n".join(paper(value))} for key, value in held.items()]


def predicted(draw: Path, place: Path, option: str) -> dict[str, dict[str, float]]:
    """How well each submission fits each researcher, by the command itself in a fresh community."""
    community = place / draw.name
    if not community.exists():
        _found(community, draw)
    file = place / f"{draw.name}.queries.jsonl"
    _write_lines(file, queries(draw))
    asked = ["speakers", "suggest", "--batch", str(file), "--all", "--text-only", option]
    lines = _run("--community", str(community), *asked).splitlines()
    known = {one["email"]: one["name"].removeprefix("Researcher ") for one in people(draw)}
    scores: dict[str, dict[str, float]] = {name: {} for name in known.values()}
    for line in lines:
        answer = json.loads(line)
        for suggestion in answer["suggestions"]:
            scores[known[suggestion["email"]]][answer["id"]] = suggestion["score"]
    return scores


def _found(community: Path, draw: Path) -> None:
    _run(
        "init", str(community), "--name", "Gold", "--purpose", "To be measured", "--cadence", "monthly",
        "--moderator", "Ana <ana@example.org>", "--timezone", "Asia/Bangkok",
    )  # fmt: skip
    _write_lines(community / "people.jsonl", people(draw))
    _run("--community", str(community), "member", "import", str(community / "people.jsonl"))


def _write_lines(path: Path, rows: Any) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def _run(*arguments: str) -> str:
    done = subprocess.run(
        [*COPCTL, "--no-input", *arguments], check=False, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        sys.exit(f"failed: copctl {' '.join(arguments)}\n{done.stderr}")
    return done.stdout


# How good --------------------------------------------------------------------------------------


def pairs(gold: Table, scores: Table) -> Iterator[tuple[float, float, float]]:
    """For each two papers of a participant: the lower and the higher expertise, and which way we rank them.

    Above nought is the right way round. Papers of equal expertise are no pair.
    """
    for participant, papers in gold.items():
        for one, other in combinations(papers, 2):
            low, high = sorted((one, other), key=lambda key: papers[key])
            if papers[low] != papers[high]:
                yield papers[low], papers[high], scores[participant][high] - scores[participant][low]


def loss(gold: Table, scores: Table) -> float:
    """The weighted share of pairs in the wrong order, 0 to 1; equal scores are half wrong.

    Kendall's tau as a loss, each pair weighted by how far apart the two are (Stelmakh and others 2023).
    """
    whole = wrong = 0.0
    for low, high, way in pairs(gold, scores):
        whole += high - low
        wrong += (high - low) * (0.5 if way == 0 else float(way < 0))
    return wrong / whole


def resolved(gold: Table, scores: Table, wanted: Callable[[float, float], bool]) -> float:
    """The share of some pairs, by their lower and higher expertise, that is in the right order."""
    ways = [way for low, high, way in pairs(gold, scores) if wanted(low, high)]
    return sum(way > 0 for way in ways) / len(ways) if ways else float("nan")


def is_easy(low: float, high: float) -> bool:
    """One paper that a participant knows well and one that they know little of."""
    return high >= 4 and low <= 2


def is_hard(low: float, high: float) -> bool:
    """Two papers that a participant knows well."""
    del high
    return low >= 4


# Running and printing --------------------------------------------------------------------------


def main() -> None:
    """Measure the default, and meaning if asked; print our lines beside the published ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--semantic", action="store_true", help="also by meaning (needs the language model)")
    parser.add_argument("--out", type=Path, help="keep the predictions here: person -> paper -> score")
    options = parser.parse_args()
    gold = _gold(os.environ.get("COPCTL_GOLD", ""))
    methods = {"copctl": "--no-semantic"}
    if options.semantic:
        methods["copctl-semantic"] = "--semantic"
    with tempfile.TemporaryDirectory() as scratch:
        out = (options.out or Path(scratch) / "predictions").resolve()
        out.mkdir(parents=True, exist_ok=True)
        rows = [_measured(gold, name, option, Path(scratch), out) for name, option in methods.items()]
        print(f"{'':24}  loss         easy pairs  hard pairs")
        for name, published in PUBLISHED:
            print(f"{name:24}  {published}")
        for row in rows:
            print(row, flush=True)
        for name in methods:
            _ask_their_script(gold, out, name)


def _gold(named: str) -> Path:
    """The folder of the data; ends with one sentence where it is none, or has not all that is read."""
    gold = Path(named).resolve()
    if not named or not gold.is_dir():
        sys.exit(f"COPCTL_GOLD names no folder{f' ({named})' if named else ''}: see benchmarks/README.md")
    if not (gold / "data" / "evaluations.csv").is_file():
        sys.exit(f"{gold} has no data/evaluations.csv: see benchmarks/README.md")
    if not draws(gold):
        sys.exit(f"{gold} has no evaluation_datasets/d_20_1: see benchmarks/README.md")
    return gold


def _measured(gold: Path, name: str, option: str, scratch: Path, out: Path) -> str:
    truth = said(gold)
    figures: list[tuple[float, float, float]] = []
    for draw in draws(gold):
        scores = predicted(draw, scratch, option)
        (out / f"{name}_{draw.name}_ta.json").write_text(json.dumps(scores), encoding="utf-8")
        easy, hard = (resolved(truth, scores, wanted) for wanted in (is_easy, is_hard))
        figures.append((loss(truth, scores), easy, hard))
        print(f"{name} {draw.name}: loss {figures[-1][0]:.4f}", file=sys.stderr, flush=True)
    lost, easy, hard = (statistics.fmean(column) for column in zip(*figures, strict=True))
    return f"{name:24}  {lost:.3f}        {easy:.2f}        {hard:.2f}   ({len(figures)} draws)"


def _ask_their_script(gold: Path, out: Path, name: str) -> None:
    """The data's own script has the last word, where it is there with all ten draws and with pandas."""
    script = gold / "evaluation_script.py"
    if not script.exists() or len(draws(gold)) < len(SLOTS):
        return
    if find_spec("pandas") is None:
        print(f"{name}: {script.name} needs pandas, which is not installed")
        return
    arguments = ["--dataset", "data/evaluations.csv", "--prediction_dir", str(out), "--algo", name]
    done = subprocess.run(
        [sys.executable, str(script), *arguments], cwd=gold, check=False, capture_output=True, text=True
    )
    for line in (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines():
        print(f"{name}, {script.name}: {line}")


if __name__ == "__main__":
    main()
