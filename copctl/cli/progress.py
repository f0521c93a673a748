"""Progress of long work: on stderr, and only when it is a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from copctl.cli.desk import Desk


@contextmanager
def counting(desk: Desk, noun: str) -> Iterator[Callable[[int], None]]:
    """Gives a function to call with the number done so far, a few times a second at most."""
    if not desk.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.completed:,.0f} {task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(file=desk.stderr), transient=True) as progress:
        task = progress.add_task(noun, total=None)
        yield lambda done: progress.update(task, completed=done)
