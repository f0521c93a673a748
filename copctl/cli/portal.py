"""`copctl portal`: the members' own place."""

from __future__ import annotations

from copctl.cli import portal_build, portal_link, portal_phrase, portal_serve
from copctl.cli.lazy import plain_group

app = plain_group("The members' portal: one closed place.")
for _command in (portal_serve, portal_link, portal_build, portal_phrase):
    _command.register(app)
