"""Write docs/reference.md from the program itself: `python docs/make_reference.py` (`--check` compares)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from copctl.cli.lazy import LazyCommand
from copctl.cli.main import CHAPTERS, app

REFERENCE = Path(__file__).with_name("reference.md")
_INTRODUCTION = """# Reference

Every command with its options, as the program itself says it. This page is generated
(`python docs/make_reference.py`); change the help texts in `copctl/cli/`, not this page.

Commands that show something take `--format table|json|csv|markdown`; `--json` is short for
`--format json`. Exit codes: 0 done, 1 refused by a rule, 2 usage, 3 not found, 4 the store could not be
read or written, 5 delivery failed, 130 interrupted.
"""


def pages() -> Iterator[str]:
    """The parts of the reference: the program, then each chapter's commands."""
    yield _INTRODUCTION
    root = typer.main.get_command(app)
    context = _context(root, "copctl", None)
    yield _page("copctl", root, context)
    for title, commands in CHAPTERS:
        yield f"## {title}\n"
        for command in commands:
            yield from _command_pages(command, context)


def _command_pages(stand_in: LazyCommand, parent: Any) -> Iterator[str]:
    live = stand_in.load()
    yield from _family(live, _context(live, stand_in.name or "", parent))


def _family(command: Any, context: Any) -> Iterator[str]:
    """A command, and those of its group, however deep."""
    yield _page(context.command_path, command, context)
    for name in getattr(command, "list_commands", lambda _: [])(context):
        child = command.get_command(context, name)
        yield from _family(child, _context(child, name, context))


def _context(command: Any, name: str, parent: Any) -> Any:
    # 80 columns whatever terminal this runs in, so that the page is the same everywhere.
    return command.context_class(
        command, info_name=name, parent=parent, terminal_width=80, max_content_width=80
    )


def _page(path: str, command: Any, context: Any) -> str:
    return f"### {path}\n\n```text\n{command.get_help(context).strip()}\n```\n"


def reference() -> str:
    """The whole page."""
    return "\n".join(pages())


if __name__ == "__main__":
    if "--check" in sys.argv:
        if not REFERENCE.exists() or REFERENCE.read_text(encoding="utf-8") != reference():
            sys.exit("docs/reference.md is stale: python docs/make_reference.py")
    else:
        REFERENCE.write_text(reference(), encoding="utf-8")
        print(f"Wrote {REFERENCE.name}")
