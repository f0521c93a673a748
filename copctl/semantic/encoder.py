"""Sentences as vectors: the forward pass of all-MiniLM-L6-v2 in NumPy.

Reimers and Gurevych 2019 (Sentence-BERT); Wang and others 2020 (MiniLM); the layers are BERT's (Devlin and
others 2019): embeddings, six blocks of attention and a feed-forward part, mean of the last layer over the
tokens, length 1. English only.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

# One thread is ten times as quick on a busy machine; it counts only before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

WIDTH = 384
_LAYERS, _HEADS = 6, 12
_EPSILON = np.float32(1e-12)
_MOST_TOKENS = 256
_BATCH = 32


class Encoder:
    """The model, loaded once. Call it with texts for one vector of length 1 each (n x 384, float32)."""

    def __init__(self, weights: Mapping[str, Floats], tokenizer: Any) -> None:
        self.weights = weights
        self.tokenizer = tokenizer
        self.tokenizer.enable_truncation(_MOST_TOKENS)
        self.tokenizer.no_padding()

    @classmethod
    def from_folder(cls, folder: Path) -> Encoder:
        """The encoder of a folder with `model.safetensors` and `tokenizer.json`."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        return cls(
            load_file(folder / "model.safetensors"), Tokenizer.from_file(str(folder / "tokenizer.json"))
        )

    def __call__(self, texts: Sequence[str]) -> Floats:
        """One vector for each text, in their order; their products are cosines."""
        encoded = [found.ids for found in self.tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(encoded), WIDTH), dtype=np.float32)
        # Texts of one length together: little is padded.
        order = sorted(range(len(encoded)), key=lambda place: (len(encoded[place]), place))
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            vectors[places] = self._batch([encoded[place] for place in places])
        return vectors

    def _batch(self, tokens: Sequence[Sequence[int]]) -> Floats:
        longest = max(map(len, tokens))
        ids = np.array([[*line, *[0] * (longest - len(line))] for line in tokens])
        real = np.array([[1.0] * len(t) + [0.0] * (longest - len(t)) for t in tokens], dtype=np.float32)
        hidden = self._embedded(ids)
        unseen = ((1 - real) * np.float32(-1e9))[:, None, None, :]
        for layer in range(_LAYERS):
            hidden = self._block(hidden, unseen, f"encoder.layer.{layer}")
        summed = (hidden * real[:, :, None]).sum(axis=1) / real.sum(axis=1, keepdims=True)
        return np.asarray(summed / np.linalg.norm(summed, axis=1, keepdims=True), dtype=np.float32)

    def _embedded(self, ids: NDArray[np.int64]) -> Floats:
        words = self.weights["embeddings.word_embeddings.weight"][ids]
        places = self.weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        first = self.weights["embeddings.token_type_embeddings.weight"][0]
        return self._normed(words + places + first, "embeddings.LayerNorm")

    def _block(self, hidden: Floats, unseen: Floats, name: str) -> Floats:
        count, length, _ = hidden.shape
        query, key, value = (
            self._linear(hidden, f"{name}.attention.self.{part}")
            .reshape(count, length, _HEADS, WIDTH // _HEADS)
            .transpose(0, 2, 1, 3)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32((WIDTH / _HEADS) ** 0.5) + unseen
        seen = (_softmax(scores) @ value).transpose(0, 2, 1, 3).reshape(count, length, WIDTH)
        attended = self._linear(seen, f"{name}.attention.output.dense")
        hidden = self._normed(hidden + attended, f"{name}.attention.output.LayerNorm")
        inner = _gelu(self._linear(hidden, f"{name}.intermediate.dense"))
        return self._normed(hidden + self._linear(inner, f"{name}.output.dense"), f"{name}.output.LayerNorm")

    def _linear(self, x: Floats, name: str) -> Floats:
        return np.asarray(x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"])

    def _normed(self, x: Floats, name: str) -> Floats:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + _EPSILON)
        return np.asarray(centred / spread * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"])


def _softmax(x: Floats) -> Floats:
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def _gelu(x: Floats) -> Floats:
    """x times the normal distribution function; erf by Abramowitz and Stegun 1964, 7.1.26 (within 1.5e-7)."""
    z = np.abs(x) * np.float32(0.5**0.5)
    t = 1 / (1 + np.float32(0.3275911) * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1 - series * np.exp(-z * z))
    return np.asarray(0.5 * x * (1 + erf), dtype=np.float32)
