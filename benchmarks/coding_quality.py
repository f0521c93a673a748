"""The proposer against known topics: a file of short texts and one of their labels, a line each."""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent

# Runs in the peers' own virtual environment: texts and k in, groups out.
PEERS = """
import json, sys
from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize
given = json.load(sys.stdin)
words = TfidfVectorizer(stop_words="english").fit_transform(given["texts"])
latent = normalize(TruncatedSVD(min(100, words.shape[1] - 1), random_state=0).fit_transform(words))
group = lambda rows: KMeans(given["k"], n_init=10, random_state=0).fit_predict(rows).tolist()
print(json.dumps({"scikit-learn TF-IDF k-means": group(words), "scikit-learn LSA k-means": group(latent)}))
"""


def nmi(one: Sequence[Hashable], other: Sequence[Hashable]) -> float:
    """Normalised mutual information, 0 to 1 (Strehl and Ghosh 2002), by the mean of the two entropies."""
    total = len(one)
    left, right = Counter(one), Counter(other)
    shared = Counter(zip(one, other, strict=True))
    mutual = sum(n / total * math.log(n * total / (left[a] * right[b])) for (a, b), n in shared.items())
    mean = (_entropy(left, total) + _entropy(right, total)) / 2
    return mutual / mean if mean else 1.0


def _entropy(counts: Counter[Hashable], total: int) -> float:
    return -sum(n / total * math.log(n / total) for n in counts.values())


def sampled(texts: Path, labels: Path, size: int, seed: int) -> tuple[list[str], list[str]]:
    """So many lines of both files, drawn by the seed; all of them when there are fewer."""
    pairs = list(
        zip(
            texts.read_text(encoding="utf-8", errors="replace").splitlines(),
            labels.read_text(encoding="utf-8").split(),
            strict=True,
        )
    )
    pairs = [pair for pair in pairs if pair[0].strip()]
    drawn = random.Random(seed).sample(pairs, min(size, len(pairs)))
    return [text for text, _ in drawn], [label for _, label in drawn]


def ours(texts: list[str], k: int | None, *, plain: bool = False, semantic: bool = False) -> list[int]:
    """The group of each text; what fits nowhere is a group of its own."""
    from copctl.topics.coding import proposal

    encoder = None
    if semantic:
        from copctl.semantic import model

        encoder = model.load()
    real = proposal.find_spec
    if plain:
        proposal.find_spec = lambda *_: None  # type: ignore[assignment]
    found = proposal.propose(texts, k, encoder=encoder)
    proposal.find_spec = real
    groups = [-1] * len(texts)
    for number, code in enumerate(found.codes):
        for place in code.answers:
            groups[place] = number
    return groups


def main() -> None:
    """Print one line a proposer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("labels", type=Path)
    parser.add_argument("--sample", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--semantic", action="store_true", help="also by meaning")
    parser.add_argument("--peers", action="store_true", help="also scikit-learn, in its own environment")
    options = parser.parse_args()
    texts, labels = sampled(options.texts, options.labels, options.sample, options.seed)
    k = len(set(labels))
    print(f"{len(texts)} texts, {k} topics, seed {options.seed}")
    proposers: dict[str, Callable[[], list[int]]] = {
        "copctl, NumPy": lambda: ours(texts, k),
        "copctl, NumPy, k proposed": lambda: ours(texts, None),
        "copctl, standard library": lambda: ours(texts, k, plain=True),
    }
    if options.semantic:
        proposers["copctl, [semantic]"] = lambda: ours(texts, k, semantic=True)
        proposers["copctl, [semantic], k proposed"] = lambda: ours(texts, None, semantic=True)
    for name, propose in proposers.items():
        begun = time.process_time()
        groups = propose()
        codes, alone = len(set(groups) - {-1}), groups.count(-1)
        print(
            f"{name}: NMI {100 * nmi(labels, groups):.1f}, {codes} codes, {alone} fit nowhere, "
            f"{time.process_time() - begun:.1f} s CPU"
        )
    if options.peers:
        for name, groups in peers(texts, k).items():
            print(f"{name}: NMI {100 * nmi(labels, groups):.1f}")


def peers(texts: list[str], k: int) -> dict[str, list[int]]:
    """The groups that scikit-learn finds; it is installed where it is not yet."""
    place = Path(os.environ.get("COPCTL_PEERS", HERE / ".peers")).resolve()
    python = place / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(place)], check=True)
    if subprocess.run([str(python), "-c", "import sklearn"], check=False, capture_output=True).returncode:
        subprocess.run([str(python), "-m", "pip", "install", "-q", "scikit-learn"], check=True)
    given = json.dumps({"texts": texts, "k": k})
    done = subprocess.run([str(python), "-c", PEERS], input=given, text=True, capture_output=True, check=True)
    return dict(json.loads(done.stdout))


if __name__ == "__main__":
    main()
