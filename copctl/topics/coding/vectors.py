"""Answers as vectors: weighted words, and the few directions that explain them best.

Pure. Words are weighted by TF-IDF (Sparck Jones 1972; sublinear frequency and smoothed inverse frequency
as in Manning, Raghavan and Schuetze 2008, chapter 6). Where NumPy is present, latent semantic analysis
(Deerwester and others 1990) brings answers together that share no word but words with common company.
"""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

# One thread is quicker on a busy machine, and the same every time; it counts before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Row = dict[int, float]
# More directions bring noise back for short texts (for long ones Landauer and Dumais 1997 found 300).
_MOST_DIRECTIONS = 100
# A small survey has as many themes in proportion; each wants a direction.
_FEW_DIRECTIONS = 24
_LENDERS, _LENT, _KEPT_WORDS, _MOST_HOLDERS = 30, 2.0, 60, 300
_FEW_MEANINGS, _MOST_MEANINGS = 16, 48
_OVERSAMPLING, _POWERS = 10, 4


@dataclass(frozen=True)
class WeightedWords:
    """One row an answer: word number -> weight, rows of length 1. A row may be empty."""

    rows: list[Row]
    words: list[str]


def weigh(documents: Sequence[Sequence[str]], answers: Sequence[int]) -> WeightedWords:
    """Weigh the words of documents, each of which stands for so many answers.

    A word that only one answer has brings nothing together and is left out.
    """
    held: Counter[str] = Counter()
    for document, count in zip(documents, answers, strict=True):
        held.update(dict.fromkeys(document, count))
    words = sorted(word for word, count in held.items() if count > 1)
    number = {word: place for place, word in enumerate(words)}
    rarity = [math.log((1 + sum(answers)) / (1 + held[word])) + 1 for word in words]
    rows = []
    for document in documents:
        counts = Counter(number[word] for word in document if word in number)
        row = {place: (1 + math.log(count)) * rarity[place] for place, count in sorted(counts.items())}
        rows.append(_unit(row))
    return WeightedWords(rows, words)


def _unit(row: Row) -> Row:
    length = math.sqrt(sum(weight * weight for weight in row.values()))
    return {place: weight / length for place, weight in row.items()} if length else {}


def borrowed(weighted: WeightedWords) -> WeightedWords:
    """The rows with words of their nearest answers added: what latent semantics does where NumPy is missing.

    Document expansion (Singhal and Pereira 1999): a row grows by the mean of its 30 nearest rows, by their
    cosines and twice its own length, and keeps its 60 heaviest words.
    """
    holders: dict[int, list[tuple[int, float]]] = {}
    for place, row in enumerate(weighted.rows):
        for word, weight in row.items():
            holders.setdefault(word, []).append((place, weight))
    # Words of many answers say little about which are near, and would take most of the time.
    rare = {word: held for word, held in holders.items() if len(held) <= _MOST_HOLDERS}
    rows = [_expanded(place, row, weighted.rows, rare) for place, row in enumerate(weighted.rows)]
    return WeightedWords(rows, weighted.words)


def _expanded(
    place: int, row: Row, rows: Sequence[Row], holders: Mapping[int, Sequence[tuple[int, float]]]
) -> Row:
    cosines: dict[int, float] = {}
    for word, weight in row.items():
        for other, theirs in holders.get(word, ()):
            if other != place:
                cosines[other] = cosines.get(other, 0.0) + weight * theirs
    nearest = sorted(cosines, key=lambda other: (-cosines[other], other))[:_LENDERS]
    total = sum(cosines[other] for other in nearest)
    grown = dict(row)
    for other in nearest:
        for word, weight in rows[other].items():
            grown[word] = grown.get(word, 0.0) + _LENT * cosines[other] / total * weight
    heaviest = sorted(grown, key=lambda word: (-round(grown[word], 9), word))[:_KEPT_WORDS]
    return _unit({word: grown[word] for word in sorted(heaviest)})


