"""What each of several processes of `copctl portal serve --workers` makes."""

from __future__ import annotations

import atexit
from typing import TYPE_CHECKING

from copctl.cli.desk import Desk
from copctl.cli.portal_serve import make_world

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def application() -> ASGIApp:
    """The portal of the community that the environment names."""
    from copctl.portal import app
    from copctl.portal.site import site_of

    desk = Desk()
    world, porter = make_world(desk, site_of(desk.settings.url))
    atexit.register(porter.stop)
    return app.make(world)
