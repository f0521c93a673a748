"""The answers' half of `copctl survey export`."""

from __future__ import annotations

from pathlib import Path

from copctl.cli.desk import Desk
from copctl.errors import WrongUsage


def export_answers(desk: Desk, slug: str, out: Path | None) -> None:
    """Write a survey's answers."""
    raise WrongUsage("Say what to export the survey to.", hint=f"copctl survey export {slug} --to xlsform")
