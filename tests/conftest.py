"""The world of a test: a desk with a fixed clock, a folder of its own, and the command itself."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from copctl.cli.desk import Desk
from copctl.cli.main import main

# Machines are shared and noisy: how long an example takes says nothing about the code.
settings.register_profile("copctl", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("copctl")

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Result:
    """What a command printed and how it ended."""

    stdout: str
    stderr: str
    exit_code: int

    @property
    def json(self) -> Any:
        return json.loads(self.stdout)


Copctl = Callable[..., Result]


class _Input(io.TextIOWrapper):
    """Standard input with bytes behind it, as the real one has."""


def run(
    *arguments: str, now: datetime = NOW, stdin: str = "", environ: dict[str, str] | None = None
) -> Result:
    """Run one command in this process, at a desk of its own."""
    out, err = io.StringIO(), io.StringIO()
    desk = Desk(
        clock=lambda: now,
        environ=environ or {},
        stdin=_Input(io.BytesIO(stdin.encode())),
        stdout=out,
        stderr=err,
    )
    with redirect_stdout(out), redirect_stderr(err):
        exit_code = main([str(argument) for argument in arguments], desk)
    return Result(out.getvalue(), err.getvalue(), exit_code)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def copctl_outside(folder: Path) -> Copctl:
    """The command, in a folder that is no community."""
    return run


@pytest.fixture
def copctl(folder: Path) -> Copctl:
    """The command, inside a new community whose clock stands at 23 November 2026, 15:00 in Phnom Penh."""
    made = run(
        "init", ".", "--name", "MEL Mekong", "--purpose", "Learn from each other's evaluations",
        "--moderator", "Ana Lim <ana@example.org>", "--timezone", "Asia/Phnom_Penh",
        "--cadence", "every three months",
    )  # fmt: skip
    assert made.exit_code == 0, made.stderr
    return run


@pytest.fixture
def succeed(copctl: Copctl) -> Copctl:
    """The command, which must end with 0."""

    def checked(*arguments: str, **world: Any) -> Result:
        result = run(*arguments, **world)
        assert result.exit_code == 0, f"copctl {' '.join(map(str, arguments))}\n{result.stderr}"
        return result

    return checked
