"""`copctl expertise`: the group of commands about who knows what."""

from __future__ import annotations

from copctl.cli import (
    expertise_about,
    expertise_ask,
    expertise_endorse,
    expertise_matrix,
    expertise_show,
    expertise_tags,
    expertise_taxonomy,
    expertise_thank,
)
from copctl.cli.lazy import plain_group

app = plain_group("Who knows what, and who says so.")


@app.callback()
def expertise() -> None:
    """Who knows what, and who says so."""


expertise_show.register(app)
expertise_endorse.register(app)
expertise_thank.register(app)
expertise_about.register(app)
expertise_taxonomy.register(app)
expertise_tags.register(app)
expertise_ask.register(app)
expertise_matrix.register(app)
