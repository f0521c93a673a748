"""The key behind personal links and unsubscriptions: a file in the community's folder, never in the store.

A copy of the store alone then opens nobody's link, and a reminder can repeat a link of which the store
knows only the hash.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from copctl.errors import Refused, StoreError
from copctl.files import read_text

FILE = "links.key"
_BYTES = 32


def load_or_make(folder: Path) -> bytes:
    """The key of this community, made when there is none; only its owner may read the file.

    Refused when the file holds no key.
    """
    path = folder / FILE
    if not path.exists():
        _make(path)
    try:
        key = bytes.fromhex(read_text(path).strip())
    except ValueError:
        key = b""
    if len(key) < _BYTES:
        raise Refused(
            f"{path} holds no key for personal links.",
            hint=f"put {FILE} back from a backup, or remove it: then links that went out no longer count",
        )
    return key


def _make(path: Path) -> None:
    try:
        # With O_EXCL two commands at once make one key, and nobody reads it before its mode is set.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise StoreError(
            f"{path} could not be written: {(error.strerror or str(error)).lower()}.",
            hint="check the free space and who may write there",
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        stream.write(f"{secrets.token_hex(_BYTES)}\n")
