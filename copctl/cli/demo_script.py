"""The demo's quarter: its files with dates around today, and its commands run one by one."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from copctl.cli.desk import Desk
from copctl.files import make_folder, read_text, write_text
from copctl.resources import shipped
from copctl.when import quarter_of

_FOUNDED = 61
_MARK = re.compile(r"\{(?P<kind>[a-z]+)(?::(?P<value>[^{}]*))?\}")


@dataclass(frozen=True)
class Dates:
    """Writes dates around a day, as the demo's files ask for them."""

    today: date

    def fill(self, text: str) -> str:
        """The text with its `{day:-40}`, `{forms:...}`, `{code:...}` and `{quarter}` filled in."""
        return _MARK.sub(self._written, text)

    def _written(self, mark: re.Match[str]) -> str:
        kind, value = mark["kind"], mark["value"] or ""
        writers: dict[str, Callable[[str], str]] = {
            "day": lambda days: self._day(days).isoformat(),
            "code": lambda days: f"{self._day(days):%Y-%m}",
            "quarter": lambda _: str(quarter_of(self.today)),
            "forms": self._as_google_forms,
            "teams": self._as_teams,
        }
        return writers[kind](value) if kind in writers else mark[0]

    def _day(self, days: str) -> date:
        return self.today + timedelta(days=int(days))

    def _as_google_forms(self, value: str) -> str:
        days, time = value.split(" ", 1)
        return f"{self._day(days):%Y/%m/%d} {time}"

    def _as_teams(self, value: str) -> str:
        days, time = value.split(" ", 1)
        day = self._day(days)
        return f"{day.month}/{day.day}/{day.year}, {time}"


def copy_files(folder: Path, dates: Dates) -> None:
    """Put the demo's files into the community: what came in under `demo/`, the survey under `surveys/`."""
    source = shipped("data") / "demo"
    make_folder(folder / "demo")
    for path in sorted(source.iterdir()):
        if path.name in {"quarter.txt", "README.md"}:
            continue
        place = "surveys" if path.name == "interest.md" else "demo"
        write_text(folder / place / path.name, dates.fill(read_text(path)))
    write_text(
        folder / "demo" / "README.md",
        "Everything in this community is invented: people, addresses, organisations, answers.\n",
    )


def read_script() -> Iterator[str]:
    """The lines of the demo's quarter."""
    for line in read_text(shipped("data") / "demo" / "quarter.txt").splitlines()[1:]:
        if line.strip():
            yield line


class Script:
    """Runs a moderator's commands at desks of their own, printing each as it would be typed."""

    def __init__(self, folder: Path, desk: Desk) -> None:
        self.folder = folder
        self.desk = desk
        self.dates = Dates(desk.clock().date())
        self.chosen: list[str] = []
        # How many days before the demo the next command was typed.
        self.days_ago = _FOUNDED

    def take(self, line: str) -> None:
        """Show a remark, turn the calendar (`@ 40` is forty days before the demo), or run a command."""
        if line.startswith("@"):
            self.days_ago = int(line[1:])
            return
        if line.startswith("#"):
            self.desk.say(f"\n{line}")
            return
        self.run([part for word in shlex.split(self.dates.fill(line)) for part in self._speakers(word)])

    def run(self, words: Sequence[str], *, inside: bool = True) -> None:
        """Run one command; what goes wrong in it goes wrong here."""
        from copctl.cli.main import invoke

        self.desk.say(f"\n$ {shlex.join(['copctl', *words])}")
        with _working_in(self.folder if inside else Path.cwd()):
            invoke(words, self._desk())

    def _desk(self) -> Desk:
        now = self.desk.clock() - timedelta(days=self.days_ago)
        desk = Desk(
            clock=lambda: now,
            environ={},
            stdin=self.desk.stdin,
            stdout=self.desk.stdout,
            stderr=self.desk.stderr,
        )
        desk.may_ask = False
        return desk

    def _speakers(self, word: str) -> list[str]:
        """`{speakers:4}` stands for the first four that were suggested, `{accepted}` for their yes."""
        match = _MARK.fullmatch(word)
        if match is None or match["kind"] not in {"speakers", "accepted"}:
            return [word]
        if match["kind"] == "speakers":
            self.chosen = self._suggested(int(match["value"]))
            return [part for address in self.chosen for part in ("--speaker", address)]
        return [part for address in self.chosen for part in ("--speaker-status", f"{address}:accepted")]

    def _suggested(self, most: int) -> list[str]:
        from copctl.cli.speakers import suggested_addresses

        desk = self._desk()
        with _working_in(self.folder):
            return suggested_addresses(desk, self.dates.fill("{code:+17}"), most)

    def outcomes(self) -> list[Path]:
        """The pages that a person would want to open."""
        return sorted(path for path in (self.folder / "out").rglob("*") if path.suffix in {".html", ".ics"})


@contextmanager
def _working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
