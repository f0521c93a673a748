"""`copctl speakers suggest --panel K`: the best set of speakers."""

from __future__ import annotations

from copctl.cli.desk import Desk
from copctl.cli.options import Style
from copctl.cli.speakers_asking import Asked, PanelAsked
from copctl.errors import Refused


def run(desk: Desk, asked: Asked, rules: PanelAsked, style: Style) -> None:  # noqa: ARG001 - to be written
    """Show the best panel."""
    raise Refused("Panels are not there yet.", hint="copctl speakers suggest ... -n 4")
