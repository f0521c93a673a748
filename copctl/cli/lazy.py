"""Command groups that are imported when they are invoked, so that `--help` stays quick.

The one module that knows Typer's inside; `pyproject.toml` pins the versions it was tried with.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


class LazyCommand(TyperCommand):
    """Stands for a group or command `module:attribute` until somebody calls it."""

    def __init__(self, name: str, help_line: str, target: str, hidden: bool = False) -> None:
        super().__init__(
            name,
            help=help_line,
            short_help=help_line,
            hidden=hidden,
            rich_markup_mode=None,
            add_help_option=False,
        )
        self.target = target

    def load(self) -> Any:
        """Import the target: the live command behind this name."""
        module, attribute = self.target.split(":")
        app: typer.Typer = getattr(import_module(module), attribute)
        if len(app.registered_commands) > 1 or app.registered_groups or app.registered_callback:
            group = typer.main.get_group(app)
            group.name = self.name
            return group
        command = typer.main.get_command(app)
        command.name = self.name
        return command

    def make_context(self, info_name: Any, args: list[str], parent: Any = None, **extra: Any) -> Any:
        """Hand over to the live command: its context, its parameters, its completions."""
        return self.load().make_context(info_name, args, parent=parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        """Invoke the live command that the context was made for."""
        return ctx.command.invoke(ctx)


def plain_group(help_text: str) -> typer.Typer:
    """A command group whose help is plain text and which shows it when called alone."""
    return typer.Typer(
        help=help_text,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )


class RootGroup(TyperGroup):
    """The top of the program: its commands stand in the order of a moderator's year, in chapters."""

    chapters: Sequence[tuple[str, Sequence[LazyCommand]]] = ()

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        # Suggestions and completion look here.
        self.commands = {c.name or "": c for _, commands in self.chapters for c in commands}

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - Typer's signature
        """Names in the order of the chapters."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - Typer's signature
        """One heading a chapter, one line a command."""
        for title, commands in self.chapters:
            shown = [(c.name or "", c.short_help or "") for c in commands if not c.hidden]
            if shown:
                with formatter.section(title):
                    formatter.write_dl(shown, col_max=16)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Commands first: they are what a newcomer looks for."""
        self.format_commands(ctx, formatter)
        TyperCommand.format_options(self, ctx, formatter)  # type: ignore[arg-type]


def plain_command() -> typer.Typer:
    """A home for one command that stands at the top, without a group."""
    return typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
