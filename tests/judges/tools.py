"""The judges themselves: where they are, and what happens when one is not there."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest

REPOSITORY = Path(__file__).parent.parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]


def absent(what: str, how: str) -> NoReturn:
    """Skip with the reason; where everything has to be there (`.ci/run`), fail: a judge that may be away is none."""
    if os.environ.get("COPCTL_CI"):
        pytest.fail(f"{what} is not installed, and here it has to be: {how}")
    pytest.skip(f"{what} is not installed: {how}")


def program(name: str, package: str) -> str:
    """The path of a program of Debian's."""
    found = shutil.which(name)
    return found or absent(name, f"apt-get install {package}")


def from_npm(path: str) -> Path:
    """A file of a package that `.ci/judges` installed."""
    folder = Path(os.environ.get("COPCTL_JUDGES") or REPOSITORY / ".venv" / "judges")
    found = folder / "node_modules" / path
    return found if found.exists() else absent(path.partition("/")[0], f".ci/judges {folder}")


def said(*command: str | Path, stdin: bytes = b"") -> tuple[int, str]:
    """How a judge ended, and all that it said."""
    done = _done(command, stdin)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


def answered(*command: str | Path, stdin: bytes = b"") -> Any:
    """What a judge answered on its standard output, as JSON."""
    done = _done(command, stdin)
    assert done.stdout.strip(), done.stderr.decode(errors="replace")[-2000:]
    return json.loads(done.stdout)


def _done(command: Sequence[str | Path], stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(list(map(str, command)), input=stdin, capture_output=True, check=False, timeout=300)
