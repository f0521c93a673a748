"""`copctl media`: the group of commands about pictures, a file for each of them."""

from __future__ import annotations

from copctl.cli import media_add, media_edit, media_list, media_remove, media_show
from copctl.cli.lazy import plain_group

app = plain_group("Pictures for the newsletter.")

media_add.register(app)
media_list.register(app)
media_show.register(app)
media_edit.register(app)
media_remove.register(app)