def latent(weighted: WeightedWords, seed: int, directions: int | None = None) -> Floats:
    """The rows in their strongest directions; needs NumPy. Their lengths, 0 to 1, say how much is left.

    The singular vectors are found by random projection (Halko, Martinsson and Tropp 2011, algorithm 4.4),
    so that ten thousand answers stay within memory.
    """
    import numpy as np

    matrix = _Matrix(weighted)
    count, width = matrix.shape
    wanted = min(directions or directions_for(count), count, width)
    if not wanted:
        return np.zeros((count, 1))
    chance = np.random.Generator(np.random.PCG64(seed))
    sketch = chance.standard_normal((width, min(wanted + _OVERSAMPLING, count, width)))
    basis, _ = np.linalg.qr(matrix.times(sketch))
    for _ in range(_POWERS):
        other, _ = np.linalg.qr(matrix.transposed_times(basis))
        basis, _ = np.linalg.qr(matrix.times(other))
    left, strength, _ = np.linalg.svd(matrix.transposed_times(basis).T, full_matrices=False)
    return np.asarray((basis @ left[:, :wanted]) * strength[:wanted])


def reduced(vectors: Floats, seed: int) -> Floats:
    """Vectors of meaning in their strongest directions, each of length 1 (principal components).

    Fewer than for words: what is left out tells sentences apart, not themes.
    """
    import numpy as np

    centred = np.asarray(vectors, dtype=np.float64)
    centred = centred - centred.mean(axis=0)
    few = max(math.isqrt(3 * len(centred) // 2), min(len(centred) // 3, _FEW_MEANINGS))
    wanted = max(1, min(few, _MOST_MEANINGS, *centred.shape))
    chance = np.random.Generator(np.random.PCG64(seed))
    basis, _ = np.linalg.qr(centred.T @ centred @ chance.standard_normal((centred.shape[1], wanted)))
    for _ in range(2 * _POWERS):
        basis, _ = np.linalg.qr(centred.T @ (centred @ basis))
    return unit_rows(centred @ basis)


def directions_for(count: int) -> int:
    """How many directions to keep for so many answers."""
    return max(2, min(_MOST_DIRECTIONS, max(math.isqrt(4 * count), min(count // 2, _FEW_DIRECTIONS))))


def unit_rows(matrix: Floats) -> Floats:
    """Each row at length 1; rows of nothing stay zero."""
    import numpy as np

    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    return np.asarray(matrix / np.where(lengths > 1e-9, lengths, 1.0))


class _Matrix:
    """Just enough of a sparse matrix: products from either side, in compressed rows and columns."""

    def __init__(self, weighted: WeightedWords) -> None:
        import numpy as np

        self.shape = (len(weighted.rows), len(weighted.words))
        rows = np.array([n for n, row in enumerate(weighted.rows) for _ in row], dtype=np.int64)
        columns = np.array([place for row in weighted.rows for place in row], dtype=np.int64)
        weights = np.array([weight for row in weighted.rows for weight in row.values()])
        order = np.argsort(columns, kind="stable")
        self.by_row = (rows, columns, weights)
        self.by_column = (columns[order], rows[order], weights[order])

    def times(self, dense: Floats) -> Floats:
        return _product(self.by_row, dense, self.shape[0])

    def transposed_times(self, dense: Floats) -> Floats:
        return _product(self.by_column, dense, self.shape[1])


def _product(parts: tuple[NDArray[np.int64], NDArray[np.int64], Floats], dense: Floats, count: int) -> Floats:
    """Sum weight x dense[inner] over each outer number; the outer numbers come in order."""
    import numpy as np

    outer, inner, weights = parts
    result = np.zeros((count, dense.shape[1]))
    if len(outer):
        starts = np.flatnonzero(np.r_[True, outer[1:] != outer[:-1]])
        result[outer[starts]] = np.add.reduceat(dense[inner] * weights[:, None], starts, axis=0)
    return result
