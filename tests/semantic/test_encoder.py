"""The NumPy forward pass against vectors that sentence-transformers 6.2 (torch 2.15) gave for the same weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from copctl.semantic import model

np = pytest.importorskip("numpy", reason="the extra [semantic] is not installed")
REFERENCE = json.loads((Path(__file__).parent / "reference_vectors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def encoder() -> Any:
    if not model.status().ready:
        pytest.skip("the language model is not installed: copctl semantic install")
    return model.load()


def test_vectors_are_those_of_the_original(encoder: Any) -> None:
    texts = [line["text"] for line in REFERENCE]

    vectors = encoder(texts)

    for line, vector in zip(REFERENCE, vectors, strict=True):
        wanted = np.array(line["vector"])
        assert float(vector @ wanted / np.linalg.norm(wanted)) > 0.99999, line["text"]


def test_a_text_alone_has_the_vector_it_has_among_others(encoder: Any) -> None:
    texts = [line["text"] for line in REFERENCE]

    together = encoder(texts)

    for text, vector in zip(texts, together, strict=True):
        assert float(encoder([text])[0] @ vector) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("text", ["", " ", "\u200b", "x" * 5_000, "word " * 2_000, "=1+1", "[red]"])
def test_any_text_has_a_vector_of_length_one(encoder: Any, text: str) -> None:
    assert float(np.linalg.norm(encoder([text])[0])) == pytest.approx(1.0, abs=1e-5)


def test_no_texts_have_no_vectors(encoder: Any) -> None:
    assert encoder([]).shape == (0, 384)
