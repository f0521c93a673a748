"""Passages by their meaning: vectors of the English language model, made once and kept in the store.

A vector belongs to a passage, the digest of its text and the model that made it; it goes with its
passage, also when a person is erased. Half precision is kept: cosines differ by less than 0.001.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from copctl.store.recall import Index

# One thread is ten times as quick on a busy machine; it counts only before NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from copctl.semantic.encoder import Encoder

NOTE = "Meaning is compared by an English model; texts in other scripts are compared by their words."
_WIDTH = 384


def is_here() -> bool:
    """Whether the language model and what it needs are installed."""
    from importlib.util import find_spec

    from copctl.semantic import model

    return model.find_folder() is not None and all(find_spec(name) for name in model.LIBRARIES)


@cache
def encoder() -> Encoder:
    """The language model, loaded once; Refused says what is missing and how to get it."""
    from copctl.semantic import model

    return model.load()


def model_name() -> str:
    """Which model makes the vectors, down to its weights."""
    from copctl.semantic import model

    return f"{model.MODEL}@{model.SHA256[:12]}"


def is_readable(text: str) -> bool:
    """Whether the model can make anything of a text: most of its letters are Latin."""
    letters = [character for character in text if character.isalpha()]
    latin = sum(c.isascii() or unicodedata.name(c, "").startswith("LATIN") for c in letters)
    return bool(letters) and 2 * latin > len(letters)


def make(db: Session, members: Sequence[int]) -> int:
    """Make the vectors that passages of these people lack; gives how many were made.

    The index must be up to date. Refused where the model is missing.
    """
    from copctl.speakers.documents import documents
    from copctl.store import fulltext

    wanted = fulltext.without_vectors(db, members, model_name())
    texts = {document.digest: document.whole for document in documents(db, members)} if wanted else {}
    known = [(number, digest) for number, digest in wanted if digest in texts]
    blobs = _encoded([texts[digest] for _, digest in known])
    made = [(number, digest, blob) for (number, digest), blob in zip(known, blobs, strict=True)]
    fulltext.keep_vectors(db, made, model_name())
    return len(made)


def _encoded(texts: Sequence[str]) -> list[bytes]:
    """One vector each in half precision; nothing but zeros for a text that the model cannot read."""
    import numpy as np

    readable = [place for place, text in enumerate(texts) if is_readable(text)]
    vectors = np.zeros((len(texts), _WIDTH), dtype=np.float16)
    if readable:
        vectors[readable] = encoder()([texts[place] for place in readable])
    return [row.tobytes() for row in vectors]


class Meanings:
    """The vectors of some people's passages, to be compared with many queries."""

    def __init__(self, index: Index, members: Collection[int]) -> None:
        import numpy as np

        rows = index.vectors(model_name(), members)
        self.owners = [(number, member) for number, member, _ in rows]
        nothing = bytes(2 * _WIDTH)
        blobs = b"".join(vector or nothing for _, _, vector in rows)
        self.matrix = np.frombuffer(blobs, dtype=np.float16).reshape(-1, _WIDTH).astype(np.float32)

    def cosines(self, query: Any) -> list[tuple[int, int, float]]:
        """Number and member of each passage, and how near it is to a query's vector."""
        near = (self.matrix @ query).tolist()
        return [(*owner, float(cosine)) for owner, cosine in zip(self.owners, near, strict=True)]


def lacking(index: Index, members: Collection[int]) -> list[int]:
    """Those of these people who have passages whose vectors are still to be made."""
    rows = index.vectors(model_name(), members)
    return sorted({member for _, member, vector in rows if vector is None})


def of_query(text: str) -> Any:
    """The vector of a query, None for one that the model cannot read."""
    return encoder()([text])[0] if is_readable(text) else None
