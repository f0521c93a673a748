"""The figures of the members' place: what its pages cost, what goes over the wire, when home shows."""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from measure import HERE, measure_inside, report

# What one visit of a page may take on the wire, heads included, and how many requests the first one.
FIRST, AGAIN, REQUESTS = 10 * 1024, 3 * 1024, 3


def portal(place: Path, peers: Path, only: str) -> list[bool]:
    """Every figure of the members' place."""
    return [*_computed(only), *_flat(only), *_wire(only), *_painted(place, peers, only)]


def _computed(only: str) -> list[bool]:
    figures = (
        ("directory page of 50 members, to a bare Starlette route", ["portal_once.py", "page", "50"]),
        ("a sealed site of 2,000 pages, to Jinja2 alone on the same templates", ["site_once.py", "2000"]),
    )
    return [measure_inside(name, _script(*words), 2.0) for name, words in figures if only in name]


def _flat(only: str) -> list[bool]:
    """The first page of 10,000 members, and one in their middle, to the first of 50."""
    name = "directory page of 10,000 members, to one of 50 members"
    if only not in name:
        return []
    rows = _rows("portal_once.py", "flat", "10000")
    parts = (("first page", 0), ("middle", 1))
    return [report(f"{name}: {part}", 1.5, [(row[at], row[2]) for row in rows]) for part, at in parts]


def _wire(only: str) -> list[bool]:
    """A member's first visit of each page of the demo, and the next, in a real browser."""
    name = "wire: a page of the demo in a browser"
    if only not in name or not _has_browser(name):
        return []
    met = []
    for line in _output("portal_seen.py", "wire").splitlines():
        place, *numbers = line.split()
        first, requests, again, _, scripts = map(int, numbers)
        is_met = first <= FIRST and requests <= REQUESTS and again <= AGAIN and not scripts
        met.append(is_met)
        print(
            f"{'ok  ' if is_met else 'MISS'} {name}: {place} {first:,} bytes in {requests} requests at first "
            f"(target {FIRST:,} in {REQUESTS}), {again:,} bytes again (target {AGAIN:,}), {scripts} scripts",
            flush=True,
        )
    return met


def _painted(place: Path, peers: Path, only: str) -> list[bool]:
    """First contentful paint of home to that of a bare page, with MkDocs Material's start page beside it."""
    name = "first contentful paint of home at 50 KiB/s and 400 ms (wall), to a bare page of its size"
    if only not in name or not _has_browser(name):
        return []
    rows = [
        [ms / 1000 for ms in row] for row in _rows("portal_seen.py", "paint", str(_material(place, peers)))
    ]
    met = report(name, 1.1, [(row[0], row[1]) for row in rows])
    theirs = statistics.median(row[2] for row in rows)
    print(f"     MkDocs Material's start page on the same line: {theirs:.3f} s")
    return [met]


def _material(place: Path, peers: Path) -> Path:
    """The site of `mkdocs new` in the Material theme, without fonts from elsewhere."""
    folder, mkdocs = place / "material", str(peers / "bin" / "mkdocs")
    subprocess.run([mkdocs, "new", "-q", str(folder)], check=True)
    settings = folder / "mkdocs.yml"
    settings.write_text("site_name: My Docs\ntheme:\n  name: material\n  font: false\n", encoding="utf-8")
    subprocess.run([mkdocs, "build", "-q", "-f", str(settings)], check=True, stderr=subprocess.DEVNULL)
    return folder / "site"


def _has_browser(name: str) -> bool:
    if shutil.which("chromium"):
        return True
    print(f"     {name}: chromium is not installed")
    return False


def _script(name: str, *words: str) -> Sequence[str]:
    return [str(HERE / name), *words]


def _output(*words: str) -> str:
    done = subprocess.run([sys.executable, *_script(*words)], check=True, capture_output=True, text=True)
    return done.stdout


def _rows(*words: str) -> list[list[float]]:
    return [[float(number) for number in line.split()] for line in _output(*words).splitlines()]
