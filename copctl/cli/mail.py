"""`copctl mail`: the group of commands about mails, a file for each of them."""

from __future__ import annotations

from copctl.cli import (
    mail_cancel,
    mail_deliver,
    mail_fetch,
    mail_queue,
    mail_retry,
    mail_review,
    mail_setup,
    mail_show,
    mail_status,
    mail_suppress,
    mail_test,
)
from copctl.cli.lazy import plain_group

app = plain_group("Mails that wait, and delivering them.")

mail_queue.register(app)
mail_show.register(app)
mail_cancel.register(app)
mail_deliver.register(app)
mail_status.register(app)
mail_retry.register(app)
mail_fetch.register(app)
mail_review.register(app)
mail_setup.register(app)
mail_test.register(app)
mail_suppress.register(app)
